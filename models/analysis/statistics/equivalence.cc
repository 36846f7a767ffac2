#include "models/analysis/statistics/equivalence.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "models/analysis/statistics/distributions.h"

namespace rssviz::models {

Equivalence equivalence(const Difference& difference, double margin, double level) {
  check_range("margin", margin, margin > 0, "above 0: the smallest difference that matters");
  check_range("level", level, level > 0 && level < 0.5, "above 0, below .5");
  constexpr double kNone = std::numeric_limits<double>::quiet_NaN();
  Equivalence result{kNone, kNone, kNone, {kNone, kNone}, false};
  const double error = difference.standard_error, estimate = difference.estimate;
  if (std::isnan(error)) return result;
  // Without spread a difference is where it is; one on the margin itself matters.
  const auto p_beyond = [&](double inside) {
    if (error > 0) return student_above(inside / error, difference.degrees);
    return inside > 0 ? 0.0 : 1.0;
  };
  result.p_above_low = p_beyond(estimate + margin);
  result.p_below_high = p_beyond(margin - estimate);
  result.p = std::max(result.p_above_low, result.p_below_high);
  const double half = error > 0 ? student_quantile(1 - level, difference.degrees) * error : 0;
  result.interval = {estimate - half, estimate + half};
  result.shown = result.p < level;
  return result;
}

}  // namespace rssviz::models
