// Small parts of a map join others, as both ways of finding parts have it (map_parts.h, stage_packing.h).
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <vector>

namespace rssviz::embed {

// The part that a small one would join, and how far off it lies, squared, in the map's units; -1: none.
struct NextPart {
  std::int32_t part{-1};
  double squared{std::numeric_limits<double>::infinity()};
};

// part: one a point. Parts of less than kFewest of the points (or 5) join what `next` says, the smallest
// first. Those that lie farther off than some times `longest`, the longest edge that joins, stay parts as
// long as there are few: else the hull of another would go around the empty room between.
void join_small(double longest, const std::function<NextPart(std::int32_t small)>& next,
                std::vector<std::int32_t>& part);

// 0, 1, ... in order of the parts' first points.
void renumber(std::vector<std::int32_t>& part);

}  // namespace rssviz::embed
