// The weights of lstm, gru and rnn by layer, gate and direction. A pure function.
#pragma once

#include <vector>

#include "models/cells/named_weights.h"
#include "models/cells/recurrent.h"

namespace rssviz::models {

std::vector<NamedWeights> recurrent_weights(const RecurrentParameters<float>& parameters);

}  // namespace rssviz::models
