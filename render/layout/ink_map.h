// How much ink a panel's marks put where: a density in cells of about a point with its integral image
// (Crow 1984), so that the ink below any box costs four look-ups. Built by one thread, then read by any.
#pragma once

#include <cstddef>
#include <vector>

#include "render/layout/placed.h"

namespace rssviz::render {

class InkMap {
 public:
  // `cell_pt`: size of a cell. Colours near the paper's count less.
  InkMap(const Panel& panel, const PlacedPanel& placed, const Style& style, double cell_pt);
  // Mean ink a cell below the part of `box` inside the frame: 0 for an empty place.
  double mean(const PageBox& box) const;
  // Share of a cell's area of the box times its ink, summed.
  double sum(const PageBox& box) const;
  // Adds ink within a circle; call integrate() afterwards.
  void stamp(Point at, double radius_pt, double ink);
  void integrate();

 private:
  struct Cells {
    std::size_t x0, x1, y0, y1;
  };
  Cells cells_of(const PageBox& box) const;
  void add_points(const Points& points, const PlacedPanel& placed, const Style& style);
  void add_line(const Line& line, const PlacedPanel& placed, const Style& style);
  void add_rectangles(const Rectangles& rectangles, const PlacedPanel& placed, const Style& style);
  void add_band(const Band& band, const PlacedPanel& placed, const Style& style);

  PageBox frame_;
  double cell_pt_;
  std::size_t columns_;
  std::size_t rows_;
  std::vector<double> ink_;       // rows x columns
  std::vector<double> integral_;  // (rows + 1) x (columns + 1)
};

}  // namespace rssviz::render
