#include "cli/studies/cycle_study.h"

#include <algorithm>
#include <memory>

#include "cli/studies/run_states.h"
#include "core/error.h"
#include "models/analysis/geometry/class_geometry.h"
#include "models/analysis/geometry/rotations.h"
#include "models/analysis/geometry/state_dynamics.h"
#include "models/analysis/geometry/tensor_surrogates.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::cli {
namespace {

constexpr int kDraws = 200;      // of as many points of one class as there are class means
constexpr int kEvery = 10;       // steps between two at which directions are counted
constexpr int kReduced = 20;     // principal components that surrogates are drawn in
constexpr double kStill = 1e-9;  // share of the first step's size below which means have come to rest

struct Followed {
  const models::Network& network;
  const RunStates& run;
  std::int32_t blank{0};
};

// States `from` to `to` steps after the last with input, every `pace` of them.
StatesAt drifting(const Followed& of, int to, int pace, const Execution& execution) {
  std::vector<std::int32_t> wanted;
  const auto last = static_cast<std::int32_t>(of.run.states.steps.size()) - 1;
  for (int after = 0; after <= to; after += pace) wanted.push_back(last + after);
  return states_at(of.network, of.run.tokens, of.blank, wanted, execution);
}

std::vector<DriftDimension> dimensions_of(const Followed& of, const CycleOptions& options,
                                          const Execution& execution) {
  const StatesAt found = drifting(of, options.after, kEvery, execution);
  std::vector<DriftDimension> made(found.states.size());
  execution.workers.for_each(made.size(), [&](std::size_t k) {
    execution.progress.check_stop();
    const models::EqualDimensions equal = models::equal_dimensions(
        found.states[k], of.run.states.classes, of.run.states.count(), kDraws, options.seed);
    made[k] = {static_cast<int>(k) * kEvery, equal.means, equal.within, equal.low, equal.high};
  });
  return made;
}

// Class means along the drift, in their leading principal components: one a class, steps x components.
models::Conditions means_of(const Followed& of, const CycleOptions& options, const Execution& execution) {
  const StatesAt found = drifting(of, options.turning, 1, execution);
  const auto steps = static_cast<Eigen::Index>(found.states.size());
  Eigen::Index classes = 0;
  Matrix stacked;
  for (Eigen::Index t = 0; t < steps; ++t) {
    const MatrixD means = models::class_means(found.states[static_cast<std::size_t>(t)],
                                              of.run.states.classes, of.run.states.count());
    if (t == 0) {
      classes = means.rows();
      stacked.resize(classes * steps, means.cols());
    }
    for (Eigen::Index c = 0; c < classes; ++c) stacked.row(c * steps + t) = means.row(c).cast<float>();
  }
  const MatrixD scores = models::leading_components(stacked, kReduced).scores;
  models::Conditions made;
  for (Eigen::Index c = 0; c < classes; ++c) made.emplace_back(scores.middleRows(c * steps, steps));
  return made;
}

Turning turning_of(const models::Conditions& means, int components) {
  const models::Conditions apart = models::without_common_mean(means);
  const int most = static_cast<int>(apart.front().cols()) / 2 * 2;
  const models::Rotations found = models::rotations_of(apart, std::min(components, most));
  if (found.turns.empty()) return {};
  return {found.shares.front(), found.r2_skew, found.turns.front() > 0 ? 1 / found.turns.front() : 0};
}

Turning at_quantile(const std::vector<Turning>& draws, double share) {
  const auto of = [&](double Turning::*field) {
    std::vector<double> values;
    for (const Turning& one : draws) values.push_back(one.*field);
    return models::quantile(values, share);
  };
  return {of(&Turning::share), of(&Turning::r2), of(&Turning::steps)};
}

// Whether the means still differ after the first step: a network that forgets at once has nothing to turn.
bool moves(const models::Conditions& means) {
  const models::Conditions apart = models::without_common_mean(means);
  double first = 0, rest = 0;
  for (const MatrixD& one : apart) {
    first += one.row(0).squaredNorm();
    rest += one.bottomRows(one.rows() - 1).squaredNorm();
  }
  return rest > kStill * first && first > 0;
}

StageTurning stage_turning(const Followed& of, int stage, const CycleOptions& options,
                           const Execution& execution) {
  StageTurning made;
  made.stage = stage;
  const models::Conditions means = means_of(of, options, execution);
  if (!moves(means)) return made;
  made.of = turning_of(means, options.components);
  const models::SurrogateModel model = models::fit_surrogates(means);
  std::vector<Turning> draws(static_cast<std::size_t>(options.surrogates));
  execution.workers.for_each(draws.size(), [&](std::size_t k) {
    execution.progress.check_stop();
    draws[k] = turning_of(models::draw_surrogate(model, options.seed, k), options.components);
  });
  made.median = at_quantile(draws, 0.5);
  made.low = at_quantile(draws, 0.025);
  made.high = at_quantile(draws, 0.975);
  return made;
}

void check_task(const NetworkView& view, const RunStates& run) {
  if (view.task->blank_token() < 0 || !run.states.is_rectangular())
    fail(ErrorKind::data, view.id +
                              ": cycles needs a task with steps without input and sequences of one length "
                              "(images, clusters)");
  if (run.states.count() < 3)
    fail(ErrorKind::data, view.id + ": cycles needs three classes or more: the means of two lie on a line");
}

}  // namespace

void CycleOptions::check() const {
  check_range("after", after, after >= kEvery && after <= 10000, "10 to 10000");
  check_range("turning", turning, turning >= 10 && turning <= 1000, "10 to 1000");
  check_range("components", components, components >= 2 && components % 2 == 0 && components <= kReduced,
              "an even number of 2 to 20");
  check_range("surrogates", surrogates, surrogates >= 19 && surrogates <= 9999, "19 to 9999");
  check_range("stages", stages, stages >= 2 && stages <= 1000, "2 to 1000");
}

CyclesOfOne study_cycles(const NetworkView& view, const std::string& column, const CycleOptions& options,
                         const Execution& execution) {
  options.check();
  const RunStates run = run_states(view, column, {"test", options.sequences, options.seed}, execution);
  check_task(view, run);
  const std::int32_t blank = view.task->blank_token();
  CyclesOfOne made;
  made.id = view.id;
  made.trained = dimensions_of({*run.network, run, blank}, options, execution);
  for (const int stage : spread_numbers(view.stages, options.stages)) {
    const std::unique_ptr<models::Network> network = view.network_at(stage);
    made.stages.push_back(stage_turning({*network, run, blank}, stage, options, execution));
  }
  const std::unique_ptr<models::Network> untrained = untrained_network(view, made.radius);
  const Followed drawn{*untrained, run, blank};
  made.untrained = dimensions_of(drawn, options, execution);
  const models::Conditions means = means_of(drawn, options, execution);
  if (moves(means)) made.at_radius = turning_of(means, options.components);
  return made;
}

}  // namespace rssviz::cli
