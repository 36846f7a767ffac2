#include "embed/quality/measured_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>
#include <utility>

#include "core/error.h"
#include "core/rng.h"
#include "embed/neighbors/prepared.h"
#include "embed/neighbors/shortlist.h"
#include "embed/quality/rank_counter.h"

namespace rssviz::embed {
namespace {

constexpr Eigen::Index kBlock = kRowsOfBlock;  // points whose estimates are looked at together
constexpr int kTriplets = 100;                 // drawn for each measured row
// Of float32 sums of up to eight squares of differences; far below the square of any place on a map.
constexpr double kMapMargin = 1e-30;
constexpr double kMapRelative = 1e-5;

VectorD mean_of_rows(const RowBlocks& points) {
  VectorD sum = VectorD::Zero(points.cols());
  for_each_block(points, [&](Eigen::Index, const MatrixRef& block) {
    for (Eigen::Index i = 0; i < block.rows(); ++i) sum += block.row(i).transpose().cast<double>();
  });
  return sum / static_cast<double>(std::max<Eigen::Index>(points.rows(), 1));
}

double map_distance(const MeasuredPoints& points, std::size_t a, std::size_t b) {
  double sum = 0.;
  for (const std::vector<float>& column : points.columns) {
    const double difference = static_cast<double>(column[a]) - static_cast<double>(column[b]);
    sum += difference * difference;
  }
  return sum;
}

// Pairs of other points, drawn for a row, with what is known of their distances from it.
struct Triplets {
  std::vector<std::int32_t> drawn{};      // pair by pair
  std::vector<std::int32_t> ascending{};  // places in `drawn`, by point
  std::vector<float> estimates{};         // by place
  std::size_t next{0};                    // of `ascending`

  Triplets(std::int32_t row, Eigen::Index points, std::uint64_t seed) : estimates(2 * kTriplets) {
    Rng rng(seed, "quality triplets", static_cast<std::uint64_t>(row));
    const auto draw = [&](std::int32_t but) {
      auto j = row;
      while (j == row || j == but)
        j = static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(points)));
      return j;
    };
    for (int t = 0; t < kTriplets; ++t) {
      drawn.push_back(draw(row));
      drawn.push_back(draw(drawn.back()));
    }
    ascending.resize(drawn.size());
    std::iota(ascending.begin(), ascending.end(), 0);
    std::sort(ascending.begin(), ascending.end(), [&](std::int32_t a, std::int32_t b) {
      return drawn[static_cast<std::size_t>(a)] < drawn[static_cast<std::size_t>(b)];
    });
  }
  // Of the points `from` .. before `to`; blocks come in order.
  void note(const float* block, Eigen::Index from, Eigen::Index to) {
    for (; next < ascending.size(); ++next) {
      const auto place = static_cast<std::size_t>(ascending[next]);
      if (drawn[place] >= to) return;
      estimates[place] = block[drawn[place] - from];
    }
  }
};

// One measured row while blocks of points pass by.
struct MeasuredRow {
  std::int32_t row;
  const float* values;  // as compared, not centred
  float norm;
  float margin;        // of estimates
  RankCounter of_map;  // how many states are nearer than the map's neighbours are
  Shortlist nearest;   // among states
  Triplets triplets;

  double distance(const RowBlocks& states, Eigen::Index to) const {
    Matrix room;
    return squared_distance(values, states.read(to, 1, room).data(), states.cols());
  }
  // Whether the first of a pair of triplets is the nearer one.
  bool first_is_nearer(const RowBlocks& states, std::size_t pair) const {
    const float a = triplets.estimates[2 * pair], b = triplets.estimates[2 * pair + 1];
    if (std::abs(a - b) > 2.5F * margin) return a < b;
    return distance(states, triplets.drawn[2 * pair]) < distance(states, triplets.drawn[2 * pair + 1]);
  }
};

std::vector<MeasuredRow> begin_rows(const MeasuredPoints& points, const IndexMatrix& on_map,
                                    Eigen::Index first, const Matrix& raw, std::uint64_t seed,
                                    const MapQuality& quality) {
  std::vector<MeasuredRow> rows;
  std::vector<double> thresholds(static_cast<std::size_t>(quality.k));
  Matrix room;
  for (Eigen::Index i = 0; i < raw.rows(); ++i) {
    const std::int32_t row = quality.rows[static_cast<std::size_t>(first + i)];
    const float* const values = raw.row(i).data();
    for (int j = 0; j < quality.k; ++j)
      thresholds[static_cast<std::size_t>(j)] = squared_distance(
          values, points.states.read(on_map(first + i, j), 1, room).data(), points.states.cols());
    const float norm = points.norms[static_cast<std::size_t>(row)];
    const float margin = estimate_margin(norm, points.largest_norm, points.states.cols());
    rows.push_back({row, values, norm, margin, RankCounter(thresholds, static_cast<double>(margin), 0.),
                    Shortlist(quality.k, margin), Triplets(row, points.states.rows(), seed)});
  }
  return rows;
}

// The estimates up to `most`, side by side, and whose they are.
struct Kept {
  alignas(64) float estimates[kBlock];
  std::int32_t places[kBlock];  // in the block
  std::size_t count;

  void keep(const float* all, Eigen::Index size, float most) {
    count = 0;
    for (Eigen::Index j = 0; j < size; ++j) {
      estimates[count] = all[j];
      places[count] = static_cast<std::int32_t>(j);
      count += all[j] <= most ? 1U : 0U;
    }
  }
  std::span<const float> values() const { return {estimates, count}; }
};

// `products`: of the row with the points `from` .. of the block, centred.
void pass_block(const MeasuredPoints& points, const MatrixRef& block, Eigen::Index from,
                const float* products, MeasuredRow& row, Kept& kept) {
  alignas(64) float estimates[kBlock];
  const float* const norms = points.norms.data() + from;
  for (Eigen::Index j = 0; j < block.rows(); ++j) estimates[j] = row.norm + norms[j] - 2.F * products[j];
  if (row.row >= from && row.row < from + block.rows())
    estimates[row.row - from] = std::numeric_limits<float>::infinity();
  row.triplets.note(estimates, from, from + block.rows());
  kept.keep(estimates, block.rows(), std::max(row.of_map.most(), row.nearest.threshold()));
  for (std::size_t i = 0; i < kept.count; ++i) {
    if (kept.estimates[i] <= row.nearest.threshold() && from + kept.places[i] != row.row)
      row.nearest.add(kept.estimates[i], static_cast<std::int32_t>(from + kept.places[i]));
  }
  row.of_map.add(kept.values(), [&](std::size_t i) {
    return squared_distance(row.values, block.row(kept.places[i]).data(), block.cols());
  });
}

// The k nearest states of a row, ties to the smaller number.
std::vector<std::int32_t> nearest_states(const MeasuredPoints& points, MeasuredRow& row, int k) {
  std::vector<std::pair<double, std::int32_t>> sorted;
  for (const Candidate& c : row.nearest.finish())
    sorted.emplace_back(row.distance(points.states, c.index), c.index);
  std::partial_sort(sorted.begin(), sorted.begin() + k, sorted.end());
  std::vector<std::int32_t> nearest;
  for (int j = 0; j < k; ++j) nearest.push_back(sorted[static_cast<std::size_t>(j)].second);
  return nearest;
}

// How many points are nearer on the map than each of `others` is.
std::vector<std::int64_t> nearer_on_map(const MeasuredPoints& points, std::int32_t row,
                                        const std::vector<std::int32_t>& others, Kept& kept) {
  const auto own = static_cast<std::size_t>(row);
  std::vector<double> thresholds;
  for (const std::int32_t other : others)
    thresholds.push_back(map_distance(points, own, static_cast<std::size_t>(other)));
  RankCounter counter(thresholds, kMapMargin, kMapRelative);
  const Eigen::Index all = points.states.rows();
  alignas(64) float estimates[kBlock];
  for (Eigen::Index from = 0; from < all; from += kBlock) {
    const Eigen::Index size = std::min(kBlock, all - from);
    std::fill_n(estimates, size, 0.F);
    for (const std::vector<float>& column : points.columns) {
      const float x = column[own];
      const float* const others_x = column.data() + from;
      for (Eigen::Index j = 0; j < size; ++j) estimates[j] += (others_x[j] - x) * (others_x[j] - x);
    }
    if (row >= from && row < from + size) estimates[row - from] = std::numeric_limits<float>::infinity();
    kept.keep(estimates, size, counter.most());
    counter.add(kept.values(), [&](std::size_t i) {
      return map_distance(points, own, static_cast<std::size_t>(from + kept.places[i]));
    });
  }
  return counter.counts();
}

// The share of triplets (row, a, b) whose order by distance is the same in states and map.
float triplets_in_order(const MeasuredPoints& points, const MeasuredRow& row) {
  const auto on_map = [&](std::size_t place) {
    return map_distance(points, static_cast<std::size_t>(row.row),
                        static_cast<std::size_t>(row.triplets.drawn[place]));
  };
  int good = 0;
  for (std::size_t t = 0; t < kTriplets; ++t)
    good += row.first_is_nearer(points.states, t) == (on_map(2 * t) < on_map(2 * t + 1)) ? 1 : 0;
  return static_cast<float>(good) / static_cast<float>(kTriplets);
}

struct Penalty {
  std::int64_t ranks{0};  // the sum of ranks beyond k
  int kept{0};            // how many ranks are within k
};

Penalty penalty_of(const std::vector<std::int64_t>& nearer) {
  const auto k = static_cast<std::int64_t>(nearer.size());
  Penalty penalty;
  for (const std::int64_t count : nearer) {
    const std::int64_t rank = count + 1;
    penalty.ranks += std::max<std::int64_t>(0, rank - k);
    penalty.kept += rank <= k ? 1 : 0;
  }
  return penalty;
}

void finish_row(const MeasuredPoints& points, MeasuredRow& row, std::size_t place, Kept& kept,
                MapQuality& quality) {
  const int k = quality.k;
  const double worst = k * (2. * static_cast<double>(points.states.rows()) - 3. * k - 1.) / 2.;
  const Penalty of_map = penalty_of(row.of_map.counts());
  quality.point_trust[place] = static_cast<float>(1. - static_cast<double>(of_map.ranks) / worst);
  quality.point_kept[place] = static_cast<float>(of_map.kept) / static_cast<float>(k);
  const Penalty of_states = penalty_of(nearer_on_map(points, row.row, nearest_states(points, row, k), kept));
  quality.point_continuity[place] = static_cast<float>(1. - static_cast<double>(of_states.ranks) / worst);
  quality.point_triplets[place] = triplets_in_order(points, row);
}

}  // namespace

MeasuredPoints measured_points(const RowBlocks& states, MatrixRef coords, const Execution& execution) {
  MeasuredPoints points{.states = states, .mean = mean_of_rows(states).cast<float>()};
  points.norms.resize(static_cast<std::size_t>(states.rows()));
  const Eigen::Index blocks = (states.rows() + kBlock - 1) / kBlock;
  execution.workers.for_each(static_cast<std::size_t>(blocks), [&](std::size_t piece) {
    const Eigen::Index from = static_cast<Eigen::Index>(piece) * kBlock;
    Matrix room;
    const MatrixRef block = states.read(from, std::min(kBlock, states.rows() - from), room);
    const Matrix centred = block.rowwise() - points.mean.transpose();
    const std::vector<float> origin(static_cast<std::size_t>(states.cols()), 0.F);
    for (Eigen::Index i = 0; i < block.rows(); ++i)
      points.norms[static_cast<std::size_t>(from + i)] =
          static_cast<float>(squared_distance(centred.row(i).data(), origin.data(), states.cols()));
  });
  for (std::size_t i = 0; i < points.norms.size(); ++i) {
    points.largest_norm = std::max(points.largest_norm, points.norms[i]);
    if (points.norms[i] < 1e36F) continue;
    fail(ErrorKind::data, "row " + std::to_string(i) + " (counted from 0) is " +
                              std::to_string(std::sqrt(points.norms[i])) +
                              " away from the mean: too far for single precision");
  }
  for (Eigen::Index d = 0; d < coords.cols(); ++d)
    points.columns.emplace_back(coords.col(d).begin(), coords.col(d).end());
  return points;
}

void measure_rows(const MeasuredPoints& points, const IndexMatrix& on_map, Eigen::Index first,
                  Eigen::Index count, std::uint64_t seed, MapQuality& quality) {
  Matrix raw(count, points.states.cols());
  Matrix room;
  for (Eigen::Index i = 0; i < count; ++i)
    raw.row(i) = points.states.read(quality.rows[static_cast<std::size_t>(first + i)], 1, room);
  const Matrix queries = raw.rowwise() - points.mean.transpose();
  std::vector<MeasuredRow> rows = begin_rows(points, on_map, first, raw, seed, quality);
  Kept kept;
  Matrix products(count, kBlock);
  Matrix centred(kBlock, points.states.cols());
  for_each_block(points.states, [&](Eigen::Index from, const MatrixRef& block) {
    centred.topRows(block.rows()) = block.rowwise() - points.mean.transpose();
    products.leftCols(block.rows()).noalias() = queries * centred.topRows(block.rows()).transpose();
    for (Eigen::Index i = 0; i < count; ++i)
      pass_block(points, block, from, products.row(i).data(), rows[static_cast<std::size_t>(i)], kept);
  });
  for (Eigen::Index i = 0; i < count; ++i)
    finish_row(points, rows[static_cast<std::size_t>(i)], static_cast<std::size_t>(first + i), kept, quality);
}

}  // namespace rssviz::embed
