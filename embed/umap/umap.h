// UMAP as a whole: neighbours, fuzzy graph, start, layout; and new points into a map that stands.
// Source: McInnes, Healy, Melville 2018 (arXiv:1802.03426) and umap-learn 0.5.3. The same bytes at any number
// of threads; may itself be called from within a piece of parallel work (it then runs on that thread alone).
#pragma once

#include "core/parallel.h"
#include "embed/sequence_places.h"
#include "embed/umap/curve.h"
#include "embed/umap/fuzzy_graph.h"
#include "embed/umap/layout.h"
#include "embed/umap/options.h"

namespace rssviz::embed {

// What the neighbours of a map were found by, and how well.
struct SearchReport {
  NeighborsMethod method{NeighborsMethod::exact};
  double recall{1.};  // share of the true neighbours found, on recall_points points; 1 where exact
  int recall_points{0};
  double same_sequence{-1.};  // share of neighbours from the point's own sequence; -1 where that's unknown
};

// A map and what it takes to place further points in it.
struct UmapMap {
  Matrix reference{};  // distinct points x units: the states that the map was fitted on
  Matrix coords{};     // distinct points x dims
  Curve curve{};
  SmoothDistances smooth{};  // of the reference points
  UmapOptions options{};
  SearchReport search{};
};

// What a fit may be told of its points beyond the states.
struct FitNotes {
  SequencePlaces places{};       // of the distinct points; may be empty
  int theiler{0};                // no neighbours within so many steps of the same sequence
  std::vector<float> weights{};  // of the points: an edge is drawn sqrt(w w') times as often; empty: all 1
  LayoutWatcher watch{};         // sees the layout form
  std::vector<std::uint64_t> seeds{};     // of further layouts of the same graph
  std::vector<Matrix>* further{nullptr};  // where those go
};

// points: distinct points x units, finite; taken over as the map's reference. One point lands at 0;
// Error{data} for none, for fewer than n_neighbors + 1, or for a value that is not finite.
UmapMap fit_umap(Matrix points, const UmapOptions& options, const Execution& execution,
                 const FitNotes& notes = {});

// New points (points x units) in a map: points x dims. A state that the map was fitted on lands on its own
// place. Others start at the mean of their neighbours, weighted by membership, and are laid out for 100
// epochs (a third of options.epochs where given) while the map stands still. A point's place depends on its
// own state only, not on the others in the batch. Error{data} where units differ.
Matrix transform(const UmapMap& map, MatrixRef points, const Execution& execution);

}  // namespace rssviz::embed
