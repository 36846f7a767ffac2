// How far the readout of each stage of learning is from its targets, at the steps of a map. Pure functions.
#pragma once

#include <vector>

#include "cli/subjects/network_view.h"

namespace rssviz::cli {

struct StepErrors {
  bool classes{false};                          // 1 where another class than the target's won, else 0
  std::vector<std::vector<double>> by_stage{};  // root mean square over outputs, of each distinct state
  double low{0};                                // where colours end, as decadic logarithms
  double high{1};
};

// Of these stages, in their order. Throws Error{data} where the view has no targets.
StepErrors step_errors(const NetworkView& view, const std::vector<int>& stages, const Execution& execution);
// What each point of a trace should have had as outputs: points x outputs.
MatrixD targets_of(const NetworkView& view, const models::StateTrace& trace);

}  // namespace rssviz::cli
