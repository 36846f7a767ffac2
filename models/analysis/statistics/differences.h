// The difference of a number from its null, with an interval: over pairs of seeds (Student 1908), between
// two sets that aren't paired (Welch 1947, doi 10.1093/biomet/34.1-2.28), or from one value.
// The difference is taken from the null's centre and its interval holds once: never ask that the interval
// also clears a band of the null, or doubt is counted twice. Where values are skewed, medians and the sign
// test (sign_test.h), bootstrap_intervals.h or permutation.h stand in.
// Pure functions; safe on any thread. Values: one a seed, all finite; Error{data} names the first that isn't.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/analysis/statistics/rank_statistics.h"
#include "models/analysis/statistics/tested_values.h"

namespace rssviz::models {

struct Difference {
  double estimate{};        // value less null
  Interval interval{};      // NaN where there are too few values for one
  double p{};               // of no difference, both tails; NaN with the interval
  double statistic{};       // t; infinite where nothing varies but there is a difference
  double degrees{};         // of freedom
  double standard_error{};  // of the estimate
  std::size_t values{};     // how many
  std::size_t nulls{};      // 0: the null is one value
};

// The mean of `values` less `null`. NaN interval for one value.
Difference difference_from(std::span<const double> values, double null, double coverage = 0.95);
// The mean of values[i] - null[i]. Error{data} unless there are as many.
Difference paired_difference(std::span<const double> values, std::span<const double> null,
                             double coverage = 0.95);
// Difference of the means by Welch, variances unequal. NaN interval unless both sides have two values.
Difference unpaired_difference(std::span<const double> values, std::span<const double> null,
                               double coverage = 0.95);

// The centre of a null that is a set of draws: what a difference is taken from.
enum class Centre { mean, median };
double centre_of(std::span<const double> draws, Centre centre);
// The mean of `values` less the centre of draws that are shared by all seeds. Draws are many and their
// centre is known, hence the interval speaks of the values alone. Where each network has its own draws,
// take rank_p of each and combine them (multiple_tests.h).
Difference difference_from_centre(std::span<const double> values, std::span<const double> draws,
                                  Centre centre, double coverage = 0.95);

// values[i] - null[i]; Error{data} unless there are as many.
std::vector<double> paired(std::span<const double> values, std::span<const double> null);

// p of `difference` for one tail or both, by its t. NaN where there is none.
double p_of(const Difference& difference, Tail tail);

// Third standardised moment without bias (Fisher's G1); 0 where nothing varies, NaN for fewer than three
// values. A t interval of ten seeds is off where it is above about 1.
double skewness(std::span<const double> values);

}  // namespace rssviz::models
