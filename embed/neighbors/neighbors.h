// k nearest neighbours: one interface, whatever finds them.
// Exact search: float32 products on centred data, in all units or along a few directions that bound the true
// distance from below, propose candidates with a margin that bounds their rounding; the distances of the
// candidates are recomputed from differences, ties go to the smaller index: both ways give the same bytes.
// Approximate search looks into a few leaves of near points and mends the lists from each other.
// No points x points matrix is ever held. Threads: pieces of rows, run on the given workers; the same bytes
// at any number of threads. Values are safe to read from any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "core/parallel.h"
#include "core/row_blocks.h"

namespace rssviz::embed {

// cosine is 1 - cos of the angle, in [0, 2]; two zero rows are at 0, a zero row and another at 1.
enum class Metric { euclidean, cosine };
std::string_view name_of(Metric metric);
Metric metric_named(std::string_view name);  // Error{usage} listing the names

using IndexMatrix = MatrixOf<std::int32_t>;

struct Neighbors {
  IndexMatrix indices{};  // points x k, the nearest first, ties by index
  Matrix distances{};     // points x k, in the metric

  int k() const { return static_cast<int>(indices.cols()); }
  Eigen::Index points() const { return indices.rows(); }
};

// Whether a point is its own first neighbour (as umap-learn counts: 15 neighbours are the point and 14
// others) or is left out. A row that coincides with another is still another point.
enum class Self { include, exclude };

// The k nearest of `points` to each of `points` (points x units). Needs k <= points (k <= points - 1 when
// self is excluded) and finite values: Error{data} otherwise.
Neighbors nearest_neighbors(MatrixRef points, int k, Metric metric, Self self, const Execution& execution);

// How neighbours are found: `automatic` is exact up to 50,000 points where the work allows it.
enum class NeighborsMethod { automatic, exact, approximate };
std::string_view name_of(NeighborsMethod method);
NeighborsMethod neighbors_method_named(std::string_view name);  // Error{usage} listing the names

struct NeighborSearch {
  Neighbors neighbors{};
  NeighborsMethod method{NeighborsMethod::exact};  // the one taken
  // Share of the true neighbours (the point itself not counted) that were found, measured on
  // `recall_points` points; 1 where the search is exact.
  double recall{1.};
  int recall_points{0};
};

// As nearest_neighbors with Self::include, by the method asked for.
NeighborSearch search_neighbors(MatrixRef points, int k, Metric metric, NeighborsMethod method,
                                const Execution& execution);

// The k nearest of `reference` (reference x units) to each of `queries` (queries x units).
Neighbors nearest_references(MatrixRef queries, MatrixRef reference, int k, Metric metric,
                             const Execution& execution);

// Throws Error{data} naming the first row and column (counted from 0) that is not a finite number.
void check_finite(MatrixRef points, std::string_view what);
void check_finite(const RowBlocks& points, std::string_view what);

}  // namespace rssviz::embed
