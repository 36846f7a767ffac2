// The plane of the recorded states' two largest principal components, and what figures of dynamics draw on
// it. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "cli/studies/dynamics_subject.h"
#include "embed/pca/pca.h"
#include "models/analysis/dynamics/fixed_points.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

struct StatePlane {
  embed::Pca pca{};
  double first_share{0};  // of the variance
  double second_share{0};

  render::Point at(const VectorD& state) const;
  // What a step along a direction is on the plane.
  render::Point along(const VectorD& direction) const;
};
StatePlane plane_of(MatrixRef states);

// A panel of the plane, with its axes named and equal scales around the given points.
render::Panel plane_panel(const StatePlane& plane, const std::vector<render::Point>& shown, double aspect);
// Recorded states as thin paths, of at most so many stretches spread over all.
std::vector<render::Mark> recorded_paths(const StatePlane& plane, MatrixRef states,
                                         const std::vector<Stretch>& stretches, std::size_t most,
                                         const render::Style& style);

// How points of a kind look: told apart by colour, shape and filling.
struct PointLook {
  render::Color color{};
  render::MarkerShape shape{};
};
PointLook look_of_point(models::Stability stability);
// Points with the lines of their unstable directions, `reach` long in data units, below them.
std::vector<render::Mark> point_marks(const StatePlane& plane, const std::vector<models::FixedPoint>& points,
                                      double reach, const render::Style& style);
render::Legend point_legend(const models::FixedPointSearch& search, const render::Style& style);

// "8 stable points, 12 saddles": near ones.
std::string counted_points(const models::FixedPointSearch& search);

// --starts, --noise, --slow and --settle, beside those of the subject.
std::vector<Option> search_options();
models::FixedPointOptions search_settings(const Settings& settings, Eigen::Index size,
                                          const DynamicsSubject& subject);

}  // namespace rssviz::cli
