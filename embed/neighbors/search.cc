// Which way the neighbours are found.
#include <algorithm>
#include <limits>
#include <numeric>
#include <vector>

#include "embed/distinct.h"
#include "embed/neighbors/descent.h"
#include "embed/neighbors/neighbors.h"
#include "embed/neighbors/prepared.h"
#include "embed/neighbors/products.h"
#include "embed/neighbors/pruned.h"

namespace rssviz::embed {
namespace {

constexpr int kDirections = 64;       // looked at; more would cost more than they save
constexpr double kShare = .99;        // of the variance: directions beyond filter hardly anything
constexpr double kLeastShare = .9;    // below it the filter lets too much pass, and products are quicker
constexpr Eigen::Index kCoarse = 31;  // directions of the first filter, and one for the rest: four vectors
constexpr int kLeafPoints = 256;
constexpr Eigen::Index kFewPoints = 2000;  // products take no preparation ...
constexpr double kFewProducts = 1e9;       // ... and cost no more than it: points x points x units
// Measured on two cores: to here exact search costs less than what it spares the layout's quality.
constexpr Eigen::Index kExactPoints = 50000;
constexpr double kProductsWork = 1.5e12;  // points x points x units
constexpr int kApproximateLeaves = 16;
constexpr std::size_t kRecallLeaves = 4;

struct Filter {
  Projected projected{};
  Matrix coarse{};
  Leaves leaves{};
};

Filter make_filter(MatrixRef compared, const Subspace& subspace, const Execution& execution) {
  Filter filter;
  filter.projected = project(compared, subspace, execution);
  filter.coarse = coarser(filter.projected, kCoarse);
  filter.leaves = make_leaves(filter.coarse, filter.projected.norms, kLeafPoints);
  // In the leaves' order: what is near lies near in memory.
  filter.projected.coords = select_rows(filter.projected.coords, filter.leaves.order);
  filter.coarse = select_rows(filter.coarse, filter.leaves.order);
  return filter;
}

std::vector<std::size_t> all_leaves(const Leaves& leaves) {
  std::vector<std::size_t> all(leaves.leaves.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  return all;
}

void put_self_first(Neighbors& result) {
  for (Eigen::Index i = 0; i < result.points(); ++i) {
    result.indices(i, 0) = static_cast<std::int32_t>(i);
    result.distances(i, 0) = 0.F;
  }
}

// Compares what was found with the truth, on whole leaves spread over the points.
void measure_recall(PrunedSearch search, NeighborSearch& result, const Execution& execution) {
  const std::size_t count = search.leaves.leaves.size();
  std::vector<std::size_t> sample;
  for (std::size_t i = 0; i < std::min(kRecallLeaves, count); ++i)
    sample.push_back(i * count / std::min(kRecallLeaves, count));
  search.most_leaves = std::numeric_limits<int>::max();
  Neighbors truth = result.neighbors;
  search_leaves(search, sample, truth, execution);
  std::int64_t right = 0;
  for (const std::size_t l : sample) {
    const Leaf& leaf = search.leaves.leaves[l];
    for (std::int32_t p = leaf.begin; p < leaf.end; ++p) {
      const std::int32_t point = search.leaves.order[static_cast<std::size_t>(p)];
      const auto found = result.neighbors.indices.row(point);
      for (int j = search.column; j < search.column + search.k; ++j)
        right += std::find(found.begin(), found.end(), truth.indices(point, j)) != found.end() ? 1 : 0;
    }
    result.recall_points += leaf.size();
  }
  result.recall = static_cast<double>(right) / (static_cast<double>(result.recall_points) * search.k);
}

// others: to be found for each point, from `column` on.
NeighborSearch find_others(MatrixRef points, Metric metric, int others, int column, NeighborsMethod method,
                           const Execution& execution) {
  NeighborSearch result;
  result.neighbors = {IndexMatrix(points.rows(), others + column), Matrix(points.rows(), others + column)};
  if (column == 1) put_self_first(result.neighbors);
  if (others == 0) return result;
  Matrix directions;
  if (metric == Metric::cosine) directions = directions_or_points(points, metric);
  const MatrixRef compared = metric == Metric::cosine ? MatrixRef(directions) : points;
  const auto size = static_cast<double>(compared.rows());
  const bool few = compared.rows() < kFewPoints;
  if (few) method = NeighborsMethod::exact;
  if (few && size * size * static_cast<double>(compared.cols()) <= kFewProducts) {
    search_products(compared, metric, others, column, result.neighbors, execution);
    return result;
  }
  const Subspace wide = principal_subspace(MatrixRows(compared), kDirections);
  const bool filtered = wide.held >= kLeastShare;
  if (method == NeighborsMethod::automatic) {
    const bool light = filtered || size * size * static_cast<double>(compared.cols()) <= kProductsWork;
    method = compared.rows() <= kExactPoints && light ? NeighborsMethod::exact : NeighborsMethod::approximate;
  }
  result.method = method;
  if (method == NeighborsMethod::exact && !filtered) {
    search_products(compared, metric, others, column, result.neighbors, execution);
    return result;
  }
  const Filter filter = make_filter(compared, truncated(wide, kShare, MatrixRows(compared)), execution);
  PrunedSearch search{compared, filter.projected, filter.coarse, filter.leaves, metric, others, column};
  if (method == NeighborsMethod::approximate) search.most_leaves = kApproximateLeaves;
  search_leaves(search, all_leaves(filter.leaves), result.neighbors, execution);
  if (method == NeighborsMethod::approximate) {
    descend(search, result.neighbors, execution);
    measure_recall(search, result, execution);
  }
  return result;
}

}  // namespace

Neighbors nearest_neighbors(MatrixRef points, int k, Metric metric, Self self, const Execution& execution) {
  const bool include = self == Self::include;
  check_k(k, include ? points.rows() : points.rows() - 1, include ? "points" : "other points");
  check_finite(points, "points");
  const int column = include ? 1 : 0;
  return find_others(points, metric, k - column, column, NeighborsMethod::exact, execution).neighbors;
}

NeighborSearch search_neighbors(MatrixRef points, int k, Metric metric, NeighborsMethod method,
                                const Execution& execution) {
  check_k(k, points.rows(), "points");
  check_finite(points, "points");
  return find_others(points, metric, k - 1, 1, method, execution);
}

}  // namespace rssviz::embed
