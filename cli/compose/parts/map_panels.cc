#include "cli/compose/parts/map_panels.h"

#include <algorithm>
#include <cmath>

namespace rssviz::cli {

using render::MarkerShape;
using render::Point;

Limits limits_of(const std::vector<Point>& points, double margin) {
  if (points.empty()) return {{0, 0}, {1, 1}};
  Point low = points.front();
  Point high = low;
  for (const Point& p : points) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  const double side = std::max({high.x - low.x, high.y - low.y, 1e-9});
  const double rim = margin * side;
  return {{low.x - rim, low.y - rim}, {high.x + rim, high.y + rim}};
}

Limits limits_of(MatrixRef coords, double margin) {
  std::vector<Point> points;
  for (Eigen::Index i = 0; i < coords.rows(); ++i) points.push_back({coords(i, 0), coords(i, 1)});
  return limits_of(points, margin);
}

double aspect_of(const Limits& limits, double low, double high) {
  const double width = std::max(limits.second.x - limits.first.x, 1e-9);
  return std::clamp((limits.second.y - limits.first.y) / width, low, high);
}

MapPoints map_points(const models::StateTrace& trace, MatrixRef coords) {
  MapPoints points;
  points.row = models::distinct_rows(trace);
  for (const std::int32_t row : points.row) points.at.push_back({coords(row, 0), coords(row, 1)});
  return points;
}

render::Panel map_panel(std::string title, const Limits& limits) {
  render::Panel panel;
  panel.kind = render::PanelKind::map;
  panel.title = std::move(title);
  panel.limits = limits;
  return panel;
}

double dot_radius_pt(std::size_t count, double panel_width_pt) {
  // Small enough for a column's map, large enough to show its colour in a small multiple; thinner where dots
  // are many.
  const double crowding = std::min(1.0, std::sqrt(4000.0 / std::max<double>(1, static_cast<double>(count))));
  return crowding * std::clamp(0.45 + 0.0038 * panel_width_pt, 0.75, 1.6);
}

std::string zero_state_caption(const NetworkView& view) {
  return view.zero_state ? "Open square: the zero state before the first word. " : "";
}

}  // namespace rssviz::cli
