// Matching against the rules as they are written down, done step by step, and against counts by hand. What
// LSTMVis itself answers is held against the program in tests/cli/pipeline/steps/match_test.cc.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/matching/matches.h"
#include "models/analysis/matching/on_bits.h"
#include "models/analysis/matching/selection.h"

namespace rssviz::models {
namespace {

// States whose cells follow "#" (on) and "." (off), a text a cell.
OnBits drawn(const std::vector<std::string>& cells) {
  Matrix states(static_cast<Eigen::Index>(cells.front().size()), static_cast<Eigen::Index>(cells.size()));
  for (Eigen::Index t = 0; t < states.rows(); ++t)
    for (Eigen::Index c = 0; c < states.cols(); ++c)
      states(t, c) = cells[static_cast<std::size_t>(c)][static_cast<std::size_t>(t)] == '#' ? 1.0F : 0.0F;
  return on_bits(MatrixRows(states), {.threshold = 0.5F, .transform = Transform::none}, Workers(1));
}

SequenceStarts one_sequence(const OnBits& bits) { return {{0}, bits.steps}; }

// The rules, one after the other: for k = n .. 1 the runs of at least k cells, then their cells.
struct Plain {
  std::size_t step, length;
  int intersection, united;
  friend bool operator==(const Plain&, const Plain&) = default;
};
std::vector<Plain> by_the_rules(const OnBits& bits, const std::vector<int>& cells,
                                const SequenceStarts& sequences, const MatchOptions& options) {
  std::set<std::pair<std::size_t, std::size_t>> runs;
  const std::vector<int> counts = active_counts(bits, cells);
  for (int k = static_cast<int>(cells.size()); k >= 1; --k)
    for (std::size_t s = 0; s < sequences.count(); ++s)
      for (std::size_t t = sequences.starts[s]; t < sequences.end(s);) {
        std::size_t end = t;
        while (end < sequences.end(s) && counts[end] >= k) ++end;
        if (end - t >= 2) runs.emplace(t, end - t);
        t = std::max(end, t + 1);
      }
  std::vector<Plain> all;
  for (const auto& [step, length] : runs) {
    if (step < 1 || step + length + 1 > bits.steps) continue;
    const std::size_t s = sequences.of(step);
    Plain plain{step, length, 0, 0};
    for (std::size_t c = 0; c < bits.cells; ++c) {
      bool on = true;
      for (std::size_t t = step; t < step + length; ++t) on = on && bits.on(t, c);
      if (options.left_margin && step > sequences.starts[s]) on = on && !bits.on(step - 1, c);
      if (options.right_margin && step + length < sequences.end(s)) on = on && !bits.on(step + length, c);
      const bool selected = std::find(cells.begin(), cells.end(), static_cast<int>(c)) != cells.end();
      plain.intersection += static_cast<int>(on && selected);
      plain.united += static_cast<int>(on || selected);
    }
    all.push_back(plain);
  }
  std::sort(all.begin(), all.end(), [](const Plain& a, const Plain& b) {
    return std::tuple(-a.intersection, a.united, b.length, a.step) <
           std::tuple(-b.intersection, b.united, a.length, b.step);
  });
  return all;
}

OnBits random_bits(std::uint64_t seed, Eigen::Index steps, Eigen::Index cells) {
  Rng rng(seed, "matching test", 0);
  Matrix states(steps, cells);
  for (Eigen::Index c = 0; c < cells; ++c) {
    bool on = false;
    for (Eigen::Index t = 0; t < steps; ++t) {
      if (rng.uniform() < 0.25) on = !on;
      states(t, c) = on ? 1.0F : -1.0F;
    }
  }
  return on_bits(MatrixRows(states), {.threshold = 0.5F, .transform = Transform::none}, Workers(1));
}

TEST(Matching, EqualsTheRulesDoneStepByStep) {
  for (std::uint64_t seed = 1; seed <= 12; ++seed) {
    const OnBits bits = random_bits(seed, 300, 70 + static_cast<Eigen::Index>(seed));
    const SequenceStarts sequences =
        seed % 2 == 0 ? one_sequence(bits) : SequenceStarts{{0, 41, 42, 160}, bits.steps};
    const std::vector<int> cells =
        seed % 3 == 0 ? std::vector<int>{3} : std::vector<int>{0, 5, 17, 63, 64, 69};
    MatchOptions options{.left_margin = seed % 4 < 2, .right_margin = seed % 5 < 2, .top = 100000};
    const std::vector<Plain> expected = by_the_rules(bits, cells, sequences, options);
    const Matches found = find_matches(bits, cells, sequences, options);
    ASSERT_EQ(found.top.size(), expected.size()) << "seed " << seed;
    EXPECT_GT(expected.size(), 10U);
    for (std::size_t i = 0; i < expected.size(); ++i)
      EXPECT_EQ(
          (Plain{found.top[i].step, found.top[i].length, found.top[i].intersection, found.top[i].united}),
          expected[i])
          << "seed " << seed << ", rank " << i;
  }
}

TEST(Matching, CountsByHand) {
  //                          0123456789
  const OnBits bits = drawn({".##..###..", ".##.####..", "..........", ".....##..."});
  const StepRange range{1, 3, 1, 1};
  EXPECT_EQ(select_cells(bits, range), (std::vector<int>{0, 1}));
  const Matches found = find_matches(bits, std::vector<int>{0, 1}, one_sequence(bits),
                                     {.left_margin = true, .right_margin = true});
  // Runs: 1+2 and 5+3 with both cells, 4+4 with one. At 5 cell 1 was on before.
  ASSERT_EQ(found.top.size(), 3U);
  EXPECT_EQ(found.top[0].step, 1U);
  EXPECT_EQ(found.top[0].intersection, 2);
  EXPECT_EQ(found.top[1].step, 4U);  // cell 1 throughout: I = 1, U = 2, longer than
  EXPECT_EQ(found.top[1].length, 4U);
  EXPECT_EQ(found.top[2].step, 5U);  // cell 0 throughout
  EXPECT_EQ(found.top[2].united, 2);
  EXPECT_DOUBLE_EQ(found.top[1].jaccard(), 0.5);
  EXPECT_EQ(found.fuzzy, (std::vector<std::int64_t>{0, 0, 1, 1, 1}));
  EXPECT_EQ(found.strict, (std::vector<std::int64_t>{0, 0, 1}));
}

TEST(Matching, DropsWhatTouchesAnEndOfTheCorpusAndCrossesNoSequence) {
  const OnBits bits = drawn({"###.####.##"});
  const std::vector<int> cells{0};
  EXPECT_EQ(find_matches(bits, cells, one_sequence(bits), {}).top.size(), 1U);  // 4+4 alone
  const Matches cut = find_matches(bits, cells, SequenceStarts{{0, 6}, bits.steps}, {});
  ASSERT_EQ(cut.top.size(), 2U);
  EXPECT_EQ(cut.top[0].length, 2U);
  EXPECT_EQ(cut.top[0].step, 4U);
  EXPECT_EQ(cut.top[1].step, 6U);
}

TEST(Matching, CandidatesAreCutByLevelAndSaidSo) {
  const OnBits bits = random_bits(5, 400, 20);
  const std::vector<int> cells{1, 2, 3, 4};
  const Matches all = find_matches(bits, cells, one_sequence(bits), {.left_margin = false, .top = 100000});
  const Matches some =
      find_matches(bits, cells, one_sequence(bits), {.left_margin = false, .candidates = 20, .top = 100000});
  EXPECT_FALSE(all.cut);
  EXPECT_TRUE(some.cut);
  EXPECT_LE(some.candidates, 20U);
  const int least = std::min_element(some.top.begin(), some.top.end(), [](const Match& a, const Match& b) {
                      return a.level < b.level;
                    })->level;
  for (const Match& match : all.top) {
    if (match.level <= least) continue;
    EXPECT_TRUE(std::any_of(some.top.begin(), some.top.end(), [&](const Match& other) {
      return other.step == match.step && other.length == match.length;
    }));
  }
  const Matches long_ones = find_matches(bits, cells, one_sequence(bits), {.length = 3});
  for (const Match& match : long_ones.top) EXPECT_EQ(match.length, 3U);
}

// The threshold on raw values must be that of tanh, float by float: what tanhf says of each float around it.
TEST(OnBits, ComparesAfterTanhInFloat) {
  for (const float threshold : {-0.7F, 0.1F, 0.3F, 0.5F, 0.99F, 0.0F}) {
    const OnRule rule{.threshold = threshold};
    float value = least_raw_value(rule);
    EXPECT_GE(std::tanh(value), threshold);
    for (int i = 0; i < 2000; ++i) value = std::nextafter(value, -std::numeric_limits<float>::max());
    for (int i = 0; i < 4000; ++i) {
      EXPECT_EQ(value >= least_raw_value(rule), std::tanh(value) >= threshold)
          << threshold << " at " << value;
      value = std::nextafter(value, std::numeric_limits<float>::max());
    }
  }
}

TEST(OnBits, AreTheSameAtAnyNumberOfThreadsAndDoubledWhenSigned) {
  Rng rng(9, "bits", 0);
  Matrix states(5000, 67);
  for (Eigen::Index i = 0; i < states.size(); ++i)
    states.data()[i] = static_cast<float>(4 * rng.uniform() - 2);
  const MatrixRows rows(states);
  const OnRule rule{.with_negative = true};
  const OnBits one = on_bits(rows, rule, Workers(1)), three = on_bits(rows, rule, Workers(3));
  EXPECT_EQ(one.bits, three.bits);
  ASSERT_EQ(one.cells, 134U);
  const CellBits cells = by_cell(one);
  for (std::size_t t = 0; t < 5000; t += 7)
    for (std::size_t c = 0; c < 67; ++c) {
      const float value = std::tanh(states(static_cast<Eigen::Index>(t), static_cast<Eigen::Index>(c)));
      EXPECT_EQ(one.on(t, c), value >= 0.3F);
      EXPECT_EQ(one.on(t, 67 + c), -value >= 0.3F);
      EXPECT_EQ((cells.cell(c)[t / 64] >> (t % 64) & 1) != 0, one.on(t, c));
    }
}

TEST(OnBits, RefusesWhatIsNotFiniteNamingStepAndUnit) {
  Matrix states = Matrix::Zero(10, 3);
  states(7, 1) = std::numeric_limits<float>::quiet_NaN();
  try {
    on_bits(MatrixRows(states), {}, Workers(1));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_NE(std::string(error.what()).find("step 7"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("unit 1"), std::string::npos) << error.what();
  }
  EXPECT_THROW((OnRule{.threshold = 1.0F}).check(), Error);
  EXPECT_NO_THROW((OnRule{.threshold = 1.5F, .transform = Transform::none}).check());
}

TEST(Selection, RefusesRangesThatDontFitAndNamesTheNearestCells) {
  const OnBits bits = drawn({"..##..", "..#...", "######"});
  const SequenceStarts sequences = one_sequence(bits);
  const auto refused = [&](const StepRange& range) {
    try {
      check_range_of_steps(range, sequences);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      return true;
    }
    return false;
  };
  EXPECT_TRUE(refused({3, 3, 0, 0}));
  EXPECT_TRUE(refused({2, 7, 0, 0}));
  EXPECT_TRUE(refused({1, 3, 2, 0}));
  EXPECT_TRUE(refused({1, 5, 1, 2}));
  EXPECT_FALSE(refused({1, 5, 1, 1}));
  const std::vector<NearCell> near = nearest_cells(bits, {2, 4, 1, 1}, 2);
  ASSERT_EQ(near.size(), 2U);
  EXPECT_EQ(near[0].cell, 0);
  EXPECT_EQ(near[0].otherwise, 0U);
  EXPECT_EQ(near[1].cell, 1);
  EXPECT_EQ(near[1].otherwise, 1U);
}

}  // namespace
}  // namespace rssviz::models
