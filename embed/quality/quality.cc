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

constexpr Eigen::Index kBlockValues = 1 << 18;  // distances held by a piece of work: 2 MB
constexpr Eigen::Index kMostRows = 64;          // of a piece of work
constexpr int kTriplets = 100;                  // drawn for each measured row

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

// How many of the points are nearer to a row than the point with this distance; itself is not counted.
std::int64_t nearer(const double* distances, Eigen::Index points, double than) {
  std::int64_t count = 0;
  for (Eigen::Index j = 0; j < points; ++j) count += distances[j] < than ? 1 : 0;
  return count;
}

struct Ranking {
  const MatrixD& centred;  // states: points x units
  const VectorD& norms;    // squared
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

// The k with the smallest values, ties to the smaller number.
std::vector<std::int32_t> smallest(const double* values, Eigen::Index count, int k) {
  const auto before = [&](std::int32_t a, std::int32_t b) {
    return values[a] < values[b] || (values[a] == values[b] && a < b);
  };
  std::vector<std::int32_t> order(static_cast<std::size_t>(count));
  std::iota(order.begin(), order.end(), 0);
  std::nth_element(order.begin(), order.begin() + k, order.end(), before);
  order.resize(static_cast<std::size_t>(k));
  return order;
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

// Ranks, in the states, of the map's neighbours of rows first .. first + count.
void measure_block(const Ranking& ranking, Eigen::Index first, Eigen::Index count, MapQuality& quality) {
  const Eigen::Index points = ranking.centred.rows();
  const int k = quality.k;
  MatrixD queries(count, ranking.centred.cols());
  for (Eigen::Index i = 0; i < count; ++i) {
    queries.row(i) = ranking.centred.row(ranking.rows[static_cast<std::size_t>(first + i)]);
  }
  MatrixD distances(count, points);
  distances.noalias() = -2. * queries * ranking.centred.transpose();
  std::vector<double> low;
  const double worst = k * (2. * static_cast<double>(points) - 3. * k - 1.) / 2.;
  for (Eigen::Index i = 0; i < count; ++i) {
    double* const row = distances.row(i).data();
    // The row's own norm is the same for all and left out.
    for (Eigen::Index j = 0; j < points; ++j) row[j] += ranking.norms[j];
    row[ranking.rows[static_cast<std::size_t>(first + i)]] = std::numeric_limits<double>::infinity();
    std::int64_t penalty = 0;
    int kept = 0;
    for (int j = 0; j < k; ++j) {
      const std::int64_t rank = nearer(row, points, row[ranking.on_map(first + i, j)]) + 1;
      penalty += std::max<std::int64_t>(0, rank - k);
      kept += rank <= k ? 1 : 0;
    }
    const auto place = static_cast<std::size_t>(first + i);
    quality.point_trust[place] = static_cast<float>(1. - static_cast<double>(penalty) / worst);
    quality.point_kept[place] = static_cast<float>(kept) / static_cast<float>(k);
    const std::int32_t own = ranking.rows[place];
    map_distances(ranking.coords, own, low);
    penalty = 0;
    for (const std::int32_t j : smallest(row, points, k)) {
      const std::int64_t rank = nearer(low.data(), points, low[static_cast<std::size_t>(j)]) + 1;
      penalty += std::max<std::int64_t>(0, rank - k);
    }
    quality.point_continuity[place] = static_cast<float>(1. - static_cast<double>(penalty) / worst);
    quality.point_triplets[place] = triplets_in_order(row, low, own, ranking.seed);
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

MapQuality map_quality(MatrixRef states, MatrixRef coords, const QualityOptions& options,
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
  const Matrix compared = directions_or_points(states, options.metric);
  const Eigen::RowVectorXd mean = mean_row(compared).transpose().cast<double>();
  const MatrixD centred = compared.cast<double>().rowwise() - mean;
  VectorD norms(points);
  for (Eigen::Index i = 0; i < points; ++i) {
    double sum = 0.;
    for (Eigen::Index j = 0; j < centred.cols(); ++j) sum += centred(i, j) * centred(i, j);
    norms[i] = sum;
  }
  const IndexMatrix on_map = map_neighbors(coords, quality.rows, quality.k, execution);
  const Ranking ranking{centred, norms, quality.rows, on_map, coords, options.seed};
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
