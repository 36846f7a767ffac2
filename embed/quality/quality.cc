#include "embed/quality/quality.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <numeric>
#include <string>

#include "core/error.h"
#include "core/rng.h"
#include "embed/distinct.h"
#include "embed/neighbors/prepared.h"

namespace rssviz::embed {
namespace {

constexpr Eigen::Index kBlockValues = 1 << 23;  // distances held by a piece of work: 64 MB
constexpr Eigen::Index kMostRows = 64;          // of a piece of work
constexpr int kTriplets = 100;                  // drawn for each measured row

// Rows as the metric compares them.
class ComparedRows final : public RowBlocks {
 public:
  ComparedRows(const RowBlocks& from, Metric metric) : from_(from), metric_(metric) {}
  Eigen::Index rows() const override { return from_.rows(); }
  Eigen::Index cols() const override { return from_.cols() + (metric_ == Metric::cosine ? 1 : 0); }
  MatrixRef read(Eigen::Index first, Eigen::Index count, Matrix& room) const override {
    if (metric_ == Metric::euclidean) return from_.read(first, count, room);
    Matrix read;
    room = directions_or_points(from_.read(first, count, read), metric_);
    return room;
  }

 private:
  const RowBlocks& from_;
  Metric metric_;
};

VectorD mean_of_rows(const RowBlocks& points) {
  VectorD sum = VectorD::Zero(points.cols());
  for_each_block(points, [&](Eigen::Index, const MatrixRef& block) {
    for (Eigen::Index i = 0; i < block.rows(); ++i) sum += block.row(i).transpose().cast<double>();
  });
  return sum / static_cast<double>(std::max<Eigen::Index>(points.rows(), 1));
}

std::vector<std::int32_t> rows_to_measure(Eigen::Index points, const QualityOptions& options) {
  std::vector<std::int32_t> rows(static_cast<std::size_t>(points));
  std::iota(rows.begin(), rows.end(), 0);
  if (options.sample > 0 && options.sample < points) {
    Rng rng(options.seed, "quality sample");
    rng.shuffle(std::span(rows));
    rows.resize(static_cast<std::size_t>(options.sample));
    std::sort(rows.begin(), rows.end());
  }
  return rows;
}

// The k nearest on the map of the rows, themselves left out: rows x k.
IndexMatrix map_neighbors(MatrixRef coords, const std::vector<std::int32_t>& rows, int k,
                          const Execution& execution) {
  const Neighbors found =
      nearest_references(select_rows(coords, rows), coords, k + 1, Metric::euclidean, execution);
  IndexMatrix neighbors(found.points(), k);
  for (Eigen::Index i = 0; i < found.points(); ++i) {
    int filled = 0;
    for (int j = 0; j <= k && filled < k; ++j) {
      if (found.indices(i, j) != rows[static_cast<std::size_t>(i)])
        neighbors(i, filled++) = found.indices(i, j);
    }
  }
  return neighbors;
}

// How many points are nearer than each of the given distances. Most points are farther than all of them and
// are passed over with one comparison.
std::vector<std::int64_t> nearer_than(const double* distances, Eigen::Index points,
                                      const std::vector<double>& thresholds) {
  std::vector<double> sorted = thresholds;
  std::sort(sorted.begin(), sorted.end());
  const double most = sorted.back();
  // below[b]: points nearer than the b-th threshold, but not than the one before it.
  std::vector<std::int64_t> below(sorted.size(), 0);
  for (Eigen::Index j = 0; j < points; ++j) {
    if (!(distances[j] < most)) continue;
    ++below[static_cast<std::size_t>(std::upper_bound(sorted.begin(), sorted.end(), distances[j]) -
                                     sorted.begin())];
  }
  std::partial_sum(below.begin(), below.end(), below.begin());
  std::vector<std::int64_t> counts;
  for (const double threshold : thresholds)
    counts.push_back(below[static_cast<std::size_t>(
        std::lower_bound(sorted.begin(), sorted.end(), threshold) - sorted.begin())]);
  return counts;
}

struct Ranking {
  const RowBlocks& states;  // as they are compared: points x units
  const VectorD& mean;
  const std::vector<std::int32_t>& rows;
  const IndexMatrix& on_map;  // rows x k
  MatrixRef coords;           // points x dims
  std::uint64_t seed;
};

// Squared distances on the map from a row, itself at infinity.
void map_distances(MatrixRef coords, Eigen::Index row, std::vector<double>& distances) {
  distances.resize(static_cast<std::size_t>(coords.rows()));
  for (Eigen::Index j = 0; j < coords.rows(); ++j) {
    double sum = 0.;
    for (Eigen::Index d = 0; d < coords.cols(); ++d) {
      const double difference = static_cast<double>(coords(j, d)) - static_cast<double>(coords(row, d));
      sum += difference * difference;
    }
    distances[static_cast<std::size_t>(j)] = sum;
  }
  distances[static_cast<std::size_t>(row)] = std::numeric_limits<double>::infinity();
}

// The k with the smallest values, ties to the smaller number; in no order.
std::vector<std::int32_t> smallest(const double* values, Eigen::Index count, int k) {
  const auto before = [&](std::int32_t a, std::int32_t b) {
    return values[a] < values[b] || (values[a] == values[b] && a < b);
  };
  std::vector<std::int32_t> heap(static_cast<std::size_t>(k));  // its front is the largest
  std::iota(heap.begin(), heap.end(), 0);
  std::make_heap(heap.begin(), heap.end(), before);
  double largest = values[heap.front()];
  for (Eigen::Index j = k; j < count; ++j) {
    if (!(values[j] < largest)) continue;
    std::pop_heap(heap.begin(), heap.end(), before);
    heap.back() = static_cast<std::int32_t>(j);
    std::push_heap(heap.begin(), heap.end(), before);
    largest = values[heap.front()];
  }
  return heap;
}

// The share of triplets (row, a, b) whose order by distance is the same in states and map.
float triplets_in_order(const double* high, const std::vector<double>& low, std::int32_t row,
                        std::uint64_t seed) {
  Rng rng(seed, "quality triplets", static_cast<std::uint64_t>(row));
  int good = 0;
  for (int t = 0; t < kTriplets; ++t) {
    const auto draw = [&](std::int32_t but) {
      auto j = static_cast<std::int32_t>(rng.below(low.size()));
      while (j == row || j == but) j = static_cast<std::int32_t>(rng.below(low.size()));
      return j;
    };
    const std::int32_t a = draw(row);
    const std::int32_t b = draw(a);
    const bool nearer_high = high[a] < high[b];
    good += nearer_high == (low[static_cast<std::size_t>(a)] < low[static_cast<std::size_t>(b)]) ? 1 : 0;
  }
  return static_cast<float>(good) / static_cast<float>(kTriplets);
}

// States as they are compared, without the row that is their mean.
MatrixD centred_block(const Ranking& ranking, Eigen::Index first, Eigen::Index count) {
  Matrix room;
  return ranking.states.read(first, count, room).cast<double>().rowwise() - ranking.mean.transpose();
}

// Squared distances of rows first .. first + count from all points: count x points. The row's own squared
// norm is the same for all and left out; itself is at infinity.
MatrixD state_distances(const Ranking& ranking, Eigen::Index first, Eigen::Index count) {
  const Eigen::Index points = ranking.states.rows();
  MatrixD queries(count, ranking.states.cols());
  for (Eigen::Index i = 0; i < count; ++i)
    queries.row(i) = centred_block(ranking, ranking.rows[static_cast<std::size_t>(first + i)], 1);
  queries *= -2.;
  MatrixD distances(count, points);
  for (Eigen::Index from = 0; from < points; from += kRowsOfBlock) {
    const Eigen::Index many = std::min(kRowsOfBlock, points - from);
    const MatrixD block = centred_block(ranking, from, many);
    distances.middleCols(from, many).noalias() = queries * block.transpose();
    distances.middleCols(from, many).rowwise() += block.rowwise().squaredNorm().transpose();
  }
  for (Eigen::Index i = 0; i < count; ++i)
    distances(i, ranking.rows[static_cast<std::size_t>(first + i)]) = std::numeric_limits<double>::infinity();
  return distances;
}

struct Penalty {
  std::int64_t ranks{0};  // the sum of ranks beyond k
  int kept{0};            // how many ranks are within k
};

// Of neighbours in one space, by their distances in the other.
Penalty penalty_of(const double* distances, Eigen::Index points, std::vector<double> thresholds) {
  const auto k = static_cast<std::int64_t>(thresholds.size());
  Penalty penalty;
  for (const std::int64_t count : nearer_than(distances, points, thresholds)) {
    const std::int64_t rank = count + 1;
    penalty.ranks += std::max<std::int64_t>(0, rank - k);
    penalty.kept += rank <= k ? 1 : 0;
  }
  return penalty;
}

// Ranks, in the states, of the map's neighbours of rows first .. first + count, and the other way round.
void measure_block(const Ranking& ranking, Eigen::Index first, Eigen::Index count, MapQuality& quality) {
  const Eigen::Index points = ranking.states.rows();
  const int k = quality.k;
  const MatrixD distances = state_distances(ranking, first, count);
  const double worst = k * (2. * static_cast<double>(points) - 3. * k - 1.) / 2.;
  std::vector<double> low;
  std::vector<double> thresholds(static_cast<std::size_t>(k));
  for (Eigen::Index i = 0; i < count; ++i) {
    const double* const high = distances.row(i).data();
    const auto place = static_cast<std::size_t>(first + i);
    const std::int32_t own = ranking.rows[place];
    for (int j = 0; j < k; ++j) thresholds[static_cast<std::size_t>(j)] = high[ranking.on_map(first + i, j)];
    const Penalty of_map = penalty_of(high, points, thresholds);
    quality.point_trust[place] = static_cast<float>(1. - static_cast<double>(of_map.ranks) / worst);
    quality.point_kept[place] = static_cast<float>(of_map.kept) / static_cast<float>(k);
    map_distances(ranking.coords, own, low);
    const std::vector<std::int32_t> nearest = smallest(high, points, k);
    for (std::size_t j = 0; j < nearest.size(); ++j)
      thresholds[j] = low[static_cast<std::size_t>(nearest[j])];
    const Penalty of_states = penalty_of(low.data(), points, thresholds);
    quality.point_continuity[place] = static_cast<float>(1. - static_cast<double>(of_states.ranks) / worst);
    quality.point_triplets[place] = triplets_in_order(high, low, own, ranking.seed);
  }
}

double mean_of(const std::vector<float>& values) {
  double sum = 0.;
  for (const float value : values) sum += static_cast<double>(value);
  return values.empty() ? 0. : sum / static_cast<double>(values.size());
}

}  // namespace

void QualityOptions::check() const {
  if (k < 1) fail(ErrorKind::usage, "quality k = " + std::to_string(k) + " must be at least 1");
  if (sample < 0)
    fail(ErrorKind::usage, "quality sample = " + std::to_string(sample) + " must be at least 0");
}

int quality_sample(Eigen::Index points) {
  constexpr double kMostDistances = 5e8;
  constexpr int kFewest = 500;
  constexpr int kMost = 5000;
  const double rows = kMostDistances / static_cast<double>(std::max<Eigen::Index>(points, 1));
  return rows >= kMost ? kMost : std::max(kFewest, static_cast<int>(rows));
}

MapQuality map_quality(MatrixRef states, MatrixRef coords, const QualityOptions& options,
                       const Execution& execution) {
  return map_quality(MatrixRows(states), coords, options, execution);
}

MapQuality map_quality(const RowBlocks& states, MatrixRef coords, const QualityOptions& options,
                       const Execution& execution) {
  options.check();
  if (states.rows() != coords.rows()) {
    fail(ErrorKind::data, "a map of " + std::to_string(coords.rows()) + " points cannot be compared with " +
                              std::to_string(states.rows()) + " states");
  }
  MapQuality quality;
  const Eigen::Index points = states.rows();
  if (points < 3) return quality;
  check_finite(states, "states");
  check_finite(coords, "map coordinates");
  quality.k = static_cast<int>(std::min<Eigen::Index>(options.k, (points - 1) / 2));
  quality.rows = rows_to_measure(points, options);
  quality.point_trust.resize(quality.rows.size());
  quality.point_kept.resize(quality.rows.size());
  quality.point_continuity.resize(quality.rows.size());
  quality.point_triplets.resize(quality.rows.size());
  // In double: states of networks that forget differ by less than a float32 product can tell.
  const ComparedRows compared(states, options.metric);
  const VectorD mean = mean_of_rows(compared);
  const IndexMatrix on_map = map_neighbors(coords, quality.rows, quality.k, execution);
  const Ranking ranking{compared, mean, quality.rows, on_map, coords, options.seed};
  const auto measured = static_cast<Eigen::Index>(quality.rows.size());
  const Eigen::Index block = std::clamp<Eigen::Index>(kBlockValues / points, 1, kMostRows);
  execution.workers.for_each(static_cast<std::size_t>((measured + block - 1) / block),
                             [&](std::size_t piece) {
                               execution.progress.check_stop();
                               const Eigen::Index first = static_cast<Eigen::Index>(piece) * block;
                               measure_block(ranking, first, std::min(block, measured - first), quality);
                             });
  quality.trustworthiness = mean_of(quality.point_trust);
  quality.neighbors_kept = mean_of(quality.point_kept);
  quality.continuity = mean_of(quality.point_continuity);
  quality.triplets = mean_of(quality.point_triplets);
  return quality;
}

std::vector<float> neighbor_overlap(const Neighbors& a, const Neighbors& b) {
  if (a.points() != b.points() || a.k() != b.k()) {
    fail(ErrorKind::data, "neighbours of " + std::to_string(a.points()) + " points and of " +
                              std::to_string(b.points()) + " cannot be compared");
  }
  std::vector<float> overlap(static_cast<std::size_t>(a.points()));
  std::vector<std::int32_t> left;
  std::vector<std::int32_t> right;
  for (std::size_t i = 0; i < overlap.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    left.assign(a.indices.row(row).begin(), a.indices.row(row).end());
    right.assign(b.indices.row(row).begin(), b.indices.row(row).end());
    std::sort(left.begin(), left.end());
    std::sort(right.begin(), right.end());
    std::vector<std::int32_t> shared;
    std::set_intersection(left.begin(), left.end(), right.begin(), right.end(), std::back_inserter(shared));
    overlap[i] = static_cast<float>(shared.size()) / static_cast<float>(std::max(a.k(), 1));
  }
  return overlap;
}

double mean_neighbor_overlap(MatrixRef a, MatrixRef b, int k, const Execution& execution) {
  if (a.rows() != b.rows()) {
    fail(ErrorKind::data, "sets of " + std::to_string(a.rows()) + " and " + std::to_string(b.rows()) +
                              " points have no rows in common");
  }
  return mean_of(neighbor_overlap(nearest_neighbors(a, k, Metric::euclidean, Self::exclude, execution),
                                  nearest_neighbors(b, k, Metric::euclidean, Self::exclude, execution)));
}

}  // namespace rssviz::embed
