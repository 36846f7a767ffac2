#include "models/training/class_training.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/progress.h"
#include "models/cells/over_rows.h"
#include "models/tasks/clusters/clusters_task.h"
#include "models/training/class_backprop.h"

namespace rssviz::models {
namespace {

// 12 sequences of three rows of four numbers, three classes, a blank step before and one in the middle.
ClassSequences small() {
  ClassSequences made;
  made.rows = 3;
  made.inputs = 4;
  made.schedule = blank_schedule(3, 1, 1, 0);
  made.class_names = {"a", "b", "c"};
  for (int i = 0; i < 12 * 12; ++i) made.numbers.push_back(static_cast<float>(std::sin(1.7 * i)));
  for (int i = 0; i < 12; ++i) {
    made.classes.push_back(i % 3);
    (i < 8 ? made.train : made.test).push_back(i);
  }
  return made;
}

std::vector<std::int32_t> first(int count) {
  std::vector<std::int32_t> ids(static_cast<std::size_t>(count));
  std::iota(ids.begin(), ids.end(), 0);
  return ids;
}

TEST(BlankSchedule, PutsBlankStepsWhereTheyAreAskedFor) {
  EXPECT_EQ(blank_schedule(4, 1, 2, 3), (std::vector<int>{-1, 0, 1, -1, -1, 2, 3, -1, -1, -1}));
  EXPECT_EQ(blank_schedule(3, 0, 1, 0), (std::vector<int>{0, 1, -1, 2}));
  EXPECT_EQ(blank_schedule(1, 0, 0, 2), (std::vector<int>{0, -1, -1}));
}

class ClassGradient : public testing::TestWithParam<std::tuple<Cell, int>> {};

TEST_P(ClassGradient, AgreesWithFiniteDifferences) {
  const ClassSequences sequences = small();
  const auto [cell, layers] = GetParam();
  const RecurrentShape shape{cell, 4, 5, 3, layers};
  RecurrentParameters<double> parameters = in_double(initial_parameters(shape, 3));
  for (Eigen::Index k = 0; k < parameters.values.size(); ++k)
    parameters.values(k) += 0.1 * std::sin(static_cast<double>(k));  // biases aren't 0
  const std::vector<std::int32_t> ids = first(7);
  ClassBackprop<double> backprop(shape);
  VectorD gradient = VectorD::Zero(parameters.values.size()), unused = gradient;
  backprop.accumulate(parameters, sequences, ids, 0.5, gradient);
  const double h = 1e-6;
  for (Eigen::Index k = 0; k < gradient.size(); ++k) {
    RecurrentParameters<double> moved = parameters;
    moved.values(k) += h;
    const double above = backprop.accumulate(moved, sequences, ids, 1, unused);
    moved.values(k) -= 2 * h;
    const double below = backprop.accumulate(moved, sequences, ids, 1, unused);
    EXPECT_NEAR(gradient(k), 0.5 * (above - below) / (2 * h), 1e-7) << k;
  }
}

INSTANTIATE_TEST_SUITE_P(AllCells, ClassGradient,
                         testing::Combine(testing::Values(Cell::rnn, Cell::lstm, Cell::gru),
                                          testing::Values(1, 2)));

TEST(ClassBackprop, SaysWhatTheNetworkSaysAfterTheLastStep) {
  const ClassSequences sequences = small();
  for (const Cell cell : {Cell::rnn, Cell::lstm, Cell::gru}) {
    const RecurrentShape shape{cell, 4, 6, 3, 1};
    const RecurrentParameters<float> parameters = initial_parameters(shape, 5);
    const std::vector<std::int32_t> ids = first(12);
    Matrix rows(12 * 5, 4);
    for (int step = 0; step < 5; ++step) sequences.fill(step, ids, rows.middleRows(step * 12, 12));
    const auto network = make_recurrent_network(over_input_rows(parameters, rows));
    Matrix state = Matrix::Zero(12, network->state_size()), next = state;
    std::vector<std::int32_t> tokens(12);
    for (int step = 0; step < 5; ++step) {
      for (int i = 0; i < 12; ++i) tokens[static_cast<std::size_t>(i)] = step * 12 + i;
      network->step(state, tokens, next);
      state.swap(next);
    }
    const Matrix logits = ClassBackprop<float>(shape).logits(parameters, sequences, ids);
    EXPECT_LT((logits - network->read_out(state)).cwiseAbs().maxCoeff(), 2e-6F);
  }
}

RecurrentRun trained_clusters(const Workers& workers, int batch, bool bias) {
  SilentProgress progress;
  const ClassTaskData data =
      cluster_data({.clusters = 6, .delay = 3, .train = 300, .test = 150}, {bias, 1}, 1);
  const RecurrentOptions options{
      .cell = Cell::rnn, .units = 24, .epochs = 6, .batch_size = batch, .optimizer = {.learning_rate = 0.01}};
  return train_recurrent(*data.sequences, {bias, 1}, options, 2, {workers, progress});
}

TEST(ClassTraining, LearnsClustersAndIsTheSameAtAnyNumberOfThreads) {
  const Workers one(1), three(3);
  const RecurrentRun run = trained_clusters(one, 100, false);
  EXPECT_GT(*find_metrics(run.metrics, 0, Split::test)->value("exact_error"), 0.2);
  EXPECT_LT(*find_metrics(run.metrics, 6, Split::test)->value("exact_error"), 0.05);
  EXPECT_EQ(trained_clusters(three, 100, false).stages.back().values, run.stages.back().values);
}

TEST(ClassTraining, LeavesBiasesAloneUnlessTheyAreLearned) {
  const Workers one(1);
  for (const bool bias : {false, true}) {
    const RecurrentParameters<float> last = trained_clusters(one, 30, bias).stages.back();
    EXPECT_EQ(last.bias(0).cwiseAbs().maxCoeff() > 0, bias);
    EXPECT_EQ(last.readout_bias().cwiseAbs().maxCoeff() > 0, bias);
  }
}

TEST(ClassTraining, GoesOnFromAStageAsIfItHadNeverStopped) {
  const Workers one(1);
  SilentProgress progress;
  const ClassSequences sequences = small();
  RecurrentRun whole{.options = {.cell = Cell::gru, .units = 6, .epochs = 4, .shuffle = true}, .seed = 7};
  std::vector<OptimizerState<float>> states;
  train_stages(sequences, {}, whole, {}, {one, progress},
               [&](const RecurrentRun&, const OptimizerState<float>& state) { states.push_back(state); });
  RecurrentRun half = whole;
  half.stages.resize(3);
  half.sentences.resize(3);
  train_stages(sequences, {}, half, states[2], {one, progress});
  EXPECT_EQ(half.stages.back().values, whole.stages.back().values);
}

TEST(ClassTraining, OfAReservoirSolvesRidgeRegressionOfTheLastStates) {
  const Workers one(1);
  SilentProgress progress;
  const ClassTaskData data = cluster_data({.clusters = 6, .delay = 3, .train = 300, .test = 150}, {}, 1);
  EsnTrainingOptions options;
  options.reservoir.units = 60;
  options.reservoir.leak_rate = 0.5;
  options.reservoir.input_density = 1;
  const EsnRun run = train_esn(*data.sequences, options, 2, {one, progress});
  EXPECT_EQ(run.sentences, (std::vector<int>{0, 300}));
  ASSERT_EQ(run.readouts[1].rows(), 2);
  ASSERT_EQ(run.readouts[1].cols(), 1 + 60);  // the constant and each unit
  EXPECT_LT(run.readouts[1].cwiseAbs().maxCoeff(), 1e3);
  EXPECT_LT(*find_metrics(run.metrics, 1, Split::test)->value("exact_error"), 0.1);
  EXPECT_NEAR(*find_metrics(run.metrics, 0, Split::test)->value("loss"), 0.5, 1e-12);  // a readout of zeros
  options.learning = Learning::continuous;
  EXPECT_THROW(train_esn(*data.sequences, options, 2, {one, progress}), Error);
}

TEST(ClassTraining, RefusesDropoutAndLackingSequences) {
  const Workers one(1);
  SilentProgress progress;
  ClassSequences sequences = small();
  RecurrentRun run{.options = {.layers = 2, .dropout = 0.5}, .seed = 1};
  EXPECT_THROW(train_stages(sequences, {}, run, {}, {one, progress}), Error);
  sequences.lacking = "the images are elsewhere";
  run.options.dropout = 0;
  try {
    train_stages(sequences, {}, run, {}, {one, progress});
    FAIL();
  } catch (const Error& error) {
    EXPECT_STREQ(error.what(), "the images are elsewhere");
  }
}

}  // namespace
}  // namespace rssviz::models
