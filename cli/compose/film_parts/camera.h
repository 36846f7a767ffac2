// A camera over a map that stays: it goes into the part of the map where something happens and comes back. It
// magnifies places, never dots. Pure.
#pragma once

#include <vector>

#include "cli/compose/parts/map_panels.h"

namespace rssviz::cli {

struct CameraView {
  render::Point centre{};   // of the map's units
  double magnification{1};  // 1: the whole map
};

// Where the camera rests at each stop of a path over a map: on the whole map, but where the path stays within
// a tenth of its width for some stops, on these and what lies around them, magnified by `most` at most.
std::vector<CameraView> camera_stops(const std::vector<render::Point>& path, const Limits& map, double most);

// Between two views, and where a place is in the panel whose limits are the whole map's.
CameraView between(const CameraView& from, const CameraView& to, double share);
render::Point seen(const render::Point& place, const CameraView& view, const Limits& map);

CameraView whole_map(const Limits& map);

}  // namespace rssviz::cli
