#include "embed/align/chain.h"

#include <algorithm>
#include <string>

#include "core/rng.h"
#include "embed/umap/layout.h"
#include "embed/umap/start.h"
#include "embed/umap/taking_over.h"

namespace rssviz::embed {
namespace {

constexpr ProcrustesOptions kOnto{.reflection = true, .scale = false};
constexpr float kStill = .01F;  // mobility below which a point counts as standing

// The places of the stage's rows on the map before. Rows that are new get the mean of their neighbours that
// have a place, by membership; in turns, until all have one or no neighbour has (those go to the middle).
Matrix start_from(const StageRows& rows, const FuzzyGraph& graph, std::size_t stage, std::size_t stage_before,
                  const Matrix& before, std::uint64_t seed) {
  const std::size_t count = rows.point[stage].size();
  Matrix start(static_cast<Eigen::Index>(count), before.cols());
  std::vector<char> placed(count, 0);
  std::vector<std::size_t> open;
  for (std::size_t i = 0; i < count; ++i) {
    const std::int32_t row = rows.row[stage_before][static_cast<std::size_t>(rows.point[stage][i])];
    placed[i] = row >= 0 ? 1 : 0;
    if (row >= 0)
      start.row(static_cast<Eigen::Index>(i)) = before.row(row);
    else
      open.push_back(i);
  }
  Rng rng(seed, "umap new points", stage);
  while (!open.empty()) {
    std::vector<std::size_t> found;
    for (const std::size_t i : open) {
      Vector sum = Vector::Zero(before.cols());
      float weight = 0.F;
      for (auto e = static_cast<std::size_t>(graph.offsets[i]);
           e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e) {
        const auto j = static_cast<std::size_t>(graph.neighbors[e]);
        if (placed[j] == 0) continue;
        sum += graph.weights[e] * start.row(static_cast<Eigen::Index>(j)).transpose();
        weight += graph.weights[e];
      }
      if (weight <= 0.F) continue;
      start.row(static_cast<Eigen::Index>(i)) = (sum / weight).transpose();
      found.push_back(i);
    }
    const bool lost = found.empty();
    if (lost) found = open;
    for (const std::size_t i : found) {
      if (lost) start.row(static_cast<Eigen::Index>(i)) = before.colwise().mean();
      for (Eigen::Index d = 0; d < before.cols(); ++d)  // points that start together would stay so
        start(static_cast<Eigen::Index>(i), d) += static_cast<float>(1e-3 * rng.normal());
      placed[i] = 1;
    }
    std::erase_if(open, [&](std::size_t i) { return placed[i] != 0; });
  }
  return start;
}

// Of each row, how freely it moves: as its edges changed; not at all where its state did not.
std::vector<float> mobility_of(const StageRows& rows, const std::vector<StageGraph>& graphs,
                               std::size_t stage, std::size_t stage_before, double mobility) {
  std::vector<float> shares =
      edge_changes(graph_among(graphs, rows, stage_before, stage), graphs[stage].graph);
  for (float& share : shares) share = std::min(1.F, share * static_cast<float>(mobility));
  const SharedRows shared = shared_rows(rows, stage_before, stage);
  const std::vector<char> unchanged = unchanged_states(rows, stage_before, stage, shared);
  for (std::size_t i = 0; i < unchanged.size(); ++i)
    if (unchanged[i] != 0) shares[static_cast<std::size_t>(shared.now[i])] = 0.F;
  return shares;
}

// The layout with which a map goes on.
LayoutOptions further_layout(const StagesOptions& options, std::size_t points) {
  LayoutOptions layout = layout_options(options.umap, points);
  layout.epochs = options.stage_epochs;
  layout.learning_rate = options.stage_learning_rate;
  return layout;
}

Matrix first_map(const StageRows& rows, const std::vector<StageGraph>& graphs,
                 const std::vector<std::size_t>& order, const StagesOptions& options,
                 const Execution& execution) {
  const std::size_t stage = order.front();
  const FuzzyGraph& graph = graphs[stage].graph;
  if (options.start == ChainStart::own) {
    const LayoutOptions layout = layout_options(options.umap, graph.points());
    const FuzzyGraph own = pruned(graph, layout.epochs);
    return lay_out(own, start_coordinates(own, rows.states[stage], options.umap, execution), layout,
                   execution);
  }
  const CommonStart common = common_start(rows, graphs, order, options.umap, execution);
  const Matrix map =
      lay_out(common.graph, common.coords, layout_options(options.umap, rows.points()), execution);
  return lay_out(pruned(graph, options.stage_epochs), select_rows(map, rows.point[stage]),
                 further_layout(options, graph.points()), execution);
}

}  // namespace

Matrix next_map(const StageRows& rows, const std::vector<StageGraph>& graphs, std::size_t stage,
                std::size_t stage_before, const Matrix& before, const StagesOptions& options,
                std::uint64_t seed, const Execution& execution) {
  const FuzzyGraph& graph = graphs[stage].graph;
  LayoutOptions layout = further_layout(options, graph.points());
  layout.seed = seed;
  std::vector<float> mobility;
  if (options.mobility > 0.) mobility = mobility_of(rows, graphs, stage, stage_before, options.mobility);
  const Matrix start = start_from(rows, graph, stage, stage_before, before, options.umap.seed);
  const Matrix moved = lay_out(pruned(graph, layout.epochs), start, layout, execution, mobility);
  const SharedRows shared = shared_rows(rows, stage_before, stage);
  if (shared.now.empty()) return moved;  // nothing to turn it onto
  std::vector<float> stillness;
  for (const std::int32_t row : shared.now) {
    if (mobility.empty()) break;
    const float share = mobility[static_cast<std::size_t>(row)];
    stillness.push_back(1.F / ((share + kStill) * (share + kStill)));
  }
  return procrustes(select_rows(moved, shared.now), select_rows(before, shared.before), kOnto, stillness)
      .apply(moved);
}

CommonStart common_start(const StageRows& rows, const std::vector<StageGraph>& graphs,
                         const std::vector<std::size_t>& order, const UmapOptions& options,
                         const Execution& execution) {
  CommonStart common{pruned(common_graph(graphs, rows), options.epochs_for(rows.points())), {}};
  // Each point's state where the chain first sees it.
  Matrix states(static_cast<Eigen::Index>(rows.points()), rows.states[0].cols());
  for (std::size_t i = order.size(); i-- > 0;) {
    const std::size_t stage = order[i];
    for (std::size_t r = 0; r < rows.point[stage].size(); ++r)
      states.row(rows.point[stage][r]) = rows.states[stage].row(static_cast<Eigen::Index>(r));
  }
  common.coords = start_coordinates(common.graph, states, options, execution);
  return common;
}

ChainedMaps chained_maps(const StageRows& rows, const std::vector<StageGraph>& graphs,
                         const std::vector<std::size_t>& order, const StagesOptions& options,
                         const Execution& execution) {
  ChainedMaps chain;
  chain.maps.resize(graphs.size());
  if (options.null) chain.nulls.resize(graphs.size());
  execution.progress.begin("laying out " + std::to_string(graphs.size()) + " stages", graphs.size());
  chain.maps[order[0]] = first_map(rows, graphs, order, options, execution);
  execution.progress.advance(1);
  const auto next = [&](std::size_t i, std::uint64_t seed) {
    const std::size_t before = order[i - 1];
    return next_map(rows, graphs, order[i], before, chain.maps[before], options, seed, execution);
  };
  for (std::size_t i = 1; i <= order.size(); ++i) {
    const bool maps = i < order.size(), nulls = options.null && i > 1;
    execution.workers.for_each(nulls ? 2 : 1, [&](std::size_t which) {
      if (which == 0 && maps) chain.maps[order[i]] = next(i, options.umap.seed);
      if (which == 1) chain.nulls[order[i - 1]] = next(i - 1, options.umap.seed + 1);
    });
    if (maps) execution.progress.advance(i + 1);
  }
  return chain;
}

}  // namespace rssviz::embed
