// What the outputs of a network say at the end of sequences, held against what these state: of one sequence
// how many questions are answered rightly, of many how well outputs tell them apart. Pure functions.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "cli/subjects/network_view.h"
#include "models/data/state_trace.h"

namespace rssviz::cli {

struct RightAnswers {
  int questions{0};    // groups of outputs of which the task knows the right answer
  int right{0};        // answered as the sequence says, no claim where it says nothing
  double guessing{0};  // right ones expected of answers drawn at random, no claim among them
};
// At the last step of `trace`, of one sequence. None where the task knows no right answers.
std::optional<RightAnswers> right_answers(const NetworkView& view, const models::StateTrace& trace);

// AUROC of each output for what the sequence states, over the distinct states of the view's trace where
// `ends` is 1, the mean over outputs that some of them are stated by and some aren't. None where there is no
// such.
std::optional<double> auroc_of_outputs(const NetworkView& view, const std::vector<std::int32_t>& ends);

}  // namespace rssviz::cli
