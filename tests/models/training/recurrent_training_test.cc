#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "models/tasks/csl/csl_annotations.h"
#include "models/training/recurrent_training.h"

namespace rssviz::models {
namespace {

struct RecurrentTraining : testing::Test {
  Workers workers{2};
  SilentProgress progress;
  Execution execution{workers, progress};
  CrossSituationalTask task{CslSpec{}};
  Corpus corpus = make_corpus(task, 1);

  Vector last_weights(const RecurrentOptions& options) const {
    return train_recurrent(corpus, options, 1, {}, execution).stages.back().values;
  }
};

// t is counted from 1.
TEST(Optimizer, AdamFollowsItsEquations) {
  const OptimizerOptions options;
  OptimizerState<double> state = initial_state<double>(options, 2);
  VectorD parameters = VectorD::Zero(2);
  double m = 0, v = 0, expected = 0;
  for (int t = 1; t <= 3; ++t) {
    const double g = 0.1 * t;
    VectorD gradient(2);
    gradient << g, 0.0;
    descend(options, gradient, state, parameters);
    m = 0.9 * m + 0.1 * g;
    v = 0.999 * v + 0.001 * g * g;
    expected -= 1e-3 * std::sqrt(1 - std::pow(0.999, t)) / (1 - std::pow(0.9, t)) * m / (std::sqrt(v) + 1e-7);
    EXPECT_NEAR(parameters[0], expected, 1e-15);
    EXPECT_EQ(parameters[1], 0.0);
  }
  EXPECT_THROW(OptimizerOptions{.learning_rate = 0}.check(), Error);
}

TEST(Optimizer, RmspropFollowsItsEquations) {
  const OptimizerOptions options{.kind = OptimizerKind::rmsprop, .learning_rate = 0.01};
  OptimizerState<double> state = initial_state<double>(options, 1);
  VectorD parameters = VectorD::Zero(1);
  double v = 0, expected = 0;
  for (int t = 1; t <= 3; ++t) {
    const double g = 0.1 * t;
    descend(options, VectorD(VectorD::Constant(1, g)), state, parameters);
    v = 0.9 * v + 0.1 * g * g;
    expected -= 0.01 * g / (std::sqrt(v) + 1e-7);
    EXPECT_NEAR(parameters[0], expected, 1e-15);
  }
  EXPECT_EQ(optimizer_named(name_of(OptimizerKind::rmsprop)), OptimizerKind::rmsprop);
}

// The root of a rounded square is exactly the number, so that without memory each step has length 1. An
// approximate root, refined or not, misses it, and by how much depends on the maker of the processor.
TEST(Optimizer, RootsAreExactInSinglePrecision) {
  for (const OptimizerKind kind : {OptimizerKind::adam, OptimizerKind::rmsprop}) {
    const OptimizerOptions options{
        .kind = kind, .learning_rate = 1, .beta1 = 0, .beta2 = 0, .rho = 0, .epsilon = 1e-30};
    const Eigen::Index size = 1003;
    OptimizerState<float> state = initial_state<float>(options, size);
    const Vector gradient = Vector::LinSpaced(size, 0.001F, 3.7F);
    Vector parameters = Vector::Zero(size);
    descend(options, gradient, state, parameters);
    for (Eigen::Index i = 0; i < size; ++i) ASSERT_EQ(parameters[i], -1.F) << name_of(kind) << " " << i;
  }
}

TEST_F(RecurrentTraining, KeepsEveryEpochAndRepeatsItselfForEveryCell) {
  const Judge judge = csl_judge(task, corpus);
  for (const Cell cell : {Cell::lstm, Cell::gru, Cell::rnn}) {
    const RecurrentOptions options{.cell = cell, .units = 9, .epochs = 3, .batch_size = 3};
    const RecurrentRun run = train_recurrent(corpus, options, 1, judge, execution);
    ASSERT_EQ(run.stages.size(), 4U);
    EXPECT_EQ(run.sentences, (std::vector<std::int64_t>{0, 1000, 2000, 3000}));
    EXPECT_EQ(run.stages[0].values, initial_parameters({cell, 20, 9, 22}, 1).values);
    for (int epoch = 1; epoch <= 3; ++epoch) {
      EXPECT_LT(*find_metrics(run.metrics, epoch, Split::train)->value("loss"),
                *find_metrics(run.metrics, epoch - 1, Split::train)->value("loss"));
    }
    const Workers one(1);
    const RecurrentRun again = train_recurrent(corpus, options, 1, judge, {one, progress});
    EXPECT_EQ(again.stages.back().values, run.stages.back().values);
    EXPECT_EQ(metrics_table(again.metrics).rows, metrics_table(run.metrics).rows);
  }
}

TEST_F(RecurrentTraining, EveryOptionMatters) {
  const RecurrentOptions plain{.units = 6, .layers = 2, .epochs = 1};
  const Vector expected = last_weights(plain);
  EXPECT_EQ(last_weights(plain), expected);
  std::vector<RecurrentOptions> others(4, plain);
  others[0].clip = 0.01;
  others[1].dropout = 0.3;
  others[2].shuffle = true;
  others[3].optimizer.kind = OptimizerKind::rmsprop;
  for (std::size_t i = 0; i < others.size(); ++i) EXPECT_NE(last_weights(others[i]), expected) << i;
  RecurrentOptions loose = plain;
  loose.clip = 1e9;  // never reached
  EXPECT_EQ(last_weights(loose), expected);
}

// With steps of the clipped gradient itself over its root mean square, the first step of rmsprop is
// lr g / (sqrt(.1) |g| + eps) whatever the norm: but tiny norms drown in eps.
TEST_F(RecurrentTraining, ClipBoundsTheNormOfAStep) {
  const double limit = 1e-9;
  const RecurrentOptions options{.units = 6,
                                 .epochs = 1,
                                 .batch_size = 1000,
                                 .optimizer = {.kind = OptimizerKind::rmsprop},
                                 .clip = limit};
  const RecurrentRun run = train_recurrent(corpus, options, 1, {}, execution);
  const double moved = static_cast<double>((run.stages[1].values - run.stages[0].values).norm());
  // With g far below eps a step is lr g / eps.
  EXPECT_LT(moved, 1.01 * 1e-3 * limit / 1e-7);
  EXPECT_GT(moved, 0.5 * 1e-3 * limit / 1e-7);
}

TEST_F(RecurrentTraining, GoesOnFromAnyStageAsIfItHadNeverStopped) {
  const RecurrentOptions options{
      .cell = Cell::gru, .units = 6, .layers = 2, .epochs = 4, .clip = 0.5, .dropout = 0.2, .shuffle = true};
  std::vector<OptimizerState<float>> states;
  RecurrentRun straight{.options = options, .seed = 3};
  train_stages(corpus, straight, {}, execution,
               [&](const RecurrentRun&, const OptimizerState<float>& state) { states.push_back(state); });
  ASSERT_EQ(states.size(), 5U);
  for (std::size_t stop = 0; stop < 4; ++stop) {
    RecurrentRun resumed{.options = options, .seed = 3};
    for (std::size_t i = 0; i <= stop; ++i) {
      resumed.stages.push_back(straight.stages[i]);
      resumed.sentences.push_back(straight.sentences[i]);
    }
    train_stages(corpus, resumed, states[stop], execution);
    ASSERT_EQ(resumed.stages.size(), 5U);
    EXPECT_EQ(resumed.stages.back().values, straight.stages.back().values) << stop;
    EXPECT_EQ(resumed.sentences, straight.sentences);
  }
}

TEST_F(RecurrentTraining, StopsAtALossThatIsNotFiniteNamesTheStepAndKeepsTheStagesSoFar) {
  for (const Cell cell : {Cell::lstm, Cell::gru, Cell::rnn}) {
    RecurrentRun run{.options = {.cell = cell, .epochs = 2, .optimizer = {.learning_rate = 1e30}}, .seed = 1};
    try {
      train_stages(corpus, run, {}, execution);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::numeric);
      EXPECT_NE(std::string(error.what()).find("epoch 1, step 2"), std::string::npos) << error.what();
    }
    EXPECT_EQ(run.stages.size(), 1U);
  }
}

TEST_F(RecurrentTraining, RefusesOptionsOutsideTheirRange) {
  const auto refused = [&](const RecurrentOptions& options, const std::string& field) {
    try {
      options.check();
      ADD_FAILURE() << field;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      EXPECT_NE(std::string(error.what()).find(field), std::string::npos) << error.what();
    }
  };
  refused({.units = 0}, "units");
  refused({.layers = 0}, "layers");
  refused({.epochs = 0}, "epochs");
  refused({.batch_size = 0}, "batch_size");
  refused({.clip = 0.0}, "clip");
  refused({.layers = 2, .dropout = 1.0}, "dropout");
  RecurrentOptions between;  // of two layers: with one it would do nothing
  between.dropout = 0.1;
  EXPECT_NO_THROW(between.check());  // texts have it before the output too
  EXPECT_THROW(between.check_layered_dropout(), Error);
}

}  // namespace
}  // namespace rssviz::models
