// How often gates are open or shut (section 4.2 of Karpathy, Johnson and Fei-Fei 2015, arXiv 1506.02078): the
// share of steps at which each is right-saturated (above .9) and left-saturated (below .1). Pure; any thread.
#pragma once

#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

struct Saturation {
  double right{0};  // share of steps above .9
  double left{0};   // share of steps below .1
};

// `gates`: steps x units, values of a sigmoid. One a unit.
std::vector<Saturation> saturation(MatrixRef gates);

}  // namespace rssviz::models
