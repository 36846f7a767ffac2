// Dots that share one path, for files that are small and quick to draw, without a trace in the picture: dots
// that don't touch can be drawn in any order. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "render/figure/marks.h"

namespace rssviz::render {

struct Dot {
  Point at{};  // on the page, in points
  double radius{1};
  Color color{};
  MarkerShape shape{MarkerShape::circle};
  double outline_pt{0};
  bool rescued{false};   // the outline is there to set a pale colour off from the paper
  std::int32_t pie{-1};  // of the scatter's pies; -1: a plain dot
};

// Dots of one look, in any order among themselves.
using DotGroup = std::vector<const Dot*>;

// Groups whose drawing one after another gives the picture of `dots` drawn one by one in their order. Dots of
// a group touch one another only where that isn't seen (opaque and of one colour, without outlines). Time and
// memory don't grow with how many dots lie over one another.
std::vector<DotGroup> group_dots(std::span<const Dot> dots);

}  // namespace rssviz::render
