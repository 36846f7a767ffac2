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
  Matrix coarser{};  // empty where the projection has no more directions than it
  Leaves leaves{};

  const Matrix& coarse() const { return coarser.size() > 0 ? coarser : projected.coords; }
};

// Row i becomes what row order[i] was, with room for one row more.
void put_in_order(Matrix& rows, const std::vector<std::int32_t>& order) {
  std::vector<bool> done(order.size(), false);
  Eigen::RowVectorXf first;
  for (std::size_t start = 0; start < order.size(); ++start) {
    if (done[start]) continue;
    first = rows.row(static_cast<Eigen::Index>(start));
    std::size_t to = start;
    for (done[to] = true; static_cast<std::size_t>(order[to]) != start; done[to] = true) {
      rows.row(static_cast<Eigen::Index>(to)) = rows.row(order[to]);
      to = static_cast<std::size_t>(order[to]);
    }
    rows.row(static_cast<Eigen::Index>(to)) = first;
  }
}

Filter make_filter(MatrixRef compared, const Subspace& subspace, const Execution& execution) {
  Filter filter;
  filter.projected = project(compared, subspace, execution);
  if (filter.projected.coords.cols() > kCoarse + 1) filter.coarser = coarser(filter.projected, kCoarse);
  filter.leaves = make_leaves(filter.coarse(), filter.projected.norms, kLeafPoints);
  // In the leaves' order: what is near lies near in memory.
  put_in_order(filter.projected.coords, filter.leaves.order);
  put_in_order(filter.coarser, filter.leaves.order);
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

// The true neighbours of the points of whole leaves spread over all.
struct Truth {
  std::vector<std::int32_t> points{};
  IndexMatrix neighbors{};  // points x others
};

// Works in `room`, so that lists of all points are held but once.
Truth true_neighbors(PrunedSearch search, Neighbors& room, const Execution& execution) {
  const std::size_t count = search.leaves.leaves.size();
  std::vector<std::size_t> sample;
  for (std::size_t i = 0; i < std::min(kRecallLeaves, count); ++i)
    sample.push_back(i * count / std::min(kRecallLeaves, count));
  search.most_leaves = std::numeric_limits<int>::max();
  search_leaves(search, sample, room, execution);
  Truth truth;
  for (const std::size_t l : sample) {
    const Leaf& leaf = search.leaves.leaves[l];
    truth.points.insert(truth.points.end(), search.leaves.order.begin() + leaf.begin,
                        search.leaves.order.begin() + leaf.end);
  }
  truth.neighbors.resize(static_cast<Eigen::Index>(truth.points.size()), search.k);
  for (std::size_t i = 0; i < truth.points.size(); ++i)
    truth.neighbors.row(static_cast<Eigen::Index>(i)) =
        room.indices.row(truth.points[i]).segment(search.column, search.k);
  return truth;
}

void measure_recall(const Truth& truth, NeighborSearch& result) {
  std::int64_t right = 0;
  for (std::size_t i = 0; i < truth.points.size(); ++i) {
    const auto found = result.neighbors.indices.row(truth.points[i]);
    for (const std::int32_t neighbor : truth.neighbors.row(static_cast<Eigen::Index>(i)))
      right += std::find(found.begin(), found.end(), neighbor) != found.end() ? 1 : 0;
  }
  result.recall_points = static_cast<int>(truth.points.size());
  result.recall = static_cast<double>(right) / static_cast<double>(truth.neighbors.size());
}

void search_approximately(PrunedSearch search, Filter& filter, NeighborSearch& result,
                          const Execution& execution) {
  const Truth truth = true_neighbors(search, result.neighbors, execution);
  search.most_leaves = kApproximateLeaves;
  search_leaves(search, all_leaves(filter.leaves), result.neighbors, execution);
  std::vector<float>().swap(filter.leaves.panels);  // of no more use, and as large as the projection
  descend(search, result.neighbors, execution);
  if (search.column == 1) put_self_first(result.neighbors);
  measure_recall(truth, result);
}

// What is looked for: `others` for each point, from `column` on.
struct Wanted {
  MatrixRef compared;
  Metric metric;
  int others;
  int column;

  Neighbors lists() const {
    Neighbors lists{IndexMatrix(compared.rows(), others + column), Matrix(compared.rows(), others + column)};
    if (column == 1) put_self_first(lists);
    return lists;
  }
  // points x points x units
  double work() const {
    const auto size = static_cast<double>(compared.rows());
    return size * size * static_cast<double>(compared.cols());
  }
};

NeighborSearch by_products(const Wanted& wanted, const Execution& execution) {
  NeighborSearch result;
  result.neighbors = wanted.lists();
  search_products(wanted.compared, wanted.metric, wanted.others, wanted.column, result.neighbors, execution);
  return result;
}

NeighborSearch by_leaves(const Wanted& wanted, Subspace subspace, NeighborsMethod method,
                         const Execution& execution) {
  // Of many points all directions would be twice the memory of the lists: no more than leaves look at.
  if (method == NeighborsMethod::approximate && subspace.basis.rows() > kCoarse)
    subspace.basis.conservativeResize(kCoarse, Eigen::NoChange);
  Filter filter = make_filter(wanted.compared, subspace, execution);
  NeighborSearch result;
  result.method = method;
  result.neighbors = wanted.lists();
  const PrunedSearch search{wanted.compared, filter.projected, filter.coarse(), filter.leaves,
                            wanted.metric,   wanted.others,    wanted.column};
  if (method == NeighborsMethod::approximate) {
    search_approximately(search, filter, result, execution);
  } else {
    search_leaves(search, all_leaves(filter.leaves), result.neighbors, execution);
  }
  return result;
}

NeighborSearch find_others(MatrixRef points, Metric metric, int others, int column, NeighborsMethod method,
                           const Execution& execution) {
  Matrix directions;
  if (metric == Metric::cosine && others > 0) directions = directions_or_points(points, metric);
  const Wanted wanted{metric == Metric::cosine && others > 0 ? MatrixRef(directions) : points, metric, others,
                      column};
  if (others == 0) return {wanted.lists()};
  const MatrixRef& compared = wanted.compared;
  const bool few = compared.rows() < kFewPoints;
  if (few) method = NeighborsMethod::exact;
  if (few && wanted.work() <= kFewProducts) return by_products(wanted, execution);
  const Subspace wide = principal_subspace(MatrixRows(compared), kDirections);
  const bool filtered = wide.held >= kLeastShare;
  if (method == NeighborsMethod::automatic) {
    const bool light = filtered || wanted.work() <= kProductsWork;
    method = compared.rows() <= kExactPoints && light ? NeighborsMethod::exact : NeighborsMethod::approximate;
  }
  if (method == NeighborsMethod::exact && !filtered) return by_products(wanted, execution);
  return by_leaves(wanted, truncated(wide, kShare, MatrixRows(compared)), method, execution);
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
