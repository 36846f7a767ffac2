// States of a run along a sample of its task's sequences, step by step with a class each: what all studies of
// geometry begin with. The same bytes at any number of threads.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "models/data/step_states.h"

namespace rssviz::cli {

struct RunStates {
  std::unique_ptr<models::Network> network{};  // of the last stage
  std::vector<models::Tokens> sequences{};     // the sample, as it was drawn
  std::vector<models::Tokens> tokens{};        // those of them that have a class: as states.classes
  models::StepStates states{};
};

// The trace that the readout reads ("hidden") where there is one, else the network's default.
std::string read_trace(const models::Network& network);

RunStates run_states(const NetworkView& view, const std::string& column, const models::Sample& sample,
                     const Execution& execution);
// Of another network along sequences.
models::StepStates states_along(const NetworkView& view, const models::Network& network,
                                const std::vector<models::Tokens>& sequences, const std::string& column,
                                const Execution& execution);
// What is given to the network: by step, members x inputs.
std::vector<Matrix> inputs_by_step(const NetworkView& view, const RunStates& run);

// By step t: the outputs after steps 0 .. t and then `blank` up to the last step. All sequences are of one
// length.
std::vector<Matrix> run_on_outputs(const models::Network& network, const std::vector<models::Tokens>& tokens,
                                   std::int32_t blank, const Execution& execution);

// Outputs after the last token of each sequence; of sequences of one length.
Matrix outputs_after(const models::Network& network, const std::vector<models::Tokens>& tokens,
                     const Execution& execution);
// States (of read_trace) and outputs at some steps (ascending) of sequences that go on with `blank` as long as
// it takes.
struct StatesAt {
  std::vector<Matrix> states{};   // by wanted step: sequences x units
  std::vector<Matrix> outputs{};  // by wanted step: sequences x outputs
};
StatesAt states_at(const models::Network& network, const std::vector<models::Tokens>& tokens,
                   std::int32_t blank, const std::vector<std::int32_t>& wanted, const Execution& execution);

// Numbers 0 .. count - 1 spread evenly, the first and the last among them, `most` at most.
std::vector<int> spread_numbers(int count, int most);

// The network before training; of a cell without gates with its recurrent weights scaled to the spectral
// radius of the trained ones, which is told in `radius` (0: as drawn).
std::unique_ptr<models::Network> untrained_network(const NetworkView& view, double& radius);

}  // namespace rssviz::cli
