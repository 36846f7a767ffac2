// Sequences set side by side by when their input begins instead of by their first step: images whose first
// rows are blank then begin together. Pure functions; safe on any thread.
#pragma once

#include <vector>

#include "models/data/step_states.h"

namespace rssviz::models {

// `inputs`: by step, members x inputs, in the order of states.members. Step k of what is returned holds for
// each sequence the k-th step since the first at which any of its inputs isn't 0; sequences without any are
// left out, with a note. Throws Error{data} where fewer than two steps remain, or inputs and states have
// other shapes.
StepStates since_first_input(const StepStates& states, const std::vector<Matrix>& inputs);

}  // namespace rssviz::models
