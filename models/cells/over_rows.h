// Networks over rows of numbers: the row is the token. Pure functions; safe on any thread.
#pragma once

#include "core/matrix.h"
#include "models/cells/esn.h"
#include "models/cells/recurrent.h"

namespace rssviz::models {

// The network that takes rows of `inputs` (steps x inputs, real numbers) as its tokens: token t stands for
// row t. Exact, since inputs enter linearly.
RecurrentParameters<float> over_input_rows(const RecurrentParameters<float>& parameters, MatrixRef inputs);
Reservoir<float> over_input_rows(const Reservoir<float>& reservoir, MatrixRef inputs);

}  // namespace rssviz::models
