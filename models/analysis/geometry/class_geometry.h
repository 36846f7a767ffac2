// How classes lie in state space at one step: distances, separation, dimension, and how fast states move.
// Sums run in double, in the order of the points. Pure functions; safe on any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

// Classes: one a point, 0 .. count - 1. Classes without a point don't count.
struct ClassDistances {
  double within{};      // mean distance of a point to the centroid of its class
  double between{};     // mean distance of two centroids
  double fisher{};      // trace(S_B) / trace(S_W): scatter of centroids over scatter within; NaN for S_W = 0
  double silhouette{};  // mean over points (Rousseeuw 1987, doi 10.1016/0377-0427(87)90125-7)
};
// `most`: points that the silhouette is taken over, the first so many (it takes points^2 distances).
ClassDistances class_distances(MatrixRef states, std::span<const std::int32_t> classes, int count,
                               std::size_t most = 1000);

// Class means, a row for each class that has points.
MatrixD class_means(MatrixRef states, std::span<const std::int32_t> classes, int count);

struct Dimension {
  double
      participation{};  // (sum l)^2 / sum l^2 over variances l along principal directions; 0 where all are 0
  int components{};     // directions that hold 90 % of the variance
};
Dimension dimension_of(MatrixDRef points);

struct ClassDimensions {
  Dimension pooled{};
  Dimension within{};  // of points less their class mean
  Dimension means{};   // of the class means
};
ClassDimensions class_dimensions(MatrixRef states, std::span<const std::int32_t> classes, int count);

// The participation ratio of `count` class means against that of as many points of one class: mean over
// `draws` draws without replacement from classes with enough points, streams (seed, "points of a class",
// draw).
struct EqualDimensions {
  double means{};        // of the class means
  double within{};       // mean over draws
  double low{}, high{};  // the middle 95 % of draws
};
EqualDimensions equal_dimensions(MatrixRef states, std::span<const std::int32_t> classes, int count,
                                 int draws, std::uint64_t seed);

// From one step to the next, of the same sequences row by row.
struct Movement {
  double speed{};  // |h(t+1) - h(t)|
  double angle{};  // between this step and the one before, degrees; NaN where one doesn't move
};
// One a row. `before`: empty at the first step.
std::vector<Movement> movements(MatrixRef before, MatrixRef now, MatrixRef next);

}  // namespace rssviz::models
