// The first step of UMAP: for each point rho, the distance to its nearest neighbour, and sigma, the scale at
// which the memberships exp(-(d - rho) / sigma) of its neighbours sum to log2(k). Source: McInnes et al.
// 2018, algorithm 3; constants as in umap-learn's smooth_knn_dist. Threads: pieces of rows on the given
// workers.
#pragma once

#include <vector>

#include "embed/neighbors/neighbors.h"

namespace rssviz::embed {

struct SmoothDistances {
  std::vector<float> rho{};    // one a point, in the metric's units
  std::vector<float> sigma{};  // one a point, in the metric's units, > 0 unless all distances are 0
};

// `neighbors` holds the point itself in its first column (Self::include) or, for queries, references only.
SmoothDistances smooth_distances(const Neighbors& neighbors, double local_connectivity,
                                 const Execution& execution);

// The same for one row of distances; `mean_distance` is the mean over all rows, the floor where rho is 0.
void smooth_row(const float* distances, int k, double local_connectivity, double mean_distance, float& rho,
                float& sigma);

// exp(-(d - rho) / sigma), 1 within rho.
float membership(float distance, float rho, float sigma);

}  // namespace rssviz::embed
