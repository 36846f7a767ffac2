// The distributions that tests need: normal, Student's t, noncentral t, chi-squared, binomial.
// Computed by Boost.Math in double throughout: by default it computes in long double, on x86 in instructions
// of another unit, and what is double is the same on every processor.
// Pure functions; safe on any thread. All throw Error{usage} for a p outside (0, 1) or degrees of freedom
// that are not above 0, and Error{numeric} where a series doesn't converge.
#pragma once

#include <cstdint>

namespace rssviz::models {

// P(Z <= z), P(Z > z), and the z below which the share p lies.
double normal_below(double z);
double normal_above(double z);
double normal_quantile(double p);

// `degrees` need not be whole (Welch); t may be infinite.
double student_below(double t, double degrees);
double student_above(double t, double degrees);
double student_quantile(double p, double degrees);

// Of (Z + noncentrality) / sqrt(chi-squared / degrees): what t is where there is an effect.
double noncentral_student_below(double t, double degrees, double noncentrality);
double noncentral_student_above(double t, double degrees, double noncentrality);

double chi_squared_above(double x, double degrees);

// P(X <= successes) of `trials` that succeed by `chance` each; 0 for successes < 0.
double binomial_below(std::int64_t successes, std::int64_t trials, double chance = 0.5);

}  // namespace rssviz::models
