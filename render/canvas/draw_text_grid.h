// A text grid on a canvas: backgrounds first, then signs as paths, then the text a row at a time. Any thread,
// one canvas each.
#pragma once

#include "render/canvas/canvas.h"
#include "render/figure/text_grid.h"
#include "render/layout/placed.h"

namespace rssviz::render {

void draw_text_grid(const TextGrid& text, const PlacedPanel& panel, Canvas& canvas);

}  // namespace rssviz::render
