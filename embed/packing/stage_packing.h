// Packing of maps of the same points at successive stages, so that a part's place does not jump. Parts are
// what no chain of short steps from point to point joins and whose hulls do not overlap. The empty room
// between each part and the one it is nearest to is closed up to a gap, along the shortest way between them,
// the largest part standing; so parts keep the sides on which the layout has them, and where one splits, what
// falls apart moves from where it was. Each part is moved as a whole, never turned or stretched. Pure; the
// same at any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/point.h"
#include "embed/packing/packing.h"

namespace rssviz::embed {

struct StagePacking {
  std::vector<std::vector<std::int32_t>> part{};  // stage, point: -1 where it has no place
  std::vector<std::vector<Point>> move{};         // stage, part: what is added to its points

  bool moves() const { return !move.empty(); }
  std::size_t most_parts() const;
};

// stages: the places of the same points at each, NaN where a point isn't there; they are moved. Nothing is
// moved, and the result is empty, where no stage would need less room.
StagePacking pack_stages(std::vector<std::vector<Point>>& stages, const PackingOptions& options = {});

// One a point, 0 .. parts - 1 in order of the parts' first points, -1 for points without a place (NaN):
// joined are points of a chain whose steps are shorter than kLongest of the longer side, or than kSparse
// times the distance to the eighth neighbour (the middle point's). Parts of less than kFewest of the points
// (or 5) go with the nearest part (map_parts.h) unless it is far.
std::vector<std::int32_t> parts_by_gaps(const std::vector<Point>& points);

// The hulls of the parts of one stage, with a rim that leaves them apart, as kSides corners that look to
// the same directions in each: corners between those of two stages make a hull around the points between.
constexpr int kSides = 64;
std::vector<std::vector<Point>> steady_hulls(const std::vector<Point>& points,
                                             const std::vector<std::int32_t>& part,
                                             const PackingOptions& options = {});

// For each part of stage `a` the part of stage `b` that has more than half of the points of either; -1: none.
std::vector<std::int32_t> same_parts(const std::vector<std::int32_t>& a, const std::vector<std::int32_t>& b);

}  // namespace rssviz::embed
