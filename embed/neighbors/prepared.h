// Points made ready for comparison by products: centred, so that float32 keeps its digits for the
// differences, with the squared norm of each. Inside the room; values; safe to read from any thread.
#pragma once

#include <array>
#include <vector>

#include "core/parallel.h"
#include "embed/neighbors/neighbors.h"

namespace rssviz::embed {

// The rows whose Euclidean distances give the metric: the points themselves, or, for the cosine, their
// directions (the squared distance of directions is twice the cosine distance).
Matrix directions_or_points(MatrixRef points, Metric metric);

// The mean row, summed in double and in row order.
Vector mean_row(MatrixRef points);

struct Prepared {
  Matrix centred{};            // points x units
  std::vector<float> norms{};  // squared, one a point
  float largest_norm{0.F};     // of norms
};
// Error{data} naming a row so far from the mean that its square overflows.
Prepared prepare(MatrixRef points, const Vector& mean);

// What rounding can put between the float32 estimate |q|^2 + |r|^2 - 2 q.r and the truth, for norms up to
// these.
float estimate_margin(float query_norm, float largest_norm, Eigen::Index units);

// Squared Euclidean distance from differences, summed in double in a fixed order.
double squared_distance(const float* a, const float* b, Eigen::Index units);
// The same, of `a` from each of four.
std::array<double, 4> squared_distances(const float* a, const std::array<const float*, 4>& b,
                                        Eigen::Index units);

// The metric's distance from a squared distance of directions_or_points.
float metric_distance(double squared, Metric metric);

}  // namespace rssviz::embed
