// Exact neighbours of points whose variance lies along a few directions: leaves of near points are visited
// from the nearest on, whole leaves are passed over where their box is farther than what a point has already
// found, and distances along the directions, which are never above the true ones, choose whose true distance
// is computed. Inside the room; runs on the given workers; the same bytes at any number of threads.
#pragma once

#include <limits>
#include <span>

#include "embed/neighbors/leaves.h"
#include "embed/neighbors/neighbors.h"
#include "embed/neighbors/subspace.h"

namespace rssviz::embed {

// Where found neighbours go, and which.
struct PrunedSearch {
  MatrixRef points;  // as compared: directions for the cosine
  const Projected&
      projected;         // coordinates in the order of the leaves, squared lengths in that of the points
  const Matrix& coarse;  // what the leaves are made of, in their order
  const Leaves& leaves;
  Metric metric;
  int k;                                             // others to be found for each point
  int column;                                        // where they start in the result
  int most_leaves{std::numeric_limits<int>::max()};  // visited for a point; fewer make the search approximate
};

// Fills the rows of the result that belong to the points of these leaves.
void search_leaves(const PrunedSearch& search, std::span<const std::size_t> leaves, Neighbors& result,
                   const Execution& execution);

// The squared distance along all directions of the projection, from differences; never above the true one but
// for rounding. a, b: places in the order of the leaves.
float fine_distance(const Projected& projected, std::int32_t a, std::int32_t b);

}  // namespace rssviz::embed
