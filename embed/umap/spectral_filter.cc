#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <vector>

#include "core/rng.h"
#include "embed/lanes.h"
#include "embed/umap/start.h"

namespace rssviz::embed {
namespace {

constexpr int kColumns = lanes::kLanes;  // vectors that are filtered together: one load a neighbour
constexpr int kDegree = 16;              // of the polynomial
constexpr int kRounds = 6;               // a start needs smooth coordinates, not eigenvectors to many digits
constexpr std::size_t kRows = 4096;      // of a piece of work

using Block = Eigen::Matrix<float, Eigen::Dynamic, kColumns, Eigen::RowMajor>;

// D^-1/2 W D^-1/2 and its first eigenvector, the square roots of the degrees.
class Normalised {
 public:
  Normalised(const FuzzyGraph& graph, const Execution& execution)
      : graph_(graph), execution_(execution), roots_(static_cast<Eigen::Index>(graph.points())) {
    for (std::size_t i = 0; i < graph.points(); ++i) {
      double degree = 0.;
      for (std::size_t e = begin(i); e < begin(i + 1); ++e) degree += static_cast<double>(graph.weights[e]);
      roots_[static_cast<Eigen::Index>(i)] = std::sqrt(degree);
    }
    inverse_ = roots_.cwiseInverse().cast<float>();
    trivial_ = roots_.normalized();
  }

  Eigen::Index points() const { return roots_.size(); }

  // result = scale * (A x - shift x) - minus, row by row; `minus` may be null or the result itself.
  void apply(const Block& x, float scale, float shift, const Block* minus, Block& result) const {
    const std::size_t points = graph_.points();
    execution_.workers.for_each((points + kRows - 1) / kRows, [&](std::size_t piece) {
      for (std::size_t i = piece * kRows; i < std::min(points, (piece + 1) * kRows); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        lanes::Floats sum = lanes::all(0.F);
        for (std::size_t e = begin(i); e < begin(i + 1); ++e) {
          const std::int32_t j = graph_.neighbors[e];
          sum += lanes::all(graph_.weights[e] * inverse_[j]) * load(x, j);
        }
        lanes::Floats value =
            lanes::all(scale) * (lanes::all(inverse_[row]) * sum - lanes::all(shift) * load(x, row));
        if (minus != nullptr) value -= load(*minus, row);
        std::memcpy(result.data() + row * kColumns, &value, sizeof(value));
      }
    });
  }

  const VectorD& trivial() const { return trivial_; }
  // Takes the trivial eigenvector's share out.
  void deflate(MatrixD& x) const { x -= trivial_ * (trivial_.transpose() * x); }

 private:
  static lanes::Floats load(const Block& x, Eigen::Index row) {
    lanes::Floats value;
    std::memcpy(&value, x.data() + row * kColumns, sizeof(value));
    return value;
  }
  std::size_t begin(std::size_t i) const { return static_cast<std::size_t>(graph_.offsets[i]); }

  const FuzzyGraph& graph_;
  const Execution& execution_;
  VectorD roots_;
  Vector inverse_;
  VectorD trivial_;
};

// Rows in a block: their doubles are all that is held at once of many points.
constexpr Eigen::Index kBlockRows = Eigen::Index{1} << 18;

// Calls use(first, rows in double) for block after block.
template <class Use>
void each_block(const Block& x, const Use& use) {
  for (Eigen::Index first = 0; first < x.rows(); first += kBlockRows)
    use(first, MatrixD(x.middleRows(first, std::min(kBlockRows, x.rows() - first)).cast<double>()));
}

// What turns columns of this Gram matrix into orthonormal ones; false where they span too little.
bool inverse_root(const Eigen::MatrixXd& gram, Eigen::MatrixXd& inverse) {
  const Eigen::LLT<Eigen::MatrixXd> factor(gram);
  if (factor.info() != Eigen::Success || !gram.allFinite()) return false;
  inverse = factor.matrixU().solve(Eigen::MatrixXd::Identity(gram.rows(), gram.cols()));
  return true;
}

bool orthonormalise_by_blocks(const Normalised& graph, Block& x) {
  for (int pass = 0; pass < 2; ++pass) {
    Eigen::RowVectorXd along = Eigen::RowVectorXd::Zero(kColumns);
    each_block(x, [&](Eigen::Index first, const MatrixD& rows) {
      along += graph.trivial().segment(first, rows.rows()).transpose() * rows;
    });
    const auto without_trivial = [&](Eigen::Index first, const MatrixD& rows) {
      return MatrixD(rows - graph.trivial().segment(first, rows.rows()) * along);
    };
    Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(kColumns, kColumns);
    each_block(x, [&](Eigen::Index first, const MatrixD& rows) {
      const MatrixD left = without_trivial(first, rows);
      gram += left.transpose() * left;
    });
    Eigen::MatrixXd inverse;
    if (!inverse_root(gram, inverse)) return false;
    each_block(x, [&](Eigen::Index first, const MatrixD& rows) {
      x.middleRows(first, rows.rows()) = (without_trivial(first, rows) * inverse).cast<float>();
    });
  }
  return true;
}

// Orthonormal columns of the same span (Cholesky of the Gram matrix, twice), without the trivial vector.
bool orthonormalise(const Normalised& graph, Block& x) {
  if (x.rows() > kBlockRows) return orthonormalise_by_blocks(graph, x);
  MatrixD wide = x.cast<double>();
  for (int pass = 0; pass < 2; ++pass) {
    graph.deflate(wide);
    const Eigen::MatrixXd gram = wide.transpose() * wide;
    Eigen::MatrixXd inverse;
    if (!inverse_root(gram, inverse)) return false;
    wide = (wide * inverse).eval();
  }
  x = wide.cast<float>();
  return true;
}

// Turns the columns onto the Ritz vectors, the largest value first; returns the values.
VectorD rayleigh_ritz(const Normalised& graph, Block& x, Block& room) {
  graph.apply(x, 1.F, 0.F, nullptr, room);
  Eigen::MatrixXd projected = Eigen::MatrixXd::Zero(kColumns, kColumns);
  each_block(x, [&](Eigen::Index first, const MatrixD& rows) {
    projected += rows.transpose() * room.middleRows(first, rows.rows()).cast<double>();
  });
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver((projected + projected.transpose()) / 2.);
  const Eigen::MatrixXd turn = solver.eigenvectors().rowwise().reverse();
  each_block(x, [&](Eigen::Index first, const MatrixD& rows) {
    x.middleRows(first, rows.rows()) = (rows * turn).cast<float>();
  });
  return solver.eigenvalues().reverse();
}

// Chebyshev polynomial that stays within 1 on [-1, cut] and grows above.
void filter(const Normalised& graph, double cut, Block& x, Block& before, Block& room) {
  const double centre = (cut - 1.) / 2.;
  const double half = (cut + 1.) / 2.;
  before = x;
  graph.apply(before, static_cast<float>(1. / half), static_cast<float>(centre), nullptr, x);
  for (int degree = 2; degree <= kDegree; ++degree) {
    graph.apply(x, static_cast<float>(2. / half), static_cast<float>(centre), &before, room);
    before.swap(x);
    x.swap(room);
  }
}

}  // namespace

bool filtered_coordinates(const FuzzyGraph& graph, int dims, const Execution& execution, Matrix& coords) {
  const Normalised operation(graph, execution);
  if (dims >= kColumns || operation.points() < 4 * kColumns) return false;
  Block x(operation.points(), kColumns);
  Rng rng(1, "umap spectral start");
  for (Eigen::Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(rng.uniform(-1., 1.));
  Block before(x.rows(), x.cols());
  Block room(x.rows(), x.cols());
  double cut = .9;
  for (int round = 0; round < kRounds; ++round) {
    execution.progress.check_stop();
    filter(operation, cut, x, before, room);
    if (!x.allFinite() || !orthonormalise(operation, x)) return false;
    const VectorD values = rayleigh_ritz(operation, x, room);
    cut = std::clamp(values[kColumns - 1], .5, .9999);
  }
  coords = x.leftCols(dims);
  for (int d = 0; d < dims; ++d) {  // the sign of an eigenvector is arbitrary; make it ours
    Eigen::Index largest = 0;
    coords.col(d).cwiseAbs().maxCoeff(&largest);
    if (coords(largest, d) < 0.F) coords.col(d) = -coords.col(d);
  }
  return coords.allFinite();
}

}  // namespace rssviz::embed
