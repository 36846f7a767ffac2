// Fixed points through training: those of every stage, each followed from stage to stage by Newton's method
// from where it was (continuation), so that a point keeps its identity while it moves. No ink.
#pragma once

#include <string>
#include <vector>

#include "cli/studies/dynamics_subject.h"
#include "core/point.h"
#include "embed/pca/pca.h"
#include "models/analysis/dynamics/fixed_points.h"

namespace rssviz::cli {

struct FollowedPoint {
  int identity{0};  // the same from stage to stage, by order of appearance
  models::FixedPoint point{};
  Point at{};  // on the plane
};

struct PointHistory {
  std::vector<int> stages{};                         // that were looked at
  std::vector<std::vector<FollowedPoint>> points{};  // near ones, by stage looked at
  std::vector<models::FixedPointSearch> searches{};  // the same
  std::vector<std::vector<Point>> states{};  // recorded ones on the plane, the same ones at each stage
  embed::Pca plane{};                        // of the last stage's states: one camera for all
  double first_share{0}, second_share{0};    // of their variance
  int identities{0};
  std::vector<double> losses{};  // by stage looked at; NaN where it isn't known
  std::string split{};           // whose loss it is

  int count(std::size_t stage, models::Stability stability) const;
  // The places in `stages`, after the first, at which the number of stable points isn't that before.
  std::vector<std::size_t> bifurcations() const;
};

// Exact points, also where slow ones form a manifold. At most `most` stages, evenly spaced, the first and the
// last included. Throws Error{data} for a run whose states stay while it learns or that has a single stage,
// and as DynamicsSubject and find_fixed_points do.
PointHistory point_history(const DynamicsSubject& subject, models::FixedPointOptions options, int most,
                           const Execution& execution);

}  // namespace rssviz::cli
