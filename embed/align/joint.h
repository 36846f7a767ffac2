// Maps of all stages laid out together, as AlignedUMAP does: each epoch draws the edges of every stage, and
// ties pull the places of one point in neighbouring stages together. All stages start from one spectral map
// of the mean of their graphs and draw the same random numbers, so that where graphs are equal their noise
// is, too. Inside the room. Stages in parallel, then points; the same bytes at any number of threads.
#pragma once

#include "embed/align/ties.h"

namespace rssviz::embed {

// One map a stage: its rows x dims.
std::vector<Matrix> joint_maps(const StageRows& rows, const std::vector<StageGraph>& graphs,
                               const StageTies& ties, const Matrix& start, const StagesOptions& options,
                               std::uint64_t seed, const Execution& execution);

}  // namespace rssviz::embed
