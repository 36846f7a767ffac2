#include "models/analysis/statistics/maximum_statistic.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

// Larger is farther out.
double farness(double statistic, Tail tail) {
  return tail == Tail::both ? std::abs(statistic) : tail == Tail::above ? statistic : -statistic;
}

void check_draws(std::span<const double> observed, const MatrixDRef& draws, double level) {
  check_range("level", level, level > 0 && level < 1, "above 0, below 1");
  check_values("observed", observed);
  if (draws.rows() == 0) fail(ErrorKind::data, "draws: has no rows; at least one is needed");
  if (draws.cols() != static_cast<Eigen::Index>(observed.size())) {
    fail(ErrorKind::internal, "draws has " + std::to_string(draws.cols()) + " members, observed " +
                                  std::to_string(observed.size()));
  }
  for (Eigen::Index draw = 0; draw < draws.rows(); ++draw)
    for (Eigen::Index member = 0; member < draws.cols(); ++member)
      if (!std::isfinite(draws(draw, member)))
        fail(ErrorKind::data,
             "draws: row " + std::to_string(draw) + ", member " + std::to_string(member) + " is not finite");
}

// The correlation-like form of t: sum / sqrt(n x sum of squares), in -1 .. 1. It grows with t, is finite
// where nothing varies, and its denominator stays the same when signs are turned.
double bounded_t(double sum, double squares, double n) {
  return squares > 0 ? std::clamp(sum / std::sqrt(n * squares), -1.0, 1.0) : 0;
}

double t_of_bounded(double r, double n) {
  constexpr double kRounding = 1e-14;
  if (1 - r * r < kRounding) return std::copysign(std::numeric_limits<double>::infinity(), r);
  return r * std::sqrt((n - 1) / (1 - r * r));
}

// Bounded t of each member (a row of `out`) with the signs of rows turned as asked.
void turned_statistics(const MatrixDRef& differences, std::span<const char> turned,
                       std::span<const double> squares, std::span<double> out) {
  for (std::size_t member = 0; member < out.size(); ++member) {
    double sum = 0;
    for (std::size_t row = 0; row < turned.size(); ++row) {
      const double value = differences(static_cast<Eigen::Index>(row), static_cast<Eigen::Index>(member));
      sum += turned[row] != 0 ? -value : value;
    }
    out[member] = bounded_t(sum, squares[member], static_cast<double>(turned.size()));
  }
}

std::vector<double> squares_of(const MatrixDRef& differences) {
  std::vector<double> squares(static_cast<std::size_t>(differences.cols()), 0);
  for (Eigen::Index row = 0; row < differences.rows(); ++row)
    for (Eigen::Index member = 0; member < differences.cols(); ++member)
      squares[static_cast<std::size_t>(member)] += differences(row, member) * differences(row, member);
  return squares;
}

void check_family(const MatrixDRef& differences) {
  if (differences.rows() < 2 || differences.cols() < 1) {
    fail(ErrorKind::data, "differences: has " + std::to_string(differences.rows()) + " seeds and " +
                              std::to_string(differences.cols()) +
                              " members; at least two seeds and one member are needed");
  }
  for (Eigen::Index row = 0; row < differences.rows(); ++row)
    for (Eigen::Index member = 0; member < differences.cols(); ++member)
      if (!std::isfinite(differences(row, member)))
        fail(ErrorKind::data, "differences: seed " + std::to_string(row) + ", member " +
                                  std::to_string(member) + " is not finite");
}

}  // namespace

FamilyTest maximum_statistic(std::span<const double> observed, const MatrixDRef& draws, Tail tail, bool exact,
                             double level) {
  check_draws(observed, draws, level);
  constexpr double kRounding = 1e-12;  // equal but for the order of sums
  const auto n = static_cast<std::size_t>(draws.rows());
  std::vector<double> largest(n, -std::numeric_limits<double>::infinity());
  std::vector<double> alone(observed.size(), exact ? 0 : 1), any(observed.size(), exact ? 0 : 1);
  const auto reaches = [](double draw, double value) { return draw >= value - kRounding * std::abs(value); };
  for (std::size_t draw = 0; draw < n; ++draw)
    for (std::size_t member = 0; member < observed.size(); ++member) {
      const double out =
          farness(draws(static_cast<Eigen::Index>(draw), static_cast<Eigen::Index>(member)), tail);
      largest[draw] = std::max(largest[draw], out);
      alone[member] += reaches(out, farness(observed[member], tail)) ? 1 : 0;
    }
  FamilyTest result{.statistic = {observed.begin(), observed.end()}, .draws = n, .exact = exact};
  const double all = static_cast<double>(n) + (exact ? 0 : 1);
  for (std::size_t member = 0; member < observed.size(); ++member) {
    for (const double out : largest) any[member] += reaches(out, farness(observed[member], tail)) ? 1 : 0;
    result.p.push_back(alone[member] / all);
    result.corrected.push_back(any[member] / all);
  }
  result.threshold = quantile(std::move(largest), 1 - level);
  return result;
}

MatrixD permuted_family(std::size_t rows, std::size_t members, const FamilyStatistic& statistic,
                        const Resampling& resampling, const Execution& execution) {
  resampling.check();
  MatrixD draws(resampling.draws, static_cast<Eigen::Index>(members));
  execution.workers.for_each(static_cast<std::size_t>(resampling.draws), [&](std::size_t draw) {
    Rng rng(resampling.seed, resampling.stage, draw);
    std::vector<std::size_t> order(rows);
    std::iota(order.begin(), order.end(), std::size_t{0});
    rng.shuffle(std::span(order));
    statistic(order, std::span(draws.row(static_cast<Eigen::Index>(draw)).data(), members));
  });
  return draws;
}

FamilyTest paired_family(const MatrixDRef& differences, Tail tail, const PermutationOptions& options,
                         const Execution& execution, double level) {
  options.check();
  check_family(differences);
  const auto n = static_cast<std::size_t>(differences.rows());
  const auto members = static_cast<std::size_t>(differences.cols());
  const std::vector<double> squares = squares_of(differences);
  const bool exact = n < 63 && (std::uint64_t{1} << n) <= options.exact_up_to;
  const std::size_t count = exact ? std::size_t{1} << n : static_cast<std::size_t>(options.draws);
  MatrixD draws(static_cast<Eigen::Index>(count), differences.cols());
  execution.workers.for_each(count, [&](std::size_t draw) {
    Rng rng(options.seed, "paired family", draw);
    std::vector<char> turned(n);
    for (std::size_t row = 0; row < n; ++row)
      turned[row] = static_cast<char>(exact ? draw >> row & 1 : rng.next() >> 63);
    turned_statistics(differences, turned, squares,
                      std::span(draws.row(static_cast<Eigen::Index>(draw)).data(), members));
  });
  std::vector<double> observed(members);
  turned_statistics(differences, std::vector<char>(n, 0), squares, observed);
  FamilyTest result = maximum_statistic(observed, draws, tail, exact, level);
  for (double& statistic : result.statistic) statistic = t_of_bounded(statistic, static_cast<double>(n));
  result.threshold = t_of_bounded(result.threshold, static_cast<double>(n));
  return result;
}

}  // namespace rssviz::models
