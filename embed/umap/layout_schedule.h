// Which edges of a layout may be drawn at once: a fixed number of blocks of points, whose pairs meet in the
// rounds of a tournament. Inside the room. Values.
#pragma once

#include <cstdint>
#include <vector>

#include "embed/umap/fuzzy_graph.h"
#include "embed/umap/layout_kernel.h"

namespace rssviz::embed {

// Batches of edges: those among one block, or between two. Within a round no block occurs twice. Small graphs
// are one block and one round.
struct LayoutSchedule {
  std::vector<std::vector<EdgeBatch>> rounds{};
};

LayoutSchedule layout_schedule(const FuzzyGraph& graph, std::uint64_t seed);

}  // namespace rssviz::embed
