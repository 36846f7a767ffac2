// Errors at every step against targets that are known, and where the scale of colours ends.
#include "cli/studies/step_errors.h"

#include <gtest/gtest.h>

#include <cmath>

#include "made_up.h"

namespace rssviz::cli {
namespace {

using made_up::phrase;

// Outputs that are the same at every step: BEGIN, said once, is all that is heard.
made_up::Stage saying(double value) {
  made_up::Stage stage;
  stage.readout.row(made_up::kBegin).setConstant(value);
  return stage;
}

made_up::Setup steady(const std::vector<double>& outputs, made_up::TargetRule targets) {
  made_up::Setup setup;
  setup.phrases = {phrase(0, 1, 1), phrase(0, 1, 2), phrase(2, 0, 0)};
  for (const double value : outputs) setup.stages.push_back(saying(value));
  setup.targets = std::move(targets);
  return setup;
}

}  // namespace

TEST(StepErrors, AreRootMeanSquaresOverOutputsAtTheDistinctStates) {
  // Targets 1, 2, ... 6 times the step.
  const auto target = [](int step, int output) { return static_cast<double>(step * (output + 1)); };
  const made_up::Setup setup = steady({0.5, 4}, {false, target});
  const NetworkView view = made_up::view_of(setup);
  const made_up::Silent silent;
  const StepErrors found = step_errors(view, {1, 0}, silent.execution);
  EXPECT_FALSE(found.classes);
  ASSERT_EQ(found.by_stage.size(), 2U);
  const std::vector<std::int32_t> rows = models::distinct_rows(view.trace);
  for (std::size_t s = 0; s < 2; ++s) {
    ASSERT_EQ(found.by_stage[s].size(), rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const int step = view.trace.step[static_cast<std::size_t>(rows[i])];
      double squares = 0;
      for (int k = 0; k < made_up::kOutputs; ++k)
        squares += std::pow((s == 0 ? 4 : 0.5) - target(step, k), 2);
      EXPECT_NEAR(found.by_stage[s][i], std::sqrt(squares / made_up::kOutputs), 1e-6);
    }
  }
  // The second phrase shares BEGIN a um and with the first, the third BEGIN.
  EXPECT_EQ(rows.size(), view.trace.points() - 4 - 1);
}

TEST(StepErrors, OfClassesAreOneWhereAnotherWins) {
  // The class is the step's number up to 5; output 2 always wins.
  made_up::Setup setup =
      steady({0}, {true, [](int step, int) { return static_cast<double>(std::min(step, 5)); }});
  setup.stages[0].readout(made_up::kBegin, 2) = 1;
  const NetworkView view = made_up::view_of(setup);
  const made_up::Silent silent;
  const StepErrors found = step_errors(view, {0}, silent.execution);
  EXPECT_TRUE(found.classes);
  const std::vector<std::int32_t> rows = models::distinct_rows(view.trace);
  for (std::size_t i = 0; i < rows.size(); ++i)
    EXPECT_EQ(found.by_stage[0][i], view.trace.step[static_cast<std::size_t>(rows[i])] == 2 ? 0 : 1);
}

// From the tenth part of the last stage's errors to the ninth of the first's, in powers of ten that a quarter
// of one doesn't stretch, and one at least.
TEST(StepErrors, ColoursEndAtPowersOfTen) {
  const auto limits = [](double first, double last) {
    const auto three = [](int, int) { return 3.0; };
    const NetworkView view = made_up::view_of(steady({3 - first, 3 - last}, {false, three}));
    const made_up::Silent silent;
    const StepErrors found = step_errors(view, {0, 1}, silent.execution);
    return std::pair{found.low, found.high};
  };
  EXPECT_EQ(limits(3, 0.003), (std::pair{-3.0, 1.0}));    // 10^0.48 reaches into the next, 10^-2.5 below
  EXPECT_EQ(limits(1.5, 0.8), (std::pair{0.0, 1.0}));     // 10^0.18 doesn't, 10^-0.1 doesn't
  EXPECT_EQ(limits(0.15, 0.15), (std::pair{-1.0, 0.0}));  // one power at least
}

TEST(StepErrors, TargetsAreWhatTheColumnsSay) {
  const NetworkView classes =
      made_up::view_of(steady({0}, {true, [](int step, int) { return step % 2 == 0 ? 4.0 : 1.0; }}));
  const MatrixD one_hot = targets_of(classes, classes.trace);
  ASSERT_EQ(one_hot.rows(), static_cast<Eigen::Index>(classes.trace.points()));
  ASSERT_EQ(one_hot.cols(), made_up::kOutputs);
  for (Eigen::Index i = 0; i < one_hot.rows(); ++i)
    for (Eigen::Index k = 0; k < one_hot.cols(); ++k)
      EXPECT_EQ(one_hot(i, k),
                k == (classes.trace.step[static_cast<std::size_t>(i)] % 2 == 0 ? 4 : 1) ? 1 : 0);
  const NetworkView numbers =
      made_up::view_of(steady({0}, {false, [](int step, int output) { return 0.25 * step - output; }}));
  const MatrixD targets = targets_of(numbers, numbers.trace);
  for (Eigen::Index i = 0; i < targets.rows(); ++i)
    for (int k = 0; k < made_up::kOutputs; ++k)
      EXPECT_EQ(targets(i, k), 0.25 * numbers.trace.step[static_cast<std::size_t>(i)] - k);
}

}  // namespace rssviz::cli
