#include "models/analysis/statistics/seed_difference.h"

#include <cmath>

#include "models/analysis/statistics/power.h"
#include "models/analysis/statistics/sign_test.h"

namespace rssviz::models {

SeedDifference difference_over_seeds(std::span<const double> differences, double coverage) {
  const Difference mean = difference_from(differences, 0, coverage);
  const double least = least_detectable(mean, {.level = 1 - coverage});
  const bool skewed = differences.size() >= kLeastForMedian && std::abs(skewness(differences)) > kSkewed;
  if (!skewed) return {mean, false, least};
  const Difference median = median_difference(differences, coverage);
  return std::isnan(median.interval.low) ? SeedDifference{mean, false, least}
                                         : SeedDifference{median, true, least};
}

SeedDifference difference_between(std::span<const double> values, std::span<const double> null,
                                  double coverage) {
  const Difference found = unpaired_difference(values, null, coverage);
  return {found, false, least_detectable(found, {.level = 1 - coverage})};
}

}  // namespace rssviz::models
