// Trajectories of conditions in two or three dimensions. Pure functions.
#pragma once

#include <optional>
#include <vector>

#include "cli/compose/conditions/condition_means.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/map_panels.h"

namespace rssviz::cli {

// From which side three dimensions are seen: degrees around the third axis, and above the plane of the first
// two.
struct View {
  double azimuth{35}, elevation{22};
};
// "35,22". Throws Error{usage}.
View view_named(const std::string& text);

// Means along axes: one a condition, steps x axes.
models::Conditions on_axes(const ConditionMeans& means, const MeanAxes& axes);
// Where they lie on the paper, and how far in front (0 at the back, 1 in front; all 1 in two dimensions).
struct Projected {
  std::vector<render::Point> at{};
  std::vector<double> depth{};
};
std::vector<Projected> projected(const models::Conditions& paths, const std::optional<View>& view);

// Of any number of dimensions on a plane of theirs (dimensions x 2): linear in the states; depth is 1
// everywhere.
std::vector<Projected> on_plane(const models::Conditions& paths, const MatrixD& plane);

// A dot that is larger and stronger the nearer it is.
render::Points end_dot(const render::Point& at, double depth, const render::Color& color,
                       const render::Style& style, double radius_pt);
// Lines with a filled dot at the start and an open one at the end; what lies in front is stronger.
void add_condition_paths(const std::vector<Projected>& paths, const Classes& classes,
                         const render::Style& style, double width_pt, std::vector<render::Mark>& marks);
// A small triad of the axes in the lower left corner of a panel with these limits.
void add_triad(const View& view, const Limits& limits, const render::Style& style, render::Panel& panel);
// The same of a plane of a tour: each axis as far as it lies in the plane, named where it is long enough.
void add_tour_axes(const MatrixD& plane, const Limits& limits, const render::Style& style,
                   render::Panel& panel);
Limits limits_of_paths(const std::vector<Projected>& paths);

}  // namespace rssviz::cli
