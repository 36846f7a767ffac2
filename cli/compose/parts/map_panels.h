// What every figure of a map shares: its measures, its points and the zero state. Pure functions.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/subjects/network_view.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// The distinct states of a map: each is drawn once.
struct MapPoints {
  std::vector<render::Point> at{};
  std::vector<std::int32_t> row{};  // the first row of the trace that each stands for
};
MapPoints map_points(const models::StateTrace& trace, MatrixRef coords);

using Limits = std::pair<render::Point, render::Point>;
// Around the points, with a margin as a share of the larger side.
Limits limits_of(const std::vector<render::Point>& points, double margin = 0.04);
Limits limits_of(MatrixRef coords, double margin = 0.04);
// Height over width, kept between the two bounds.
double aspect_of(const Limits& limits, double low = 0.6, double high = 1.0);

// An empty map panel with the limits.
render::Panel map_panel(std::string title, const Limits& limits);
// A radius that lets `count` points of a map of this width be told apart.
double dot_radius_pt(std::size_t count, double panel_width_pt);

// What the caption says about the zero state before the first word: "", where it wasn't recorded, or a
// sentence and a blank.
std::string zero_state_caption(const NetworkView& view);

}  // namespace rssviz::cli
