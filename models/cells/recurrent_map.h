// State maps of lstm, gru and rnn in layers (recurrent.h, cell_form.h). Pure functions.
#pragma once

#include <memory>

#include "models/cells/recurrent.h"
#include "models/cells/state_map.h"

namespace rssviz::models {

// Of one that reads forward, in any form of its cell.
std::unique_ptr<StateMap> make_recurrent_map(const RecurrentParameters<float>& parameters);

}  // namespace rssviz::models
