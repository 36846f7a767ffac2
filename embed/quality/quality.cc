#include "embed/quality/quality.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numeric>
#include <string>

#include "core/error.h"
#include "core/rng.h"
#include "embed/distinct.h"
#include "embed/neighbors/prepared.h"
#include "embed/quality/measured_rows.h"
#include "embed/quality/overlap.h"
#include "embed/quality/sampling_margin.h"

namespace rssviz::embed {
namespace {

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
  constexpr int kMost = 1500;
  const double rows = kMostDistances / static_cast<double>(std::max<Eigen::Index>(points, 1));
  return rows >= kMost ? kMost : std::max(kFewest, static_cast<int>(rows));
}

double sampling_margin(std::span<const float> values, std::size_t points) {
  if (values.size() < 2 || values.size() >= points) return 0.;
  double sum = 0.;
  for (const float value : values) sum += static_cast<double>(value);
  const auto count = static_cast<double>(values.size());
  double squares = 0.;
  for (const float value : values)
    squares += (static_cast<double>(value) - sum / count) * (static_cast<double>(value) - sum / count);
  const double left_out = 1. - count / static_cast<double>(points);
  return 1.96 * std::sqrt(squares / (count - 1.) / count * left_out);
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
  const ComparedRows compared(states, options.metric);
  MeasuredPoints all = measured_points(compared, coords, execution);
  measure_rows(all, options.seed, quality, execution);
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
  return mean_neighbor_overlap(nearest_neighbors(a, k, Metric::euclidean, Self::exclude, execution), b,
                               execution);
}

double mean_neighbor_overlap(const Neighbors& of, MatrixRef points, const Execution& execution) {
  return mean_of(
      neighbor_overlap(of, nearest_neighbors(points, of.k(), Metric::euclidean, Self::exclude, execution)));
}

}  // namespace rssviz::embed
