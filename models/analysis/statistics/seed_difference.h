// The difference that a table of claims states of values over seeds: the mean by Student's t or, where the
// differences are skewed, the median by the sign test. Which of them is decided by a rule that is stated
// before the data: the mean unless the skewness is above 1 in size and an interval of the median exists.
// Repeated on made-up values, the rule as a whole finds a difference that isn't there at most as often as its
// level says (tests/models/analysis/statistics/repetitions_test.cc).
// Pure functions; safe on any thread. Values are finite; Error{data} names the first that isn't.
#pragma once

#include <span>

#include "models/analysis/statistics/differences.h"

namespace rssviz::models {

inline constexpr double kSkewed = 1;               // skewness above which the median stands in
inline constexpr std::size_t kLeastForMedian = 8;  // values: fewer can't tell skewness from chance

struct SeedDifference {
  Difference difference{};
  bool median{};              // the median by the sign test; else the mean by Student's t
  double least_detectable{};  // by the t test with a power of 80 %; NaN for one value
};

// differences: one a seed.
SeedDifference difference_over_seeds(std::span<const double> differences, double coverage = 0.95);

// Of two sides that aren't paired: the means by Welch.
SeedDifference difference_between(std::span<const double> values, std::span<const double> null,
                                  double coverage = 0.95);

}  // namespace rssviz::models
