// What each null keeps of a network's neighbours, against neighbours counted here.
#include "cli/studies/null_study.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "made_up.h"

namespace rssviz::cli {
namespace {

using made_up::phrase;

constexpr int kNearest = 4;

// Marks weigh unevenly, so that no two states are equally far from a third.
const made_up::Stage kUneven{.uneven = true};
const made_up::Stage kPaired{.marks = 1, .pairs = 1.37, .uneven = true};  // and pairs count too

made_up::Setup setup_of(std::vector<made_up::Stage> stages, bool stay = false) {
  made_up::Setup setup;
  for (int kind = 0; kind < 3; ++kind)
    for (int shade = 0; shade < 3; ++shade) setup.phrases.push_back(phrase(kind, 0, shade));
  setup.stages = std::move(stages);
  setup.states_stay = stay;
  return setup;
}

std::vector<NullMap> nulls_of(const NetworkView& view, int threads = 1) {
  const made_up::Silent silent(threads);
  return study_nulls({&view}, {.neighbors = kNearest}, silent.execution).front();
}

const NullMap& named(const std::vector<NullMap>& maps, Null null) {
  return *std::find_if(maps.begin(), maps.end(), [&](const NullMap& map) { return map.of == null; });
}

std::set<std::size_t> nearest_to(const std::vector<std::vector<double>>& states, std::size_t i) {
  std::vector<std::pair<double, std::size_t>> others;
  for (std::size_t j = 0; j < states.size(); ++j) {
    double square = 0;
    for (std::size_t k = 0; k < states[i].size(); ++k)
      square += (states[i][k] - states[j][k]) * (states[i][k] - states[j][k]);
    if (j != i) others.emplace_back(square, j);
  }
  std::sort(others.begin(), others.end());
  std::set<std::size_t> nearest;
  for (int k = 0; k < kNearest; ++k) nearest.insert(others[static_cast<std::size_t>(k)].second);
  return nearest;
}

// The distinct prefixes of the phrases, in the order of the trace, as a stage sees them.
std::vector<std::vector<double>> states_of(const NetworkView& view, const made_up::Stage& stage) {
  std::vector<std::vector<double>> states;
  for (const std::int32_t row : models::distinct_rows(view.trace)) {
    const auto i = static_cast<std::size_t>(row);
    const models::Tokens& tokens = view.sentences[static_cast<std::size_t>(view.trace.sequence[i])];
    states.push_back(
        made_up::state_after(stage, models::Tokens(tokens.begin(), tokens.begin() + view.trace.step[i] + 1)));
  }
  return states;
}

double kept(const std::vector<std::vector<double>>& a, const std::vector<std::vector<double>>& b) {
  double shared = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    for (const std::size_t other : nearest_to(a, i)) shared += nearest_to(b, i).count(other) > 0 ? 1 : 0;
  return shared / (kNearest * static_cast<double>(a.size()));
}

NetworkView with_another_seed(NetworkView view, const std::vector<made_up::Stage>& other) {
  const auto run = made_up::view_of(setup_of(other)).run;
  view.retrained = [run](std::uint64_t, const Execution&) { return run->network_at(-1); };
  return view;
}

}  // namespace

TEST(NullStudy, CountsTheNeighboursThatTheUntrainedAndAnotherSeedKeep) {
  made_up::Stage crooked = kUneven;
  crooked.pairs = 3;
  const NetworkView view = with_another_seed(made_up::view_of(setup_of({crooked, kUneven})), {kPaired});
  const std::vector<NullMap> maps = nulls_of(view);
  const std::vector<std::vector<double>> own = states_of(view, kUneven);
  EXPECT_NEAR(named(maps, Null::untrained).share, kept(own, states_of(view, crooked)), 1e-6);
  EXPECT_NEAR(named(maps, Null::another_seed).share, kept(own, states_of(view, kPaired)), 1e-6);
  EXPECT_LT(named(maps, Null::untrained).share, 1);
  EXPECT_GT(named(maps, Null::untrained).share, 0);
}

TEST(NullStudy, AllNeighboursStayWhereStatesOnlyGrow) {
  made_up::Stage twice = kUneven;
  twice.marks = 2;
  const std::vector<NullMap> maps =
      nulls_of(with_another_seed(made_up::view_of(setup_of({twice, kUneven})), {twice}));
  EXPECT_NEAR(named(maps, Null::untrained).share, 1, 1e-6);
  EXPECT_NEAR(named(maps, Null::another_seed).share, 1, 1e-6);
}

TEST(NullStudy, ComparesTheInputsAndTheirShuffledOrderByTheSameRows) {
  const NetworkView view = with_another_seed(made_up::view_of(setup_of({kUneven, kUneven})), {kUneven});
  const std::vector<NullMap> maps = nulls_of(view);
  const std::vector<std::vector<double>> own = states_of(view, kUneven);
  for (const Null null : {Null::input_trace, Null::shuffled}) {
    const NullMap& map = named(maps, null);
    std::vector<std::vector<double>> states;
    for (const std::int32_t row : models::distinct_rows(view.trace)) {
      states.emplace_back();
      for (Eigen::Index k = 0; k < map.trace.states.cols(); ++k)
        states.back().push_back(static_cast<double>(map.trace.states(row, k)));
    }
    ASSERT_EQ(map.trace.points(), view.trace.points());
    EXPECT_EQ(map.embedding.coords.rows(), static_cast<Eigen::Index>(view.trace.points()));
    // Shuffled phrases repeat states, and equals are as near as each other: no one order is right.
    if (null == Null::input_trace) {
      EXPECT_NEAR(map.share, kept(own, states), 1e-6);
    }
    EXPECT_GE(map.share, 0);
    EXPECT_LT(map.share, 1);
  }
}

TEST(NullStudy, HasNothingToCompareWithItselfNorUntrainedWhereStatesStay) {
  const NetworkView view = with_another_seed(made_up::view_of(setup_of({kUneven, kUneven}, true)), {kPaired});
  const std::vector<NullMap> maps = nulls_of(view);
  ASSERT_EQ(maps.size(), std::size(kNulls));
  for (std::size_t k = 0; k < maps.size(); ++k) EXPECT_EQ(maps[k].of, kNulls[k]);
  EXPECT_EQ(named(maps, Null::itself).share, -1);
  EXPECT_FALSE(named(maps, Null::itself).same_states);
  EXPECT_TRUE(named(maps, Null::untrained).same_states);
  EXPECT_EQ(named(maps, Null::untrained).share, -1);
  EXPECT_GE(named(maps, Null::another_seed).share, 0);
}

TEST(NullStudy, TrainsAnotherSeedAThousandOn) {
  NetworkView view = made_up::view_of(setup_of({kUneven, kUneven}));
  view.seed = 6;
  std::uint64_t asked = 0;
  view.retrained = [&](std::uint64_t seed, const Execution&) {
    asked = seed;
    return view.network_at(-1);
  };
  nulls_of(view);
  EXPECT_EQ(asked, 1006U);
}

TEST(NullStudy, IsTheSameAtAnyNumberOfThreads) {
  const NetworkView view = with_another_seed(made_up::view_of(setup_of({kPaired, kUneven})), {kPaired});
  const std::vector<NullMap> one = nulls_of(view, 1), three = nulls_of(view, 3);
  for (std::size_t k = 0; k < one.size(); ++k) EXPECT_EQ(one[k].share, three[k].share);
}

}  // namespace rssviz::cli
