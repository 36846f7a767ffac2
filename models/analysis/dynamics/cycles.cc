#include "models/analysis/dynamics/cycles.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr double kExact = 1e-9;         // |F^p(x) - x| of a cycle, by the size of the state
constexpr double kReturn = 0.02;        // of the path's radius: a state that came back
constexpr double kZeroExponent = 3e-3;  // an exponent not told from 0 after so many steps
constexpr int kMostNewton = 40;
constexpr int kMostHalvings = 20;

// F^p(x) - x, with its product of Jacobians where wanted.
VectorD after(const StateMap& map, const VectorD& drive, const VectorD& start, int length, MatrixD* product) {
  VectorD state = start, next(map.size());
  MatrixD jacobian(map.size(), map.size());
  if (product != nullptr) *product = MatrixD::Identity(map.size(), map.size());
  for (int step = 0; step < length; ++step) {
    map.step(state, drive, next, product != nullptr ? &jacobian : nullptr);
    if (product != nullptr) *product = jacobian * *product;
    state = next;
  }
  return state - start;
}

bool improve(const StateMap& map, const VectorD& drive, int length, VectorD& at, VectorD& residual) {
  MatrixD product;
  residual = after(map, drive, at, length, &product);
  MatrixD system = -product;
  system.diagonal().array() += 1.0;
  // The least-norm step: along a circle of cycles the system is singular.
  const VectorD step = Eigen::FullPivLU<Eigen::MatrixXd>(system).solve(residual);
  if (!step.allFinite()) return false;
  double share = 1;
  for (int trial = 0; trial < kMostHalvings; ++trial, share *= 0.5) {
    const VectorD tried = at + share * step;
    const VectorD reached = after(map, drive, tried, length, nullptr);
    if (!(reached.norm() < residual.norm())) continue;
    at = tried;
    residual = reached;
    return true;
  }
  return false;
}

MatrixD path_from(const StateMap& map, const VectorD& drive, VectorD state, int settle, int kept) {
  MatrixD path(kept, map.size());
  VectorD next(map.size());
  for (int step = 0; step < settle + kept; ++step) {
    map.step(state, drive, next, nullptr);
    if (!next.allFinite())
      fail(ErrorKind::numeric,
           "the network diverges: its state isn't finite after step " + std::to_string(step + 1));
    state = next;
    if (step >= settle) path.row(step - settle) = state.transpose();
  }
  return path;
}

double radius_of(const MatrixD& path) {
  const Eigen::RowVectorXd mean = path.colwise().mean();
  double squares = 0;
  for (Eigen::Index i = 0; i < path.rows(); ++i) squares += (path.row(i) - mean).squaredNorm();
  return std::sqrt(squares / static_cast<double>(path.rows()));
}

// The steps after which the path comes back to its start: the first close return; 0: none.
int first_return(const MatrixD& path, double radius) {
  for (Eigen::Index t = 1; t < path.rows(); ++t)
    if ((path.row(t) - path.row(0)).norm() <= kReturn * radius) return static_cast<int>(t);
  return 0;
}

// Steps of a turn in the mean: how often the path passes its mean along the widest coordinate, upwards.
double turn_of(const MatrixD& path) {
  const Eigen::RowVectorXd mean = path.colwise().mean();
  Eigen::Index widest = 0;
  double most = -1;
  for (Eigen::Index j = 0; j < path.cols(); ++j) {
    const double spread = (path.col(j).array() - mean[j]).square().sum();
    if (spread > most) {
      most = spread;
      widest = j;
    }
  }
  Eigen::Index first = -1, last = -1;
  int turns = -1;
  for (Eigen::Index t = 1; t < path.rows(); ++t) {
    if (!(path(t - 1, widest) < mean[widest] && path(t, widest) >= mean[widest])) continue;
    if (first < 0) first = t;
    last = t;
    ++turns;
  }
  return turns > 0 ? static_cast<double>(last - first) / turns : 0;
}

}  // namespace

std::string_view name_of(AttractorKind kind) {
  switch (kind) {
    case AttractorKind::point:
      return "point";
    case AttractorKind::cycle:
      return "cycle";
    case AttractorKind::circle:
      return "circle";
    case AttractorKind::chaos:
      return "chaos";
  }
  return "";
}

Cycle find_cycle(const StateMap& map, const VectorD& drive, const VectorD& start, int length) {
  check_range("length", length, length >= 1 && length <= 100'000, "1 to 100,000");
  Cycle cycle;
  VectorD at = start;
  VectorD residual = after(map, drive, at, length, nullptr);
  const double size = std::max(1.0, start.norm());
  for (int step = 0; step < kMostNewton && residual.norm() > 1e-14 * size; ++step)
    if (!improve(map, drive, length, at, residual)) break;
  cycle.error = residual.norm();
  if (!(cycle.error <= kExact * size)) return cycle;
  cycle.length = length;
  MatrixD product;
  after(map, drive, at, length, &product);
  cycle.multipliers = leading_eigenvalues(product);
  cycle.states = path_from(map, drive, at, length - 1, length);
  return cycle;
}

Attractor find_attractor(const StateMap& map, const VectorD& drive, const VectorD& start, int settle,
                         int most) {
  Attractor attractor;
  attractor.path = path_from(map, drive, start, settle, most);
  const VectorD at = attractor.path.row(0).transpose();
  LyapunovOptions options;
  options.exponents = 3;
  options.transient = 0;
  options.steps = std::max(10, most);
  attractor.spectrum = lyapunov_spectrum(map, {drive}, at, options);
  const double radius = radius_of(attractor.path);
  const double size = std::max(1e-12, at.norm());
  if (radius < 1e-6 * size || radius < 1e-12) {
    attractor.cycle = find_cycle(map, drive, at, 1);
    return attractor;
  }
  const double largest = attractor.spectrum.exponents.front();
  if (largest > std::max(kZeroExponent, 2 * attractor.spectrum.errors.front())) {
    attractor.kind = AttractorKind::chaos;
    return attractor;
  }
  attractor.turn = turn_of(attractor.path);
  // An exact cycle draws its states together in all directions; on a circle one exponent is 0.
  const int length = first_return(attractor.path, radius);
  if (length > 0 && largest < -kZeroExponent) {
    attractor.cycle = find_cycle(map, drive, at, length);
    attractor.kind = attractor.cycle.length == 1 ? AttractorKind::point : AttractorKind::cycle;
    if (attractor.cycle.length > 0) return attractor;
  }
  attractor.kind = AttractorKind::circle;
  return attractor;
}

}  // namespace rssviz::models
