// How sure an error is. Wilson's score interval of a share of sentences, and Student's t interval of a mean
// over seeds. Sources: Wilson 1927, "Probable inference, the law of succession, and statistical inference"
// (JASA 22); Student 1908. Pure functions; safe on any thread.
#pragma once

#include <cstdint>
#include <span>

#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::models {

// The 95 % interval of the chance of an error of which `errors` of `sentences` were seen: those chances p
// whose distance to the share is at most 1.96 sqrt(p (1 - p) / sentences). [0, 1] for no sentences. Throws
// Error{usage} unless 0 <= errors <= sentences.
Interval wilson_interval(std::int64_t errors, std::int64_t sentences);
// The same from a share, as metrics hold it: errors = share x sentences, rounded.
Interval wilson_interval_of_share(double share, std::int64_t sentences);

// The quantile of Student's t distribution with `degrees` >= 1 degrees of freedom; 0 < p < 1. To 1e-10 of
// its size.
double student_t_quantile(double p, int degrees);

struct MeanInterval {
  double mean{};
  Interval interval{};  // 95 %, by Student's t; NaN for fewer than two values
};
// Of values that are independent and about normal, such as paired differences over seeds. NaN for none.
MeanInterval mean_interval(std::span<const double> values);

}  // namespace rssviz::models
