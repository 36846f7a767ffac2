// How each of a scatter's points looks in a film: as Cairo draws it in a still
// (render/canvas/draw_points.cc), in numbers for the blitter. Belongs to one thread.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "render/canvas/canvas.h"
#include "render/figure/marks.h"
#include "render/figure/style.h"
#include "render/raster/blitter.h"

namespace rssviz::render {

struct PointLook {
  MarkerLook marker{};  // sizes in points
  Color fill{};
};

class PointLooks {
 public:
  // `points` and `style` must outlive it.
  PointLooks(const Points& points, const Style& style);
  PointLook of(std::size_t point);

 private:
  const Pen& rescue_of(const Color& color);

  const Points& points_;
  const Style& style_;
  bool rescue_;  // points without an outline get one where their colour isn't seen on this paper
  std::vector<std::pair<Color, Pen>> rescues_;
};

}  // namespace rssviz::render
