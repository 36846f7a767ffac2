// UMAP as a whole: neighbours, fuzzy graph, start, layout; and new points into a map that stands.
// Source: McInnes, Healy, Melville 2018 (arXiv:1802.03426) and umap-learn 0.5.3. The same bytes at any number
// of threads; may itself be called from within a piece of parallel work (it then runs on that thread alone).
#pragma once

#include "core/parallel.h"
#include "embed/umap/curve.h"
#include "embed/umap/fuzzy_graph.h"
#include "embed/umap/options.h"

namespace rssviz::embed {

// A map and what it takes to place further points in it.
struct UmapMap {
  Matrix reference{};  // distinct points x units: the states that the map was fitted on
  Matrix coords{};     // distinct points x dims
  Curve curve{};
  SmoothDistances smooth{};  // of the reference points
  UmapOptions options{};
};

// points: distinct points x units, finite. One point lands at 0; Error{data} for none, for fewer than
// n_neighbors + 1, or for a value that is not finite.
UmapMap fit_umap(MatrixRef points, const UmapOptions& options, const Execution& execution);

// New points (points x units) in a map: points x dims. A state that the map was fitted on lands on its own
// place. Others start at the mean of their neighbours, weighted by membership, and are laid out for 100
// epochs (a third of options.epochs where given) while the map stands still. A point's place depends on its
// own state only, not on the others in the batch. Error{data} where units differ.
Matrix transform(const UmapMap& map, MatrixRef points, const Execution& execution);

}  // namespace rssviz::embed
