#include "models/analysis/statistics/sign_test.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "models/analysis/statistics/distributions.h"

namespace rssviz::models {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// P(X <= k) of n fair coins.
double fair_below(std::size_t k, std::size_t n) {
  return binomial_below(static_cast<std::int64_t>(k), static_cast<std::int64_t>(n));
}

}  // namespace

SignTest sign_test(std::span<const double> differences) {
  check_values("differences", differences);
  SignTest result;
  for (const double difference : differences)
    ++(difference > 0 ? result.above : difference < 0 ? result.below : result.ties);
  const std::size_t n = result.above + result.below;
  if (n == 0) return result;
  result.p_above = fair_below(result.below, n);
  result.p_below = fair_below(result.above, n);
  result.p = std::min(1.0, 2 * std::min(result.p_above, result.p_below));
  result.least_p = std::min(1.0, 2 * fair_below(0, n));
  return result;
}

Interval median_interval(std::span<const double> values, double coverage) {
  check_coverage(coverage);
  check_values("values", values);
  std::vector<double> sorted(values.begin(), values.end());
  std::sort(sorted.begin(), sorted.end());
  // Values cut off at each end: as many as can be with at most half the doubt.
  const double doubt = (1 - coverage) / 2;
  std::size_t cut = 0;
  while (2 * cut < sorted.size() && fair_below(cut, sorted.size()) <= doubt) ++cut;
  if (cut == 0) return {kNone, kNone};
  return {sorted[cut - 1], sorted[sorted.size() - cut]};
}

Difference median_difference(std::span<const double> differences, double coverage) {
  const SignTest test = sign_test(differences);
  return {.estimate = centre_of(differences, Centre::median),
          .interval = median_interval(differences, coverage),
          .p = test.p,
          .statistic = kNone,
          .degrees = kNone,
          .standard_error = kNone,
          .values = differences.size()};
}

}  // namespace rssviz::models
