// States along arrays of one's own, each in its place: a step's state comes from all steps since the last
// zero state, whichever steps are asked for. The same bytes at any number of threads.
#pragma once

#include <string>
#include <vector>

#include "models/data/array_task.h"
#include "models/recording/record.h"

namespace rssviz::models {

// The chosen rows, in their order. `network` knows the rows of task.inputs as its tokens; `words` names them.
// Throws as record_states does.
StateTrace record_rows(const Network& network, const ArrayTask& task, const ArrayOptions& options,
                       const std::vector<std::int32_t>& rows, const std::vector<std::string>& words,
                       const std::string& what, const Execution& execution);

// The inputs with the rows of each run permuted: streams (seed, "shuffled rows", run).
Matrix shuffled_rows(const ArrayTask& task, const ArrayOptions& options, std::uint64_t seed);

}  // namespace rssviz::models
