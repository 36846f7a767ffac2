// Steps of UMAP that take over what they are given, so that of a million points nothing is held twice. The
// same results as those that leave it (fuzzy_graph.h, layout.h), and the same errors. Inside the room.
#pragma once

#include <functional>
#include <span>

#include "embed/umap/umap.h"

namespace rssviz::embed {

// Works in the memory of the neighbours.
FuzzyGraph fuzzy_graph(Neighbors&& neighbors, const SmoothDistances& smooth, double set_op_mix);

FuzzyGraph pruned(FuzzyGraph&& graph, int epochs);

// The graph is let go as soon as its edges are in the layout's batches.
Matrix lay_out(FuzzyGraph&& graph, const Matrix& start, const LayoutOptions& options,
               const Execution& execution, std::span<const float> mobility = {},
               const LayoutWatcher& watch = {});

// The points of a map, read again: who can do so lets them go while nothing needs them. May be empty: they
// stay.
using ReadAgain = std::function<Matrix()>;

// As start_coordinates (start.h); the points are read only where they are needed.
Matrix start_coordinates(const FuzzyGraph& graph, const ReadAgain& read, const UmapOptions& options,
                         const Execution& execution);

// As fit_umap (umap.h), without the points in memory while they are laid out.
UmapMap fit_umap(Matrix points, const UmapOptions& options, const Execution& execution, const FitNotes& notes,
                 const ReadAgain& read);

}  // namespace rssviz::embed
