#include "embed/quality/measured_rows.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include "core/rng.h"
#include "embed/lanes.h"
#include "embed/neighbors/prepared.h"
#include "embed/neighbors/shortlist.h"
#include "embed/quality/rank_counter.h"
#include "embed/quality/scan.h"

namespace rssviz::embed {
namespace {

constexpr Eigen::Index kBlock = kRowsOfBlock;  // points whose estimates are looked at together
constexpr int kTriplets = 100;                 // drawn for each measured row
// Rows of a piece of work: many, for each goes over all points; few enough for every thread to have some.
constexpr Eigen::Index kMostRows = 128;
constexpr Eigen::Index kFewRows = 32;
constexpr Eigen::Index kFew = 1024;         // below so many rows in all, pieces have kFewRows
constexpr Eigen::Index kRowsAtOnce = 4096;  // held in memory
// Points that bounds along directions let pass, of all: above it products in all units are quicker.
constexpr double kMostPassed = .08;

// What is known of a squared distance, but for a margin.
struct Bounds {
  float low, high;
};

// Pairs of other points, drawn for a row, with what is known of their distances from it.
struct Triplets {
  std::vector<std::int32_t> drawn{};  // pair by pair
  std::vector<Bounds> bounds{};       // of each drawn

  Triplets(std::int32_t row, Eigen::Index points, std::uint64_t seed) : bounds(2 * kTriplets) {
    Rng rng(seed, "quality triplets", static_cast<std::uint64_t>(row));
    const auto draw = [&](std::int32_t but) {
      auto j = row;
      while (j == row || j == but)
        j = static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(points)));
      return j;
    };
    drawn.reserve(2 * kTriplets);
    for (int t = 0; t < kTriplets; ++t) {
      drawn.push_back(draw(row));
      drawn.push_back(draw(drawn.back()));
    }
  }
};

// One measured row while parts of the points pass by.
struct MeasuredRow {
  std::int32_t row;
  const float* values;  // as compared, not centred
  const float* seen;    // as in Outlines
  float norm, beyond;   // as there
  float margin;         // of estimates
  RankCounter of_map;   // how many states are nearer than the map's neighbours are
  Shortlist nearest;    // among states
  Triplets triplets;
  std::vector<std::int32_t> undecided{};  // places in the part at hand that of_map is to know exactly

  double distance(const RowBlocks& states, Eigen::Index to) const {
    Matrix room;
    return squared_distance(values, states.read(to, 1, room).data(), states.cols());
  }
  // Whether the first of a pair of triplets is the nearer one.
  bool first_is_nearer(const RowBlocks& states, std::size_t pair) const {
    const Bounds a = triplets.bounds[2 * pair], b = triplets.bounds[2 * pair + 1];
    if (b.low - a.high > 2.5F * margin) return true;
    if (a.low - b.high > 2.5F * margin) return false;
    return distance(states, triplets.drawn[2 * pair]) < distance(states, triplets.drawn[2 * pair + 1]);
  }
};

// use(i, squared distance from `values` of points[i]), by fours; row_of(point, i of the four): its units.
template <class RowOf, class Use>
void measure_all(const float* values, Eigen::Index units, std::span<const std::int32_t> points,
                 const RowOf& row_of, const Use& use) {
  for (std::size_t from = 0; from < points.size(); from += 4) {
    std::array<const float*, 4> rows{};
    const std::size_t count = std::min<std::size_t>(4, points.size() - from);
    for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = row_of(points[from + std::min(i, count - 1)], i);
    const std::array<double, 4> distances = squared_distances(values, rows, units);
    for (std::size_t i = 0; i < count; ++i) use(from + i, distances[i]);
  }
}

// Squared distances of the points from `values`.
std::vector<double> exact_distances(const RowBlocks& states, const float* values,
                                    std::span<const std::int32_t> points) {
  std::array<Matrix, 4> rooms;
  std::vector<double> distances(points.size());
  measure_all(
      values, states.cols(), points,
      [&](std::int32_t point, std::size_t i) { return states.read(point, 1, rooms[i]).data(); },
      [&](std::size_t i, double distance) { distances[i] = distance; });
  return distances;
}

// Rows that one thread measures together.
struct RowsPiece {
  Matrix raw;  // as compared
  Outlines outlines;
  std::vector<MeasuredRow> rows{};

  RowsPiece(const MeasuredPoints& points, Eigen::Index first, Eigen::Index count, std::uint64_t seed,
            const MapQuality& quality)
      : raw(count, points.states.cols()), outlines(count, points.seen_units()) {
    Matrix room;
    const auto row_at = [&](Eigen::Index i) { return quality.rows[static_cast<std::size_t>(first + i)]; };
    for (Eigen::Index i = 0; i < count; ++i) raw.row(i) = points.states.read(row_at(i), 1, room);
    outlines.set(points, 0, raw);
    rows.reserve(static_cast<std::size_t>(count));
    for (Eigen::Index i = 0; i < count; ++i) {
      const float* const values = raw.row(i).data();
      const std::vector<double> thresholds =
          exact_distances(points.states, values, points.map.nearest(row_at(i), quality.k));
      const float norm = outlines.norms[static_cast<std::size_t>(i)];
      const float margin = points.margin(norm);
      const RankCounter counter(thresholds, static_cast<double>(margin), 0.);
      // The k nearest states are no farther than the k nearest on the map.
      rows.push_back({row_at(i), values, outlines.coords.row(i).data(), norm,
                      outlines.beyond[static_cast<std::size_t>(i)], margin, counter,
                      Shortlist(quality.k, margin, counter.most()),
                      Triplets(row_at(i), points.states.rows(), seed)});
    }
  }
};

// `products`: of the row with the points from the `begin`-th of the part on.
void pass_block(const PointsPart& part, Eigen::Index begin, Eigen::Index count, const float* products,
                MeasuredRow& row) {
  const float* const norms = part.outlines.norms.data() + begin;
  const float* const beyond = part.outlines.beyond.data() + begin;
  const Eigen::Index from = part.first + begin;
  const lanes::Floats own = lanes::all(row.norm);
  const auto estimates = [&](Eigen::Index j) {
    lanes::Floats norm, product;
    std::memcpy(&norm, norms + j, sizeof(norm));
    std::memcpy(&product, products + j, sizeof(product));
    return own + norm - lanes::all(2.F) * product;
  };
  scan(count, row.of_map.most(), estimates, [&](Eigen::Index j, float low) {
    if (from + j == row.row) return row.of_map.most();
    const float high = low + beyond[j] * row.beyond;
    if (low <= row.nearest.threshold()) row.nearest.add(low, high, static_cast<std::int32_t>(from + j));
    if (!row.of_map.add(low, high)) row.undecided.push_back(static_cast<std::int32_t>(begin + j));
    return row.of_map.most();
  });
}

void note_triplets(const PointsPart& part, MeasuredRow& row) {
  const Matrix& coords = part.outlines.coords;
  for (std::size_t t = 0; t < row.triplets.drawn.size(); ++t) {
    const Eigen::Index place = row.triplets.drawn[t] - part.first;
    if (place < 0 || place >= coords.rows()) continue;
    const float low = seen_distance(row.seen, coords.row(place).data(), coords.cols());
    const float slack = part.outlines.beyond[static_cast<std::size_t>(place)] * row.beyond;
    row.triplets.bounds[t] = {low, low + slack};
  }
}

void pass_part(const PointsPart& part, RowsPiece& piece) {
  const Matrix& queries = piece.outlines.coords;
  const Matrix& coords = part.outlines.coords;
  Matrix products(queries.rows(), kBlock);
  for (Eigen::Index begin = 0; begin < coords.rows(); begin += kBlock) {
    const Eigen::Index count = std::min(kBlock, coords.rows() - begin);
    products.leftCols(count).noalias() = queries * coords.middleRows(begin, count).transpose();
    for (Eigen::Index i = 0; i < queries.rows(); ++i)
      pass_block(part, begin, count, products.row(i).data(), piece.rows[static_cast<std::size_t>(i)]);
  }
  for (MeasuredRow& row : piece.rows) {
    measure_all(
        row.values, part.states.cols(), row.undecided,
        [&](std::int32_t place, std::size_t) { return part.states.row(place).data(); },
        [&](std::size_t, double distance) { row.of_map.add_exact(distance); });
    row.undecided.clear();
    note_triplets(part, row);
  }
}

// The share of some points of the part that the bounds of some rows let pass.
double share_passed(const PointsPart& part, const RowsPiece& piece) {
  constexpr Eigen::Index kPoints = 1000;
  const Matrix& coords = part.outlines.coords;
  const Eigen::Index points = std::min(kPoints, coords.rows());
  std::size_t passed = 0, looked = 0;
  for (std::size_t r = 0; r < piece.rows.size(); r += 4) {
    const MeasuredRow& row = piece.rows[r];
    for (Eigen::Index i = 0; i < points; ++i, ++looked) {
      const float* const point = coords.row(i * coords.rows() / points).data();
      passed += seen_distance(row.seen, point, coords.cols()) <= row.of_map.most() ? 1U : 0U;
    }
  }
  return looked == 0 ? 0. : static_cast<double>(passed) / static_cast<double>(looked);
}

// The k nearest states of a row, ties to the smaller number.
std::vector<std::int32_t> nearest_states(const MeasuredPoints& points, MeasuredRow& row, int k) {
  std::vector<std::int32_t> nearest;
  for (const Candidate& c : row.nearest.finish()) nearest.push_back(c.index);
  const std::vector<double> distances = exact_distances(points.states, row.values, nearest);
  std::vector<std::pair<double, std::int32_t>> sorted;
  for (std::size_t i = 0; i < nearest.size(); ++i) sorted.emplace_back(distances[i], nearest[i]);
  std::partial_sort(sorted.begin(), sorted.begin() + k, sorted.end());
  nearest.clear();
  for (int j = 0; j < k; ++j) nearest.push_back(sorted[static_cast<std::size_t>(j)].second);
  return nearest;
}

// The share of triplets (row, a, b) whose order by distance is the same in states and map.
float triplets_in_order(const MeasuredPoints& points, const MeasuredRow& row) {
  const auto on_map = [&](std::size_t place) {
    return points.map.squared_distance(row.row, row.triplets.drawn[place]);
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

void finish_row(const MeasuredPoints& points, MeasuredRow& row, std::size_t place, MapQuality& quality) {
  const int k = quality.k;
  const double worst = k * (2. * static_cast<double>(points.states.rows()) - 3. * k - 1.) / 2.;
  const Penalty of_map = penalty_of(row.of_map.counts());
  quality.point_trust[place] = static_cast<float>(1. - static_cast<double>(of_map.ranks) / worst);
  quality.point_kept[place] = static_cast<float>(of_map.kept) / static_cast<float>(k);
  const Penalty of_states = penalty_of(points.map.nearer_than(row.row, nearest_states(points, row, k)));
  quality.point_continuity[place] = static_cast<float>(1. - static_cast<double>(of_states.ranks) / worst);
  quality.point_triplets[place] = triplets_in_order(points, row);
}

// Rows that are measured together, by pieces.
using Pieces = std::vector<std::unique_ptr<RowsPiece>>;

Pieces begin_rows(const MeasuredPoints& points, Eigen::Index first, std::uint64_t seed,
                  const MapQuality& quality, const Execution& execution) {
  const auto measured = static_cast<Eigen::Index>(quality.rows.size());
  const Eigen::Index size = measured < kFew ? kFewRows : kMostRows;
  const Eigen::Index end = std::min(measured, first + kRowsAtOnce);
  Pieces pieces(static_cast<std::size_t>((end - first + size - 1) / size));
  execution.workers.for_each(pieces.size(), [&](std::size_t p) {
    const Eigen::Index from = first + static_cast<Eigen::Index>(p) * size;
    pieces[p] = std::make_unique<RowsPiece>(points, from, std::min(size, end - from), seed, quality);
  });
  return pieces;
}

void finish_rows(const MeasuredPoints& points, Eigen::Index first, Pieces& pieces, MapQuality& quality,
                 const Execution& execution) {
  execution.workers.for_each(pieces.size(), [&](std::size_t p) {
    execution.progress.check_stop();
    std::size_t place = static_cast<std::size_t>(first) + p * pieces[0]->rows.size();
    for (MeasuredRow& row : pieces[p]->rows) finish_row(points, row, place++, quality);
  });
}

}  // namespace

void measure_rows(MeasuredPoints& points, std::uint64_t seed, MapQuality& quality,
                  const Execution& execution) {
  std::unique_ptr<PointsPart> part;
  for (Eigen::Index first = 0; first < static_cast<Eigen::Index>(quality.rows.size()); first += kRowsAtOnce) {
    Pieces pieces = begin_rows(points, first, seed, quality, execution);
    for (Eigen::Index from = 0; from < points.states.rows(); from += part->states.rows()) {
      // One that holds all points stays from rows to rows.
      if (!part || part->first != from) part = std::make_unique<PointsPart>(points, from, execution);
      if (first == 0 && from == 0 && points.directions && share_passed(*part, *pieces[0]) > kMostPassed) {
        points.directions.reset();
        pieces = begin_rows(points, first, seed, quality, execution);
        part = std::make_unique<PointsPart>(points, from, execution);
      }
      execution.workers.for_each(pieces.size(), [&](std::size_t p) {
        execution.progress.check_stop();
        pass_part(*part, *pieces[p]);
      });
    }
    finish_rows(points, first, pieces, quality, execution);
  }
}

}  // namespace rssviz::embed
