#include "models/analysis/geometry/metric_map.h"

#include <Eigen/Eigenvalues>
#include <cmath>

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr int kMostSteps = 2000;
constexpr double kSmallestGain = 1e-10;  // of stress, from step to step

void check_distances(const MatrixD& distances) {
  if (distances.rows() < 2 || distances.rows() != distances.cols())
    fail(ErrorKind::data, "a map of distances needs two points or more and a square matrix");
  for (Eigen::Index i = 0; i < distances.rows(); ++i)
    for (Eigen::Index j = 0; j < distances.cols(); ++j) {
      const double d = distances(i, j);
      if (!(d >= 0) || !std::isfinite(d) || d != distances(j, i) || (i == j && d != 0))
        fail(ErrorKind::data, "distance " + std::to_string(i) + ", " + std::to_string(j) +
                                  ": distances are symmetric, not negative, and 0 to themselves");
    }
}

MatrixD classical_map(const MatrixD& distances) {
  const Eigen::Index n = distances.rows();
  MatrixD products = -0.5 * distances.cwiseProduct(distances);
  const VectorD row_means = products.rowwise().mean();
  const double mean = row_means.mean();
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) products(i, j) += mean - row_means[i] - row_means[j];
  const Eigen::SelfAdjointEigenSolver<MatrixD> solver(products);
  MatrixD coords = MatrixD::Zero(n, 2);
  for (Eigen::Index k = 0; k < std::min<Eigen::Index>(2, n); ++k) {
    const double value = solver.eigenvalues()[n - 1 - k];
    if (value > 0) coords.col(k) = std::sqrt(value) * solver.eigenvectors().col(n - 1 - k);
  }
  return coords;
}

double distance_on(const MatrixD& coords, Eigen::Index i, Eigen::Index j) {
  const double x = coords(i, 0) - coords(j, 0), y = coords(i, 1) - coords(j, 1);
  return std::sqrt(x * x + y * y);
}

double stress_of(const MatrixD& coords, const MatrixD& distances) {
  double errors = 0, squares = 0;
  for (Eigen::Index i = 0; i < coords.rows(); ++i)
    for (Eigen::Index j = 0; j < i; ++j) {
      const double d = distance_on(coords, i, j);
      errors += (d - distances(i, j)) * (d - distances(i, j));
      squares += d * d;
    }
  return squares > 0 ? std::sqrt(errors / squares) : 0;
}

// The transform of Guttman: the least of the quadric that lies above the stress and touches it here.
MatrixD majorised(const MatrixD& coords, const MatrixD& distances) {
  const Eigen::Index n = coords.rows();
  MatrixD next = MatrixD::Zero(n, 2);
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) {
      if (i == j) continue;
      const double d = distance_on(coords, i, j);
      const double ratio = d > 1e-300 ? distances(i, j) / d : 0;
      next.row(i) += ratio * (coords.row(i) - coords.row(j)) / static_cast<double>(n);
    }
  return next;
}

void fix_signs(MatrixD& coords) {
  for (Eigen::Index k = 0; k < coords.cols(); ++k) {
    Eigen::Index most = 0;
    coords.col(k).cwiseAbs().maxCoeff(&most);
    if (coords(most, k) < 0) coords.col(k) *= -1;
  }
}

}  // namespace

MetricMap metric_map(const MatrixD& distances) {
  check_distances(distances);
  MetricMap map;
  map.coords = classical_map(distances);
  map.classical = map.stress = stress_of(map.coords, distances);
  for (int step = 0; step < kMostSteps; ++step) {
    const MatrixD next = majorised(map.coords, distances);
    const double stress = stress_of(next, distances);
    if (!(stress < map.stress)) break;
    const double gain = map.stress - stress;
    map.coords = next;
    map.stress = stress;
    if (gain < kSmallestGain) break;
  }
  fix_signs(map.coords);
  return map;
}

}  // namespace rssviz::models
