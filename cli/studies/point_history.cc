#include "cli/studies/point_history.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "models/analysis/dynamics/root_search.h"
#include "models/training/metrics.h"

namespace rssviz::cli {
namespace {

constexpr double kFarthest = 0.5;   // of the states' radius: how far a point may move between two stages
constexpr double kOnePoint = 1e-3;  // the same of two places that are one point
constexpr std::size_t kMostStates = 1500;  // that are placed on the plane

std::vector<int> stages_of(int stages, int most) {
  std::vector<int> chosen;
  const int count = std::min(stages, std::max(2, most));
  for (int k = 0; k < count; ++k)
    chosen.push_back(static_cast<int>(std::lround(static_cast<double>(k) * (stages - 1) / (count - 1))));
  return chosen;
}

// Which of the points at this stage a point of the stage before has become; -1: none. One that the search
// missed is added.
int become(const models::StateMap& map, const VectorD& drive, const VectorD& before, double radius,
           std::vector<FollowedPoint>& now) {
  const models::Root root = models::find_root(map, drive, before, {.radius = radius});
  if (!root.converged || (root.at - before).norm() > kFarthest * radius) return -1;
  for (std::size_t i = 0; i < now.size(); ++i)
    if ((now[i].point.at - root.at).norm() <= kOnePoint * radius) return static_cast<int>(i);
  now.push_back({0, models::fixed_point_at(map, drive, root.at, 0, false), {}});
  return static_cast<int>(now.size()) - 1;
}

// Gives the points of a stage the identities of those that they were; others get new ones. Where two have
// become one, the one that moved less goes on.
void keep_identities(const models::StateMap& map, const VectorD& drive, double radius,
                     const std::vector<FollowedPoint>& before, std::vector<FollowedPoint>& now,
                     int& identities) {
  std::vector<int> from(now.size(), -1);
  const auto moved = [&](int old, std::size_t i) {
    return (before[static_cast<std::size_t>(old)].point.at - now[i].point.at).norm();
  };
  for (std::size_t k = 0; k < before.size(); ++k) {
    const int found = become(map, drive, before[k].point.at, radius, now);
    if (found < 0) continue;
    from.resize(now.size(), -1);
    const auto i = static_cast<std::size_t>(found);
    const int old = static_cast<int>(k);
    if (from[i] < 0 || moved(old, i) < moved(from[i], i)) from[i] = old;
  }
  for (std::size_t i = 0; i < now.size(); ++i)
    now[i].identity = from[i] < 0 ? identities++ : before[static_cast<std::size_t>(from[i])].identity;
}

std::vector<Point> placed(const embed::Pca& plane, const Matrix& states) {
  const Eigen::Index every =
      std::max<Eigen::Index>(1, states.rows() / static_cast<Eigen::Index>(kMostStates));
  Matrix some((states.rows() + every - 1) / every, states.cols());
  for (Eigen::Index i = 0; i < some.rows(); ++i) some.row(i) = states.row(i * every);
  const Matrix at = plane.project(some);
  std::vector<Point> points;
  for (Eigen::Index i = 0; i < at.rows(); ++i)
    points.push_back({static_cast<double>(at(i, 0)), static_cast<double>(at(i, 1))});
  return points;
}

void take_losses(const NetworkView& view, PointHistory& history) {
  for (const models::Split split : {models::Split::validation, models::Split::test, models::Split::train}) {
    history.losses.clear();
    bool all = true;
    for (const int stage : history.stages) {
      const models::StageMetrics* const metrics = models::find_metrics(view.metrics, stage, split);
      const std::optional<double> loss = metrics == nullptr ? std::nullopt : metrics->value("loss");
      all = all && loss.has_value();
      history.losses.push_back(loss.value_or(std::nan("")));
    }
    history.split = std::string(models::name_of(split));
    if (all) return;
  }
}

void take_plane(const Matrix& states, PointHistory& history) {
  history.plane = embed::fit_pca(states, 2);
  if (!(history.plane.total_variance > 0)) return;
  history.first_share = history.plane.variances[0] / history.plane.total_variance;
  history.second_share = history.plane.variances[1] / history.plane.total_variance;
}

}  // namespace

int PointHistory::count(std::size_t stage, models::Stability stability) const {
  return static_cast<int>(
      std::count_if(points[stage].begin(), points[stage].end(),
                    [&](const FollowedPoint& one) { return one.point.stability == stability; }));
}

std::vector<std::size_t> PointHistory::bifurcations() const {
  std::vector<std::size_t> places;
  for (std::size_t k = 1; k < points.size(); ++k)
    if (count(k, models::Stability::stable) != count(k - 1, models::Stability::stable)) places.push_back(k);
  return places;
}

PointHistory point_history(const DynamicsSubject& subject, models::FixedPointOptions options, int most,
                           const Execution& execution) {
  options.manifolds = false;
  const NetworkView& view = subject.view();
  if (view.states_stay)
    fail(ErrorKind::data,
         view.id + ": the states of the " + view.name +
             " stay while it learns, and so do its fixed points; draw them with fixed-points");
  if (subject.stages() < 2)
    fail(ErrorKind::data, view.id + ": the run has a single stage; points through training need two");
  PointHistory history;
  history.stages = stages_of(subject.stages(), most);
  take_plane(subject.at(-1, execution).states, history);
  for (const int stage : history.stages) {
    execution.progress.check_stop();
    const StageDynamics dynamics = subject.at(stage, execution);
    const VectorD drive = dynamics.map->drive(subject.input());
    history.searches.push_back(
        models::find_fixed_points(*dynamics.map, drive, dynamics.states, options, execution));
    std::vector<FollowedPoint> now;
    for (const models::FixedPoint& point : history.searches.back().points) {
      if (point.far) continue;
      now.push_back({0, point, {}});
    }
    const double radius = std::max(history.searches.back().radius, 1e-9);
    keep_identities(*dynamics.map, drive, radius,
                    history.points.empty() ? std::vector<FollowedPoint>() : history.points.back(), now,
                    history.identities);
    for (FollowedPoint& one : now) {
      const VectorD at = history.plane.components * (one.point.at - history.plane.mean);
      one.at = {at[0], at[1]};
    }
    history.points.push_back(std::move(now));
    history.states.push_back(placed(history.plane, dynamics.states));
  }
  take_losses(view, history);
  return history;
}

}  // namespace rssviz::cli
