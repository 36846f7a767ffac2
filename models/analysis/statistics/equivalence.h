// Whether a difference is too small to matter: two one-sided tests against a margin that was stated before
// the data were seen (Schuirmann 1987, doi 10.1007/BF01068419). That nothing was found is not this: a
// difference may be neither found nor shown to be small.
// Pure functions; safe on any thread.
#pragma once

#include "models/analysis/statistics/differences.h"

namespace rssviz::models {

struct Equivalence {
  double p_above_low{};   // of a difference of -margin or less
  double p_below_high{};  // of a difference of margin or more
  double p{};             // the larger: of a difference that matters, on either side
  Interval interval{};    // with coverage 1 - 2 level: inside the margin exactly where p < level
  bool shown{};           // p < level
};

// By the t of `difference`, paired or Welch's. margin > 0, in the unit of the difference; Error{usage}
// otherwise. NaN and not shown where the difference has no interval.
Equivalence equivalence(const Difference& difference, double margin, double level = 0.05);

}  // namespace rssviz::models
