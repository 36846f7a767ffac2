// One plane of principal components for the states of all steps. Pure functions.
#pragma once

#include <vector>

#include "models/data/step_states.h"
#include "render/figure/marks.h"

namespace rssviz::cli {

struct Plane {
  VectorD mean{};         // units
  MatrixD directions{};   // units x 2, the first of the largest variance
  double share[2]{0, 0};  // of the variance of all steps' states
};
// Throws Error{numeric}.
Plane plane_of(const models::StepStates& states);
// states: points x units.
std::vector<render::Point> places_on(const Plane& plane, MatrixRef states);

}  // namespace rssviz::cli
