// What goes on inside one layer of a network along one sequence: its gates and states step by step, how often
// gates are open or shut, which units are dead or saturated, how much the last output depends on each step's
// state, and how large the weights of each gate are. No ink.
#pragma once

#include <string>
#include <vector>

#include "cli/studies/dynamics_subject.h"
#include "models/cells/named_weights.h"

namespace rssviz::cli {

struct LayerTrace {
  std::string name{};   // "forget gate", "hidden"
  Matrix values{};      // steps x units; of both directions [forward | backward]
  bool is_gate{false};  // between 0 and 1
};

struct LayerInside {
  int layer{0}, layers{1};
  int units{0};  // of both directions together
  bool both_directions{false};
  std::vector<LayerTrace> traces{};  // gates, then states; the last is the hidden state
  std::vector<double> influence{};   // |d (1/2 |y|^2) / d h_t| by step; empty where it isn't known
  bool of_hidden{false};             // there is no readout: y is the top layer's last hidden state
  std::vector<models::NamedWeights> weights{};
  std::vector<int> dead{}, saturated{};  // units, from 0
};

// A unit whose hidden state has a smaller standard deviation than this over the steps is dead; one that is
// beyond .95 of its bound at 95 % of the steps is saturated.
inline constexpr double kDead = 1e-4;
inline constexpr double kSaturated = 0.95;
// A gate is shut below this and open above 1 - this.
inline constexpr double kShut = 0.1;

// `sequence`: which of the subject's stretches, from 0; of it at most `most` steps. Throws Error{usage} for a
// layer or sequence that isn't there.
LayerInside layer_inside(const DynamicsSubject& subject, int layer, int sequence, int most,
                         const Execution& execution);
int layers_of(const models::Network& network);

}  // namespace rssviz::cli
