#include "cli/compose/parts/maps/hull_marks.h"

#include <algorithm>
#include <limits>
#include <utility>

#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kSlices = 48;  // of a hull drawn as a band

// Where a vertical line at x meets a convex polygon.
std::pair<double, double> slice_at(const std::vector<render::Point>& hull, double x) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (std::size_t i = 0; i < hull.size(); ++i) {
    const render::Point& a = hull[i];
    const render::Point& b = hull[(i + 1) % hull.size()];
    if (std::min(a.x, b.x) > x || std::max(a.x, b.x) < x) continue;
    const double share = a.x == b.x ? 0 : (x - a.x) / (b.x - a.x);
    for (const double y : {a.y + (b.y - a.y) * share, a.x == b.x ? b.y : a.y + (b.y - a.y) * share}) {
      low = std::min(low, y);
      high = std::max(high, y);
    }
  }
  return {low, high};
}

render::Band band_of(const std::vector<render::Point>& hull, render::Color color) {
  std::vector<double> xs;
  const auto [left, right] =
      std::minmax_element(hull.begin(), hull.end(), [](const auto& a, const auto& b) { return a.x < b.x; });
  for (int i = 0; i <= kSlices; ++i) xs.push_back(left->x + (right->x - left->x) * i / kSlices);
  for (const render::Point& corner : hull) xs.push_back(corner.x);
  std::sort(xs.begin(), xs.end());
  render::Band band;
  band.color = color;
  for (const double x : xs) {
    const auto [low, high] = slice_at(hull, x);
    if (low > high) continue;
    band.x.push_back(x);
    band.low.push_back(low);
    band.high.push_back(high);
  }
  return band;
}

}  // namespace

void add_hull(const std::vector<render::Point>& corners, const render::Style& style, double line_pt,
              double strength, std::vector<render::Mark>& marks) {
  if (corners.size() < 3 || strength <= 0) return;
  marks.emplace_back(band_of(corners, render::mix(style.paper, style.ink, 0.035 * strength)));
  render::Line around;
  around.at = corners;
  around.at.push_back(corners.front());
  around.color = render::mix(style.paper, style.ink, 0.16 * strength);
  around.width_pt = line_pt;
  marks.emplace_back(std::move(around));
}

}  // namespace rssviz::cli
