// The atlas of units on made-up states, where it is known which unit tells what.
#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "core/progress.h"
#include "core/rng.h"
#include "models/analysis/units/atlas.h"
#include "models/analysis/units/atlas_properties.h"

namespace rssviz::models {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

class Quiet final : public Progress {
 public:
  void begin(std::string_view, std::size_t) override {}
  void advance(std::size_t) override {}
  void note(std::string_view) override {}
  void warn(std::string_view) override {}
  bool stop_requested() const override { return false; }
};

const Execution& execution() {
  static const Workers workers(2);
  static Quiet quiet;
  static const Execution made{workers, quiet};
  return made;
}

// Unit 0 is noise, unit 1 the class with its sign turned, unit 2 a line of the number with some noise.
struct MadeUp {
  Matrix states{};
  std::vector<AtlasProperty> properties{};
};

MadeUp made_up(std::size_t points, std::uint64_t seed) {
  Rng rng(seed, "atlas");
  MadeUp made;
  made.states.resize(static_cast<Eigen::Index>(points), 3);
  made.properties = {{"class", false, {}}, {"number", true, {}}};
  for (std::size_t i = 0; i < points; ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    const bool inside = i % 14 < 5;
    const auto number = static_cast<float>(i / 3 % 6);
    made.properties[0].values.push_back(inside ? 1 : 0);
    made.properties[1].values.push_back(number);
    made.states(row, 0) = static_cast<float>(rng.normal());
    made.states(row, 1) = (inside ? -1.F : 1.F) + 0.1F * static_cast<float>(rng.normal());
    made.states(row, 2) = 2 - 0.5F * number + 0.2F * static_cast<float>(rng.normal());
  }
  return made;
}

TEST(Atlas, FindsTheUnitThatTellsAndItsSign) {
  const MadeUp choose = made_up(3000, 1), judge = made_up(2000, 2);
  const AtlasEffects effects =
      atlas_effects({choose.states, choose.properties}, {judge.states, judge.properties}, execution());
  EXPECT_EQ(effects.unit, (std::vector<int>{1, 2}));
  EXPECT_DOUBLE_EQ(effects.effect[0], 1);
  // The number's variance is 35 / 12, a quarter of it in the unit, beside .04 of noise.
  EXPECT_NEAR(effects.effect[1], 1 - 0.04 / (0.25 * 35. / 12 + 0.04), 0.01);
  EXPECT_NEAR(effects.all(0, 0), 0.5, 0.05);
  EXPECT_DOUBLE_EQ(effects.readable_share(judge.properties), 2. / 3);
}

TEST(Atlas, ASignThatDoesNotHoldOnOtherTextCountsAgainstIt) {
  const MadeUp choose = made_up(500, 1);
  MadeUp judge = made_up(500, 2);
  judge.states.col(1) *= -1;
  const AtlasEffects effects =
      atlas_effects({choose.states, choose.properties}, {judge.states, judge.properties}, execution());
  EXPECT_DOUBLE_EQ(effects.effect[0], 0);
}

TEST(Atlas, PointsThatAreNotScoredDoNotCount) {
  MadeUp choose = made_up(600, 1), judge = made_up(600, 2);
  for (MadeUp* const part : {&choose, &judge})
    for (std::size_t i = 0; i < 600; i += 2) {
      part->properties[0].values[i] = kNone;
      part->states(static_cast<Eigen::Index>(i), 1) = 100;
    }
  const AtlasEffects effects =
      atlas_effects({choose.states, choose.properties}, {judge.states, judge.properties}, execution());
  EXPECT_DOUBLE_EQ(effects.effect[0], 1);
}

TEST(Atlas, ALinearReaderOfAllUnitsFindsWhatIsSpreadOverTwo) {
  MadeUp choose = made_up(2000, 1), judge = made_up(2000, 2);
  for (MadeUp* const part : {&choose, &judge}) {  // noise that the other unit has too
    part->states.col(2) += 3 * part->states.col(0);
  }
  const AtlasPart known{choose.states, choose.properties}, asked{judge.states, judge.properties};
  const AtlasEffects effects = atlas_effects(known, asked, execution());
  const std::vector<double> ceilings = atlas_ceilings(known, asked, 1e-6, execution());
  EXPECT_LT(effects.effect[1], 0.2);
  EXPECT_GT(ceilings[1], 0.9);
}

TEST(Atlas, RotationsKeepDistances) {
  const MadeUp made = made_up(100, 1);
  const std::vector<MatrixD> rotations{drawn_rotation(2, 1, 0, 0), drawn_rotation(1, 1, 0, 1)};
  const Matrix turned = rotated(made.states, rotations);
  EXPECT_NEAR((turned.row(3) - turned.row(50)).norm(), (made.states.row(3) - made.states.row(50)).norm(),
              1e-4);
  EXPECT_GT((turned - made.states).cwiseAbs().maxCoeff(), 0.1F);
}

TEST(Atlas, TracesBeginAnewWithASequence) {
  const std::vector<std::int32_t> symbols{0, 1, 1, 0}, sequence{0, 0, 1, 1}, order{1, 0};
  const Matrix traces = symbol_traces(symbols, sequence, order, 2, 100);
  ASSERT_EQ(traces.cols(), 8);           // symbol 1 at four rates, symbol 0 at four
  EXPECT_FLOAT_EQ(traces(1, 1), 0.5F);   // symbol 1 now, rate .5
  EXPECT_FLOAT_EQ(traces(1, 5), 0.25F);  // symbol 0 one step ago
  EXPECT_FLOAT_EQ(traces(2, 5), 0);      // not of the other sequence
  EXPECT_FLOAT_EQ(traces(3, 1), 0.25F);
}

TEST(Atlas, ShiftsTellAUnitThatFollowsTheTextFromNoise) {
  Rng rng(3, "episodes");
  Matrix states(3000, 2);
  AtlasProperty property{"inside", false, {}};
  bool inside = false;
  for (Eigen::Index i = 0; i < 3000; ++i) {
    if (rng.uniform() < 0.05) inside = !inside;
    property.values.push_back(inside ? 1 : 0);
    states(i, 0) = (inside ? 1.F : 0.F) + static_cast<float>(rng.normal());
    states(i, 1) = static_cast<float>(rng.normal());
  }
  const std::vector<AtlasProperty> properties{property};
  const AtlasShifts follows =
      atlas_shifts({states, properties}, std::vector<int>{0}, 100, 999, 1, execution());
  EXPECT_EQ(follows.shifts, 999u);
  EXPECT_DOUBLE_EQ(follows.p[0], 0.001);
  const AtlasShifts noise =
      atlas_shifts({states.rightCols(1), properties}, std::vector<int>{0}, 100, 999, 1, execution());
  EXPECT_GT(noise.p[0], 0.05);
  const AtlasShifts none = atlas_shifts({states, properties}, std::vector<int>{0}, 1495, 999, 1, execution());
  EXPECT_TRUE(std::isnan(none.p[0]));
}

// Brackets: depth is spelled by digits and must be remembered after brackets.
StateTrace trace_of(const std::string& text) {
  StateTrace trace;
  trace.vocabulary = {"(", ")", "1", "2", "x"};
  IntColumn depth{"depth", {}, {}}, quoted{"quoted", {}, {"outside", "inside"}};
  int open = 0;
  for (const char letter : text) {
    const std::size_t token = std::string("()12x").find(letter);
    open += letter == '(' ? 1 : letter == ')' ? -1 : 0;
    trace.token.push_back(static_cast<std::int32_t>(token));
    trace.step.push_back(static_cast<std::int32_t>(trace.step.size()));
    trace.sequence.push_back(0);
    depth.values.push_back(open);
    quoted.values.push_back(open > 0 ? 1 : 0);
  }
  trace.set(depth);
  trace.set(quoted);
  return trace;
}

TEST(AtlasProperties, SymbolsThatTellTheValueAreNotScored) {
  std::string text;
  for (int k = 0; k < 12; ++k) text += "x(1(2)1)x(1)";
  const StateTrace trace = trace_of(text);
  const std::vector<std::string> columns{"depth"};
  const AtlasProperties properties = atlas_properties(trace, trace, columns, {});
  ASSERT_EQ(properties.judge.size(), 1u);
  EXPECT_TRUE(properties.judge[0].number);
  const std::vector<float>& values = properties.judge[0].values;
  EXPECT_EQ(values[1], 1);             // after "(": 1 or 2
  EXPECT_TRUE(std::isnan(values[2]));  // after "1"
  EXPECT_EQ(values[3], 2);
  EXPECT_TRUE(std::isnan(values[4]));
  EXPECT_EQ(values[5], 1);             // after ")": 0 or 1
  EXPECT_TRUE(std::isnan(values[0]));  // after "x" always 0
  EXPECT_EQ(properties.facts[0].episodes, 24u);
  EXPECT_EQ(properties.facts[0].longest, 6u);
  EXPECT_FALSE(properties.facts[0].told_by_symbol);
}

TEST(AtlasProperties, ClassesThatLastAreScoredBehindTheirBeginning) {
  std::string text;
  for (int k = 0; k < 12; ++k) text += std::string(30, 'x') + "(" + std::string(40, 'x') + ")";
  const StateTrace trace = trace_of(text);
  const std::vector<std::string> columns{"quoted"};
  const AtlasProperties properties = atlas_properties(trace, trace, columns, {});
  ASSERT_EQ(properties.judge.size(), 1u);
  EXPECT_TRUE(properties.facts[0].lasting);
  const std::vector<float>& values = properties.judge[0].values;
  EXPECT_TRUE(std::isnan(values[30 + 1]));  // the first inside
  EXPECT_TRUE(std::isnan(values[30 + 19]));
  EXPECT_EQ(values[30 + 20], 1);
  EXPECT_EQ(values[72 + 21], 0);
}

TEST(AtlasProperties, TooFewEpisodesAreLeftOutAndNamed) {
  const StateTrace trace = trace_of("x(1)x(1)x(1)x");
  const std::vector<std::string> columns{"depth"};
  const AtlasProperties properties = atlas_properties(trace, trace, columns, {});
  EXPECT_TRUE(properties.judge.empty());
  EXPECT_EQ(properties.left_out, std::vector<std::string>{"depth: 3 episodes"});
}

}  // namespace
}  // namespace rssviz::models
