#include "embed/umap/fuzzy_graph.h"

#include <algorithm>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "core/error.h"
#include "embed/umap/taking_over.h"

namespace rssviz::embed {
namespace {

constexpr std::int32_t kNone = std::numeric_limits<std::int32_t>::max();

// Edges of one direction, row after row, ascending within a row.
struct Directed {
  std::vector<std::int64_t> offsets{};  // points + 1
  std::vector<std::int32_t> to{};
  std::vector<float> weight{};
};

// In the lists themselves, which may be most of the memory: distances become memberships, each row by
// ascending neighbour; what is no edge (the point itself) is kNone at its end.
void make_directed(Neighbors& lists, const SmoothDistances& smooth) {
  std::vector<std::pair<std::int32_t, float>> row(static_cast<std::size_t>(lists.k()));
  for (Eigen::Index i = 0; i < lists.points(); ++i) {
    for (std::size_t j = 0; j < row.size(); ++j) {
      const auto column = static_cast<Eigen::Index>(j);
      const float weight = membership(lists.distances(i, column), smooth.rho[static_cast<std::size_t>(i)],
                                      smooth.sigma[static_cast<std::size_t>(i)]);
      const bool is_edge = lists.indices(i, column) != i && weight > 0.F;
      row[j] = {is_edge ? lists.indices(i, column) : kNone, is_edge ? weight : 0.F};
    }
    std::sort(row.begin(), row.end());
    for (std::size_t j = 0; j < row.size(); ++j) {
      lists.indices(i, static_cast<Eigen::Index>(j)) = row[j].first;
      lists.distances(i, static_cast<Eigen::Index>(j)) = row[j].second;
    }
  }
}

Directed transposed(const Neighbors& lists) {
  Directed reversed;
  reversed.offsets.assign(static_cast<std::size_t>(lists.points()) + 1, 0);
  for (Eigen::Index i = 0; i < lists.points(); ++i)
    for (Eigen::Index j = 0; j < lists.k() && lists.indices(i, j) != kNone; ++j)
      ++reversed.offsets[static_cast<std::size_t>(lists.indices(i, j)) + 1];
  std::partial_sum(reversed.offsets.begin(), reversed.offsets.end(), reversed.offsets.begin());
  std::vector<std::int64_t> next(reversed.offsets.begin(), reversed.offsets.end() - 1);
  reversed.to.resize(static_cast<std::size_t>(reversed.offsets.back()));
  reversed.weight.resize(reversed.to.size());
  for (Eigen::Index i = 0; i < lists.points(); ++i) {
    for (Eigen::Index j = 0; j < lists.k() && lists.indices(i, j) != kNone; ++j) {
      const auto place = static_cast<std::size_t>(next[static_cast<std::size_t>(lists.indices(i, j))]++);
      reversed.to[place] = static_cast<std::int32_t>(i);
      reversed.weight[place] = lists.distances(i, j);
    }
  }
  return reversed;
}

// Each edge out of point i or into it: visit(neighbour, weight out, weight in), ascending.
template <class Visit>
void each_edge(const Neighbors& out, const Directed& in, Eigen::Index i, const Visit& visit) {
  Eigen::Index a = 0;
  auto b = static_cast<std::size_t>(in.offsets[static_cast<std::size_t>(i)]);
  const auto b_end = static_cast<std::size_t>(in.offsets[static_cast<std::size_t>(i) + 1]);
  while (true) {  // two sorted lists merged
    const std::int32_t to_a = a < out.k() ? out.indices(i, a) : kNone;
    const std::int32_t to_b = b < b_end ? in.to[b] : kNone;
    const std::int32_t to = std::min(to_a, to_b);
    if (to == kNone) return;
    const float there = to_a == to ? out.distances(i, a++) : 0.F;
    const float back = to_b == to ? in.weight[b++] : 0.F;
    visit(to, there, back);
  }
}

}  // namespace

FuzzyGraph fuzzy_graph(const Neighbors& neighbors, const SmoothDistances& smooth, double set_op_mix) {
  return fuzzy_graph(Neighbors(neighbors), smooth, set_op_mix);
}

FuzzyGraph fuzzy_graph(Neighbors&& neighbors, const SmoothDistances& smooth, double set_op_mix) {
  make_directed(neighbors, smooth);
  const Directed in = transposed(neighbors);
  const auto mix = static_cast<float>(set_op_mix);
  const auto joined = [mix](float there, float back) {
    const float both = there * back;
    return mix * (there + back - both) + (1.F - mix) * both;
  };
  FuzzyGraph graph;
  graph.offsets.reserve(static_cast<std::size_t>(neighbors.points()) + 1);
  std::int64_t edges = 0;  // counted first: the arrays are of their size from the start
  for (Eigen::Index i = 0; i < neighbors.points(); ++i) {
    each_edge(neighbors, in, i,
              [&](std::int32_t, float there, float back) { edges += joined(there, back) > 0.F ? 1 : 0; });
    graph.offsets.push_back(edges);
  }
  graph.neighbors.reserve(static_cast<std::size_t>(edges));
  graph.weights.reserve(static_cast<std::size_t>(edges));
  for (Eigen::Index i = 0; i < neighbors.points(); ++i) {
    each_edge(neighbors, in, i, [&](std::int32_t to, float there, float back) {
      const float weight = joined(there, back);
      if (weight <= 0.F) return;
      graph.neighbors.push_back(to);
      graph.weights.push_back(weight);
    });
  }
  return graph;
}

FuzzyGraph fuzzy_graph(MatrixRef points, const UmapOptions& options, const Execution& execution) {
  const auto count = static_cast<std::size_t>(points.rows());
  check_enough_points(options.n_neighbors, count, count);
  Neighbors neighbors =
      nearest_neighbors(points, options.n_neighbors, options.metric, Self::include, execution);
  const SmoothDistances smooth = smooth_distances(neighbors, options.local_connectivity, execution);
  return fuzzy_graph(std::move(neighbors), smooth, options.set_op_mix);
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

FuzzyGraph pruned(const FuzzyGraph& graph, int epochs) { return pruned(FuzzyGraph(graph), epochs); }

FuzzyGraph pruned(FuzzyGraph&& taken, int epochs) {
  FuzzyGraph graph = std::move(taken);
  if (epochs <= 10) epochs = graph.points() <= 10000 ? 500 : 200;
  if (graph.weights.empty()) return graph;
  const float largest = *std::max_element(graph.weights.begin(), graph.weights.end());
  const float least = largest / static_cast<float>(epochs);
  std::size_t kept = 0;
  std::size_t begin = 0;
  for (std::size_t i = 0; i < graph.points(); ++i) {
    const auto end = static_cast<std::size_t>(graph.offsets[i + 1]);
    for (std::size_t e = begin; e < end; ++e) {
      if (graph.weights[e] < least) continue;
      graph.neighbors[kept] = graph.neighbors[e];
      graph.weights[kept++] = graph.weights[e];
    }
    begin = end;
    graph.offsets[i + 1] = static_cast<std::int64_t>(kept);
  }
  graph.neighbors.resize(kept);
  graph.weights.resize(kept);
  return graph;
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
