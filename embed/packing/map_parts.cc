#include "embed/packing/map_parts.h"

#include <algorithm>
#include <map>

#include "embed/packing/small_parts.h"
#include "embed/umap/fuzzy_graph.h"

namespace rssviz::embed {
namespace {

// The graph without edges that are longer than that on the map.
FuzzyGraph without_long_edges(const FuzzyGraph& graph, MatrixRef coords, double longest) {
  FuzzyGraph kept;
  for (std::size_t i = 0; i < graph.points(); ++i) {
    for (auto e = static_cast<std::size_t>(graph.offsets[i]);
         e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e) {
      const auto from = static_cast<Eigen::Index>(i);
      const double length =
          (coords.row(from).cast<double>() - coords.row(graph.neighbors[e]).cast<double>()).norm();
      if (length > longest) continue;
      kept.neighbors.push_back(graph.neighbors[e]);
      kept.weights.push_back(graph.weights[e]);
    }
    kept.offsets.push_back(static_cast<std::int64_t>(kept.neighbors.size()));
  }
  return kept;
}

double longer_side(MatrixRef coords) {
  double side = 0;
  for (Eigen::Index d = 0; d < std::min<Eigen::Index>(2, coords.cols()); ++d)
    side = std::max(side, static_cast<double>(coords.col(d).maxCoeff() - coords.col(d).minCoeff()));
  return side;
}

// How long an edge may be that joins: so much of the map's longer side, or, where dots are few and far from
// one another, so many times the middle of all edges.
double longest_that_joins(const FuzzyGraph& graph, MatrixRef coords) {
  std::vector<double> lengths;
  for (std::size_t i = 0; i < graph.points(); ++i)
    for (auto e = static_cast<std::size_t>(graph.offsets[i]);
         e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e)
      lengths.push_back((coords.row(static_cast<Eigen::Index>(i)).cast<double>() -
                         coords.row(graph.neighbors[e]).cast<double>())
                            .norm());
  if (lengths.empty()) return kLongest * longer_side(coords);
  const auto middle = lengths.begin() + static_cast<std::ptrdiff_t>(lengths.size() / 2);
  std::nth_element(lengths.begin(), middle, lengths.end());
  return std::max(kLongest * longer_side(coords), kSparse * *middle);
}

double squared(MatrixRef coords, std::size_t i, std::size_t j) {
  return (coords.row(static_cast<Eigen::Index>(i)).cast<double>() -
          coords.row(static_cast<Eigen::Index>(j)).cast<double>())
      .squaredNorm();
}

// The part that most edges of part `small` lead to, and the shortest of the ways there; -1: none leads out.
NextPart busiest_neighbor(const FuzzyGraph& graph, MatrixRef coords, const std::vector<std::int32_t>& part,
                          std::int32_t small) {
  std::map<std::int32_t, std::size_t> edges;
  for (std::size_t i = 0; i < part.size(); ++i)
    for (auto e = static_cast<std::size_t>(graph.offsets[i]);
         part[i] == small && e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e)
      if (const std::int32_t other = part[static_cast<std::size_t>(graph.neighbors[e])]; other != small)
        ++edges[other];
  NextPart best;
  std::size_t most = 0;
  for (const auto& [other, count] : edges)
    if (count > most) {
      most = count;
      best.part = other;
    }
  for (std::size_t i = 0; i < part.size(); ++i)
    for (std::size_t j = 0; part[i] == small && j < part.size(); ++j)
      if (part[j] == best.part) best.squared = std::min(best.squared, squared(coords, i, j));
  return best;
}

}  // namespace

MapParts map_parts(const Embedding& embedding, const Execution& execution) {
  const Matrix& points = embedding.map.reference;
  if (embedding.options.method != Method::umap || points.rows() < 2) return {};
  if (points.rows() > kMostPoints) return {{}, "it has more than 20,000 distinct states"};
  if (embedding.options.theiler > 0) return {{}, "it was made with --theiler"};
  const UmapOptions& options = embedding.options.umap;
  const FuzzyGraph graph = pruned(fuzzy_graph(points, options, execution),
                                  options.epochs_for(static_cast<std::size_t>(points.rows())));
  const Matrix& coords = embedding.map.coords;
  const double longest = longest_that_joins(graph, coords);
  std::vector<std::int32_t> part = connected_components(without_long_edges(graph, coords, longest)).label;
  join_small(
      longest, [&](std::int32_t small) { return busiest_neighbor(graph, coords, part, small); }, part);
  renumber(part);
  return {std::move(part)};
}

}  // namespace rssviz::embed
