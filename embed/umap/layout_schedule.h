// Which edges of a layout may be drawn at once: a fixed number of blocks of points, whose pairs meet in the
// rounds of a tournament. Inside the room. Values.
//
// Points are counted anew, in slots: within each block, a range of points, by chance. Any slots in a row are
// then points drawn at random, which is how negative samples are read without a search of memory for each.
#pragma once

#include <cstdint>
#include <vector>

#include "embed/umap/fuzzy_graph.h"
#include "embed/umap/layout_kernel.h"

namespace rssviz::embed {

// The slot of each point: the same for all layouts of as many points. A block's points are next to each other
// in the input and by chance in it.
std::vector<std::int32_t> layout_slots(std::size_t points);

// Batches of edges: those among one block, or between two. Within a round no block occurs twice and none is
// left out. Small graphs are one block and one round.
struct LayoutSchedule {
  std::vector<std::vector<EdgeBatch>> rounds{};
  std::vector<std::int32_t> slot_of{};  // of each point
  std::size_t blocks{1};

  // The first slot of a block; of `blocks`: the number of points.
  std::size_t begin_of(std::size_t block) const;
};

// The graph is let go as soon as its edges are in their batches.
LayoutSchedule layout_schedule(FuzzyGraph graph, std::uint64_t seed);

}  // namespace rssviz::embed
