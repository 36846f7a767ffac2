// A few directions that hold most of the variance, and points as seen along them. The distance along any
// orthonormal directions, with the difference of what is left of each point's length as one direction more,
// is never above the true distance (the triangle inequality for the two rests): a filter that loses nothing.
// Source: subspace iteration and Rayleigh-Ritz (Halko, Martinsson, Tropp 2011, doi 10.1137/090771806).
// Inside the room; values; the same bytes at any number of threads.
#pragma once

#include <vector>

#include "core/parallel.h"
#include "core/row_blocks.h"

namespace rssviz::embed {

struct Subspace {
  VectorD mean{};   // units
  MatrixD basis{};  // directions x units, orthonormal, the largest variance first
  double held{0.};  // share of the sample's variance along the directions, 0 .. 1

  bool whole() const { return basis.rows() == basis.cols(); }
};

constexpr Eigen::Index kSubspaceRows = 1500;  // that directions are found on

// The first `directions` (at most the units) from an evenly spaced sample of `rows` points.
Subspace principal_subspace(const RowBlocks& points, int directions, Eigen::Index rows = kSubspaceRows);

// As few of the directions, in eights, as hold this share; all of them where they don't.
Subspace truncated(const Subspace& subspace, double share, const RowBlocks& points);

// Points x (directions, and one for the rest where the subspace is not whole), in double before rounding;
// and the squared length of each centred point.
struct Projected {
  Matrix coords{};
  std::vector<float> norms{};
};
// Error{data} naming a row so far from the mean that its square overflows.
Projected project(MatrixRef points, const Subspace& subspace, const Execution& execution);

// The same with the first `directions` only, and one for the rest.
Matrix coarser(const Projected& projected, Eigen::Index directions);

}  // namespace rssviz::embed
