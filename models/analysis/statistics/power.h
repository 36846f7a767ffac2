// What a test could have seen: its power for a given difference, the least difference that it finds with a
// given power, and the seeds that it takes. Of t tests by the noncentral t distribution (Cohen 1988), of the
// sign test by the binomial. Stated before the data are seen, or with the standard error that was found: a
// claim that nothing was found is worth what the test could find.
// Pure functions; safe on any thread. Error{usage} names field, value and range.
#pragma once

#include <cstddef>

#include "models/analysis/statistics/differences.h"

namespace rssviz::models {

struct PowerOptions {
  double power{0.8};   // the share of repetitions that find the difference
  double level{0.05};  // of the test
  Tail tail{Tail::both};

  void check() const;
};

// The chance that a t test of this level finds `effect`, in the unit of the standard error. Tail::both counts
// findings on either side, as others do.
double power_of(double effect, double standard_error, double degrees, double level = 0.05,
                Tail tail = Tail::both);
// Pairs: `deviation` of the differences over n >= 2 seeds.
double paired_power(double effect, double deviation, std::size_t n, double level = 0.05,
                    Tail tail = Tail::both);
// Two sides of n and m values, n + m >= 3, with the same deviation (Student's test: Welch's has about as
// much).
double unpaired_power(double effect, double deviation, std::size_t n, std::size_t m, double level = 0.05,
                      Tail tail = Tail::both);
// The sign test over n differences of which each is above 0 by `chance`.
double sign_power(double chance, std::size_t n, double level = 0.05, Tail tail = Tail::both);

// The size of the least difference that is found with options.power.
double least_detectable(double standard_error, double degrees, const PowerOptions& options = {});
// The same with what a difference found; NaN where it has no standard error, 0 where nothing varies.
double least_detectable(const Difference& difference, const PowerOptions& options = {});
// The same of one value that came with an interval of 95 % (of a bootstrap, say), taken as that of a normal
// estimate: 1.43 times half its width with a power of 80 %, findings on the wrong side left out. NaN where
// the interval is, 0 where it is a point.
double least_detectable(const Interval& interval, const PowerOptions& options = {});
// The least number of seeds, 2 or more, with which pairs find `effect` with options.power. Error{usage} where
// it takes more than a million.
std::size_t seeds_needed(double effect, double deviation, const PowerOptions& options = {});

// How many seeds a claim shall have at least: 30 where one costs up to a second, 10 where it costs up to a
// minute, else 2.
std::size_t least_seeds(double seconds_a_seed);

}  // namespace rssviz::models
