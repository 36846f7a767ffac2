#include "models/analysis/geometry/logistic_probe.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/progress.h"
#include "models/analysis/geometry/step_probes.h"

namespace rssviz::models {
namespace {

// tests/models/data/logistic.py made the classes and the numbers below with scikit-learn 1.2.1.
constexpr const char* kClasses = "021122121221110211222212221102211222112211222111201122212221";

Matrix made_up_states() {
  Matrix states(60, 5);
  for (int i = 0; i < 60; ++i)
    for (int j = 0; j < 5; ++j)
      states(i, j) = static_cast<float>(std::sin(1.3 * i + 0.7 * j * j) * (1 + j) + 0.1 * i * j / 60.0);
  return states;
}

std::vector<std::int32_t> made_up_classes() {
  std::vector<std::int32_t> classes;
  for (int i = 0; i < 60; ++i) classes.push_back(kClasses[i] - '0');
  return classes;
}

TEST(LogisticProbe, HasTheLossOfScikitLearnAtTheSamePenalty) {
  const struct {
    double lambda, loss;
    std::int64_t right;
  } known[] = {{1.0, 0.6129811782335653, 47}, {1e-2, 0.5056757612626374, 48}, {1e-4, 0.4990037185589985, 48}};
  const Matrix states = made_up_states();
  const std::vector<std::int32_t> classes = made_up_classes();
  for (const auto& one : known) {
    const LogisticProbe probe = fit_logistic(states, classes, 3, {one.lambda, 1e-8, 5000});
    EXPECT_NEAR(probe.loss, one.loss, 1e-9) << one.lambda;
    EXPECT_EQ(right_answers(largest_columns(probe.logits(states)), classes), one.right) << one.lambda;
  }
}

TEST(LogisticProbe, EndsAtTheSameLossFromAnyStart) {
  const Matrix states = made_up_states();
  const std::vector<std::int32_t> classes = made_up_classes();
  const LogisticProbe cold = fit_logistic(states, classes, 3, {1e-2, 1e-8, 5000});
  LogisticProbe start = cold;
  start.weights.array() += 3;
  const LogisticProbe warm = fit_logistic(states, classes, 3, {1e-2, 1e-8, 5000}, &start);
  EXPECT_NEAR(warm.loss, cold.loss, 1e-10);
  EXPECT_LT(fit_logistic(states, classes, 3, {1e-2, 1e-8, 5000}, &cold).iterations, 3);
}

TEST(LogisticProbe, OfStatesThatNeverChangeKnowsTheMostFrequentClassAlone) {
  const Matrix states = Matrix::Constant(60, 5, 0.25F);
  const std::vector<std::int32_t> classes = made_up_classes();
  const LogisticProbe probe = fit_logistic(states, classes, 3, {1e-3});
  EXPECT_EQ(probe.weights.norm(), 0);
  EXPECT_EQ(right_answers(largest_columns(probe.logits(states)), classes), 31);
}

TEST(LogisticProbe, WithMoreUnitsThanPointsHasTheLossOfItsRotation) {
  // 60 units that are 5 in disguise: orthonormal columns leave loss and penalty alone.
  const Matrix five = made_up_states().topRows(20);
  Matrix wide = Matrix::Zero(20, 60);
  for (int j = 0; j < 5; ++j)
    for (int k = 0; k < 4; ++k) wide.col(4 * j + k) = five.col(j) / 2;
  const std::vector<std::int32_t> all = made_up_classes();
  const std::span<const std::int32_t> classes(all.data(), 20);
  EXPECT_NEAR(fit_logistic(wide, classes, 3, {1e-2, 1e-8, 5000}).loss,
              fit_logistic(five, classes, 3, {1e-2, 1e-8, 5000}).loss, 1e-7);
}

TEST(ScaleAndOffset, FindsThoseThatOutputsWereSpoiltBy) {
  // Classes drawn as the softmax of 2 y + b says, by their largest: a probe of one scale finds b.
  Matrix outputs(300, 3);
  std::vector<std::int32_t> classes;
  for (int i = 0; i < 300; ++i) {
    for (int k = 0; k < 3; ++k) outputs(i, k) = static_cast<float>(std::sin(1.7 * i + 2.1 * k * (i % 5)));
    Vector moved = outputs.row(i).transpose();
    moved(2) += 0.8F;
    Eigen::Index place = 0;
    moved.maxCoeff(&place);
    classes.push_back(static_cast<std::int32_t>(place));
  }
  const LogisticProbe probe = fit_scale_and_offset(outputs, classes, {1e-6, 1e-8, 5000});
  EXPECT_GE(right_answers(largest_columns(probe.logits(outputs)), classes), 298);
  EXPECT_LT(right_answers(largest_columns(outputs.cast<double>()), classes), 250);
}

TEST(StepProbes, TellWhatIsKnownAtEachStepOnSequencesThatWereHeldOut) {
  // 90 sequences of three classes: nothing at step 0, the class at step 1, noise that only the training
  // part could learn by heart at step 2.
  std::vector<std::int32_t> classes, members;
  std::vector<Matrix> steps(3, Matrix::Zero(90, 40));
  for (int i = 0; i < 90; ++i) {
    classes.push_back(i % 3);
    members.push_back(i);
    steps[1](i, i % 3) = 1;
    for (int k = 0; k < 40; ++k) steps[2](i, k) = static_cast<float>(std::sin(12.9898 * i + 78.233 * k * k));
  }
  const std::vector<std::vector<std::int32_t>> all(3, members);
  SilentProgress progress;
  const Workers one(1), three(3);
  const SteppedFeatures features{steps, all, classes, 3};
  const StepProbeOptions options{.logistic = {1e-4}, .folds = 5};
  const std::vector<Accuracy> accuracies = probe_steps(features, options, {one, progress});
  EXPECT_EQ(accuracies[0].tested, 90);
  EXPECT_NEAR(accuracies[0].share(), 1.0 / 3, 0.01);
  EXPECT_EQ(accuracies[1].right, 90);
  EXPECT_LT(accuracies[2].share(), 0.5);
  StepProbeOptions noisy = options;
  noisy.noise_sd = 3;
  const std::vector<Accuracy> blurred = probe_steps(features, noisy, {one, progress});
  EXPECT_LT(blurred[1].share(), 0.6);
  EXPECT_EQ(probe_steps(features, noisy, {three, progress})[1].right, blurred[1].right);
  const auto across = probe_across_steps(features, options, {three, progress});
  EXPECT_EQ(across[1][1].right, 90);
  EXPECT_NEAR(across[1][0].share(), 1.0 / 3, 0.01);
}

TEST(StepProbes, FoldsHoldEachSequenceOnceAndClassesEvenly) {
  std::vector<std::int32_t> classes;
  for (int i = 0; i < 100; ++i) classes.push_back(i < 70 ? 0 : 1);
  const std::vector<int> fold = folds_of(classes, 2, 5, 1);
  int members[5][2] = {};
  for (std::size_t i = 0; i < fold.size(); ++i) ++members[fold[i]][classes[i]];
  for (const auto& one : members) {
    EXPECT_EQ(one[0], 14);
    EXPECT_EQ(one[1], 6);
  }
  EXPECT_NE(fold, folds_of(classes, 2, 5, 2));
}

}  // namespace
}  // namespace rssviz::models
