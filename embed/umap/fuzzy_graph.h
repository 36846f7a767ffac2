// The second step of UMAP: the local fuzzy sets joined into one symmetric graph. Source: McInnes et al. 2018,
// section 3.1; umap-learn's fuzzy_simplicial_set. A value; safe to read from any thread.
#pragma once

#include <cstdint>
#include <vector>

#include "embed/umap/options.h"
#include "embed/umap/smooth_distances.h"

namespace rssviz::embed {

// Symmetric, rows compressed: the neighbours of point i are neighbors[offsets[i] .. offsets[i + 1]),
// ascending.
struct FuzzyGraph {
  std::vector<std::int64_t> offsets{0};   // points + 1
  std::vector<std::int32_t> neighbors{};  // one an edge and direction
  std::vector<float> weights{};           // membership in (0, 1]

  std::size_t points() const { return offsets.size() - 1; }
  std::size_t edges() const { return neighbors.size(); }
};

// From neighbours with Self::include. set_op_mix 1 is the union w + w' - w w', 0 the intersection w w'.
FuzzyGraph fuzzy_graph(const Neighbors& neighbors, const SmoothDistances& smooth, double set_op_mix);

// Both steps: neighbours of the points, smooth distances, union. Error{data} where points are too few.
FuzzyGraph fuzzy_graph(MatrixRef points, const UmapOptions& options, const Execution& execution);

// The mean of graphs of the same points, edge by edge (0 where a graph has none): what they have in common
// weighs most. Error{data} where the numbers of points differ or there is no graph.
FuzzyGraph mean_graph(const std::vector<const FuzzyGraph*>& graphs);

// Without the edges that `epochs` epochs would not draw once: weight < largest / epochs (umap-learn prunes so
// before the start and the layout; 10 epochs or fewer count as the default of 500 or 200).
FuzzyGraph pruned(const FuzzyGraph& graph, int epochs);

// How much each point's edges differ between two graphs of the same points: 1 - sum min(w, w') / sum max(w,
// w'), 0 for equal edges to 1 for none in common. One a point; Error{data} where the numbers of points
// differ.
std::vector<float> edge_changes(const FuzzyGraph& a, const FuzzyGraph& b);

// One label a point, 0 .. components - 1 in order of their first point.
struct Components {
  std::vector<std::int32_t> label{};
  int count{0};
};
Components connected_components(const FuzzyGraph& graph);

}  // namespace rssviz::embed
