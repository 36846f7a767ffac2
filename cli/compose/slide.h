// A figure for paper as a slide: 16:9, with the grid and the legends that fill a wide page best. Pure.
#pragma once

#include "render/figure/figure.h"

namespace rssviz::cli {

// A page of 1920 x 1080 points, one a pixel. A plain grid of panels gets the number of columns that leaves them
// largest; many named rows stand in two halves side by side; legends and bars below a single map go beside it.
void to_slide(render::Figure& figure);

}  // namespace rssviz::cli
