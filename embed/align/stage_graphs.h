// The neighbour graph of each stage, and those graphs in one another's numbering. Inside the room. Pure; the
// same bytes at any number of threads.
#pragma once

#include <span>
#include <vector>

#include "core/parallel.h"
#include "embed/align/stage_rows.h"
#include "embed/umap/fuzzy_graph.h"

namespace rssviz::embed {

struct StageGraph {
  FuzzyGraph graph{};     // of the stage's rows
  Neighbors neighbors{};  // without the row itself
};

// Stages in parallel. Error{data} naming the stage with fewer than n_neighbors + 1 points.
std::vector<StageGraph> stage_graphs(const StageRows& rows, const UmapOptions& options,
                                     const Execution& execution);

// `graph` with its points numbered anew: number[i] of `points`, ascending, or -1: left out with its edges.
FuzzyGraph renumbered(const FuzzyGraph& graph, std::span<const std::int32_t> number, std::size_t points);

// The graph of stage `stage` among the rows of stage `as`; points that only one of them has are without
// edges.
FuzzyGraph graph_among(const std::vector<StageGraph>& graphs, const StageRows& rows, std::size_t stage,
                       std::size_t as);

// The mean of all stages' graphs, over all points: of each edge, over the stages that have both its ends.
FuzzyGraph common_graph(const std::vector<StageGraph>& graphs, const StageRows& rows);

}  // namespace rssviz::embed
