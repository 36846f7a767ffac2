// Whether states near each other in state space are of one class: what a map coloured by classes is to be
// held against, without the map. Values; the same at any number of threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "core/matrix.h"

namespace rssviz::cli {

struct ClassAgreement {
  std::string column{};
  double share{0};   // of a state's nearest neighbours that have its class, the mean over states with a class
  double chance{0};  // the same of neighbours drawn at random
};

inline constexpr int kAgreeing = 15;  // neighbours of a state

struct ClassesOfStates {
  std::string column{};
  std::vector<std::int32_t> values{};  // one a state; -1: none
};
// states: points x units. Neighbours are looked for among all states, those without a class too. Columns
// without classes or with one alone are left out.
std::vector<ClassAgreement> class_agreement(MatrixRef states, const std::vector<ClassesOfStates>& columns,
                                            int neighbors, const Execution& execution);

// The same of columns of a network, over the distinct states that were recorded, of many an evenly spaced
// part (4,000).
std::vector<ClassAgreement> class_agreement(const NetworkView& view, const std::vector<std::string>& columns,
                                            const Execution& execution);

}  // namespace rssviz::cli
