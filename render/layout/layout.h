// Figure + TextMetrics -> PlacedFigure. Panels of a column share their left and right edges, panels of a row
// their top and bottom; what stands around them (titles, ticks, legends) is measured, nothing overlaps and
// nothing leaves the page. Pure: the same figure and fonts give the same places. Any thread, with a
// TextMetrics of its own.
#pragma once

#include <vector>

#include "render/layout/placed.h"

namespace rssviz::render {

// Throws Error{usage} where the figure can't be laid out: no panels, a panel outside the grid, no width left
// for panels, a legend of a panel that doesn't exist.
PlacedFigure lay_out(Figure figure, const TextMetrics& metrics);

// Steps of 1, 2 or 5 times a power of ten inside [low, high], at most `most` of them; texts have as many
// decimals as the step needs and a true minus sign.
std::vector<Tick> choose_ticks(double low, double high, int most);
// Powers of ten inside [low, high] (both positive); 2 and 5 times them too where fewer than two powers lie
// inside. Texts: 0.001 .. 1000 plain, others as $10^{n}$.
std::vector<Tick> choose_log_ticks(double low, double high, int most);

}  // namespace rssviz::render
