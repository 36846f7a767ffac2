// Networks over rows of numbers: the row is the token. Pure functions; safe on any thread.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "models/cells/esn.h"
#include "models/cells/recurrent.h"

namespace rssviz::models {

// The network that takes rows of `inputs` (steps x inputs, real numbers) as its tokens: token t stands for
// row t. Exact, since inputs enter linearly.
RecurrentParameters<float> over_input_rows(const RecurrentParameters<float>& parameters, MatrixRef inputs);
// The same as a network, whether it reads forward or backwards: `sequences` are the rows of each sequence.
std::unique_ptr<Network> network_over(const RecurrentParameters<float>& parameters, const Matrix& inputs,
                                      std::span<const std::vector<std::int32_t>> sequences);
Reservoir<float> over_input_rows(const Reservoir<float>& reservoir, MatrixRef inputs);

}  // namespace rssviz::models
