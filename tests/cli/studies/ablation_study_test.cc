// Errors of silenced networks, counted by hand on made-up verdicts.
#include "cli/studies/ablation_study.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "models/tasks/csl/csl_task.h"

namespace rssviz::cli {
namespace {

// Three sequences of two steps; the last two are compound.
models::StateTrace trace_of(const models::Task& task) {
  const std::vector<std::string> verdicts{"exact", "valid", "not valid"};
  models::StateTrace trace;
  trace.states = Matrix::Zero(6, 1);
  trace.sequence = {0, 0, 1, 1, 2, 2};
  trace.step = {0, 1, 0, 1, 0, 1};
  trace.token = {0, 1, 0, 2, 0, 3};
  trace.set(models::IntColumn{task.role("ends").front(), {0, 1, 0, 1, 0, 1}, {"inside", "last"}});
  trace.set(models::IntColumn{task.role("compound").front(), {0, 0, 1, 1, 1, 1}, {"one", "two"}});
  trace.set(models::IntColumn{"first", {2, 2, 2, 0, 2, 1}, verdicts});
  trace.set(models::IntColumn{"second", {2, 2, 0, 2, 0, 1}, verdicts});
  trace.set(models::IntColumn{"bare", {2, 2, 2, 2, 2, 2}, {}});
  return trace;
}

AblationSubject subject_of(const NetworkView& view, const std::vector<std::string>& judged) {
  return {&view, "", view.task->role("ends").front(), judged};
}

}  // namespace

TEST(AblationStudy, CountsTheWorstVerdictAfterLastStepsOfSequencesThatHaveTheSlot) {
  NetworkView view;
  view.task = models::make_csl_task(4, 1);
  const models::StateTrace trace = trace_of(*view.task);
  EXPECT_EQ(slot_errors(subject_of(view, {"first", "second"}), trace), (SlotErrors{1.0 / 3, 1.0 / 2}));
  EXPECT_EQ(slot_errors(subject_of(view, {"second"}), trace), (SlotErrors{2.0 / 3}));
}

TEST(AblationStudy, RefusesColumnsThatTellNoWorstVerdict) {
  NetworkView view;
  view.task = models::make_csl_task(4, 1);
  const models::StateTrace trace = trace_of(*view.task);
  EXPECT_THROW(slot_errors(subject_of(view, {"bare"}), trace), Error);
  EXPECT_THROW(slot_errors(subject_of(view, {"absent"}), trace), Error);
}

TEST(AblationStudy, SilencesFromNoneToHalfOfTheUnitsEachNumberOnce) {
  EXPECT_EQ(silenced_counts(1000), (std::vector<int>{0, 1, 2, 5, 10, 20, 50, 100, 200, 500}));
  EXPECT_EQ(silenced_counts(20), (std::vector<int>{0, 1, 2, 4, 10}));
  EXPECT_EQ(silenced_counts(3), (std::vector<int>{0, 1}));
}

// Linear between ranks: of .1 .2 .4 .8 at places 1.5, .15 and 2.85.
TEST(AblationStudy, SumsDrawsUpByTheirQuantiles) {
  const std::vector<SlotErrors> draws{{0.8}, {0.1}, {0.4}, {0.2}};
  const DrawnErrors drawn = drawn_errors(draws, 0);
  EXPECT_NEAR(drawn.median, 0.3, 1e-12);
  EXPECT_NEAR(drawn.low, 0.115, 1e-12);
  EXPECT_NEAR(drawn.high, 0.74, 1e-12);
}

TEST(AblationStudy, RefusesNoDraws) {
  EXPECT_THROW((AblationOptions{.sample = 0, .draws = 0, .seed = 1}.check()), Error);
}

}  // namespace rssviz::cli
