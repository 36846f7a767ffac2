#include "cli/compose/film_parts/camera.h"

#include <algorithm>
#include <cmath>

namespace rssviz::cli {
namespace {

constexpr double kStays = 0.08;  // of the map's width: within that a path stays where it is
constexpr double kRoom = 2.2;    // of the view's width to that of what is watched

double width_of(const Limits& map) {
  return std::max(map.second.x - map.first.x, map.second.y - map.first.y);
}

// The view of the stops first .. last.
CameraView view_of(const std::vector<render::Point>& path, std::size_t first, std::size_t last,
                   const Limits& map, double most) {
  render::Point low = path[first], high = path[first];
  for (std::size_t i = first; i <= last; ++i) {
    low = {std::min(low.x, path[i].x), std::min(low.y, path[i].y)};
    high = {std::max(high.x, path[i].x), std::max(high.y, path[i].y)};
  }
  const double width = std::max({high.x - low.x, high.y - low.y, width_of(map) / (kRoom * most)});
  const double magnification = std::clamp(width_of(map) / (kRoom * width), 1., most);
  // Not beyond the map's edges, where nothing is to be seen.
  const auto kept = [&](double middle, double from, double to) {
    const double half = (to - from) / (2 * magnification);
    return std::clamp(middle, from + half, std::max(from + half, to - half));
  };
  return {{kept((low.x + high.x) / 2, map.first.x, map.second.x),
           kept((low.y + high.y) / 2, map.first.y, map.second.y)},
          magnification};
}

}  // namespace

CameraView whole_map(const Limits& map) {
  return {{(map.first.x + map.second.x) / 2, (map.first.y + map.second.y) / 2}, 1};
}

std::vector<CameraView> camera_stops(const std::vector<render::Point>& path, const Limits& map, double most) {
  std::vector<CameraView> stops(path.size(), whole_map(map));
  const double stays = kStays * width_of(map);
  const auto near = [&](std::size_t a, std::size_t b) {
    return std::hypot(path[a].x - path[b].x, path[a].y - path[b].y) <= stays;
  };
  for (std::size_t first = 0; first < path.size();) {
    std::size_t last = first;
    while (last + 1 < path.size() && near(last, last + 1)) ++last;
    if (last > first)
      std::fill(stops.begin() + static_cast<std::ptrdiff_t>(first),
                stops.begin() + static_cast<std::ptrdiff_t>(last) + 1, view_of(path, first, last, map, most));
    first = last + 1;
  }
  return stops;
}

CameraView between(const CameraView& from, const CameraView& to, double share) {
  const double magnification = from.magnification * std::pow(to.magnification / from.magnification, share);
  // The centre keeps what both views share in sight: it moves with the width that is seen.
  const double a = 1 / from.magnification, b = 1 / to.magnification;
  const double moved = std::abs(a - b) < 1e-12 ? share : (1 / magnification - a) / (b - a);
  return {{from.centre.x + moved * (to.centre.x - from.centre.x),
           from.centre.y + moved * (to.centre.y - from.centre.y)},
          magnification};
}

render::Point seen(const render::Point& place, const CameraView& view, const Limits& map) {
  const render::Point middle = whole_map(map).centre;
  return {middle.x + view.magnification * (place.x - view.centre.x),
          middle.y + view.magnification * (place.y - view.centre.y)};
}

}  // namespace rssviz::cli
