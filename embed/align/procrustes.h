// The similarity that lays one map on another with the least squared distance between rows of the same
// number. Source: Kabsch 1976 (doi 10.1107/S0567739476001873), Umeyama 1991 for scale and reflection. Pure
// functions.
#pragma once

#include <span>

#include "core/matrix.h"

namespace rssviz::embed {

// target = scale * rotation * source + translation, for each point as a column.
struct Similarity {
  MatrixD rotation{};  // dims x dims, orthogonal
  double scale{1.};
  VectorD translation{};  // dims

  // coords: points x dims, in the source's frame. Returns them in the target's.
  Matrix apply(MatrixRef coords) const;
};

struct ProcrustesOptions {
  bool reflection{true};  // a mirror image counts as the same map
  bool scale{false};
};

// target_from_source by matched rows (both points x dims). Error{data} where the shapes differ or are empty.
// Source points that all coincide get translation alone. `weights`: how much each row counts, or empty for
// all alike; Error{data} where they are not one a row, negative or all 0.
Similarity procrustes(MatrixRef source, MatrixRef target, const ProcrustesOptions& options,
                      std::span<const float> weights = {});

// The size of a map: root mean square distance of its points from their mean.
double map_size(MatrixRef coords);
// Mean distance between rows of the same number, as a share of the target's size (0 where that is 0).
double mean_movement(MatrixRef from, MatrixRef to);
// Root mean square of the same.
double residual(MatrixRef from, MatrixRef to);

}  // namespace rssviz::embed
