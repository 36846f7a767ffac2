// How far a map can be trusted, exactly and without a points x points matrix.
// Trustworthiness and continuity: Venna and Kaski 2001 (scikit-learn's definition of the former; the latter
// is the same with states and map exchanged); global triplets: of a point and two others drawn at random, the
// share in which the same other is the nearer one in states and map (Wang et al. 2021, "Understanding how
// dimension reduction tools work": random triplet accuracy); neighbours kept: the share of a point's
// k nearest states that are among its k nearest on the map. Neighbours leave the point itself out. Threads:
// pieces of rows on the given workers; the same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/parallel.h"
#include "core/row_blocks.h"
#include "embed/neighbors/neighbors.h"

namespace rssviz::embed {

struct QualityOptions {
  int k{15};
  Metric metric{Metric::euclidean};  // of the states; maps are Euclidean
  int sample{0};                     // measure this many rows, drawn by seed, against all; 0: every row
  std::uint64_t seed{1};

  void check() const;  // Error{usage}
};

struct MapQuality {
  int k{0};                          // may be below the one asked for where points are few; 0: not measured
  double trustworthiness{0.};        // mean over the measured rows; 1 is perfect
  double continuity{0.};             // mean over the measured rows; 1 is perfect
  double neighbors_kept{0.};         // mean share, 0 .. 1
  double triplets{0.};               // mean share of triplets in order; .5 is chance
  std::vector<std::int32_t> rows{};  // which rows were measured, ascending
  std::vector<float> point_trust{};  // one a measured row
  std::vector<float> point_continuity{};
  std::vector<float> point_kept{};
  std::vector<float> point_triplets{};
};

// states: points x units; coords: points x dims. k is lowered to what the points allow (trustworthiness needs
// 2 k < points, as scikit-learn demands): fewer than 3 points give k = 0 and no numbers.
MapQuality map_quality(MatrixRef states, MatrixRef coords, const QualityOptions& options,
                       const Execution& execution);
// By blocks, for states that need not be in memory; the same numbers.
MapQuality map_quality(const RowBlocks& states, MatrixRef coords, const QualityOptions& options,
                       const Execution& execution);

// How many rows a sample should have: 1,500, but no more than 500,000,000 distances and no fewer than 500
// rows. The standard error of trustworthiness over 500 rows is a few thousandths.
int quality_sample(Eigen::Index points);

// The share of a point's neighbours in `a` that are also in `b`: one a point. Both with Self::exclude, same
// shape.
std::vector<float> neighbor_overlap(const Neighbors& a, const Neighbors& b);

// The mean of that for two sets of points with the same rows (points x units or dims, which may differ).
double mean_neighbor_overlap(MatrixRef a, MatrixRef b, int k, const Execution& execution);

}  // namespace rssviz::embed
