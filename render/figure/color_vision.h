// How far apart colours look, also to the colour-blind: simulated by Machado, Oliveira and Fernandes (2009,
// IEEE TVCG 15, table 1, severity 1), differences in CIELAB (CIE 1976, D65). Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "render/figure/color.h"

namespace rssviz::render {

enum class Vision { normal, protanopia, deuteranopia, tritanopia };

// Euclidean distance in CIELAB between two opaque colours as they look to such eyes; 2.3 is just noticeable.
double color_difference(const Color& a, const Color& b, Vision vision);
// CIELAB's L* (0 black .. 100 white): what remains in a grey print.
double lightness(const Color& color);

struct ClosestPair {
  Color a{};
  Color b{};
  double difference{0};
  Vision vision{Vision::normal};
};
// The pair that is hardest to tell apart for any of the colour-blind; difference 1e9 for fewer than two.
ClosestPair closest_pair(const std::vector<Color>& colors);

}  // namespace rssviz::render
