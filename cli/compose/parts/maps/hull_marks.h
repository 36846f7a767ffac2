// The ink of a pale hull around a part of a map that was packed. Pure.
#pragma once

#include <vector>

#include "render/figure/figure.h"

namespace rssviz::cli {

// A pale band within a convex polygon (data units, counter-clockwise) and a thin line around it. strength: 1,
// or less where the hull comes or goes.
void add_hull(const std::vector<render::Point>& corners, const render::Style& style, double line_pt,
              double strength, std::vector<render::Mark>& marks);

}  // namespace rssviz::cli
