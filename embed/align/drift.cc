#include "embed/align/drift.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "embed/quality/quality.h"

namespace rssviz::embed {
namespace {

constexpr ProcrustesOptions kOnto{.reflection = true, .scale = false};

double mean_of(const std::vector<float>& values) {
  double sum = 0.;
  for (const float value : values) sum += static_cast<double>(value);
  return values.empty() ? 0. : sum / static_cast<double>(values.size());
}

double mean_of(const std::vector<double>& values) {
  double sum = 0.;
  for (const double value : values) sum += value;
  return values.empty() ? 0. : sum / static_cast<double>(values.size());
}

// How far each row moved, as a share of the size of `now`.
std::vector<double> movements(const Matrix& before, const Matrix& now) {
  const double size = map_size(now);
  std::vector<double> moved(static_cast<std::size_t>(now.rows()), 0.);
  if (!(size > 0.)) return moved;
  for (Eigen::Index i = 0; i < now.rows(); ++i)
    moved[static_cast<std::size_t>(i)] =
        (now.row(i).cast<double>() - before.row(i).cast<double>()).norm() / size;
  return moved;
}

// Ranks from 0; values that are equal share the mean of theirs.
std::vector<double> ranks_of(const std::vector<double>& values) {
  std::vector<std::size_t> order(values.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return values[a] < values[b] || (values[a] == values[b] && a < b);
  });
  std::vector<double> ranks(values.size());
  for (std::size_t first = 0; first < order.size();) {
    std::size_t last = first;
    while (last + 1 < order.size() && values[order[last + 1]] == values[order[first]]) ++last;
    for (std::size_t i = first; i <= last; ++i) ranks[order[i]] = .5 * static_cast<double>(first + last);
    first = last + 1;
  }
  return ranks;
}

// Spearman's; 0 where one of the two doesn't vary.
double rank_correlation(const std::vector<double>& a, const std::vector<double>& b) {
  const std::vector<double> x = ranks_of(a);
  const std::vector<double> y = ranks_of(b);
  const double middle = mean_of(x);
  double xy = 0., xx = 0., yy = 0.;
  for (std::size_t i = 0; i < x.size(); ++i) {
    xy += (x[i] - middle) * (y[i] - middle);
    xx += (x[i] - middle) * (x[i] - middle);
    yy += (y[i] - middle) * (y[i] - middle);
  }
  return xx > 0. && yy > 0. ? xy / std::sqrt(xx * yy) : 0.;
}

// The neighbours of the shared rows, as numbers of points.
Neighbors among_points(const Neighbors& neighbors, const std::vector<std::int32_t>& point,
                       const std::vector<std::int32_t>& shared) {
  Neighbors result;
  result.indices.resize(static_cast<Eigen::Index>(shared.size()), neighbors.indices.cols());
  for (std::size_t i = 0; i < shared.size(); ++i)
    for (Eigen::Index j = 0; j < neighbors.indices.cols(); ++j)
      result.indices(static_cast<Eigen::Index>(i), j) =
          point[static_cast<std::size_t>(neighbors.indices(shared[i], j))];
  return result;
}

double neighbors_shared(const StageRows& rows, const SharedRows& shared, std::size_t before, std::size_t now,
                        const Neighbors& of_before, const Neighbors& of_now) {
  return mean_of(neighbor_overlap(among_points(of_before, rows.point[before], shared.before),
                                  among_points(of_now, rows.point[now], shared.now)));
}

void measure_movement(const Matrix& map_before, const Matrix& map, const Matrix& states_before,
                      const Matrix& states, const std::vector<char>& unchanged, StageDrift& drift) {
  const std::vector<double> on_map = movements(map_before, map);
  const std::vector<double> of_states = movements(states_before, states);
  drift.movement = mean_of(on_map);
  drift.state_movement = mean_of(of_states);
  drift.residual = residual(procrustes(map_before, map, kOnto).apply(map_before), map);
  drift.moved_together = rank_correlation(on_map, of_states);
  std::vector<double> still;
  std::vector<double> changed;
  for (std::size_t i = 0; i < on_map.size(); ++i) (unchanged[i] != 0 ? still : changed).push_back(on_map[i]);
  drift.still_share = static_cast<double>(still.size()) / static_cast<double>(on_map.size());
  drift.still_movement = mean_of(still);
  drift.changed_movement = mean_of(changed);
}

// Of a stage that shares no point with the one before it: nothing of it can be compared.
StageDrift unknown_drift() {
  constexpr double kUnknown = std::numeric_limits<double>::quiet_NaN();
  StageDrift drift;
  for (double StageDrift::*const measure :
       {&StageDrift::movement, &StageDrift::residual, &StageDrift::null_movement, &StageDrift::state_movement,
        &StageDrift::kept_high, &StageDrift::kept_low})
    drift.*measure = kUnknown;
  return drift;
}

}  // namespace

std::vector<StageDrift> measured_drift(const StageRows& rows, const std::vector<StageGraph>& graphs,
                                       const std::vector<Matrix>& maps, const std::vector<std::size_t>& order,
                                       const StagesOptions& options, const Execution& execution) {
  std::vector<StageDrift> drift(maps.size());
  std::vector<Neighbors> low(maps.size());
  const int k = options.umap.n_neighbors - 1;
  execution.workers.for_each(maps.size(), [&](std::size_t s) {
    low[s] = nearest_neighbors(maps[s], k, Metric::euclidean, Self::exclude, execution);
  });
  execution.progress.begin("measuring drift", maps.size());
  execution.workers.for_each(order.size() - 1, [&](std::size_t i) {
    const std::size_t before = order[i];
    const std::size_t s = order[i + 1];
    const SharedRows shared = shared_rows(rows, before, s);
    if (shared.now.empty()) {
      drift[s] = unknown_drift();
      return;
    }
    measure_movement(select_rows(maps[before], shared.before), select_rows(maps[s], shared.now),
                     select_rows(rows.states[before], shared.before), select_rows(rows.states[s], shared.now),
                     unchanged_states(rows, before, s, shared), drift[s]);
    drift[s].kept_high =
        neighbors_shared(rows, shared, before, s, graphs[before].neighbors, graphs[s].neighbors);
    drift[s].kept_low = neighbors_shared(rows, shared, before, s, low[before], low[s]);
  });
  return drift;
}

double movement_between(const StageRows& rows, std::size_t before, std::size_t now,
                        const std::vector<Matrix>& maps, const std::vector<Matrix>& others) {
  const SharedRows shared = shared_rows(rows, before, now);
  if (shared.now.empty()) return 0.;
  const Matrix from = select_rows(maps[before], shared.before);
  const Matrix to = select_rows(maps[now], shared.now);
  const Matrix other_to = select_rows(others[now], shared.now);
  const Similarity onto = procrustes(other_to, to, kOnto);
  const Matrix moved = to - from;
  const Matrix other_moved = onto.apply(other_to) - onto.apply(select_rows(others[before], shared.before));
  const double size = map_size(to);
  if (!(size > 0.)) return 0.;
  double sum = 0.;
  for (Eigen::Index i = 0; i < moved.rows(); ++i)
    sum += (moved.row(i).cast<double>() - other_moved.row(i).cast<double>()).norm();
  return sum / static_cast<double>(moved.rows()) / size;
}

}  // namespace rssviz::embed
