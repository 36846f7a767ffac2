// Legends and colour bars as blocks: measured and drawn relative to their own top left corner, then moved to
// their place. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "render/layout/placed.h"

namespace rssviz::render {

struct Block {
  std::vector<PlacedText> texts{};
  std::vector<PlacedSwatch> swatches{};
  std::vector<PlacedColorBar> bars{};
  double width_pt{0};
  double height_pt{0};
};

// Entries in as few rows as the width allows, in aligned columns, when the legend stands below; one below
// another when it stands at the right.
Block legend_block(const Legend& legend, const Style& style, const TextMetrics& metrics, double width_pt);
// `room_pt`: the width below, or the height beside the panels.
Block color_bar_block(const ColorBar& bar, std::size_t index, const Style& style, const TextMetrics& metrics,
                      double room_pt);
// Adds the block's parts to the figure with its corner at `at`.
void add_block(PlacedFigure& placed, const Block& block, Point at);

}  // namespace rssviz::render
