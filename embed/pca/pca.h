// Principal components. Source: the eigenvectors of the covariance matrix, in double; each component's
// largest loading is positive, so that the picture doesn't flip between runs. Values; one thread.
#pragma once

#include <vector>

#include "core/row_blocks.h"

namespace rssviz::embed {

struct Pca {
  VectorD mean{};                   // units
  MatrixD components{};             // dims x units, orthonormal rows, the largest variance first
  std::vector<double> variances{};  // dims, divided by points - 1
  double total_variance{0.};        // of all units

  // points: points x units. Returns points x dims. Error{data} where units differ.
  Matrix project(MatrixRef points) const;
  Matrix project(const RowBlocks& points) const;  // by blocks, for points that need not be in memory
};

// points: points x units. Components beyond the rank have variance 0 and loadings that complete the basis;
// where dims exceed units the further coordinates are 0. Error{data} for no points or a value that is not
// finite.
Pca fit_pca(MatrixRef points, int dims);
Pca fit_pca(const RowBlocks& points, int dims);  // by blocks; the same numbers

}  // namespace rssviz::embed
