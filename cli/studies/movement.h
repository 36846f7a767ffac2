// Whether states still move long after the last input: what tells a network that comes to rest from one with
// an attractor that goes on, whatever its kind. The same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/parallel.h"
#include "models/cells/network.h"
#include "models/data/corpus.h"

namespace rssviz::cli {

// The mean length of the last ten steps that states take within `after` steps of `blank`, as a share of that
// of the steps with input; the median over sequences, which are all of one length. 0: at rest.
double movement_without_input(const models::Network& network, const std::vector<models::Tokens>& tokens,
                              std::int32_t blank, int after, const Execution& execution);

}  // namespace rssviz::cli
