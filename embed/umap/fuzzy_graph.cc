#include "embed/umap/fuzzy_graph.h"

#include <algorithm>
#include <string>

#include "core/error.h"

namespace rssviz::embed {
namespace {

struct Edge {
  std::int32_t to;
  float weight;
};
using EdgeLists = std::vector<std::vector<Edge>>;

// The directed memberships of each point's neighbours, by ascending neighbour.
EdgeLists directed_edges(const Neighbors& neighbors, const SmoothDistances& smooth) {
  EdgeLists lists(static_cast<std::size_t>(neighbors.points()));
  for (std::size_t i = 0; i < lists.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    for (Eigen::Index j = 0; j < neighbors.indices.cols(); ++j) {
      const std::int32_t to = neighbors.indices(row, j);
      const float weight = membership(neighbors.distances(row, j), smooth.rho[i], smooth.sigma[i]);
      if (to != static_cast<std::int32_t>(i) && weight > 0.F) lists[i].push_back({to, weight});
    }
    std::sort(lists[i].begin(), lists[i].end(), [](const Edge& a, const Edge& b) { return a.to < b.to; });
  }
  return lists;
}

EdgeLists transposed(const EdgeLists& lists) {
  EdgeLists reversed(lists.size());
  for (std::size_t i = 0; i < lists.size(); ++i) {
    for (const Edge& edge : lists[i]) {
      reversed[static_cast<std::size_t>(edge.to)].push_back({static_cast<std::int32_t>(i), edge.weight});
    }
  }
  return reversed;
}

}  // namespace

FuzzyGraph fuzzy_graph(const Neighbors& neighbors, const SmoothDistances& smooth, double set_op_mix) {
  const EdgeLists out = directed_edges(neighbors, smooth);
  const EdgeLists in = transposed(out);
  const auto mix = static_cast<float>(set_op_mix);
  FuzzyGraph graph;
  graph.offsets.reserve(out.size() + 1);
  for (std::size_t i = 0; i < out.size(); ++i) {
    auto a = out[i].begin();
    auto b = in[i].begin();
    while (a != out[i].end() || b != in[i].end()) {  // two sorted lists merged
      const bool take_a = a != out[i].end() && (b == in[i].end() || a->to <= b->to);
      const bool take_b = b != in[i].end() && (a == out[i].end() || b->to <= a->to);
      const std::int32_t to = take_a ? a->to : b->to;
      const float there = take_a ? (a++)->weight : 0.F;
      const float back = take_b ? (b++)->weight : 0.F;
      const float both = there * back;
      const float weight = mix * (there + back - both) + (1.F - mix) * both;
      if (weight <= 0.F) continue;
      graph.neighbors.push_back(to);
      graph.weights.push_back(weight);
    }
    graph.offsets.push_back(static_cast<std::int64_t>(graph.neighbors.size()));
  }
  return graph;
}

FuzzyGraph fuzzy_graph(MatrixRef points, const UmapOptions& options, const Execution& execution) {
  const auto count = static_cast<std::size_t>(points.rows());
  check_enough_points(options.n_neighbors, count, count);
  const Neighbors neighbors =
      nearest_neighbors(points, options.n_neighbors, options.metric, Self::include, execution);
  return fuzzy_graph(neighbors, smooth_distances(neighbors, options.local_connectivity, execution),
                     options.set_op_mix);
}

FuzzyGraph mean_graph(const std::vector<const FuzzyGraph*>& graphs) {
  if (graphs.empty()) fail(ErrorKind::data, "a mean needs at least one graph");
  const std::size_t points = graphs.front()->points();
  for (const FuzzyGraph* graph : graphs) {
    if (graph->points() != points) {
      fail(ErrorKind::data, "graphs of " + std::to_string(points) + " and " +
                                std::to_string(graph->points()) + " points have no mean");
    }
  }
  FuzzyGraph mean;
  std::vector<float> sums(points, 0.F);  // of the row at hand, by neighbour
  std::vector<std::int32_t> touched;
  const float share = 1.F / static_cast<float>(graphs.size());
  for (std::size_t i = 0; i < points; ++i) {
    touched.clear();
    for (const FuzzyGraph* graph : graphs) {
      for (auto e = static_cast<std::size_t>(graph->offsets[i]);
           e < static_cast<std::size_t>(graph->offsets[i + 1]); ++e) {
        const std::int32_t j = graph->neighbors[e];
        if (sums[static_cast<std::size_t>(j)] == 0.F) touched.push_back(j);
        sums[static_cast<std::size_t>(j)] += share * graph->weights[e];
      }
    }
    std::sort(touched.begin(), touched.end());
    for (const std::int32_t j : touched) {
      mean.neighbors.push_back(j);
      mean.weights.push_back(sums[static_cast<std::size_t>(j)]);
      sums[static_cast<std::size_t>(j)] = 0.F;
    }
    mean.offsets.push_back(static_cast<std::int64_t>(mean.neighbors.size()));
  }
  return mean;
}

FuzzyGraph pruned(const FuzzyGraph& graph, int epochs) {
  if (epochs <= 10) epochs = graph.points() <= 10000 ? 500 : 200;
  if (graph.weights.empty()) return graph;
  const float largest = *std::max_element(graph.weights.begin(), graph.weights.end());
  const float least = largest / static_cast<float>(epochs);
  FuzzyGraph kept;
  for (std::size_t i = 0; i < graph.points(); ++i) {
    for (auto e = static_cast<std::size_t>(graph.offsets[i]);
         e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e) {
      if (graph.weights[e] < least) continue;
      kept.neighbors.push_back(graph.neighbors[e]);
      kept.weights.push_back(graph.weights[e]);
    }
    kept.offsets.push_back(static_cast<std::int64_t>(kept.neighbors.size()));
  }
  return kept;
}

std::vector<float> edge_changes(const FuzzyGraph& a, const FuzzyGraph& b) {
  if (a.points() != b.points()) {
    fail(ErrorKind::data, "graphs of " + std::to_string(a.points()) + " and " + std::to_string(b.points()) +
                              " points cannot be compared");
  }
  std::vector<float> changes(a.points());
  for (std::size_t i = 0; i < a.points(); ++i) {
    auto e = static_cast<std::size_t>(a.offsets[i]);
    auto f = static_cast<std::size_t>(b.offsets[i]);
    const auto e_end = static_cast<std::size_t>(a.offsets[i + 1]);
    const auto f_end = static_cast<std::size_t>(b.offsets[i + 1]);
    float shared = 0.F;
    float all = 0.F;
    while (e < e_end || f < f_end) {  // two sorted lists merged
      const bool in_a = e < e_end && (f == f_end || a.neighbors[e] <= b.neighbors[f]);
      const bool in_b = f < f_end && (e == e_end || b.neighbors[f] <= a.neighbors[e]);
      const float w = in_a ? a.weights[e++] : 0.F;
      const float v = in_b ? b.weights[f++] : 0.F;
      shared += std::min(w, v);
      all += std::max(w, v);
    }
    changes[i] = all > 0.F ? 1.F - shared / all : 0.F;
  }
  return changes;
}

Components connected_components(const FuzzyGraph& graph) {
  Components components{std::vector<std::int32_t>(graph.points(), -1), 0};
  std::vector<std::size_t> open;
  for (std::size_t first = 0; first < graph.points(); ++first) {
    if (components.label[first] >= 0) continue;
    const std::int32_t label = components.count++;
    components.label[first] = label;
    open.push_back(first);
    while (!open.empty()) {
      const std::size_t i = open.back();
      open.pop_back();
      for (auto e = static_cast<std::size_t>(graph.offsets[i]);
           e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e) {
        const auto j = static_cast<std::size_t>(graph.neighbors[e]);
        if (components.label[j] >= 0) continue;
        components.label[j] = label;
        open.push_back(j);
      }
    }
  }
  return components;
}

}  // namespace rssviz::embed
