// What stands around one panel: title, ticks, axis labels, relative to its data area's top left corner. Pure.
#pragma once

#include <vector>

#include "render/layout/limits.h"
#include "render/layout/placed.h"

namespace rssviz::render {

struct Insets {
  double left{0};
  double top{0};
  double right{0};
  double bottom{0};
};

struct Decoration {
  Limits limits{};
  AxisTransform x{};
  AxisTransform y{};
  std::vector<PlacedTick> x_ticks{};
  std::vector<PlacedTick> y_ticks{};
  std::vector<PlacedText> texts{};
  std::vector<Leader> leaders{};  // from the ends of lines to their names
  Insets insets{};                // how far the texts reach beyond the data area
};

Decoration decorate(const Panel& panel, const Style& style, const TextMetrics& metrics, double width_pt,
                    double height_pt);

// Sizes that follow the text: 1 on paper (7 pt ticks), 4 in a film.
inline double ink_scale(const Style& style) { return style.tick_pt / 7; }

}  // namespace rssviz::render
