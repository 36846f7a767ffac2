// How near a readout came to deciding otherwise. An output group of size z claims the option of the largest
// softmax probability, or nothing where that lies below a threshold (1.3 / z). Pure functions.
#pragma once

#include <span>

namespace rssviz::models {

struct Decision {
  int claimed{-1};  // an option, or -1 for none
  int rival{-1};    // what would have been claimed instead with the least change; -1 for none
  double margin{};  // by how much of probability the decision stands: 0 on the border, at most 1
};

// outputs: the group's raw outputs, at least one.
Decision decide(std::span<const double> outputs, double threshold);

}  // namespace rssviz::models
