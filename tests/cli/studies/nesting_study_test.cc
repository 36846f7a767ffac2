// Shares, repetition and transfer on states whose nesting is known: one network that adds what it hears, so
// that the pattern of shades is the same in each kind, and one with a unit for each pair, where it isn't.
#include "cli/studies/nesting_study.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/error.h"
#include "made_up.h"

namespace rssviz::cli {
namespace {

using made_up::phrase;

const made_up::Stage kPairing{.marks = 0, .pairs = 1};
const made_up::Stage kAdding{.marks = 1, .pairs = 0};

// Each kind and shade with 0 or 1 um before and after `and`: 36 phrases; an um after the shade gives each two
// states that know both.
made_up::Setup balanced(std::vector<made_up::Stage> stages) {
  made_up::Setup setup;
  for (int kind = 0; kind < 3; ++kind)
    for (int shade = 0; shade < 3; ++shade)
      for (const int before : {0, 1})
        for (const int between : {0, 1}) {
          models::Tokens tokens{made_up::kBegin, made_up::kA + kind};
          if (before == 1) tokens.push_back(made_up::kUm);
          tokens.push_back(made_up::kAnd);
          if (between == 1) tokens.push_back(made_up::kUm);
          tokens.insert(tokens.end(), {made_up::kX + shade, made_up::kUm, made_up::kEnd});
          setup.phrases.push_back(tokens);
        }
  setup.stages = std::move(stages);
  return setup;
}

NestingStudy studied(const NetworkView& view, int seeds = 1, int threads = 1) {
  const made_up::Silent silent(threads);
  return study_nesting(view, seeds, 5, silent.execution);
}

// Sum of squares between the groups of rows with equal keys, over that of all: one level and those above it.
double share_between(const std::vector<std::vector<double>>& states,
                     const std::vector<std::vector<int>>& keys) {
  const std::size_t units = states.front().size();
  std::map<std::vector<int>, std::pair<std::vector<double>, double>> groups;
  std::vector<double> mean(units, 0);
  for (std::size_t i = 0; i < states.size(); ++i) {
    auto& [sum, count] = groups.try_emplace(keys[i], std::vector<double>(units, 0), 0).first->second;
    count += 1;
    for (std::size_t k = 0; k < units; ++k) {
      sum[k] += states[i][k];
      mean[k] += states[i][k] / static_cast<double>(states.size());
    }
  }
  double all = 0, between = 0;
  for (const std::vector<double>& state : states)
    for (std::size_t k = 0; k < units; ++k) all += std::pow(state[k] - mean[k], 2);
  for (const auto& [key, group] : groups)
    for (std::size_t k = 0; k < units; ++k)
      between += group.second * std::pow(group.first[k] / group.second - mean[k], 2);
  return between / all;
}

}  // namespace

TEST(NestingStudy, LabelsTheStatesThatKnowBothInOnePart) {
  const NestingLabels labels = studied(made_up::view_of(balanced({kAdding}))).labels;
  EXPECT_EQ(labels.both.size(), 72U);  // two a phrase; after END there is one
  EXPECT_EQ(labels.both_part, "after and");
  EXPECT_EQ(labels.options, 3);
  for (const std::size_t place : labels.both) {
    EXPECT_EQ(labels.part[place], 1);
    EXPECT_GE(labels.outer[place], 0);
    EXPECT_GE(labels.inner[place], 0);
  }
}

TEST(NestingStudy, TakesAllThatKnowBothWhereATaskHasNoParts) {
  made_up::Setup setup = balanced({kAdding});
  setup.parted = false;
  const NestingStudy study = studied(made_up::view_of(setup));
  EXPECT_EQ(study.labels.both.size(), 108U);
  EXPECT_EQ(study.labels.both_part, "");
  EXPECT_NEAR(study.stages.back().numbers.levels[0], 0, 1e-12);
}

// Adding: kinds and shades have the sum of squares 2/3 a point, three ums by halves 3/4.
TEST(NestingStudy, FindsThePatternThatAddingRepeats) {
  const NestingNumbers found = studied(made_up::view_of(balanced({kPairing, kAdding}))).stages.back().numbers;
  const double total = 2.0 / 3 + 2.0 / 3 + 3.0 / 4;
  EXPECT_NEAR(found.second[0], 2.0 / 3 / total, 1e-6);
  EXPECT_NEAR(found.second[1], 2.0 / 3 / total, 1e-6);
  EXPECT_NEAR(found.cosine, 1, 1e-6);
  EXPECT_EQ(found.probe.within, 1);
  EXPECT_EQ(found.probe.across, 1);
}

// Pairing: a point is one of 9 corners; kinds hold 2/9 of 8/9, shades within them the rest, and no group has
// a direction of another.
TEST(NestingStudy, FindsNoPatternWherePairsHaveUnitsOfTheirOwn) {
  const NestingNumbers found =
      studied(made_up::view_of(balanced({kPairing, kAdding}))).stages.front().numbers;
  EXPECT_NEAR(found.second[0], 0.25, 1e-6);
  EXPECT_NEAR(found.second[1], 0.75, 1e-6);
  EXPECT_NEAR(found.cosine, 0, 1e-6);
  EXPECT_EQ(found.probe.within, 1);
  EXPECT_NEAR(found.probe.across, 1.0 / 3, 1e-12);
}

TEST(NestingStudy, LevelsAddUpLevelByLevelOverAllDistinctStates) {
  const made_up::Setup setup = balanced({kAdding});
  const NetworkView view = made_up::view_of(setup);
  const NestingStudy study = studied(view);
  std::vector<std::vector<double>> states;
  std::vector<std::vector<int>> part, outer, inner;
  for (const std::int32_t row : study.labels.rows) {
    const auto i = static_cast<std::size_t>(row);
    const models::Tokens& tokens = setup.phrases[static_cast<std::size_t>(view.trace.sequence[i])];
    states.push_back(made_up::state_after(
        kAdding, models::Tokens(tokens.begin(), tokens.begin() + view.trace.step[i] + 1)));
    const auto value = [&](const char* name) { return view.trace.require_integer(name).values[i]; };
    part.push_back({value("piece")});
    outer.push_back({value("piece"), value("kind so far")});
    inner.push_back({value("piece"), value("kind so far"), value("shade so far")});
  }
  const std::vector<double>& levels = study.stages[0].numbers.levels;
  ASSERT_EQ(levels.size(), 3U);
  EXPECT_NEAR(levels[0], share_between(states, part), 1e-9);
  EXPECT_NEAR(levels[0] + levels[1], share_between(states, outer), 1e-9);
  EXPECT_NEAR(levels[0] + levels[1] + levels[2], share_between(states, inner), 1e-9);
}

// A permutation of k equal groups over S phrases explains (k - 1) / (S - 1) of what differs between phrases:
// 2 / 35 of it for kinds over all phrases, 2 / 11 for shades inside a kind.
TEST(NestingStudy, PermutedLabelsExplainWhatChanceDoes) {
  const NestingStudy study = studied(made_up::view_of(balanced({kAdding})));
  ASSERT_EQ(study.null.size(), 40U);
  double outer = 0, inner = 0;
  for (const NestingNumbers& numbers : study.null) {
    outer += numbers.second[0] / 40;
    inner += numbers.second[1] / 40;
  }
  const double total = 25.0 / 12, between = 2.0 / 3 + 2.0 / 3 + 0.5;
  EXPECT_NEAR(outer, between / total * 2 / 35, 0.015);
  EXPECT_NEAR(inner, (2.0 / 3 + 0.5) / total * 2 / 11, 0.02);
}

TEST(NestingStudy, MeasuresStagesFurtherSeedsAndTheInputsAlone) {
  NetworkView view = made_up::view_of(balanced({kPairing, kAdding}));
  view.seed = 7;
  std::vector<std::uint64_t> asked;
  view.retrained = [&](std::uint64_t seed, const Execution&) {
    asked.push_back(seed);
    return view.network_at(seed % 2 == 0 ? 1 : 0);
  };
  const NestingStudy study = studied(view, 3);
  EXPECT_TRUE(study.learns());
  ASSERT_EQ(study.stages.size(), 2U);
  EXPECT_EQ(study.stages[0].variant, "untrained");
  EXPECT_EQ(study.stages[1].variant, "trained");
  EXPECT_EQ(study.stages[1].stage, 1);
  EXPECT_EQ(asked, (std::vector<std::uint64_t>{1007, 1008}));
  ASSERT_EQ(study.others.size(), 2U);
  EXPECT_EQ(study.others[0].numbers.cosine, study.stages[0].numbers.cosine);
  EXPECT_EQ(study.others[1].numbers.cosine, study.stages[1].numbers.cosine);
  EXPECT_EQ(study.words.variant, "words alone");
  EXPECT_NEAR(study.words.numbers.cosine, 1, 1e-5);  // traces add too
}

TEST(NestingStudy, HasOneStageWhereStatesStay) {
  made_up::Setup setup = balanced({kAdding, kAdding, kAdding});
  setup.states_stay = true;
  const NestingStudy study = studied(made_up::view_of(setup));
  EXPECT_FALSE(study.learns());
  EXPECT_EQ(study.stages[0].variant, "reservoir");
  EXPECT_EQ(study.stages[0].stage, 2);
}

TEST(NestingStudy, IsTheSameAtAnyNumberOfThreads) {
  const NetworkView view = made_up::view_of(balanced({kPairing, kAdding}));
  const NestingStudy one = studied(view, 1, 1), three = studied(view, 1, 3);
  for (std::size_t k = 0; k < one.null.size(); ++k) {
    EXPECT_EQ(one.null[k].levels, three.null[k].levels);
    EXPECT_EQ(one.null[k].second, three.null[k].second);
  }
}

TEST(NestingStudy, RefusesTooFewStatesThatKnowBoth) {
  made_up::Setup setup;
  setup.phrases = {phrase(0, 0, 1, 2), phrase(1, 0, 2, 1)};
  setup.stages = {kAdding};
  try {
    studied(made_up::view_of(setup));
    FAIL() << "5 states are enough";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    const std::string text = error.what();
    EXPECT_NE(text.find("only 5 states"), std::string::npos) << text;
    EXPECT_NE(text.find("kind so far"), std::string::npos) << text;
    EXPECT_NE(text.find("record more phrases"), std::string::npos) << text;
  }
}

}  // namespace rssviz::cli
