// The echo state network of class_training.h.
#include <algorithm>
#include <chrono>

#include "core/error.h"
#include "models/cells/over_rows.h"
#include "models/data/least_squares.h"
#include "models/training/class_metrics.h"
#include "models/training/class_training.h"
#include "models/training/given_reservoir.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kBlock = 200;  // sequences run together

// Their states after the last step: ids x units.
Matrix last_states(const Reservoir<float>& reservoir, const ClassSequences& sequences,
                   std::span<const std::int32_t> ids) {
  const auto count = static_cast<Eigen::Index>(ids.size());
  Matrix rows(count * sequences.steps(), sequences.inputs);
  for (int step = 0; step < sequences.steps(); ++step)
    sequences.fill(step, ids, rows.middleRows(step * count, count));
  const auto network = make_esn_network(
      std::make_shared<const Reservoir<float>>(over_input_rows(reservoir, rows)), MatrixD(0, 0));
  Matrix state = Matrix::Zero(count, network->state_size()), next(count, network->state_size());
  std::vector<std::int32_t> tokens(ids.size());
  for (int step = 0; step < sequences.steps(); ++step) {
    for (std::size_t i = 0; i < ids.size(); ++i)
      tokens[i] = static_cast<std::int32_t>(step * count + static_cast<Eigen::Index>(i));
    network->step(state, tokens, next);
    state.swap(next);
  }
  return state;
}

// 1 before the states of some sequences, block by block: use(rows from, [1 states]).
template <class Use>
void for_states(const Reservoir<float>& reservoir, const ClassSequences& sequences,
                std::span<const std::int32_t> ids, const Execution& execution, const Use& use) {
  for (std::size_t from = 0; from < ids.size(); from += kBlock) {
    execution.progress.check_stop();
    const std::size_t count = std::min(kBlock, ids.size() - from);
    const Matrix states = last_states(reservoir, sequences, ids.subspan(from, count));
    MatrixD s(states.rows(), states.cols() + 1);
    s.col(0).setOnes();
    s.rightCols(states.cols()) = states.cast<double>();
    use(from, s);
  }
}

MatrixD targets_of(const ClassSequences& sequences, std::span<const std::int32_t> ids) {
  MatrixD targets = MatrixD::Zero(static_cast<Eigen::Index>(ids.size()), sequences.outputs());
  for (std::size_t i = 0; i < ids.size(); ++i)
    targets(static_cast<Eigen::Index>(i), sequences.classes[static_cast<std::size_t>(ids[i])]) = 1;
  return targets;
}

void solve_stages(const ClassSequences& sequences, const Execution& execution, EsnRun& run) {
  NormalEquations equations(run.reservoir->units(), sequences.outputs(), run.options.regularization);
  const std::span<const std::int32_t> train(sequences.train);
  std::size_t done = 0;
  for (const int count : run.sentences) {
    const auto ids = train.subspan(done, static_cast<std::size_t>(count) - done);
    for_states(*run.reservoir, sequences, ids, execution, [&](std::size_t from, const MatrixD& s) {
      equations.add(s, targets_of(sequences, ids.subspan(from, static_cast<std::size_t>(s.rows()))),
                    execution.workers);
    });
    done = static_cast<std::size_t>(count);
    run.readouts.push_back(count == 0 ? MatrixD::Zero(sequences.outputs(), run.reservoir->units() + 1)
                                      : equations.solve(count));
  }
}

void judge_stages(const ClassSequences& sequences, const Execution& execution, EsnRun& run) {
  const std::vector<std::int32_t> train = judged_training(sequences);
  std::vector<StageMetrics> by_split[2];
  for (const Split split : {Split::train, Split::test}) {
    const std::vector<std::int32_t>& ids = split == Split::train ? train : sequences.test;
    std::vector<MatrixD> outputs(run.readouts.size(),
                                 MatrixD(static_cast<Eigen::Index>(ids.size()), sequences.outputs()));
    for_states(*run.reservoir, sequences, ids, execution, [&](std::size_t from, const MatrixD& s) {
      for (std::size_t stage = 0; stage < outputs.size(); ++stage)
        outputs[stage].middleRows(static_cast<Eigen::Index>(from), s.rows()) =
            s * run.readouts[stage].transpose();
    });
    for (const MatrixD& of_stage : outputs)
      by_split[split == Split::test].push_back(class_metrics(sequences, ids, split, of_stage, false));
  }
  for (std::size_t stage = 0; stage < run.readouts.size(); ++stage)
    for (std::vector<StageMetrics>& metrics : by_split) {
      metrics[stage].stage = static_cast<int>(stage);
      metrics[stage].sentences = run.sentences[stage];
      run.metrics.push_back(metrics[stage]);
    }
}

}  // namespace

EsnRun train_esn(const ClassSequences& sequences, const EsnTrainingOptions& options, std::uint64_t seed,
                 const Execution& execution) {
  return train_readout(sequences, options, nullptr, seed, execution);
}

EsnRun train_readout(const ClassSequences& sequences, const EsnTrainingOptions& options,
                     const GivenReservoir& given, std::uint64_t seed, const Execution& execution) {
  options.check();
  sequences.check();
  if (options.learning == Learning::continuous)
    fail(ErrorKind::usage,
         "learning = continuous belongs to --task csl; classes of sequences are learned at "
         "the last step");
  if (options.solver == Solver::rls)
    fail(ErrorKind::usage,
         "solver = rls isn't known where classes of sequences are learned; ridge equals it");
  execution.progress.begin("training esn", 2);
  EsnRun run{.options = options, .seed = seed};
  run.sentences = stage_counts(options, static_cast<int>(sequences.train.size()), "training sequences");
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  run.reservoir = drawn_or_given(options.reservoir, sequences.inputs, seed, given);
  solve_stages(sequences, execution, run);
  run.training_seconds = std::chrono::duration<double>(Clock::now() - start).count();
  execution.progress.advance(1);
  if (options.measure_radius) {
    run.measured_radius = measure_spectral_radius(run.reservoir->recurrent);
    run.effective_radius = measure_effective_radius(*run.reservoir);
  }
  judge_stages(sequences, execution, run);
  execution.progress.advance(2);
  return run;
}

}  // namespace rssviz::models
