// What all tests of this folder share: the side that a test looks at, and the values that it takes.
// Pure functions; safe on any thread.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace rssviz::models {

// Which differences speak against the null: those on both sides, or on one that was named before the data.
enum class Tail { both, above, below };

// Throws Error{data} "NAME: holds no values" where there are fewer than `least`, or "NAME[2] = nan is not
// finite" for the first that isn't.
void check_values(std::string_view name, std::span<const double> values, std::size_t least = 1);
// Throws Error{data} naming both lengths unless values and null hold one value a pair.
void check_pairs(std::span<const double> values, std::span<const double> null);
// Throws Error{usage} unless 0 < coverage < 1.
void check_coverage(double coverage);

// Sums run from first to last in double, so that a mean has the same bits everywhere.
double mean_of(std::span<const double> values);
// Of n - 1 (unbiased variance); 0 for fewer than two values.
double variance_of(std::span<const double> values);

}  // namespace rssviz::models
