// The sequential way to aligned maps: a chain of layouts, each from the map before. Inside the room. The
// chain is serial; the same bytes at any number of threads.
#pragma once

#include "embed/align/stage_graphs.h"
#include "embed/align/stages.h"

namespace rssviz::embed {

// Stage `stage` laid out from `before`, the map of stage `stage_before`, and turned onto it. What stood still
// decides how it is turned: the movement of the others must not turn the whole map. A new point starts at the
// mean of its neighbours, weighted by membership. Returns the stage's rows x dims.
Matrix next_map(const StageRows& rows, const std::vector<StageGraph>& graphs, std::size_t stage,
                std::size_t stage_before, const Matrix& before, const StagesOptions& options,
                std::uint64_t seed, const Execution& execution);

// Where the points start on a map of all stages: points x dims, on the mean of their graphs.
struct CommonStart {
  FuzzyGraph graph{};  // pruned for options.umap's epochs
  Matrix coords{};     // the start, not laid out yet
};
CommonStart common_start(const StageRows& rows, const std::vector<StageGraph>& graphs,
                         const std::vector<std::size_t>& order, const UmapOptions& options,
                         const Execution& execution);

struct ChainedMaps {
  std::vector<Matrix> maps{};   // by stage
  std::vector<Matrix> nulls{};  // of each stage but the first: the same from the same start, by another seed
};

// The maps of all stages, one after another in `order`; a stage's null is laid out beside the next one's map.
// Without options.null there are none.
ChainedMaps chained_maps(const StageRows& rows, const std::vector<StageGraph>& graphs,
                         const std::vector<std::size_t>& order, const StagesOptions& options,
                         const Execution& execution);

}  // namespace rssviz::embed
