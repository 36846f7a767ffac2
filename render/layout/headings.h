// Headings of rows and columns, in levels: a heading that spans more stands further out. Pure.
#pragma once

#include <vector>

#include "render/layout/grid.h"

namespace rssviz::render {

struct HeadingBand {
  std::vector<double>
      level_sizes{};            // heights of column headings' lines, widths of row headings; outer first
  std::vector<int> level_of{};  // by heading of the figure; -1: of the other kind
  bool turned{false};           // row headings turned by 90 degrees
  double total{0};
};

HeadingBand heading_band(const Figure& figure, const TextMetrics& metrics, const Grid& grid, bool rows);
// Adds figure title, axis titles of the grid and headings.
void place_headings(PlacedFigure& placed, const TextMetrics& metrics, const Grid& grid);
// The figure title's lines as they fit.
double title_height(const Figure& figure, const TextMetrics& metrics);

}  // namespace rssviz::render
