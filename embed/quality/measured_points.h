// What rows are held against while a map's quality is measured: all points, a part of them at a time, as
// float32 coordinates that give their distances, or bounds of them. Inside the room; values.
//
// Where a few directions hold most of the variance, points are seen along those, with the length of what is
// left as one coordinate more: the distance of such coordinates is never above the true one, and its square
// never below the true one's by more than four times the product of the two lengths (the triangle inequality
// for what is left). Elsewhere points are seen in all units, and nothing is left.
#pragma once

#include <optional>
#include <vector>

#include "embed/neighbors/subspace.h"
#include "embed/quality/map_places.h"
#include "embed/quality/quality.h"

namespace rssviz::embed {

struct MeasuredPoints {
  const RowBlocks& states;               // points x units, as the metric compares them
  MapPlaces map;                         // the same points
  Vector mean{};                         // of the states
  float largest_norm{0.F};               // of squared lengths from the mean
  std::optional<Subspace> directions{};  // along which points are seen; none: in all units

  Eigen::Index seen_units() const;  // columns of Outlines
  // What rounding can put between an estimate and the truth, from a row of this squared length.
  float margin(float norm) const;
};
// Error{data} naming a row so far from the mean that its square overflows.
MeasuredPoints measured_points(const RowBlocks& states, MatrixRef coords, const Execution& execution);

// Points as they are seen.
struct Outlines {
  Matrix coords{};              // points x seen_units
  std::vector<float> norms{};   // the squared length of each, and a vector's worth of infinity
  std::vector<float> beyond{};  // twice the length that the directions leave, 0 where they leave nothing

  Outlines(Eigen::Index points, Eigen::Index seen_units);
  // The `at`-th and those after it become `rows`, as compared.
  void set(const MeasuredPoints& points, Eigen::Index at, const MatrixRef& rows);
};

// Points side by side, as many as fit into some megabytes.
struct PointsPart {
  Eigen::Index first;
  Matrix room{};
  MatrixRef states;  // as compared
  Outlines outlines;

  PointsPart(const MeasuredPoints& points, Eigen::Index from, const Execution& execution);
};

// The squared distance of coordinates as seen, in float32.
float seen_distance(const float* a, const float* b, Eigen::Index seen_units);

}  // namespace rssviz::embed
