#include "embed/align/stage_graphs.h"

#include <string>
#include <utility>

#include "core/error.h"
#include "embed/umap/taking_over.h"

namespace rssviz::embed {
namespace {

bool all_stages_have_all(const StageRows& rows) {
  for (const auto& point : rows.point)
    if (point.size() != rows.points()) return false;
  return true;
}

float stages_with_both(const StageRows& rows, std::size_t a, std::size_t b) {
  int count = 0;
  for (const auto& row : rows.row) count += row[a] >= 0 && row[b] >= 0 ? 1 : 0;
  return static_cast<float>(count);
}

}  // namespace

std::vector<StageGraph> stage_graphs(const StageRows& rows, const UmapOptions& options,
                                     const Execution& execution) {
  for (std::size_t s = 0; s < rows.stages(); ++s) {
    const auto check = [&] {
      check_enough_points(options.n_neighbors, static_cast<std::size_t>(rows.states[s].rows()),
                          rows.row_of[s].size());
    };
    if (rows.point[s].size() == rows.points()) {
      check();  // all stages alike: no need to name one
    } else {
      with_context(stage_name(s), check);
    }
  }
  std::vector<StageGraph> graphs(rows.stages());
  execution.progress.begin("finding neighbours of " + std::to_string(graphs.size()) + " stages",
                           graphs.size());
  execution.workers.for_each(graphs.size(), [&](std::size_t s) {
    Neighbors found =
        nearest_neighbors(rows.states[s], options.n_neighbors, options.metric, Self::include, execution);
    const Eigen::Index others = found.indices.cols() - 1;
    graphs[s].neighbors = {found.indices.rightCols(others), found.distances.rightCols(others)};
    const SmoothDistances smooth = smooth_distances(found, options.local_connectivity, execution);
    graphs[s].graph = fuzzy_graph(std::move(found), smooth, options.set_op_mix);
  });
  return graphs;
}

FuzzyGraph renumbered(const FuzzyGraph& graph, std::span<const std::int32_t> number, std::size_t points) {
  FuzzyGraph result;
  result.offsets.reserve(points + 1);
  for (std::size_t i = 0; i < graph.points(); ++i) {
    if (number[i] < 0) continue;
    result.offsets.resize(static_cast<std::size_t>(number[i]) + 1, result.offsets.back());
    for (auto e = static_cast<std::size_t>(graph.offsets[i]);
         e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e) {
      const std::int32_t other = number[static_cast<std::size_t>(graph.neighbors[e])];
      if (other < 0) continue;
      result.neighbors.push_back(other);
      result.weights.push_back(graph.weights[e]);
    }
    result.offsets.push_back(static_cast<std::int64_t>(result.neighbors.size()));
  }
  result.offsets.resize(points + 1, static_cast<std::int64_t>(result.neighbors.size()));
  return result;
}

FuzzyGraph graph_among(const std::vector<StageGraph>& graphs, const StageRows& rows, std::size_t stage,
                       std::size_t as) {
  std::vector<std::int32_t> number;
  for (const std::int32_t point : rows.point[stage])
    number.push_back(rows.row[as][static_cast<std::size_t>(point)]);
  return renumbered(graphs[stage].graph, number, rows.point[as].size());
}

FuzzyGraph common_graph(const std::vector<StageGraph>& graphs, const StageRows& rows) {
  std::vector<FuzzyGraph> all;
  std::vector<const FuzzyGraph*> views;
  const bool whole = all_stages_have_all(rows);
  if (!whole)
    for (std::size_t s = 0; s < graphs.size(); ++s)
      all.push_back(renumbered(graphs[s].graph, rows.point[s], rows.points()));
  for (std::size_t s = 0; s < graphs.size(); ++s) views.push_back(whole ? &graphs[s].graph : &all[s]);
  FuzzyGraph mean = mean_graph(views);
  if (whole) return mean;
  const auto stages = static_cast<float>(graphs.size());
  for (std::size_t i = 0; i < mean.points(); ++i)
    for (auto e = static_cast<std::size_t>(mean.offsets[i]);
         e < static_cast<std::size_t>(mean.offsets[i + 1]); ++e)
      mean.weights[e] *= stages / stages_with_both(rows, i, static_cast<std::size_t>(mean.neighbors[e]));
  return mean;
}

}  // namespace rssviz::embed
