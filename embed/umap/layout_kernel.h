// The inner loop of the layout: the edges of a batch whose turn it is, eight at a time. Inside the room.
// A call writes the positions of the batch's own points only; two calls may run at once when their batches
// share no point.
#pragma once

#include <cstdint>
#include <vector>

#include "embed/umap/forces.h"

namespace rssviz::embed {

struct LayoutEdge {
  std::int32_t head;
  std::int32_t tail;
  float period;  // in epochs: drawn once in so many
};

struct EdgeBatch {
  std::vector<LayoutEdge> edges{};
  std::vector<float> period{};         // of each edge, side by side
  std::vector<float> due{};            // the epoch from which each edge is next drawn
  std::vector<std::int32_t> active{};  // room for the edges drawn in an epoch, and eight to spare

  void prepare();
};

// Draws the batch's edges: moves both ends in `positions` (points x dims); negative samples are read in
// `seen`, which may be `positions`.
using DrawEdges = void (*)(EdgeBatch& batch, const Forces& forces, const float* seen, float* positions);
DrawEdges draw_edges_for(int dims);        // dims 1 .. 8; the widest that the processor has, of the same bits
DrawEdges draw_edges_plain_for(int dims);  // what every processor of the build's level has

}  // namespace rssviz::embed
