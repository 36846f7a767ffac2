#include "cli/studies/belief_study.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/geometry/linear_probe.h"

namespace rssviz::cli {

namespace {

// The points of every other sequence, and the rest.
struct Halves {
  std::vector<std::int32_t> fit{}, judge{};
  std::size_t judged_sequences{0};
};

Halves halves_of(const models::StateTrace& trace) {
  Halves halves;
  std::int32_t last = -1;
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (trace.token[i] < 0) continue;
    const bool judged = trace.sequence[i] % 2 != 0;
    (judged ? halves.judge : halves.fit).push_back(static_cast<std::int32_t>(i));
    if (judged && trace.sequence[i] != last) {
      ++halves.judged_sequences;
      last = trace.sequence[i];
    }
  }
  if (halves.judged_sequences < 2)
    fail(ErrorKind::data,
         "beliefs are judged on sequences that the map was not fitted on: four or more are needed");
  return halves;
}

MatrixD columns_of(const models::StateTrace& trace, const std::vector<std::string>& names) {
  MatrixD made(static_cast<Eigen::Index>(trace.points()), static_cast<Eigen::Index>(names.size()));
  for (std::size_t k = 0; k < names.size(); ++k) {
    const std::vector<float>& values = trace.require_number(names[k]).values;
    for (std::size_t i = 0; i < values.size(); ++i)
      made(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = values[i];
  }
  return made;
}

double r2_of(const MatrixD& truth, const MatrixD& found) {
  const Eigen::RowVectorXd mean = truth.colwise().mean();
  const double all = (truth.rowwise() - mean).squaredNorm();
  return all > 0 ? 1 - (truth - found).squaredNorm() / all : std::numeric_limits<double>::quiet_NaN();
}

BeliefMap straight_map(MatrixRef features, const MatrixD& targets, const Halves& halves, double penalty) {
  const Matrix fit = features(halves.fit, Eigen::all), judge = features(halves.judge, Eigen::all);
  BeliefMap made;
  const MatrixD taught = targets(halves.fit, Eigen::all), truth = targets(halves.judge, Eigen::all);
  made.found = models::fit_linear(fit, taught, models::relative_lambda(fit, penalty)).outputs(judge);
  made.r2 = r2_of(truth, made.found);
  return made;
}

// What the last symbols alone tell: one-hot, the latest first; before a sequence's first symbol nothing.
Matrix window_of(const models::StateTrace& trace, const std::vector<std::int32_t>& symbol, int symbols,
                 int length) {
  Matrix made =
      Matrix::Zero(static_cast<Eigen::Index>(trace.points()), static_cast<Eigen::Index>(symbols) * length);
  for (std::size_t i = 0; i < trace.points(); ++i)
    for (int back = 0; back < length && static_cast<std::size_t>(back) <= i; ++back) {
      const std::size_t row = i - static_cast<std::size_t>(back);
      if (trace.sequence[row] != trace.sequence[i] || symbol[row] < 0) break;
      made(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(back) * symbols + symbol[row]) = 1;
    }
  return made;
}

// Beliefs of another sequence, step by step; of sequences of other lengths the shorter one's again.
MatrixD of_other_sequences(const models::StateTrace& trace, const MatrixD& beliefs, std::uint64_t seed) {
  std::vector<std::vector<Eigen::Index>> rows;
  for (std::size_t i = 0; i < trace.points(); ++i) {
    if (i == 0 || trace.sequence[i] != trace.sequence[i - 1]) rows.emplace_back();
    rows.back().push_back(static_cast<Eigen::Index>(i));
  }
  std::vector<std::size_t> order(rows.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  Rng rng(seed, "beliefs of other sequences");
  rng.shuffle(std::span<std::size_t>(order));
  MatrixD made = beliefs;
  for (std::size_t s = 0; s < rows.size(); ++s) {
    const std::vector<Eigen::Index>& from = rows[order[s]];
    for (std::size_t t = 0; t < rows[s].size(); ++t)
      made.row(rows[s][t]) = beliefs.row(from[t % from.size()]);
  }
  return made;
}

// What a straight map from the next symbol's probabilities leaves of the beliefs.
double beyond_next(const NetworkView& view, const MatrixD& beliefs, const Halves& halves,
                   const BeliefOptions& options) {
  if (options.next.empty()) return std::numeric_limits<double>::quiet_NaN();
  const Matrix next = columns_of(view.trace, options.next).cast<float>();
  const Matrix fit = next(halves.fit, Eigen::all);
  const MatrixD taught = beliefs(halves.fit, Eigen::all);
  const models::LinearProbe probe = models::fit_linear(fit, taught, models::relative_lambda(fit, 1e-9));
  const MatrixD left = beliefs - probe.outputs(next);
  const Eigen::RowVectorXd mean = beliefs.colwise().mean();
  if (left.squaredNorm() < 1e-6 * (beliefs.rowwise() - mean).squaredNorm())
    return std::numeric_limits<double>::quiet_NaN();
  return straight_map(view.trace.states, left, halves, options.penalty).r2;
}

std::vector<int> stages_of(const NetworkView& view, int most) {
  std::vector<int> stages;
  const int count = std::min(most, view.stages);
  for (int k = 0; k < count; ++k) {
    const double at = count == 1 ? view.stages - 1 : static_cast<double>(k) * (view.stages - 1) / (count - 1);
    stages.push_back(static_cast<int>(std::lround(at)));
  }
  return stages;
}

std::vector<std::int32_t> symbols_of(const NetworkView& view, int& count) {
  for (const char* role : {"inner", "class"})
    for (const std::string& name : view.task->role(role))
      if (const models::IntColumn* const column = view.trace.integer(name)) {
        count = static_cast<int>(column->labels.size());
        return column->values;
      }
  count = 0;
  return {};
}

}  // namespace

BeliefStudy study_beliefs(const NetworkView& view, const BeliefOptions& options, const Execution& execution) {
  const MatrixD beliefs = columns_of(view.trace, options.beliefs);
  const Halves halves = halves_of(view.trace);
  BeliefStudy study;
  for (const std::string& column : options.beliefs) study.names.push_back(view.task->title_of(column));
  study.rows = halves.judge;
  study.judged_sequences = halves.judged_sequences;
  study.truth = beliefs(halves.judge, Eigen::all);
  study.stages = stages_of(view, options.stages);
  study.by_stage.resize(study.stages.size());
  execution.workers.for_each(study.stages.size(), [&](std::size_t k) {
    const Workers one(1);
    SilentProgress silent;
    const bool last = study.stages[k] == view.stages - 1;
    const Matrix states =
        last ? view.trace.states
             : view.record(*view.network_at(study.stages[k]), view.sentences, view.trace.what, {one, silent})
                   .states;
    study.by_stage[k] = straight_map(states, beliefs, halves, options.penalty);
  });
  study.shuffled = straight_map(view.trace.states, of_other_sequences(view.trace, beliefs, options.seed),
                                halves, options.penalty)
                       .r2;
  int symbols = 0;
  const std::vector<std::int32_t> symbol = symbols_of(view, symbols);
  for (int length = 1; symbols > 0 && length <= options.longest_window; ++length)
    study.windows.push_back(
        straight_map(window_of(view.trace, symbol, symbols, length), beliefs, halves, options.penalty).r2);
  study.trace = straight_map(view.input_trace(execution).states, beliefs, halves, options.penalty).r2;
  study.beyond_next = beyond_next(view, beliefs, halves, options);
  return study;
}

}  // namespace rssviz::cli
