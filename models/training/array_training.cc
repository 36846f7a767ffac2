#include "models/training/array_training.h"

#include <chrono>
#include <cmath>

#include "core/error.h"
#include "core/memory.h"
#include "core/rng.h"
#include "models/cells/over_rows.h"
#include "models/data/least_squares.h"
#include "models/recording/prefix_trie.h"
#include "models/training/array_metrics.h"
#include "models/training/descent.h"
#include "models/training/given_reservoir.h"
#include "models/training/memory_plan.h"

namespace rssviz::models {
namespace {

// steps x state_size, in the order of the rows. `over_rows`: a network over the rows of the inputs.
Matrix states_by_row(const Network& over_rows, const ArrayTask& task, const ArrayOptions& options,
                     const Execution& execution) {
  const std::vector<Tokens> runs = runs_of(task, options);
  const PrefixTrie trie = build_trie(runs);
  const Matrix by_node = states_of(over_rows, trie, execution);
  Matrix states(task.inputs.rows(), by_node.cols());
  std::size_t point = 0;
  for (const Tokens& run : runs)
    for (const std::int32_t row : run) states.row(row) = by_node.row(trie.node[point++]);
  return states;
}

RecurrentShape shape_of(const ArrayTask& task, const RecurrentOptions& options) {
  return {options.cell, static_cast<int>(task.inputs.cols()), options.units,
          static_cast<int>(task.targets.cols()), options.layers};
}

// A part of a run: rows first .. first + size - 1, of which those before `uncounted` don't count.
struct Window {
  Eigen::Index first{0};
  Eigen::Index size{0};
  Eigen::Index uncounted{0};
  bool fresh{false};  // begins at the zero state
};

// Rows of a run follow one another, as those of all sequences do (ArrayTask::check).
std::vector<Window> windows_of(const Tokens& run, const ArrayOptions& options) {
  std::vector<Window> windows;
  const auto steps = static_cast<Eigen::Index>(run.size());
  for (Eigen::Index from = 0; from < steps; from += options.window) {
    const Eigen::Index size = std::min<Eigen::Index>(options.window, steps - from);
    windows.push_back(
        {run.front() + from, size, std::clamp<Eigen::Index>(options.washout - from, 0, size), from == 0});
  }
  return windows;
}

// One epoch after the other over the windows of all training runs.
class WindowLearner {
 public:
  WindowLearner(const ArrayTask& task, const ArrayOptions& options, const RecurrentRun& run)
      : task_(task),
        options_(options),
        recurrent_(run.options),
        seed_(run.seed),
        targets_(task.targets.cast<float>()),
        state_(Vector::Zero(recurrent_.layers * shape_of(task, recurrent_).layer_state())) {
    for (const Tokens& rows : training_runs(task, options)) runs_.push_back(windows_of(rows, options));
  }

  void run_epoch(Descent& descent, int epoch, const Progress& progress) {
    const std::vector<Window> windows = in_order(epoch);
    const auto batch = static_cast<std::size_t>(recurrent_.batch_size);
    std::size_t step = 1;
    for (std::size_t from = 0; from < windows.size(); from += batch, ++step) {
      progress.check_stop();
      learn_batch(descent, std::span(windows).subspan(from, std::min(batch, windows.size() - from)), epoch,
                  from, step);
    }
    descent.check_weights(epoch, step - 1);
  }

 private:
  std::vector<Window> in_order(int epoch) const {
    std::vector<std::int32_t> order(runs_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = static_cast<std::int32_t>(i);
    if (recurrent_.shuffle) {
      Rng rng(seed_, "order of sequences", static_cast<std::uint64_t>(epoch));
      rng.shuffle(std::span<std::int32_t>(order));
    }
    std::vector<Window> windows;
    for (const std::int32_t run : order) {
      const std::vector<Window>& of_run = runs_[static_cast<std::size_t>(run)];
      windows.insert(windows.end(), of_run.begin(), of_run.end());
    }
    return windows;
  }

  void learn_batch(Descent& descent, std::span<const Window> windows, int epoch, std::size_t first,
                   std::size_t step) {
    Eigen::Index counted = 0;
    for (const Window& window : windows) counted += window.size - window.uncounted;
    const bool classes = options_.loss == ArrayLoss::error;
    const float scale =
        1.0F / static_cast<float>(std::max<Eigen::Index>(1, counted * (classes ? 1 : targets_.cols())));
    descent.begin();
    float loss = 0;
    for (std::size_t i = 0; i < windows.size(); ++i) {
      const Window& window = windows[i];
      if (window.fresh) state_.setZero();
      draw_masks(window, epoch, first + i);
      const StepTargets<float> steps{
          task_.inputs.middleRows(window.first, window.size), targets_.middleRows(window.first, window.size),
          static_cast<std::size_t>(window.uncounted), classes ? StepLoss::cross_entropy : StepLoss::squared};
      loss += scale * descent.backprop().accumulate(steps, scale, state_, descent.gradient(), masks_);
    }
    if (counted > 0) descent.end(loss, epoch, step);
  }

  void draw_masks(const Window& window, int epoch, std::size_t number) {
    if (!(recurrent_.dropout > 0)) return;
    const auto kept = static_cast<float>(1.0 / (1.0 - recurrent_.dropout));
    std::size_t windows = 0;
    for (const std::vector<Window>& run : runs_) windows += run.size();
    Rng rng(seed_, "dropout", static_cast<std::uint64_t>(epoch) * windows + number);
    masks_.resize(static_cast<std::size_t>((recurrent_.layers - 1) * recurrent_.units) *
                  static_cast<std::size_t>(window.size));
    for (float& mask : masks_) mask = rng.uniform() < recurrent_.dropout ? 0.0F : kept;
  }

  const ArrayTask& task_;
  ArrayOptions options_;
  RecurrentOptions recurrent_;
  std::uint64_t seed_;
  Matrix targets_;
  Vector state_;
  std::vector<std::vector<Window>> runs_;
  std::vector<float> masks_;
};

void check_room(const ArrayTask& task, const EsnTrainingOptions& esn, std::size_t trained) {
  const auto count = [](Eigen::Index size) { return static_cast<std::size_t>(size); };
  check_memory(plan_memory(esn, count(task.inputs.cols()), count(task.targets.cols()),
                           count(task.inputs.rows()), trained),
               available_memory());
}

}  // namespace

EsnRun train_esn(const ArrayTask& task, const EsnTrainingOptions& esn, const ArrayOptions& options,
                 std::uint64_t seed, const Execution& execution) {
  return train_readout(task, options, esn, nullptr, seed, execution);
}

EsnRun train_readout(const ArrayTask& task, const ArrayOptions& options, const EsnTrainingOptions& esn,
                     const GivenReservoir& given, std::uint64_t seed, const Execution& execution) {
  esn.check();
  const CountedSteps steps = require_counted_steps(task, options);
  check_room(task, esn, steps.train.size());
  execution.progress.begin("training esn", 3);
  EsnRun run{.options = esn, .seed = seed};
  run.sentences = stage_counts(esn, static_cast<int>(steps.train.size()), "training steps");
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  run.reservoir = drawn_or_given(esn.reservoir, static_cast<int>(task.inputs.cols()), seed, given);
  auto over_rows = std::make_shared<const Reservoir<float>>(over_input_rows(*run.reservoir, task.inputs));
  const MatrixD states =
      states_by_row(*make_esn_network(std::move(over_rows), MatrixD(0, 0)), task, options, execution)
          .cast<double>();
  execution.progress.advance(1);
  const auto solve = esn.solver == Solver::rls ? rls_readouts : ridge_readouts;
  run.readouts = solve(rows_of(states, steps.train), rows_of(task.targets, steps.train), run.sentences,
                       esn.regularization, execution);
  run.training_seconds = std::chrono::duration<double>(Clock::now() - start).count();
  execution.progress.advance(2);
  if (esn.measure_radius) {
    run.measured_radius = measure_spectral_radius(run.reservoir->recurrent);
    run.effective_radius = measure_effective_radius(*run.reservoir);
  }
  for (int stage = 0; stage < run.stages(); ++stage) {
    const MatrixD& readout = run.readouts[static_cast<std::size_t>(stage)];
    MatrixD outputs = states * readout.rightCols(states.cols()).transpose();
    outputs.rowwise() += readout.col(0).transpose();
    for (StageMetrics& metrics : array_metrics(task, options, steps, outputs)) {
      metrics.stage = stage;
      metrics.sentences = run.sentences[static_cast<std::size_t>(stage)];
      run.metrics.push_back(metrics);
    }
  }
  execution.progress.advance(3);
  return run;
}

void train_stages(const ArrayTask& task, const ArrayOptions& options, RecurrentRun& run,
                  OptimizerState<float> optimizer, const Execution& execution, const OnStage& on_stage) {
  run.options.check();
  run.options.check_layered_dropout();
  const CountedSteps steps = require_counted_steps(task, options);
  if (run.options.shuffle && training_runs(task, options).size() < 2)
    fail(ErrorKind::usage, "shuffle: one series has no other order; leave it out");
  WindowLearner learner(task, options, run);
  train_epochs(shape_of(task, run.options), static_cast<std::int64_t>(steps.train.size()), run,
               std::move(optimizer), execution, on_stage,
               [&](Descent& descent, int epoch) { learner.run_epoch(descent, epoch, execution.progress); });
}

void measure_stages(const ArrayTask& task, const ArrayOptions& options, const Execution& execution,
                    RecurrentRun& run) {
  const CountedSteps steps = require_counted_steps(task, options);
  run.metrics.resize(run.stages.size() * 2);
  execution.workers.for_each(run.stages.size(), [&](std::size_t stage) {
    const auto network = make_recurrent_network(over_input_rows(run.stages[stage], task.inputs));
    MatrixD outputs = network->read_out_double(states_by_row(*network, task, options, execution));
    if (options.loss == ArrayLoss::error) softmax_rows(outputs);
    const std::vector<StageMetrics> measured = array_metrics(task, options, steps, outputs);
    for (std::size_t k = 0; k < measured.size(); ++k) {
      StageMetrics& metrics = run.metrics[stage * measured.size() + k];
      metrics = measured[k];
      metrics.stage = static_cast<int>(stage);
      metrics.epoch = static_cast<int>(stage);
      metrics.sentences = run.sentences[stage];
    }
  });
}

RecurrentRun train_recurrent(const ArrayTask& task, const ArrayOptions& options,
                             const RecurrentOptions& recurrent, std::uint64_t seed,
                             const Execution& execution) {
  RecurrentRun run{.options = recurrent, .seed = seed};
  train_stages(task, options, run, {}, execution);
  measure_stages(task, options, execution, run);
  return run;
}

}  // namespace rssviz::models
