// What moved between stages, on the maps and in state space. Inside the room. Stages in parallel; the same
// bytes at any number of threads.
#pragma once

#include "embed/align/stage_graphs.h"
#include "embed/align/stages.h"

namespace rssviz::embed {

// The drift of each stage against the one before it in `order`, but for the null. Movements, residual and
// what is kept are NaN of a stage that shares no point with the one before it.
std::vector<StageDrift> measured_drift(const StageRows& rows, const std::vector<StageGraph>& graphs,
                                       const std::vector<Matrix>& maps, const std::vector<std::size_t>& order,
                                       const StagesOptions& options, const Execution& execution);

// The mean distance between the movements of a point from stage `before` to `now` on two sets of maps, as a
// share of the map's size; the second set is turned onto the first.
double movement_between(const StageRows& rows, std::size_t before, std::size_t now,
                        const std::vector<Matrix>& maps, const std::vector<Matrix>& others);

}  // namespace rssviz::embed
