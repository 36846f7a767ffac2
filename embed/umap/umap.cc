#include "embed/umap/umap.h"

#include <cmath>
#include <string>
#include <utility>

#include "core/error.h"
#include "embed/umap/start.h"
#include "embed/umap/taking_over.h"

namespace rssviz::embed {
namespace {

Matrix laid_out(FuzzyGraph graph, const UmapMap& map, const ReadAgain& read, const UmapOptions& options,
                const LayoutWatcher& watch, const Execution& execution) {
  const LayoutOptions layout = layout_options(options, graph.points());
  const Matrix start = read ? start_coordinates(graph, read, options, execution)
                            : start_coordinates(graph, map.reference, options, execution);
  return lay_out(std::move(graph), start, layout, execution, {}, watch);
}

// Maps of further seeds of the same graph.
void lay_out_further(const FuzzyGraph& graph, const UmapMap& map, const ReadAgain& read,
                     const FitNotes& notes, const Execution& execution) {
  notes.further->resize(notes.seeds.size());
  execution.workers.for_each(notes.seeds.size(), [&](std::size_t s) {
    UmapOptions other = map.options;
    other.seed = notes.seeds[s];
    (*notes.further)[s] = laid_out(graph, map, read, other, {}, execution);
  });
}

// Edges drawn as often as the points at both ends count.
void weigh(FuzzyGraph& graph, const std::vector<float>& weights) {
  if (weights.empty()) return;
  for (std::size_t i = 0; i < graph.points(); ++i) {
    for (auto e = static_cast<std::size_t>(graph.offsets[i]);
         e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e) {
      graph.weights[e] *= std::sqrt(weights[i] * weights[static_cast<std::size_t>(graph.neighbors[e])]);
    }
  }
}

void check_weights(const std::vector<float>& weights, std::size_t points) {
  if (!weights.empty() && weights.size() != points) {
    fail(ErrorKind::data,
         "weights are given for " + std::to_string(weights.size()) + " points of " + std::to_string(points));
  }
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (std::isfinite(weights[i]) && weights[i] > 0.F) continue;
    fail(ErrorKind::data, "weight " + std::to_string(weights[i]) + " of point " + std::to_string(i) +
                              " (counted from 0) must be above 0");
  }
}

}  // namespace

UmapMap fit_umap(Matrix points, const UmapOptions& options, const Execution& execution,
                 const FitNotes& notes) {
  return fit_umap(std::move(points), options, execution, notes, {});
}

UmapMap fit_umap(Matrix points, const UmapOptions& options, const Execution& execution, const FitNotes& notes,
                 const ReadAgain& read) {
  options.check();
  if (points.rows() == 0) fail(ErrorKind::data, "a map needs at least 1 point, got 0");
  check_finite(points, "points");
  UmapMap map;
  map.reference = std::move(points);
  map.options = options;
  map.curve = fit_curve(options.spread, options.min_dist);
  const auto count = static_cast<std::size_t>(map.reference.rows());
  check_weights(notes.weights, count);
  notes.places.check(count);
  if (count == 1) {
    map.coords = Matrix::Zero(1, options.dims);
    map.smooth = {{0.F}, {0.F}};
    if (notes.further != nullptr) notes.further->assign(notes.seeds.size(), map.coords);
    return map;
  }
  check_enough_points(options.n_neighbors, count, count);
  FuzzyGraph graph;
  {
    NeighborSearch found = search_beyond(map.reference, options.n_neighbors, options.metric,
                                         options.neighbors_method, notes.theiler, notes.places, execution);
    map.search = {found.method, found.recall, found.recall_points,
                  share_of_own_sequence(found.neighbors, notes.places)};
    map.smooth = smooth_distances(found.neighbors, options.local_connectivity, execution);
    graph = fuzzy_graph(std::move(found.neighbors), map.smooth, options.set_op_mix);
  }
  weigh(graph, notes.weights);
  graph = pruned(std::move(graph), options.epochs_for(count));
  if (read) map.reference = Matrix();
  const bool alone = notes.further == nullptr || notes.seeds.empty();
  map.coords = alone ? laid_out(std::move(graph), map, read, options, notes.watch, execution)
                     : laid_out(graph, map, read, options, notes.watch, execution);
  if (!alone) lay_out_further(graph, map, read, notes, execution);
  if (read) map.reference = read();
  return map;
}

}  // namespace rssviz::embed
