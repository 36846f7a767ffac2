// The last step of UMAP: stochastic gradient descent with negative sampling (McInnes et al. 2018, algorithm
// 5), as umap-learn does it: an edge is drawn in proportion to its weight, both its ends move, its head is
// pushed from `negative_samples` random points, gradients are clipped at 4, the learning rate falls linearly.
// Sixteen edges go through the vector unit at once; a fixed shuffle keeps them apart, and their moves are
// added in order. Points are counted in an order of chance, so that sixteen in a row, from a random one on, are
// a negative sample for each of the sixteen edges, read from memory in one go; samples of different edges in an
// epoch are therefore not independent of each other, those of one edge are. Large graphs are cut into a fixed
// number of blocks of points; pairs of blocks that share none run in parallel (a round-robin tournament), and
// negative samples read a copy made when the round began. Random numbers are keyed by (seed, epoch, batch,
// edges). So: the same bytes at any number of threads, no races, no atomics.
#pragma once

#include <functional>
#include <span>

#include "core/parallel.h"
#include "embed/umap/curve.h"
#include "embed/umap/fuzzy_graph.h"
#include "embed/umap/options.h"

namespace rssviz::embed {

struct LayoutOptions {
  int epochs{500};
  int negative_samples{5};
  double learning_rate{1.};
  double repulsion{1.};
  Curve curve{};
  std::uint64_t seed{1};

  void check() const;  // Error{usage}
};

// What `options` ask of the layout of a map of `points` points.
LayoutOptions layout_options(const UmapOptions& options, std::size_t points);

// Called with the number of epochs done and the coordinates as they stand (points x dims).
using LayoutWatcher = std::function<void(int, const Matrix&)>;

// `start`: points x dims; not rescaled, so that a layout can go on from another. `mobility`: what share of
// its moves each point makes, 0 .. 1, or empty for all of them. `watch`, if any, is called before the first
// epoch and after each, on the calling thread. Returns points x dims. Error{numeric} naming
// the epoch if a coordinate leaves the finite numbers.
Matrix lay_out(const FuzzyGraph& graph, const Matrix& start, const LayoutOptions& options,
               const Execution& execution, std::span<const float> mobility = {},
               const LayoutWatcher& watch = {});

}  // namespace rssviz::embed
