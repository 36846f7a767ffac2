#include "embed/align/stages.h"

#include <algorithm>
#include <string>

#include "core/error.h"
#include "embed/quality/quality.h"
#include "embed/umap/fuzzy_graph.h"
#include "embed/umap/layout.h"
#include "embed/umap/start.h"

namespace rssviz::embed {
namespace {

constexpr ProcrustesOptions kOnto{.reflection = true, .scale = false};
constexpr float kStill = .01F;  // mobility below which a point counts as standing

std::string stage_name(std::size_t stage) { return "stage " + std::to_string(stage); }

// The distinct rows of each stage, all of one shape.
std::vector<Matrix> distinct_stages(std::span<const Matrix> stages, const DistinctPoints& distinct) {
  std::vector<Matrix> kept;
  kept.reserve(stages.size());
  for (std::size_t s = 0; s < stages.size(); ++s) {
    if (stages[s].cols() != stages[0].cols()) {
      fail(ErrorKind::data, stage_name(s) + " has " + std::to_string(stages[s].cols()) +
                                " units, the first has " + std::to_string(stages[0].cols()));
    }
    with_context(stage_name(s), [&] { check_finite(stages[s], "points"); });
    kept.push_back(select_rows(stages[s], distinct.first_row));
  }
  return kept;
}

struct StageGraph {
  FuzzyGraph graph{};
  Neighbors neighbors{};  // without the point itself
};

std::vector<StageGraph> stage_graphs(const std::vector<Matrix>& stages, const UmapOptions& options,
                                     const Execution& execution) {
  std::vector<StageGraph> graphs(stages.size());
  execution.progress.begin("finding neighbours of " + std::to_string(stages.size()) + " stages",
                           stages.size());
  execution.workers.for_each(stages.size(), [&](std::size_t s) {
    const Neighbors found =
        nearest_neighbors(stages[s], options.n_neighbors, options.metric, Self::include, execution);
    graphs[s].graph = fuzzy_graph(found, smooth_distances(found, options.local_connectivity, execution),
                                  options.set_op_mix);
    const Eigen::Index others = found.indices.cols() - 1;
    graphs[s].neighbors = {found.indices.rightCols(others), found.distances.rightCols(others)};
  });
  return graphs;
}

LayoutOptions further_layout(const StagesOptions& options, std::size_t points) {
  LayoutOptions layout = layout_options(options.umap, points);
  layout.epochs = options.stage_epochs;
  layout.learning_rate = options.stage_learning_rate;
  return layout;
}

// `stage` laid out from the map of the stage before and turned onto it. What stood still decides how it is
// turned: the movement of the others must not turn the whole map.
Matrix next_map(const StageGraph& stage, const StageGraph& stage_before, const Matrix& before,
                const StagesOptions& options, std::uint64_t seed, const Execution& execution) {
  LayoutOptions layout = further_layout(options, stage.graph.points());
  layout.seed = seed;
  std::vector<float> mobility;
  std::vector<float> stillness;
  if (options.mobility > 0.) {
    mobility = edge_changes(stage_before.graph, stage.graph);
    for (float& share : mobility) {
      share = std::min(1.F, share * static_cast<float>(options.mobility));
      stillness.push_back(1.F / ((share + kStill) * (share + kStill)));
    }
  }
  const Matrix moved = lay_out(pruned(stage.graph, layout.epochs), before, layout, execution, mobility);
  return procrustes(moved, before, kOnto, stillness).apply(moved);
}

// The map that the chain begins with.
Matrix first_map(const std::vector<StageGraph>& graphs, std::size_t stage, const Matrix& states,
                 const StagesOptions& options, const Execution& execution) {
  const LayoutOptions layout = layout_options(options.umap, graphs[stage].graph.points());
  const FuzzyGraph own = pruned(graphs[stage].graph, layout.epochs);
  if (options.start == ChainStart::own)
    return lay_out(own, start_coordinates(own, states, options.umap, execution), layout, execution);
  std::vector<const FuzzyGraph*> all;
  for (const StageGraph& each : graphs) all.push_back(&each.graph);
  const FuzzyGraph common = pruned(mean_graph(all), layout.epochs);
  const Matrix map =
      lay_out(common, start_coordinates(common, states, options.umap, execution), layout, execution);
  return lay_out(pruned(graphs[stage].graph, options.stage_epochs), map,
                 further_layout(options, static_cast<std::size_t>(map.rows())), execution);
}

double mean_of(const std::vector<float>& values) {
  double sum = 0.;
  for (const float value : values) sum += static_cast<double>(value);
  return values.empty() ? 0. : sum / static_cast<double>(values.size());
}

// The drift of each stage against the one before it in `order`; stages in parallel.
std::vector<StageDrift> measure_drift(const std::vector<Matrix>& maps, const std::vector<StageGraph>& graphs,
                                      const std::vector<std::size_t>& order, const StagesOptions& options,
                                      const Execution& execution) {
  std::vector<StageDrift> drift(maps.size());
  std::vector<Neighbors> low(maps.size());
  const int k = options.umap.n_neighbors - 1;
  execution.workers.for_each(maps.size(), [&](std::size_t s) {
    low[s] = nearest_neighbors(maps[s], k, Metric::euclidean, Self::exclude, execution);
  });
  execution.progress.begin("measuring drift", maps.size());
  execution.workers.for_each(order.size() - 1, [&](std::size_t i) {
    const std::size_t before = order[i];
    const std::size_t s = order[i + 1];
    StageDrift& d = drift[s];
    d.movement = mean_movement(maps[before], maps[s]);
    d.residual = residual(maps[before], maps[s]);
    d.kept_high = mean_of(neighbor_overlap(graphs[before].neighbors, graphs[s].neighbors));
    d.kept_low = mean_of(neighbor_overlap(low[before], low[s]));
    if (!options.null) return;
    const Matrix other =
        next_map(graphs[s], graphs[before], maps[before], options, options.umap.seed + 1, execution);
    d.null_movement = mean_movement(procrustes(other, maps[s], kOnto).apply(other), maps[s]);
  });
  return drift;
}

}  // namespace

void StagesOptions::check() const {
  umap.check();
  if (!(mobility >= 0. && mobility <= 1000.)) {
    fail(ErrorKind::usage, "mobility = " + std::to_string(mobility) + " must be 0 to 1000");
  }
  if (stage_epochs < 1 || stage_epochs > 1000000) {
    fail(ErrorKind::usage, "stage_epochs = " + std::to_string(stage_epochs) + " must be 1 to 1000000");
  }
  if (!(stage_learning_rate > 0. && stage_learning_rate <= 100.)) {
    fail(ErrorKind::usage,
         "stage_learning_rate = " + std::to_string(stage_learning_rate) + " must be above 0 and at most 100");
  }
}

AlignedMaps align_stages(std::span<const Matrix> stages, const StagesOptions& options,
                         const Execution& execution) {
  options.check();
  AlignedMaps result;
  if (stages.empty()) return result;
  result.distinct = distinct_points(stages);
  const std::size_t points = result.distinct.points();
  if (points == 0) fail(ErrorKind::data, "maps need at least 1 point, got 0");
  result.drift.resize(stages.size());
  if (points == 1) {
    result.trustworthiness.resize(stages.size());
    result.neighbors_kept.resize(stages.size());
    result.coords.assign(stages.size(), Matrix::Zero(stages[0].rows(), options.umap.dims));
    return result;
  }
  check_enough_points(options.umap.n_neighbors, points, result.distinct.index.size());
  const std::vector<Matrix> states = distinct_stages(stages, result.distinct);
  const std::vector<StageGraph> graphs = stage_graphs(states, options.umap, execution);
  std::vector<std::size_t> order(stages.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    order[i] = options.direction == Direction::forwards ? i : order.size() - 1 - i;
  }
  std::vector<Matrix> maps(stages.size());
  execution.progress.begin("laying out " + std::to_string(stages.size()) + " stages", stages.size());
  for (std::size_t i = 0; i < order.size(); ++i) {
    const std::size_t s = order[i];
    if (i == 0) {
      maps[s] = first_map(graphs, s, states[s], options, execution);
    } else {
      maps[s] = next_map(graphs[s], graphs[order[i - 1]], maps[order[i - 1]], options, options.umap.seed,
                         execution);
    }
    execution.progress.advance(i + 1);
  }
  result.drift = measure_drift(maps, graphs, order, options, execution);
  result.trustworthiness.resize(maps.size());
  result.neighbors_kept.resize(maps.size());
  execution.workers.for_each(maps.size(), [&](std::size_t s) {
    const QualityOptions quality{.k = options.umap.n_neighbors, .metric = options.umap.metric};
    const MapQuality found = map_quality(states[s], maps[s], quality, execution);
    result.trustworthiness[s] = found.trustworthiness;
    result.neighbors_kept[s] = found.neighbors_kept;
  });
  for (const Matrix& map : maps) result.coords.push_back(select_rows(map, result.distinct.index));
  return result;
}

}  // namespace rssviz::embed
