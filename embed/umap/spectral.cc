#include <Spectra/SymEigsSolver.h>

#include <algorithm>
#include <cmath>
#include <exception>

#include "core/rng.h"
#include "embed/umap/start.h"

namespace rssviz::embed {
namespace {

constexpr double kTolerance = 1e-4;  // as umap-learn: a start needs no more
constexpr int kRestarts = 200;

// x -> D^-1/2 W D^-1/2 x without its known first eigenvector (the square roots of the degrees, eigenvalue 1):
// the largest eigenvalues left belong to the smallest non-trivial ones of the normalised Laplacian.
class DeflatedGraph {
 public:
  using Scalar = double;

  explicit DeflatedGraph(const FuzzyGraph& graph)
      : graph_(graph), weights_(graph.edges()), trivial_(static_cast<Eigen::Index>(graph.points())) {
    const std::size_t points = graph.points();
    for (std::size_t i = 0; i < points; ++i) {
      double degree = 0.;
      for (std::size_t e = begin(i); e < begin(i + 1); ++e) degree += static_cast<double>(graph.weights[e]);
      trivial_[static_cast<Eigen::Index>(i)] = std::sqrt(degree);
    }
    for (std::size_t i = 0; i < points; ++i) {
      for (std::size_t e = begin(i); e < begin(i + 1); ++e) {
        weights_[e] = static_cast<double>(graph.weights[e]) /
                      (trivial_[static_cast<Eigen::Index>(i)] * trivial_[graph.neighbors[e]]);
      }
    }
    trivial_.normalize();
  }

  Eigen::Index rows() const { return trivial_.size(); }
  Eigen::Index cols() const { return trivial_.size(); }

  void perform_op(const double* x, double* y) const {
    double along = 0.;
    for (Eigen::Index i = 0; i < rows(); ++i) along += trivial_[i] * x[i];
    for (Eigen::Index i = 0; i < rows(); ++i) {
      double sum = 0.;
      for (std::size_t e = begin(static_cast<std::size_t>(i)); e < begin(static_cast<std::size_t>(i) + 1);
           ++e) {
        sum += weights_[e] * x[graph_.neighbors[e]];
      }
      y[i] = sum - along * trivial_[i];
    }
  }

 private:
  std::size_t begin(std::size_t i) const { return static_cast<std::size_t>(graph_.offsets[i]); }

  const FuzzyGraph& graph_;
  std::vector<double> weights_;
  VectorD trivial_;
};

}  // namespace

bool spectral_coordinates(const FuzzyGraph& graph, int dims, Matrix& coords) {
  const auto points = static_cast<Eigen::Index>(graph.points());
  const auto basis = std::min<Eigen::Index>(
      points, std::max<Eigen::Index>(2 * dims + 3, static_cast<Eigen::Index>(std::sqrt(points))));
  if (points < dims + 2) return false;
  DeflatedGraph operation(graph);
  VectorD first(points);
  Rng rng(1, "umap spectral start");
  for (Eigen::Index i = 0; i < points; ++i) first[i] = rng.uniform(-1., 1.);
  Spectra::SymEigsSolver<DeflatedGraph> solver(operation, dims, basis);
  try {
    solver.init(first.data());
    solver.compute(Spectra::SortRule::LargestAlge, kRestarts, kTolerance);
  } catch (const std::exception&) {  // a start vector or a subspace without a direction left
    return false;
  }
  if (solver.info() != Spectra::CompInfo::Successful) return false;
  coords = solver.eigenvectors().cast<float>();
  for (int d = 0; d < dims; ++d) {  // the sign of an eigenvector is arbitrary; make it ours
    Eigen::Index largest = 0;
    coords.col(d).cwiseAbs().maxCoeff(&largest);
    if (coords(largest, d) < 0.F) coords.col(d) = -coords.col(d);
  }
  return coords.allFinite();
}

}  // namespace rssviz::embed
