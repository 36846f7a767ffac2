#include "models/analysis/geometry/class_geometry.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <numeric>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

std::vector<Eigen::Index> members_of(std::span<const std::int32_t> classes, int count) {
  std::vector<Eigen::Index> members(static_cast<std::size_t>(count), 0);
  for (const std::int32_t one : classes) ++members[static_cast<std::size_t>(one)];
  return members;
}

// A row for each class, of zeros for those without points.
MatrixD all_means(MatrixRef states, std::span<const std::int32_t> classes,
                  const std::vector<Eigen::Index>& members) {
  MatrixD means = MatrixD::Zero(static_cast<Eigen::Index>(members.size()), states.cols());
  for (std::size_t i = 0; i < classes.size(); ++i)
    means.row(classes[i]) += states.row(static_cast<Eigen::Index>(i)).cast<double>();
  for (std::size_t k = 0; k < members.size(); ++k)
    if (members[k] > 0) means.row(static_cast<Eigen::Index>(k)) /= static_cast<double>(members[k]);
  return means;
}

double mean_centroid_distance(const MatrixD& means) {
  double sum = 0, pairs = 0;
  for (Eigen::Index a = 0; a < means.rows(); ++a)
    for (Eigen::Index b = a + 1; b < means.rows(); ++b, ++pairs) sum += (means.row(a) - means.row(b)).norm();
  return pairs > 0 ? sum / pairs : 0;
}

// (b - a) / max(a, b) of one point: a its mean distance to its own class, b to the nearest other one.
double silhouette_of(const std::vector<double>& distance, const std::vector<double>& members,
                     std::size_t own) {
  if (members[own] < 2) return 0;
  const double a = distance[own] / (members[own] - 1);
  double b = std::numeric_limits<double>::infinity();
  for (std::size_t k = 0; k < members.size(); ++k)
    if (k != own && members[k] > 0) b = std::min(b, distance[k] / members[k]);
  const double most = std::max(a, b);
  return most > 0 && std::isfinite(b) ? (b - a) / most : 0;
}

double mean_silhouette(MatrixRef states, std::span<const std::int32_t> classes, int count, std::size_t most) {
  const std::size_t n = std::min(most, classes.size());
  if (n == 0) return 0;
  std::vector<double> members(static_cast<std::size_t>(count), 0);
  for (std::size_t i = 0; i < n; ++i) ++members[static_cast<std::size_t>(classes[i])];
  const MatrixD x = states.topRows(static_cast<Eigen::Index>(n)).cast<double>();
  const VectorD squared = x.rowwise().squaredNorm();
  const MatrixD products = x * x.transpose();
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) {
    std::vector<double> distance(members.size(), 0);
    const auto row = static_cast<Eigen::Index>(i);
    for (std::size_t j = 0; j < n; ++j) {
      if (i == j) continue;
      const auto col = static_cast<Eigen::Index>(j);
      const double square = squared(row) + squared(col) - 2 * products(row, col);
      distance[static_cast<std::size_t>(classes[j])] += std::sqrt(std::max(0.0, square));
    }
    sum += silhouette_of(distance, members, static_cast<std::size_t>(classes[i]));
  }
  return sum / static_cast<double>(n);
}

MatrixD less_means(MatrixRef states, std::span<const std::int32_t> classes, const MatrixD& means) {
  MatrixD centred = states.cast<double>();
  for (std::size_t i = 0; i < classes.size(); ++i)
    centred.row(static_cast<Eigen::Index>(i)) -= means.row(classes[i]);
  return centred;
}

}  // namespace

MatrixD class_means(MatrixRef states, std::span<const std::int32_t> classes, int count) {
  const std::vector<Eigen::Index> members = members_of(classes, count);
  const MatrixD all = all_means(states, classes, members);
  MatrixD means(std::count_if(members.begin(), members.end(), [](Eigen::Index m) { return m > 0; }),
                states.cols());
  Eigen::Index row = 0;
  for (std::size_t k = 0; k < members.size(); ++k)
    if (members[k] > 0) means.row(row++) = all.row(static_cast<Eigen::Index>(k));
  return means;
}

ClassDistances class_distances(MatrixRef states, std::span<const std::int32_t> classes, int count,
                               std::size_t most) {
  if (states.rows() == 0 || states.rows() != static_cast<Eigen::Index>(classes.size()))
    fail(ErrorKind::data, "distances of classes need a class for each point");
  const std::vector<Eigen::Index> members = members_of(classes, count);
  const MatrixD means = all_means(states, classes, members);
  const MatrixD centred = less_means(states, classes, means);
  const VectorD centre = states.cast<double>().colwise().mean().transpose();
  ClassDistances result;
  double scatter_within = 0, scatter_between = 0;
  for (Eigen::Index i = 0; i < centred.rows(); ++i) {
    const double square = centred.row(i).squaredNorm();
    scatter_within += square;
    result.within += std::sqrt(square) / static_cast<double>(centred.rows());
    scatter_between += (means.row(classes[static_cast<std::size_t>(i)]).transpose() - centre).squaredNorm();
  }
  result.between = mean_centroid_distance(class_means(states, classes, count));
  result.fisher = scatter_within > 0 ? scatter_between / scatter_within : kNan;
  result.silhouette = mean_silhouette(states, classes, count, most);
  return result;
}

Dimension dimension_of(MatrixDRef points) {
  Dimension result;
  if (points.rows() < 2) return result;
  MatrixD centred = points;
  const VectorD mean = points.colwise().mean().transpose();
  centred.rowwise() -= mean.transpose();
  const bool by_units = centred.cols() <= centred.rows();
  const Eigen::MatrixXd product = by_units ? Eigen::MatrixXd(centred.transpose() * centred)
                                           : Eigen::MatrixXd(centred * centred.transpose());
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(product, Eigen::EigenvaluesOnly);
  if (solver.info() != Eigen::Success)
    fail(ErrorKind::numeric,
         "the variances along principal directions can't be found; states may not be finite");
  const VectorD variances = solver.eigenvalues().cwiseMax(0.0);
  const double sum = variances.sum(), squares = variances.squaredNorm();
  if (!(sum > 0)) return result;
  result.participation = sum * sum / squares;
  double held = 0;
  for (Eigen::Index k = variances.size(); k-- > 0 && held < 0.9 * sum; ++result.components)
    held += variances(k);
  return result;
}

ClassDimensions class_dimensions(MatrixRef states, std::span<const std::int32_t> classes, int count) {
  const std::vector<Eigen::Index> members = members_of(classes, count);
  const MatrixD means = all_means(states, classes, members);
  return {dimension_of(states.cast<double>()), dimension_of(less_means(states, classes, means)),
          dimension_of(class_means(states, classes, count))};
}

EqualDimensions equal_dimensions(MatrixRef states, std::span<const std::int32_t> classes, int count,
                                 int draws, std::uint64_t seed) {
  EqualDimensions result;
  const MatrixD means = class_means(states, classes, count);
  result.means = dimension_of(means).participation;
  const auto needed = static_cast<std::size_t>(means.rows());
  std::vector<std::vector<Eigen::Index>> members(static_cast<std::size_t>(count));
  for (std::size_t i = 0; i < classes.size(); ++i)
    members[static_cast<std::size_t>(classes[i])].push_back(static_cast<Eigen::Index>(i));
  std::erase_if(members, [needed](const auto& of) { return of.size() < needed; });
  std::vector<double> found;
  for (int draw = 0; draw < draws && !members.empty(); ++draw) {
    Rng rng(seed, "points of a class", static_cast<std::uint64_t>(draw));
    std::vector<Eigen::Index> of = members[static_cast<std::size_t>(draw) % members.size()];
    rng.shuffle(std::span<Eigen::Index>(of));
    MatrixD points(static_cast<Eigen::Index>(needed), states.cols());
    for (std::size_t i = 0; i < needed; ++i)
      points.row(static_cast<Eigen::Index>(i)) = states.row(of[i]).cast<double>();
    found.push_back(dimension_of(points).participation);
  }
  if (found.empty()) return {result.means, kNan, kNan, kNan};
  result.within = std::accumulate(found.begin(), found.end(), 0.0) / static_cast<double>(found.size());
  std::sort(found.begin(), found.end());
  result.low = found[found.size() / 40];
  result.high = found[found.size() - 1 - found.size() / 40];
  return result;
}

std::vector<Movement> movements(MatrixRef before, MatrixRef now, MatrixRef next) {
  std::vector<Movement> result;
  for (Eigen::Index i = 0; i < now.rows(); ++i) {
    const VectorD step = (next.row(i) - now.row(i)).cast<double>().transpose();
    Movement movement{step.norm(), kNan};
    if (before.rows() == now.rows()) {
      const VectorD last = (now.row(i) - before.row(i)).cast<double>().transpose();
      const double lengths = last.norm() * movement.speed;
      if (lengths > 0)
        movement.angle = std::acos(std::clamp(step.dot(last) / lengths, -1.0, 1.0)) * 180 / std::numbers::pi;
    }
    result.push_back(movement);
  }
  return result;
}

}  // namespace rssviz::models
