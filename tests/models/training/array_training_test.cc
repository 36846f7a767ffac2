// Learning with a target at every step: gradients against PyTorch and finite differences, states in their
// place, and what is learned of a series.
#include "models/training/array_training.h"
#include "models/cells/over_rows.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/formats/npz.h"
#include "core/rng.h"
#include "models/recording/array_recording.h"
#include "models/training/array_metrics.h"
#include "models/weights/foreign_weights.h"

namespace rssviz::models {
namespace {

constexpr Cell kCells[] = {Cell::lstm, Cell::gru, Cell::rnn};

struct ArrayTraining : testing::Test {
  Workers workers{2};
  SilentProgress progress;
  Execution execution{workers, progress};
};

// A sum of two waves that aren't in step; the target is the next value.
ArrayTask waves(int steps, int sequences = 1) {
  ArrayTask task;
  task.inputs.resize(steps, 1);
  task.targets.resize(steps, 1);
  const auto value = [](int t) { return std::sin(0.31 * t) + 0.5 * std::sin(0.113 * t); };
  for (int t = 0; t < steps; ++t) {
    task.inputs(t, 0) = static_cast<float>(value(t));
    task.targets(t, 0) = value(t + 1);
  }
  for (int s = 0; s < sequences; ++s) {
    Tokens& rows = task.sequences.emplace_back(static_cast<std::size_t>(steps / sequences));
    std::iota(rows.begin(), rows.end(), s * (steps / sequences));
  }
  task.output_names = {"y1"};
  return task;
}

struct PyTorchWindow {
  formats::Archive archive = formats::read_npz(RSSVIZ_TEST_DATA "/torch_window.npz");
  const MatrixD inputs = formats::to_matrix_double(archive.at("inputs"), "inputs");
  const MatrixD targets = formats::to_matrix_double(archive.at("targets"), "targets");
  VectorD numbers(Cell cell, const char* what) const {
    const std::string name = std::string(name_of(cell)) + "_" + what;
    const std::vector<double> values = formats::to_doubles(archive.at(name), name);
    return Eigen::Map<const VectorD>(values.data(), static_cast<Eigen::Index>(values.size()));
  }
};

TEST_F(ArrayTraining, GradientOfAWindowIsThatOfPyTorch) {
  const PyTorchWindow torch;
  for (const Cell cell : kCells)
    for (const StepLoss loss : {StepLoss::squared, StepLoss::cross_entropy}) {
      const RecurrentParameters<double> parameters{{cell, 2, 4, 3, 2}, torch.numbers(cell, "parameters")};
      ASSERT_EQ(static_cast<std::size_t>(parameters.values.size()), parameters.shape.size());
      RecurrentBackprop<double> backprop(parameters.shape);
      backprop.set_parameters(parameters);
      VectorD gradient = VectorD::Zero(parameters.values.size());
      VectorD state = torch.numbers(cell, "start");
      backprop.accumulate({torch.inputs, torch.targets, 2, loss}, 1.0, state, gradient);
      const VectorD wanted = torch.numbers(cell, loss == StepLoss::squared ? "squared" : "entropy");
      EXPECT_LT((gradient - wanted).cwiseAbs().maxCoeff(), 1e-12) << name_of(cell);
      EXPECT_LT((state - torch.numbers(cell, "end")).cwiseAbs().maxCoeff(), 1e-12) << name_of(cell);
    }
}

TEST_F(ArrayTraining, GradientOfAWindowEqualsFiniteDifferencesUnderDropout) {
  for (const Cell cell : kCells)
    for (const StepLoss loss : {StepLoss::squared, StepLoss::cross_entropy}) {
      const RecurrentShape shape{cell, 2, 4, 3, 3};
      RecurrentParameters<double> parameters = in_double(initial_parameters(shape, 7));
      Rng rng(1, "test");
      const auto random = [&](Eigen::Index rows, Eigen::Index columns) {
        MatrixD result(rows, columns);
        for (Eigen::Index i = 0; i < result.size(); ++i) result.data()[i] = rng.normal();
        return result;
      };
      const MatrixD inputs = random(5, 2);
      MatrixD targets = random(5, 3);
      softmax_rows(targets);
      const VectorD start = 0.3 * random(shape.layers * shape.layer_state(), 1);
      std::vector<double> masks(2 * 5 * 4);
      for (double& mask : masks) mask = rng.uniform() < 0.4 ? 0.0 : 1.0 / 0.6;
      RecurrentBackprop<double> backprop(shape);
      const auto value = [&](VectorD& gradient) {
        backprop.set_parameters(parameters);
        VectorD state = start;
        return 0.7 * backprop.accumulate({inputs, targets, 1, loss}, 0.7, state, gradient, masks);
      };
      VectorD gradient = VectorD::Zero(parameters.values.size()), ignored = gradient;
      value(gradient);
      constexpr double kStep = 1e-5;
      for (Eigen::Index i = 0; i < parameters.values.size(); ++i) {
        const double kept = parameters.values[i];
        parameters.values[i] = kept + kStep;
        const double above = value(ignored);
        parameters.values[i] = kept - kStep;
        const double below = value(ignored);
        parameters.values[i] = kept;
        EXPECT_NEAR(gradient[i], (above - below) / (2 * kStep), 2e-8 * std::max(1.0, std::abs(gradient[i])))
            << name_of(cell) << " " << i;
      }
    }
}

// What the network carries from window to window is what it has when it is run over the series at once.
TEST_F(ArrayTraining, StatesGoOnFromWindowToWindow) {
  const ArrayTask task = waves(30);
  const Matrix targets = task.targets.cast<float>();
  for (const Cell cell : kCells) {
    const RecurrentParameters<float> parameters = initial_parameters({cell, 1, 5, 1, 2}, 3);
    RecurrentBackprop<float> backprop(parameters.shape);
    backprop.set_parameters(parameters);
    Vector state = Vector::Zero(2 * parameters.shape.layer_state());
    Vector gradient = Vector::Zero(parameters.values.size());
    for (const int from : {0, 12, 24})
      backprop.accumulate({task.inputs.middleRows(from, std::min(12, 30 - from)),
                           targets.middleRows(from, std::min(12, 30 - from)), 0, StepLoss::squared},
                          1.0F, state, gradient);
    const auto network = make_recurrent_network(over_input_rows(parameters, task.inputs));
    Matrix now = Matrix::Zero(1, network->state_size()), next = now;
    for (std::int32_t t = 0; t < 30; ++t) {
      network->step(now, {&t, 1}, next);
      now = next;
    }
    EXPECT_LT((now.row(0).transpose() - state).cwiseAbs().maxCoeff(), 1e-6F) << name_of(cell);
  }
}

TEST_F(ArrayTraining, EveryCellLearnsASeriesAndRepeatsItself) {
  const ArrayTask task = waves(400);
  ArrayOptions options;
  options.washout = 20;
  options.window = 20;
  options.loss = ArrayLoss::nrmse;
  for (const Cell cell : kCells) {
    RecurrentOptions recurrent;
    recurrent.cell = cell;
    recurrent.units = 10;
    recurrent.epochs = 30;
    recurrent.optimizer.learning_rate = 0.01;
    recurrent.clip = 1.0;
    const RecurrentRun run = train_recurrent(task, options, recurrent, 1, execution);
    ASSERT_EQ(run.metrics.size(), 62U);
    EXPECT_EQ(run.sentences.back(), 30 * 300);
    // The last value errs by 0.28 of the deviation.
    EXPECT_LT(*find_metrics(run.metrics, 30, Split::test)->value("loss"), 0.14) << name_of(cell);
    EXPECT_EQ(find_metrics(run.metrics, 30, Split::validation), nullptr);
    const Workers one(1);
    const RecurrentRun again = train_recurrent(task, options, recurrent, 1, {one, progress});
    EXPECT_EQ(again.stages.back().values, run.stages.back().values);
  }
}

TEST_F(ArrayTraining, ReadoutsOfMoreStepsAreNoWorseOnTheStepsThatTheyLearned) {
  const ArrayTask task = waves(400);
  ArrayOptions options;
  options.washout = 20;
  EsnTrainingOptions esn;
  esn.reservoir.units = 30;
  esn.reservoir.input_density = 1;
  esn.reservoir.leak_rate = 0.5;
  esn.reservoir.spectral_radius = 0.9;
  esn.n_stages = 6;
  for (const Solver solver : {Solver::ridge, Solver::rls}) {
    esn.solver = solver;
    const EsnRun run = train_esn(task, esn, options, 1, execution);
    ASSERT_EQ(run.stages(), 6);
    EXPECT_EQ(run.sentences.front(), 0);
    EXPECT_EQ(run.sentences.back(), 300);
    EXPECT_LT(*find_metrics(run.metrics, 5, Split::train)->value("loss"),
              *find_metrics(run.metrics, 1, Split::train)->value("loss"));
    EXPECT_LT(*find_metrics(run.metrics, 5, Split::test)->value("loss"), 0.1);
  }
}

// Some steps alone have the states that they have among all.
TEST_F(ArrayTraining, StepsAreRecordedInTheirPlace) {
  const ArrayTask task = waves(60, 3);
  EsnOptions esn;
  esn.units = 12;
  esn.input_density = 1;
  esn.leak_rate = 0.5;
  const auto reservoir =
      std::make_shared<const Reservoir<float>>(over_input_rows(make_reservoir(esn, 1, 1), task.inputs));
  const auto network = make_esn_network(reservoir, MatrixD(0, 0));
  const std::vector<std::string> words(60, "step");
  std::vector<std::int32_t> all(60);
  std::iota(all.begin(), all.end(), 0);
  for (const bool carry : {false, true}) {
    ArrayOptions options;
    options.carry = carry;
    const StateTrace whole = record_rows(*network, task, options, all, words, "", execution);
    const StateTrace some = record_rows(*network, task, options, {45, 23, 24}, words, "", execution);
    EXPECT_LT((some.states.row(0) - whole.states.row(45)).cwiseAbs().maxCoeff(), 1e-5F);
    EXPECT_LT((some.states.row(2) - whole.states.row(24)).cwiseAbs().maxCoeff(), 1e-5F);
    EXPECT_EQ(some.sequence, (std::vector<std::int32_t>{2, 1, 1}));
    EXPECT_EQ(some.step, (std::vector<std::int32_t>{5, 3, 4}));
    // Only carried states know the sequence before.
    const auto input = reservoir->input.row(0) + reservoir->input.row(1 + 20);
    const Matrix from_rest = 0.5F * input.array().tanh().matrix();
    EXPECT_EQ((whole.states.row(20) - from_rest.row(0)).cwiseAbs().maxCoeff() < 1e-5F, !carry);
  }
  const Matrix shuffled = shuffled_rows(task, {}, 1);
  EXPECT_NE(shuffled, task.inputs);
  for (int s = 0; s < 3; ++s)
    EXPECT_NEAR(shuffled.middleRows(20 * s, 20).sum(), task.inputs.middleRows(20 * s, 20).sum(), 1e-4F);
}

TEST_F(ArrayTraining, SplitsAndRunsAreThoseOfTheOptions) {
  ArrayOptions options;
  options.washout = 3;
  const ArrayTask one = waves(40), four = waves(40, 4);
  EXPECT_EQ(counted_steps(one, options, Split::train).size(), 32U - 3U);
  EXPECT_EQ(counted_steps(one, options, Split::test).front(), 32);
  EXPECT_EQ(training_runs(one, options).front().size(), 32U);
  EXPECT_EQ(counted_steps(four, options, Split::train).size(), 3U * 7U);
  EXPECT_EQ(counted_steps(four, options, Split::test).size(), 7U);
  EXPECT_EQ(training_runs(four, options).size(), 3U);
  options.carry = true;
  EXPECT_EQ(counted_steps(four, options, Split::test).size(), 10U);
  EXPECT_EQ(training_runs(four, options).size(), 1U);
  EXPECT_EQ(training_runs(four, options).front().size(), 30U);
  options.window = 0;
  EXPECT_THROW(options.check(), Error);
}

TEST_F(ArrayTraining, ArraysComeBackFromTheirArchive) {
  ArrayTask task = waves(40, 4);
  task.integers = {{"phase", std::vector<std::int32_t>(40, 1), {"a", "b"}}};
  task.integers.front().values[3] = -1;
  task.floats = {{"slope", std::vector<float>(40, 0.5F)}};
  const ArrayTask back = array_task_from_archive(to_archive(task), "arrays.npz");
  EXPECT_EQ(back.inputs, task.inputs);
  EXPECT_EQ(back.targets, task.targets);
  EXPECT_EQ(back.sequences, task.sequences);
  EXPECT_EQ(back.integers.front().values, task.integers.front().values);
  EXPECT_EQ(back.integers.front().labels, task.integers.front().labels);
  EXPECT_EQ(back.floats.front().values, task.floats.front().values);
  formats::Archive short_lengths = to_archive(task);
  short_lengths["lengths"] = formats::from_vector(std::vector<std::int32_t>{10, 10});
  EXPECT_THROW(array_task_from_archive(short_lengths, "arrays.npz"), Error);
}

}  // namespace
}  // namespace rssviz::models
