// The Grand Tour (Asimov 1985, doi 10.1137/0906011; as paths between planes: Buja et al. 2005, Handbook of
// Statistics 24, ch. 14): a smooth walk through the planes of a space of any number of dimensions. What is
// shown at each moment is a linear map of the data. Pure functions; the same bits at each call.
#pragma once

#include <cstdint>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

// A closed walk: it begins and ends in the plane of the first two axes, with these as they stand.
struct Tour {
  // From a plane to the next along the geodesic: G(s) = (a cos(s t) + b sin(s t)) turn, s from 0 to 1;
  // columns a, b orthonormal pairs (dimensions x 2), t principal angles, turn 2 x 2. In the last passage the
  // plane stays and turns in itself.
  struct Passage {
    MatrixD from{}, towards{}, turn{};
    double angles[2]{0, 0};
    double spin{0};    // within the plane
    double length{0};  // sqrt of the sum of squares of the angles
  };
  std::vector<Passage> passages{};
  double length{0};
};

// Through `planes` planes drawn by seed (Gaussian directions made orthonormal). Throws Error{usage} for fewer
// than three dimensions or no planes.
Tour grand_tour(int dimensions, int planes, std::uint64_t seed);
// dimensions x 2, orthonormal; `share` of the way, 0 to 1, at even speed.
MatrixD plane_at(const Tour& tour, double share);

}  // namespace rssviz::models
