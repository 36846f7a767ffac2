#include "models/analysis/statistics/error_intervals.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr double kNormalQuantile = 1.959963984540054;  // 97.5 %

// P(|T| <= t): finite sums for whole degrees of freedom (Abramowitz and Stegun 1964, 26.7.3 and 26.7.4).
double student_t_within(double t, int degrees) {
  const double theta = std::atan(t / std::sqrt(static_cast<double>(degrees)));
  const double cosine = std::cos(theta), square = cosine * cosine;
  const bool odd = degrees % 2 == 1;
  double term = odd ? cosine : 1.0, sum = 0.0;
  for (int k = odd ? 1 : 0; k <= degrees - 2; k += 2) {
    sum += term;
    term *= square * static_cast<double>(k + 1) / static_cast<double>(k + 2);
  }
  const double inner = std::sin(theta) * sum;
  return odd ? (theta + inner) * 2.0 / std::numbers::pi : inner;
}

}  // namespace

Interval wilson_interval(std::int64_t errors, std::int64_t sentences) {
  if (errors < 0 || errors > sentences) {
    fail(ErrorKind::usage,
         "errors = " + std::to_string(errors) + " is out of range: 0 to " + std::to_string(sentences));
  }
  if (sentences == 0) return {0, 1};
  const double n = static_cast<double>(sentences), share = static_cast<double>(errors) / n;
  const double z2 = kNormalQuantile * kNormalQuantile;
  const double middle = (share + z2 / (2 * n)) / (1 + z2 / n);
  const double half = kNormalQuantile / (1 + z2 / n) * std::sqrt(share * (1 - share) / n + z2 / (4 * n * n));
  // At the ends the formula is exact but for rounding.
  return {errors == 0 ? 0 : std::max(0.0, middle - half),
          errors == sentences ? 1 : std::min(1.0, middle + half)};
}

Interval wilson_interval_of_share(double share, std::int64_t sentences) {
  return wilson_interval(std::llround(share * static_cast<double>(sentences)), sentences);
}

double student_t_quantile(double p, int degrees) {
  if (!(p > 0 && p < 1) || degrees < 1)
    fail(ErrorKind::usage, "quantiles of Student's t need 0 < p < 1 and degrees of freedom of 1 or more");
  const double within = std::abs(2 * p - 1);
  double low = 0, high = 1;
  while (student_t_within(high, degrees) < within) high *= 2;
  for (int i = 0; i < 200 && high - low > 1e-14 * high; ++i) {
    const double middle = 0.5 * (low + high);
    (student_t_within(middle, degrees) < within ? low : high) = middle;
  }
  return p < 0.5 ? -high : high;
}

MeanInterval mean_interval(std::span<const double> values) {
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  MeanInterval result{kNone, {kNone, kNone}};
  if (values.empty()) return result;
  const double n = static_cast<double>(values.size());
  result.mean = 0;
  for (const double value : values) result.mean += value / n;
  if (values.size() < 2) return result;
  double sum = 0;
  for (const double value : values) sum += (value - result.mean) * (value - result.mean);
  const double half =
      student_t_quantile(0.975, static_cast<int>(values.size()) - 1) * std::sqrt(sum / (n - 1) / n);
  result.interval = {result.mean - half, result.mean + half};
  return result;
}

}  // namespace rssviz::models
