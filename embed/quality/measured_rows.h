// The numbers of a map's quality for some rows, each held against all points: estimates by float32 products
// over blocks of points as they pass by, exact distances where an estimate doesn't decide. Inside the room.
#pragma once

#include <cstdint>
#include <vector>

#include "embed/quality/quality.h"

namespace rssviz::embed {

// What all rows are held against. States as the metric compares them.
struct MeasuredPoints {
  const RowBlocks& states;                    // points x units
  Vector mean{};                              // of them
  std::vector<float> norms{};                 // squared lengths from the mean, one a point
  float largest_norm{0.F};                    // of norms
  std::vector<std::vector<float>> columns{};  // of the map: dims x points
};
// Error{data} naming a row so far from the mean that its square overflows.
MeasuredPoints measured_points(const RowBlocks& states, MatrixRef coords, const Execution& execution);

// Fills the points' numbers of rows first .. first + count of `quality`, whose k and rows are set. `on_map`:
// rows x k, their nearest on the map.
void measure_rows(const MeasuredPoints& points, const IndexMatrix& on_map, Eigen::Index first,
                  Eigen::Index count, std::uint64_t seed, MapQuality& quality);

}  // namespace rssviz::embed
