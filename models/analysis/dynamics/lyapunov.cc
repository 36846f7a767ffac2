#include "models/analysis/dynamics/lyapunov.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr int kParts = 10;  // of the path, for standard errors

const VectorD& drive_at(const Drives& drives, int step) {
  return drives[std::min(static_cast<std::size_t>(step), drives.size() - 1)];
}

// Gram and Schmidt's orthonormal columns, twice for exactness; the lengths that they had: columns of `q` are
// the directions.
VectorD orthonormalise(Eigen::MatrixXd& q) {
  VectorD lengths(q.cols());
  for (Eigen::Index j = 0; j < q.cols(); ++j) {
    for (int pass = 0; pass < 2; ++pass)
      for (Eigen::Index i = 0; i < j; ++i) q.col(j) -= q.col(i).dot(q.col(j)) * q.col(i);
    lengths[j] = q.col(j).norm();
    if (lengths[j] > 0)
      q.col(j) /= lengths[j];
    else
      q.col(j) = Eigen::VectorXd::Unit(q.rows(), j);
  }
  return lengths;
}

// The standard error of a mean from the means of parts of the path.
double error_of(const std::vector<double>& logs) {
  const std::size_t size = logs.size() / kParts;
  if (size == 0) return std::nan("");
  double sum = 0, squares = 0;
  for (std::size_t part = 0; part < kParts; ++part) {
    double mean = 0;
    for (std::size_t i = part * size; i < (part + 1) * size; ++i) mean += logs[i];
    mean /= static_cast<double>(size);
    sum += mean;
    squares += mean * mean;
  }
  const double variance = std::max(0.0, (squares - sum * sum / kParts) / (kParts - 1));
  return std::sqrt(variance / kParts);
}

void require_finite(const VectorD& state, int step) {
  if (!state.allFinite())
    fail(ErrorKind::numeric,
         "the network diverges: its state isn't finite after step " + std::to_string(step + 1));
}

}  // namespace

void LyapunovOptions::check() const {
  check_range("exponents", exponents, exponents >= 1 && exponents <= 10000, "1 to 10,000");
  check_range("transient", transient, transient >= 0 && transient <= 10'000'000, "0 to 10,000,000");
  check_range("steps", steps, steps >= 10 && steps <= 10'000'000, "10 to 10,000,000");
}

double LyapunovSpectrum::kaplan_yorke() const {
  if (exponents.empty() || exponents.front() < 0) return 0;
  double sum = 0;
  for (std::size_t k = 0; k < exponents.size(); ++k) {
    if (sum + exponents[k] < 0) return static_cast<double>(k) + sum / -exponents[k];
    sum += exponents[k];
  }
  return std::nan("");
}

LyapunovSpectrum lyapunov_spectrum(const StateMap& map, const Drives& drives, const VectorD& start,
                                   const LyapunovOptions& options) {
  options.check();
  const Eigen::Index count = std::min<Eigen::Index>(options.exponents, map.size());
  Eigen::MatrixXd q = Eigen::MatrixXd::Identity(map.size(), count);
  VectorD state = start, next(map.size());
  MatrixD jacobian(map.size(), map.size());
  std::vector<std::vector<double>> logs(static_cast<std::size_t>(count));
  for (int step = 0; step < options.transient + options.steps; ++step) {
    map.step(state, drive_at(drives, step), next, &jacobian);
    require_finite(next, step);
    state = next;
    q = jacobian * q;
    const VectorD lengths = orthonormalise(q);
    if (step < options.transient) continue;
    for (Eigen::Index k = 0; k < count; ++k)
      logs[static_cast<std::size_t>(k)].push_back(
          std::log(std::max(lengths[k], std::numeric_limits<double>::min())));
  }
  LyapunovSpectrum spectrum;
  spectrum.steps = options.steps;
  spectrum.local = logs.front();
  for (const std::vector<double>& of_one : logs) {
    double sum = 0;
    for (const double value : of_one) sum += value;
    spectrum.exponents.push_back(sum / options.steps);
    spectrum.errors.push_back(error_of(of_one));
  }
  return spectrum;
}

std::vector<double> memory_of(const StateMap& map, const Drives& drives, const VectorD& start, int most,
                              int starts) {
  const int every = std::max(1, most);
  std::vector<double> sums(static_cast<std::size_t>(most) + 1, 0.0);
  VectorD state = start, next(map.size());
  MatrixD jacobian(map.size(), map.size());
  const double size = std::sqrt(static_cast<double>(map.size()));
  for (int path = 0; path < starts; ++path) {
    MatrixD product = MatrixD::Identity(map.size(), map.size());
    for (int k = 1; k <= most; ++k) {
      map.step(state, drive_at(drives, path * every + k - 1), next, &jacobian);
      require_finite(next, path * every + k - 1);
      state = next;
      product = jacobian * product;
      sums[static_cast<std::size_t>(k)] +=
          std::log(std::max(product.norm() / size, std::numeric_limits<double>::min()));
    }
  }
  for (double& value : sums) value = std::exp(value / std::max(1, starts));
  return sums;
}

double half_life(const std::vector<double>& memory) {
  for (std::size_t k = 1; k < memory.size(); ++k) {
    if (memory[k] > 0.5 * memory[0]) continue;
    const double fall = memory[k - 1] - memory[k];
    return static_cast<double>(k) - 1 + (fall > 0 ? (memory[k - 1] - 0.5 * memory[0]) / fall : 1);
  }
  return std::numeric_limits<double>::infinity();
}

}  // namespace rssviz::models
