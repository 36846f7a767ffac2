// Whether states are nested: groups inside groups, with the same pattern repeated in each. Shares of variance
// follow nested analysis of variance (sums of squares taken level by level). Pure functions; one thread.
// Classes are one a row, -1 counts as a class of its own unless said otherwise.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

using ClassSpan = std::span<const std::int32_t>;

// The shares of the states' variance (points x units) that the levels explain: the first by itself, each
// further one inside the groups of those before. They and the rest add up to 1. Chance alone gives a level
// about (new groups) / points. Throws Error{data} where a level has another number of rows.
std::vector<double> nested_shares(MatrixRef states, const std::vector<ClassSpan>& levels);

// The share of each unit's variance that the classes explain (eta squared): one a column; 0 for a column
// that doesn't vary.
std::vector<double> explained_by(MatrixRef states, ClassSpan classes);

// The pattern of `inner` inside a group of `outer`: the means of its classes less their common mean. Returns
// the mean cosine between the patterns of two groups, over pairs of groups and classes that both have: 1
// where the pattern repeats, about 0 where it doesn't. Rows with -1 in either are left out. NaN where no two
// groups share two classes.
double repeat_cosine(MatrixRef states, ClassSpan outer, ClassSpan inner);

// A linear probe for `inner`, trained inside one group of `outer`.
struct ProbeTransfer {
  double within{};  // judged on other sequences of the same group
  double across{};  // judged on the other groups
};
// Means over groups; `sequence` says which rows belong together, so that none is on both sides of `within`
// (even sequences train, odd ones test, then the other way round).
ProbeTransfer probe_transfer(MatrixRef states, ClassSpan outer, ClassSpan inner, ClassSpan sequence,
                             int inner_classes, double penalty);

// `classes` permuted among the rows of each class of `within`, by the stream (seed, "nesting null", draw).
std::vector<std::int32_t> permuted_within(ClassSpan classes, ClassSpan within, std::uint64_t seed,
                                          std::uint64_t draw);

}  // namespace rssviz::models
