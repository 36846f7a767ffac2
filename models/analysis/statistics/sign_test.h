// The sign test and the median: for differences that are skewed or have outliers. Only the side of each
// difference counts. Sources: Arbuthnott 1710; the interval of the median by order statistics (David and
// Nagaraja 2003, section 7.1), which leaves out 0 where the sign test finds a difference.
// Pure functions; safe on any thread. Values are finite; Error{data} names the first that isn't.
#pragma once

#include <cstddef>
#include <span>

#include "models/analysis/statistics/differences.h"

namespace rssviz::models {

struct SignTest {
  std::size_t above{}, below{}, ties{};  // differences above, below and equal to 0; ties don't count
  double p{1};                           // both tails; 1 where all are ties
  double p_above{1}, p_below{1};         // of as many above (below) or more
  double least_p{1};                     // both tails: what so many differences could give at best
};
SignTest sign_test(std::span<const double> differences);

// The interval of the median of independent values that holds with `coverage` or more, whatever their
// distribution. NaN where there are too few values: fewer than 6 at 95 %.
Interval median_interval(std::span<const double> values, double coverage = 0.95);

// The median of differences, its interval by order statistics and p by the sign test. Statistic, degrees and
// standard error are NaN.
Difference median_difference(std::span<const double> differences, double coverage = 0.95);

}  // namespace rssviz::models
