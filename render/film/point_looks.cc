#include "render/film/point_looks.h"

#include <algorithm>

#include "render/canvas/draw_points.h"
#include "render/canvas/point_order.h"

namespace rssviz::render {
PointLooks::PointLooks(const Points& points, const Style& style)
    : points_(points), style_(style), rescue_(points.outline_pt <= 0 && few_hues(points.colors)) {}

const Pen& PointLooks::rescue_of(const Color& color) {
  const auto known = std::find_if(rescues_.begin(), rescues_.end(),
                                  [&](const auto& entry) { return same_hue(entry.first, color); });
  if (known != rescues_.end()) return known->second;
  return rescues_.emplace_back(color, rescue_outline(color, style_)).second;
}

PointLook PointLooks::of(std::size_t point) {
  PointLook look;
  look.fill = color_at(points_, point);
  look.marker = {.shape = shape_at(points_, point),
                 .radius_px = radius_at(points_, point),
                 .outline_px = points_.outline_pt,
                 .outline = points_.outline};
  if (rescue_) {
    const Pen& pen = rescue_of(look.fill);
    look.marker.outline_px = pen.width_pt;
    look.marker.outline = with_alpha(pen.color, look.fill.alpha);
  } else if (look.fill.alpha < 1) {
    look.marker.outline.alpha = std::min(look.marker.outline.alpha, look.fill.alpha + .2);
  }
  return look;
}

}  // namespace rssviz::render
