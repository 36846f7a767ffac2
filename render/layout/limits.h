// The limits of a panel's axes, in data units. Pure; any thread.
#pragma once

#include "render/figure/figure.h"

namespace rssviz::render {

struct Limits {
  double x_low{0};
  double x_high{1};
  double y_low{0};
  double y_high{1};
};

// From the panel's own limits, its axes' low and high, or its marks and labels with a margin of 4 %. An axis
// of bars or of values from zero starts at zero. Never empty: low < high, finite, positive when logarithmic.
Limits panel_limits(const Panel& panel);
// The same centre and at least the same ranges, with equal scales on a box of width_pt x height_pt.
Limits equal_scale(const Limits& limits, double width_pt, double height_pt);

}  // namespace rssviz::render
