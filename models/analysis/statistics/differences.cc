#include "models/analysis/statistics/differences.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "models/analysis/statistics/distributions.h"

namespace rssviz::models {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
constexpr double kInfinite = std::numeric_limits<double>::infinity();

// Fills interval, statistic and p from estimate, standard error and degrees of freedom.
void set_interval(Difference& difference, double coverage) {
  const double error = difference.standard_error, estimate = difference.estimate;
  if (error > 0) {
    const double half = student_quantile(0.5 + coverage / 2, difference.degrees) * error;
    difference.interval = {estimate - half, estimate + half};
    difference.statistic = estimate / error;
  } else {
    // All alike: nothing is left to doubt but whether the values were made independently.
    difference.interval = {estimate, estimate};
    difference.statistic = estimate == 0 ? 0 : std::copysign(kInfinite, estimate);
  }
  difference.p = std::min(1.0, 2 * student_above(std::abs(difference.statistic), difference.degrees));
}

void set_unknown(Difference& difference) {
  difference.interval = {kNone, kNone};
  difference.p = difference.statistic = difference.degrees = difference.standard_error = kNone;
}

}  // namespace

Difference difference_from(std::span<const double> values, double null, double coverage) {
  check_coverage(coverage);
  check_values("values", values);
  check_values("null", std::span(&null, 1));
  Difference result{.estimate = mean_of(values) - null, .values = values.size()};
  if (values.size() < 2) {
    set_unknown(result);
    return result;
  }
  const double n = static_cast<double>(values.size());
  result.degrees = n - 1;
  result.standard_error = std::sqrt(variance_of(values) / n);
  set_interval(result, coverage);
  return result;
}

std::vector<double> paired(std::span<const double> values, std::span<const double> null) {
  check_values("values", values);
  check_values("null", null);
  check_pairs(values, null);
  std::vector<double> differences(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) differences[i] = values[i] - null[i];
  return differences;
}

Difference paired_difference(std::span<const double> values, std::span<const double> null, double coverage) {
  Difference result = difference_from(paired(values, null), 0, coverage);
  result.nulls = null.size();
  return result;
}

Difference unpaired_difference(std::span<const double> values, std::span<const double> null,
                               double coverage) {
  check_coverage(coverage);
  check_values("values", values);
  check_values("null", null);
  Difference result{
      .estimate = mean_of(values) - mean_of(null), .values = values.size(), .nulls = null.size()};
  if (values.size() < 2 || null.size() < 2) {
    set_unknown(result);
    return result;
  }
  const double n = static_cast<double>(values.size()), m = static_cast<double>(null.size());
  const double of_values = variance_of(values) / n, of_null = variance_of(null) / m;
  const double sum = of_values + of_null;
  result.standard_error = std::sqrt(sum);
  // Welch and Satterthwaite; relative to the sum, so that small variances don't underflow.
  const double a = of_values / sum, b = of_null / sum;
  result.degrees = sum > 0 ? 1 / (a * a / (n - 1) + b * b / (m - 1)) : n + m - 2;
  set_interval(result, coverage);
  return result;
}

double centre_of(std::span<const double> draws, Centre centre) {
  check_values("draws", draws);
  if (centre == Centre::mean) return mean_of(draws);
  return quantile({draws.begin(), draws.end()}, 0.5);
}

Difference difference_from_centre(std::span<const double> values, std::span<const double> draws,
                                  Centre centre, double coverage) {
  Difference result = difference_from(values, centre_of(draws, centre), coverage);
  result.nulls = draws.size();
  return result;
}

double p_of(const Difference& difference, Tail tail) {
  if (std::isnan(difference.statistic) || tail == Tail::both) return difference.p;
  if (difference.statistic == 0) return 0.5;
  return student_above(tail == Tail::above ? difference.statistic : -difference.statistic,
                       difference.degrees);
}

double skewness(std::span<const double> values) {
  check_values("values", values);
  if (values.size() < 3) return kNone;
  const double n = static_cast<double>(values.size()), mean = mean_of(values);
  double second = 0, third = 0;
  for (const double value : values) {
    const double off = value - mean;
    second += off * off;
    third += off * off * off;
  }
  if (!(second > 0)) return 0;
  return std::sqrt(n * (n - 1)) / (n - 2) * (third / n) / std::pow(second / n, 1.5);
}

}  // namespace rssviz::models
