// A recurrent network that reads backwards, or both ways, over an array whose sequences are known: its states
// depend on what comes later, so they are computed here for all steps, and token t stands for the states
// after row t on the one time axis that both directions share. Immutable; safe to use from any thread.
#pragma once

#include <memory>
#include <span>
#include <vector>

#include "models/cells/recurrent.h"

namespace rssviz::models {

// `inputs`: steps x inputs; `sequences`: the rows of each sequence in order; rows in none have states of
// zeros. Each direction begins at zero, the backward one at the last step. States: layer by layer, in each
// [forward hidden | forward cell | backward hidden | backward cell]. Traces as make_recurrent_network's, each
// [forward | backward] where there are both; then also "hidden_forward", "hidden_backward", "cell_forward"
// ... alone, of the top layer. The forward reading is taken too. Without rows and sequences it tells its
// sizes and names, and step() throws Error{usage}. Throws Error{data} where inputs have another width.
std::unique_ptr<Network> make_sequence_network(RecurrentParameters<float> parameters, const Matrix& inputs,
                                               std::span<const std::vector<std::int32_t>> sequences);

}  // namespace rssviz::models
