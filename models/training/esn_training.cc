#include "models/training/esn_training.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <span>

#include "core/error.h"
#include "core/memory.h"
#include "models/data/least_squares.h"
#include "models/recording/prefix_trie.h"
#include "models/training/continuous_learning.h"
#include "models/training/given_reservoir.h"
#include "models/training/memory_plan.h"

namespace rssviz::models {
namespace {

MatrixD rows_of(const MatrixD& matrix, const std::vector<std::int32_t>& rows) {
  MatrixD result(static_cast<Eigen::Index>(rows.size()), matrix.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) = matrix.row(rows[i]);
  return result;
}

// The final states of some sequences of the corpus, into their rows of `states`. A state is the same whatever
// else is run beside it.
void run_sequences(const Corpus& corpus, const Reservoir<float>& reservoir,
                   const std::vector<std::int32_t>& sequences, const Execution& execution, MatrixD& states) {
  if (sequences.empty()) return;
  const MatrixD found = final_states(reservoir, build_trie(corpus.sequences_of(sequences)), execution);
  for (std::size_t i = 0; i < sequences.size(); ++i)
    states.row(sequences[i]) = found.row(static_cast<Eigen::Index>(i));
}

std::vector<std::int32_t> all_but(const std::vector<std::int32_t>& sequences, std::size_t count) {
  std::vector<char> left(count, 1);
  for (const std::int32_t sequence : sequences) left[static_cast<std::size_t>(sequence)] = 0;
  std::vector<std::int32_t> rest;
  for (std::size_t i = 0; i < count; ++i)
    if (left[i] != 0) rest.push_back(static_cast<std::int32_t>(i));
  return rest;
}

// sequences x (stages * outputs) of some stages, in blocks of sequences.
MatrixD outputs_by_stage(const MatrixD& states, std::span<const MatrixD> readouts, const Workers& workers) {
  const Eigen::Index outputs = readouts.front().rows();
  MatrixD stacked(outputs * static_cast<Eigen::Index>(readouts.size()), readouts.front().cols());
  for (std::size_t i = 0; i < readouts.size(); ++i) {
    stacked.middleRows(static_cast<Eigen::Index>(i) * outputs, outputs) = readouts[i];
  }
  MatrixD result(states.rows(), stacked.rows());
  constexpr Eigen::Index kBlock = 256;
  const Eigen::Index blocks = (states.rows() + kBlock - 1) / kBlock;
  workers.for_each(static_cast<std::size_t>(blocks), [&](std::size_t block) {
    const Eigen::Index from = static_cast<Eigen::Index>(block) * kBlock;
    const Eigen::Index count = std::min(kBlock, states.rows() - from);
    auto part = result.middleRows(from, count);
    part.noalias() = states.middleRows(from, count) * stacked.rightCols(states.cols()).transpose();
    part.rowwise() += stacked.col(0).transpose();
  });
  return result;
}

// Stages are judged a few at a time: the outputs of all would need more memory than training, and few are as
// quick.
void measure_stages(const Corpus& corpus, const MatrixD& states, const Judge& judge,
                    const Execution& execution, EsnRun& run) {
  constexpr std::size_t kAtOnce = 4;
  constexpr std::size_t kParts = kSplits.size();
  const Eigen::Index width = corpus.targets.cols();
  run.metrics.resize(run.readouts.size() * kParts);
  for (std::size_t first = 0; first < run.readouts.size(); first += kAtOnce) {
    const std::size_t count = std::min(kAtOnce, run.readouts.size() - first);
    const MatrixD outputs =
        outputs_by_stage(states, std::span(run.readouts).subspan(first, count), execution.workers);
    execution.workers.for_each(count * kParts, [&](std::size_t i) {
      const std::size_t stage = i / kParts;
      const Split split = kSplits[i % kParts];
      const MatrixD of_stage = outputs.middleCols(static_cast<Eigen::Index>(stage) * width, width);
      StageMetrics& metrics = run.metrics[first * kParts + i];
      metrics = measure(corpus, split, rows_of(of_stage, corpus.indices(split)), judge);
      metrics.stage = static_cast<int>(first + stage);
      metrics.sentences = run.sentences[first + stage];
    });
  }
}

void measure_radii(const Workers& workers, EsnRun& run) {
  workers.for_each(2, [&](std::size_t which) {
    if (which == 0)
      run.measured_radius = measure_spectral_radius(run.reservoir->recurrent);
    else
      run.effective_radius = measure_effective_radius(*run.reservoir);
  });
}

}  // namespace

void EsnTrainingOptions::check() const {
  reservoir.check();
  check_range("regularization", regularization, regularization > 0, "above 0");
  if (n_stages < 2) {
    fail(ErrorKind::usage, "n_stages = " + std::to_string(n_stages) + " is out of range: 2 or more");
  }
  for (std::size_t i = 0; i < stages.size(); ++i) {
    if (stages[i] < 0 || (i > 0 && stages[i] <= stages[i - 1])) {
      fail(ErrorKind::usage, "stages = ..." + std::to_string(stages[i]) +
                                 " is out of range: ascending numbers of sentences, 0 or more");
    }
  }
}

GivenReservoir drawn_or_given(const EsnOptions& options, int inputs, std::uint64_t seed,
                              const GivenReservoir& given) {
  if (!given) return std::make_shared<const Reservoir<float>>(make_reservoir(options, inputs, seed));
  if (given->inputs() != inputs)
    fail(ErrorKind::data, "the reservoir takes " + std::to_string(given->inputs()) +
                              " inputs, the task has " + std::to_string(inputs));
  return given;
}

std::vector<int> stage_counts(int count, int total) {
  count = std::min(count, total + 1);
  std::vector<int> counts;
  for (int k = 0; k < count; ++k) {
    const double part = count > 1 ? static_cast<double>(k) / (count - 1) : 1.0;
    const int seen = static_cast<int>(std::lround(total * part * part));
    counts.push_back(counts.empty() ? seen : std::max(counts.back() + 1, seen));
  }
  return counts;
}

EsnTrainingOptions default_options(Learning learning) {
  EsnTrainingOptions options;
  options.learning = learning;
  if (learning == Learning::final) return options;
  options.reservoir.spectral_radius = 1.3;
  options.reservoir.density = 0.81;
  options.reservoir.leak_rate = 0.04;
  options.regularization = 0.00019952623149688796;  // 10^-3.7
  return options;
}

std::vector<int> stage_counts(const EsnTrainingOptions& options, int total, const char* of) {
  if (options.stages.empty()) return stage_counts(options.n_stages, total);
  std::vector<int> counts = options.stages;
  if (counts.back() > total) {
    fail(ErrorKind::usage, "stages = ..." + std::to_string(counts.back()) + " is out of range: 0 to " +
                               std::to_string(total) + " " + of);
  }
  if (counts.front() != 0) counts.insert(counts.begin(), 0);
  if (counts.back() != total) counts.push_back(total);
  return counts;
}

EsnRun train_esn(const Corpus& corpus, const EsnTrainingOptions& options, std::uint64_t seed,
                 const Judge& judge, const Execution& execution) {
  return train_readout(corpus, options, nullptr, seed, judge, execution);
}

EsnRun train_readout(const Corpus& corpus, const EsnTrainingOptions& options, const GivenReservoir& given,
                     std::uint64_t seed, const Judge& judge, const Execution& execution) {
  options.check();
  corpus.check();
  if (corpus.train.empty()) fail(ErrorKind::data, "there are no sentences to train on");
  check_memory(plan_memory(options, corpus.vocabulary.size(), static_cast<std::size_t>(corpus.targets.cols()),
                           corpus.sequences.size(), corpus.train.size()),
               available_memory());
  execution.progress.begin("training esn", 3);
  EsnRun run{.options = options, .seed = seed};
  run.sentences = stage_counts(options, static_cast<int>(corpus.train.size()));
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  run.reservoir = drawn_or_given(options.reservoir, static_cast<int>(corpus.vocabulary.size()), seed, given);
  MatrixD states(static_cast<Eigen::Index>(corpus.sequences.size()), options.reservoir.units);
  if (options.learning == Learning::continuous) {
    run.readouts = continuous_readouts(corpus, run.reservoir, options, run.sentences, execution);
  } else {
    run_sequences(corpus, *run.reservoir, corpus.train, execution, states);
    execution.progress.advance(1);
    const auto solve = options.solver == Solver::rls ? rls_readouts : ridge_readouts;
    run.readouts = solve(rows_of(states, corpus.train), rows_of(corpus.targets, corpus.train), run.sentences,
                         options.regularization, execution);
  }
  run.training_seconds = std::chrono::duration<double>(Clock::now() - start).count();
  execution.progress.advance(2);
  const bool some_known = options.learning == Learning::final;
  run_sequences(corpus, *run.reservoir,
                all_but(some_known ? corpus.train : std::vector<std::int32_t>{}, corpus.sequences.size()),
                execution, states);
  if (options.measure_radius) measure_radii(execution.workers, run);
  measure_stages(corpus, states, judge, execution, run);
  execution.progress.advance(3);
  return run;
}

std::unique_ptr<Network> network_at(const EsnRun& run, int stage) {
  const int last = run.stages() - 1;
  if (stage < -1 || stage > last) {
    fail(ErrorKind::usage,
         "stage = " + std::to_string(stage) + " is out of range: 0 to " + std::to_string(last));
  }
  return make_esn_network(run.reservoir, run.readouts[static_cast<std::size_t>(stage < 0 ? last : stage)]);
}

}  // namespace rssviz::models
