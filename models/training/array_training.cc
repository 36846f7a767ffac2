#include "models/training/array_training.h"

#include <chrono>
#include <cmath>

#include "core/error.h"
#include "models/recording/prefix_trie.h"
#include "models/training/least_squares.h"
#include "models/weights/foreign_weights.h"

namespace rssviz::models {
namespace {

constexpr ArrayLoss kLosses[] = {ArrayLoss::rmse, ArrayLoss::nrmse, ArrayLoss::error};

// Runs from the zero state: with carry one, else each sequence.
std::vector<Tokens> runs_of(const ArrayTask& task, const ArrayOptions& options) {
  if (!options.carry) return task.sequences;
  std::vector<Tokens> one(1);
  for (const Tokens& sequence : task.sequences)
    one.front().insert(one.front().end(), sequence.begin(), sequence.end());
  return one;
}

// steps x units, in the order of the rows.
MatrixD states_over(const Reservoir<float>& reservoir, const ArrayTask& task, const ArrayOptions& options,
                    const Execution& execution) {
  const auto over = std::make_shared<const Reservoir<float>>(over_input_rows(reservoir, task.inputs));
  const std::unique_ptr<Network> network = make_esn_network(over, MatrixD(0, 0));
  const std::vector<Tokens> runs = runs_of(task, options);
  const PrefixTrie trie = build_trie(runs);
  const Matrix by_node = states_of(*network, trie, execution);
  MatrixD states = MatrixD::Zero(task.inputs.rows(), by_node.cols());
  std::size_t point = 0;
  for (const Tokens& run : runs)
    for (const std::int32_t row : run) states.row(row) = by_node.row(trie.node[point++]).cast<double>();
  return states;
}

MatrixD rows_of(const MatrixD& matrix, const std::vector<std::int32_t>& rows) {
  MatrixD result(static_cast<Eigen::Index>(rows.size()), matrix.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) = matrix.row(rows[i]);
  return result;
}

double share_wrong(const MatrixD& outputs, const MatrixD& targets) {
  Eigen::Index wrong = 0;
  for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
    Eigen::Index said = 0, meant = 0;
    outputs.row(i).maxCoeff(&said);
    targets.row(i).maxCoeff(&meant);
    wrong += said != meant ? 1 : 0;
  }
  return static_cast<double>(wrong) / static_cast<double>(outputs.rows());
}

StageMetrics metrics_of(const MatrixD& states, const MatrixD& targets, const MatrixD& readout,
                        const ArrayOptions& options) {
  MatrixD outputs = states * readout.rightCols(states.cols()).transpose();
  outputs.rowwise() += readout.col(0).transpose();
  double squares = 0, spread = 0;
  const auto mean = targets.colwise().mean().eval();
  for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
    squares += (outputs.row(i) - targets.row(i)).squaredNorm();
    spread += (targets.row(i) - mean).squaredNorm();
  }
  const double rmse = std::sqrt(squares / static_cast<double>(outputs.size()));
  StageMetrics metrics;
  metrics.rmse = rmse;
  metrics.loss = rmse;
  if (options.loss == ArrayLoss::nrmse) metrics.loss = spread > 0 ? std::sqrt(squares / spread) : rmse;
  if (options.loss == ArrayLoss::error) {
    metrics.exact_error = share_wrong(outputs, targets);
    metrics.loss = *metrics.exact_error;
  }
  return metrics;
}

}  // namespace

std::string_view name_of(ArrayLoss loss) {
  return loss == ArrayLoss::rmse ? "rmse" : loss == ArrayLoss::nrmse ? "nrmse" : "class";
}

ArrayLoss array_loss_named(std::string_view name) {
  for (const ArrayLoss loss : kLosses)
    if (name == name_of(loss)) return loss;
  fail(ErrorKind::usage, "loss = " + std::string(name) + " is not one of rmse, nrmse, class");
}

void ArrayOptions::check() const {
  if (washout < 0)
    fail(ErrorKind::usage, "washout = " + std::to_string(washout) + " is out of range: 0 or more");
  check_range("test_share", test_share, test_share > 0 && test_share < 1, "above 0, below 1");
}

std::vector<std::int32_t> counted_steps(const ArrayTask& task, const ArrayOptions& options, Split split) {
  std::vector<std::int32_t> steps;
  if (split == Split::validation) return steps;
  const bool test = split == Split::test;
  const std::size_t many = task.sequences.size();
  const auto first_test = [&](std::size_t count) {
    return count - static_cast<std::size_t>(std::ceil(options.test_share * static_cast<double>(count)));
  };
  bool fresh = true;  // the run begins at the zero state
  for (std::size_t s = 0; s < many; ++s) {
    const Tokens& rows = task.sequences[s];
    const std::size_t washed = fresh ? static_cast<std::size_t>(options.washout) : 0;
    fresh = !options.carry;
    for (std::size_t t = washed; t < rows.size(); ++t) {
      const bool in_test = many == 1 ? t >= first_test(rows.size()) : s >= first_test(many);
      if (in_test == test) steps.push_back(rows[t]);
    }
  }
  return steps;
}

EsnRun train_esn_on_arrays(const ArrayTask& task, const EsnTrainingOptions& esn, const ArrayOptions& options,
                           std::uint64_t seed, const Execution& execution) {
  esn.check();
  options.check();
  if (task.targets.rows() != task.inputs.rows())
    fail(ErrorKind::data, "the targets have " + std::to_string(task.targets.rows()) + " rows, the inputs " +
                              std::to_string(task.inputs.rows()));
  const std::vector<std::int32_t> train = counted_steps(task, options, Split::train);
  const std::vector<std::int32_t> test = counted_steps(task, options, Split::test);
  if (train.empty() || test.empty())
    fail(ErrorKind::data, "after a washout of " + std::to_string(options.washout) + " steps " +
                              std::to_string(train.size()) + " are left to train on and " +
                              std::to_string(test.size()) + " to test on");
  execution.progress.begin("training esn", 3);
  EsnRun run{.options = esn, .seed = seed};
  using Clock = std::chrono::steady_clock;
  const Clock::time_point start = Clock::now();
  run.reservoir = std::make_shared<const Reservoir<float>>(
      make_reservoir(esn.reservoir, static_cast<int>(task.inputs.cols()), seed));
  const MatrixD states = states_over(*run.reservoir, task, options, execution);
  execution.progress.advance(1);
  run.sentences = {0, static_cast<int>(train.size())};
  const MatrixD seen = rows_of(states, train), wanted = rows_of(task.targets, train);
  run.readouts = ridge_readouts(seen, wanted, run.sentences, esn.regularization, execution);
  run.training_seconds = std::chrono::duration<double>(Clock::now() - start).count();
  execution.progress.advance(2);
  if (esn.measure_radius) {
    run.measured_radius = measure_spectral_radius(run.reservoir->recurrent);
    run.effective_radius = measure_effective_radius(*run.reservoir);
  }
  const MatrixD unseen = rows_of(states, test), unseen_wanted = rows_of(task.targets, test);
  for (int stage = 0; stage < 2; ++stage)
    for (const Split split : {Split::train, Split::test}) {
      const MatrixD& readout = run.readouts[static_cast<std::size_t>(stage)];
      StageMetrics metrics = split == Split::train ? metrics_of(seen, wanted, readout, options)
                                                   : metrics_of(unseen, unseen_wanted, readout, options);
      metrics.stage = stage;
      metrics.sentences = run.sentences[static_cast<std::size_t>(stage)];
      metrics.split = split;
      run.metrics.push_back(metrics);
    }
  execution.progress.advance(3);
  return run;
}

}  // namespace rssviz::models
