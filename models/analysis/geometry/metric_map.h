// Points on a map whose distances come near given ones: metric multidimensional scaling by majorisation
// (SMACOF: de Leeuw 1977; Borg and Groenen 2005, chapter 8) from the classical solution (Torgerson 1952).
// Pure functions; the same bytes everywhere: sums run in the order of the points.
#pragma once

#include "core/matrix.h"

namespace rssviz::models {

struct MetricMap {
  MatrixD coords{};  // points x 2, centred; in each column the coordinate of largest size is positive
  double stress{0};  // Kruskal's stress-1: sqrt of the squared errors' sum over that of the squared distances
  double classical{0};  // the same of the classical solution
};

// `distances`: points x points, symmetric, 0 along the diagonal. Throws Error{data} for others, or fewer than
// two points.
MetricMap metric_map(const MatrixD& distances);

}  // namespace rssviz::models
