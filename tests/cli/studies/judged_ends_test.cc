// How readouts of all stages are judged at the last states of sequences, against verdicts counted here.
#include "cli/studies/judged_ends.h"

#include <gtest/gtest.h>

#include "made_up.h"

namespace rssviz::cli {
namespace {

using made_up::phrase;

// Three readouts over the same states: deaf, drowned by ums, and right.
made_up::Setup learning() {
  made_up::Setup setup;
  setup.states_stay = true;
  for (int kind = -1; kind < 3; ++kind)
    for (const int ums : {0, 1, 4}) setup.phrases.push_back(phrase(kind, ums, (kind + ums + 1) % 3));
  for (const auto& [heard, drowned] : {std::pair{0.0, 0.0}, {2.5, 1.0}, {2.5, 0.0}}) {
    made_up::Stage stage{.uneven = true, .readout = made_up::readout_of(heard, drowned)};
    setup.stages.push_back(stage);
  }
  return setup;
}

}  // namespace

TEST(JudgedEnds, ReadsAndJudgesEachStageAfterTheLastStep) {
  const made_up::Setup setup = learning();
  const NetworkView view = made_up::view_of(setup);
  const made_up::Silent silent(2);
  const std::vector<int> stages{2, 0, 1};  // in the order asked for
  const JudgedEnds found = judge_ends(view, stages, silent.execution);
  ASSERT_EQ(found.judged.size(), stages.size());
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const made_up::Stage& stage = setup.stages[static_cast<std::size_t>(stages[s])];
    ASSERT_EQ(found.judged[s].size(), setup.phrases.size());
    std::array<long long, 3> counts{};
    for (std::size_t i = 0; i < setup.phrases.size(); ++i) {
      const std::vector<double> outputs = made_up::outputs_after(stage, setup.phrases[i]);
      for (std::size_t k = 0; k < outputs.size(); ++k)
        EXPECT_NEAR(
            static_cast<double>(found.outputs[s](static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k))),
            outputs[k], 1e-6);
      const int worst = made_up::judged_after(stage, setup.phrases[i]).worst;
      EXPECT_EQ(found.judged[s][i], worst) << "stage " << stages[s] << ", phrase " << i;
      ++counts[static_cast<std::size_t>(worst)];
    }
    EXPECT_EQ(count_judged(found.judged[s]), counts);
  }
  EXPECT_EQ(count_judged(found.judged[0])[0], 12);  // the last readout is right everywhere
  EXPECT_EQ(count_judged(found.judged[1])[2], 12);  // the first claims nothing
  EXPECT_GT(count_judged(found.judged[2])[1], 0);
  EXPECT_GT(count_judged(found.judged[2])[2], 0);
}

TEST(JudgedEnds, KeepsOneRowASequenceWithItsColumns) {
  const made_up::Setup setup = learning();
  const made_up::Silent silent;
  const JudgedEnds found = judge_ends(made_up::view_of(setup), {2}, silent.execution);
  ASSERT_EQ(found.ends.points(), setup.phrases.size());
  EXPECT_EQ(found.ends.n_distinct, static_cast<std::int32_t>(setup.phrases.size()));
  for (std::size_t i = 0; i < setup.phrases.size(); ++i) {
    EXPECT_EQ(found.ends.token[i], made_up::kEnd);
    EXPECT_EQ(found.ends.step[i], static_cast<std::int32_t>(setup.phrases[i].size()) - 1);
    EXPECT_EQ(found.ends.require_integer("kind").values[i], static_cast<std::int32_t>(i / 3) - 1);
    const std::vector<double> state = made_up::state_after(setup.stages.back(), setup.phrases[i]);
    for (std::size_t k = 0; k < state.size(); ++k)
      EXPECT_NEAR(
          static_cast<double>(found.ends.states(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k))),
          state[k], 1e-5);
  }
}

TEST(JudgedEnds, PlacesEqualStatesAtOnePlaceOnTheMap) {
  const made_up::Setup setup = learning();
  const NetworkView view = made_up::view_of(setup);
  const made_up::Silent silent;
  const JudgedEnds found = judge_ends(view, {0}, silent.execution);
  for (std::size_t i = 0; i < view.trace.points(); ++i) {
    if (view.trace.token[i] != made_up::kEnd) continue;
    const Point at = found.at[static_cast<std::size_t>(view.trace.sequence[i])];
    EXPECT_NEAR(at.x, static_cast<double>(view.embedding.coords(static_cast<Eigen::Index>(i), 0)), 1e-4);
    EXPECT_NEAR(at.y, static_cast<double>(view.embedding.coords(static_cast<Eigen::Index>(i), 1)), 1e-4);
  }
}

TEST(WorstJudgement, TakesTheWorseOfTheSlotsAndNoOtherColumn) {
  const NetworkView view = made_up::view_of(learning());
  const std::vector<models::IntColumn> columns{{"grade of kind", {0, 2, 1, 0}, {}},
                                               {"another", {2, 2, 2, 2}, {}},
                                               {"grade of shade", {0, 1, 2, 1}, {}}};
  EXPECT_EQ(worst_judgement(*view.task, columns), (std::vector<std::int32_t>{0, 2, 2, 1}));
  EXPECT_TRUE(worst_judgement(*view.task, {{"another", {2}, {}}}).empty());
}

}  // namespace rssviz::cli
