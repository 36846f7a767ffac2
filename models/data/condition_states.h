// States of conditions in time: those of step_states.h for averages over trials.
#pragma once

#include <string>

#include "models/data/step_states.h"

namespace rssviz::models {

// As step_states, but a condition may have one sequence, since a mean may be of one trial; classes that no
// sequence has are no conditions. Throws Error{data} beginning with `file` for fewer than two conditions,
// fewer than two steps, states that aren't finite or of which no unit varies.
StepStates states_of_conditions(const LabelledPoints& points, const std::string& file);

}  // namespace rssviz::models
