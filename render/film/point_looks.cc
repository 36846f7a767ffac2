#include "render/film/point_looks.h"

#include <algorithm>

#include "render/canvas/draw_points.h"

namespace rssviz::render {
namespace {

constexpr std::size_t kMostHues = 16;  // more colours than this are a scale, not classes

bool same_hue(const Color& a, const Color& b) {
  return a.red == b.red && a.green == b.green && a.blue == b.blue;
}

bool few_hues(const std::vector<Color>& colors) {
  std::vector<Color> seen;
  for (const Color& color : colors) {
    if (std::any_of(seen.begin(), seen.end(), [&](const Color& c) { return same_hue(c, color); })) continue;
    seen.push_back(color);
    if (seen.size() > kMostHues) return false;
  }
  return true;
}

}  // namespace

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
  if (!points_.colors.empty()) look.fill = points_.colors[std::min(point, points_.colors.size() - 1)];
  look.marker = {
      .shape = points_.shape,
      .radius_px = point < points_.radii_pt.size() ? double{points_.radii_pt[point]} : points_.radius_pt,
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
