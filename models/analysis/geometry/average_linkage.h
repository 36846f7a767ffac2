// A tree of things by their distances: the two nearest groups are joined again and again, the distance of
// groups being the mean over pairs (UPGMA; Sokal and Michener 1958, as scipy.cluster.hierarchy's "average").
// Pure; one thread.
#pragma once

#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

// Groups a and b become one; things are groups 0 .. n - 1, the k-th join makes group n + k.
struct Join {
  int a{0};  // a < b
  int b{0};
  double height{0};  // the mean distance between them
};

// distances: n x n, symmetric, at least 2. n - 1 joins, of equal distances those of the lower groups first.
std::vector<Join> average_linkage(const MatrixD& distances);
// The things from left to right, so that no branches cross.
std::vector<int> order_of_leaves(const std::vector<Join>& joins);

}  // namespace rssviz::models
