#include "models/analysis/statistics/verdict.h"

#include <array>
#include <string>

#include "models/analysis/statistics/equivalence.h"
#include "tests/models/analysis/statistics/statistics_fixture.h"

namespace rssviz::models {
namespace {

// A part with a margin of 1.
ClaimPart part(const char* name, Claimed claimed, double low, double high, double p = 0) {
  return {.name = name,
          .claimed = claimed,
          .margin = 1,
          .estimate = (low + high) / 2,
          .interval = {low, high},
          .p = p};
}

const ClaimPart kHeld = part("A", Claimed::above, .5, 2, .001);
const ClaimPart kRefuted = part("B", Claimed::above, -.5, .5, .9);
const ClaimPart kUndecided = part("C", Claimed::above, -.5, 2, .2);
const ClaimPart kSmall = part("D", Claimed::above, .1, .9, .02);

Judgement all(const std::vector<ClaimPart>& parts) { return judge_all(parts); }
std::string words(const std::vector<ClaimPart>& parts) { return in_words(judge_all(parts), parts); }
std::string any_words(const std::vector<ClaimPart>& parts) { return in_words(judge_any(parts), parts); }

}  // namespace

TEST(Verdict, OfAPartFollowsItsInterval) {
  struct Row {
    double low, high;
    Verdict verdict;
    bool small;
  };
  const double nan = std::nan("");
  for (const Row& row : {Row{.5, 2, Verdict::held, false},     // on the claimed side
                         {1.5, 2, Verdict::held, false},       // and beyond the margin
                         {.1, .9, Verdict::held, true},        // and inside the margin
                         {.1, 1, Verdict::held, false},        // up to the margin: it may matter
                         {-2, -.1, Verdict::refuted, false},   // on the other side
                         {-.5, -.1, Verdict::refuted, false},  // on the other side, inside the margin
                         {-.9, .9, Verdict::refuted, false},   // inside the margin
                         {0, .9, Verdict::refuted, false},     // touches nothing on the claimed side alone
                         {-1, .9, Verdict::undecided, false},  // reaches the margin on the other side
                         {-.5, 1, Verdict::undecided, false},  // reaches the margin
                         {-3, 3, Verdict::undecided, false},   // nothing was found, nothing is shown
                         {0, 3, Verdict::undecided, false},    // 0 is not left out
                         {0, 0, Verdict::refuted, false},      // no difference, without doubt
                         {nan, nan, Verdict::undecided, false}}) {
    const PartVerdict above = judge_part(part("", Claimed::above, row.low, row.high));
    EXPECT_EQ(above.verdict, row.verdict) << row.low << " to " << row.high;
    EXPECT_EQ(above.small, row.small) << row.low << " to " << row.high;
    const PartVerdict below = judge_part(part("", Claimed::below, -row.high, -row.low));
    EXPECT_EQ(below.verdict, row.verdict) << row.low << " to " << row.high;
    EXPECT_EQ(below.small, row.small) << row.low << " to " << row.high;
  }
}

TEST(Verdict, OfAlikenessIsTheOtherWayRound) {
  EXPECT_EQ(judge_part(part("", Claimed::alike, -.9, .9)).verdict, Verdict::held);
  EXPECT_EQ(judge_part(part("", Claimed::alike, .1, .9)).verdict, Verdict::held);
  EXPECT_FALSE(judge_part(part("", Claimed::alike, .1, .9)).small);
  EXPECT_EQ(judge_part(part("", Claimed::alike, -.9, 1)).verdict, Verdict::undecided);
  EXPECT_EQ(judge_part(part("", Claimed::alike, .5, 2)).verdict, Verdict::undecided);
  EXPECT_EQ(judge_part(part("", Claimed::alike, 1, 2)).verdict, Verdict::refuted);
  EXPECT_EQ(judge_part(part("", Claimed::alike, -2, -1)).verdict, Verdict::refuted);
}

TEST(Verdict, OfAllPartsNamesThem) {
  EXPECT_EQ(words({kHeld}), "held");
  EXPECT_EQ(words({kHeld, kHeld}), "held");
  EXPECT_EQ(words({kSmall}), "held, but smaller than matters");
  EXPECT_EQ(words({kHeld, kSmall}), "held, but smaller than matters (D)");
  EXPECT_EQ(words({kHeld, kRefuted, kUndecided}), "partly held: A held; B refuted; C undecided");
  EXPECT_EQ(words({kHeld, kSmall, kUndecided}),
            "partly held: A held; D held, but smaller than matters; C undecided");
  EXPECT_EQ(words({kRefuted, kUndecided}), "refuted");
  EXPECT_EQ(words({kUndecided, kUndecided}), "undecided");
  EXPECT_EQ(all({kUndecided, kHeld}).verdict, Verdict::partly);
}

TEST(Verdict, OfAnyPartCorrectsForTheirNumber) {
  EXPECT_EQ(any_words({kSmall}), "held, but smaller than matters");
  EXPECT_EQ(any_words({kHeld, kRefuted, kUndecided}), "held by A (of 3)");
  // p = .02 is not enough of three.
  const Judgement three = judge_any(std::array{kSmall, kRefuted, kUndecided});
  EXPECT_EQ(three.verdict, Verdict::undecided);
  EXPECT_NEAR(three.corrected[0], .06, 1e-15);
  EXPECT_EQ(three.parts[0].verdict, Verdict::undecided);
  EXPECT_EQ(any_words({kRefuted, kRefuted}), "refuted");
  EXPECT_EQ(any_words({kRefuted, kUndecided}), "undecided");
  // A clear difference on the wrong side doesn't hold.
  const ClaimPart wrong = part("E", Claimed::above, -3, -2, 1e-6);
  EXPECT_EQ(any_words({wrong, wrong}), "refuted");
  EXPECT_EQ(any_words({wrong, kHeld}), "held by A (of 2)");
  // One value has no p.
  const double nan = std::nan("");
  EXPECT_EQ(any_words({part("F", Claimed::above, nan, nan, nan), kHeld}), "held by A (of 2)");
}

TEST(Verdict, OfAnyPartTakesTheMaximumStatisticWhereItWasTaken) {
  std::vector<ClaimPart> parts{kSmall, kUndecided};
  parts[0].corrected = .03;
  parts[1].corrected = .4;
  EXPECT_EQ(any_words(parts), "held by D (of 2), but smaller than matters (D)");
  parts[0].corrected = .07;
  EXPECT_EQ(any_words(parts), "undecided");
  parts[1].corrected = std::nan("");
  EXPECT_EQ(error_of([&] { judge_any(parts); }, ErrorKind::usage),
            "corrected: give p of the maximum statistic for all parts or for none");
}

// One part gives one verdict, whether all or any is asked.
TEST(Verdict, OfOnePartIsTheSameForAllAndAny) {
  const std::vector<double> values{.31, .55, .12, .44, .29, .05};
  for (const double null : {.0, .1, .2, .3, .6})
    for (const double margin : {.05, .2, .24, .26, .5})
      for (const Claimed claimed : {Claimed::above, Claimed::below, Claimed::alike}) {
        const std::array one{part_of("A", claimed, margin, difference_from(values, null))};
        EXPECT_EQ(judge_all(one).verdict, judge_any(one).verdict) << null << " " << margin;
      }
}

TEST(Verdict, ErrorsNameWhatIsWrong) {
  ClaimPart no_margin = kHeld;
  no_margin.margin = 0;
  EXPECT_EQ(error_of([&] { judge_part(no_margin); }, ErrorKind::usage),
            "margin = 0 is out of range: above 0: the smallest difference that matters");
  EXPECT_EQ(error_of([&] { judge_part(part("", Claimed::above, 2, 1)); }, ErrorKind::data),
            "interval: low is above high");
  EXPECT_EQ(error_of([] { judge_all({}); }, ErrorKind::data), "a claim needs at least one part");
  EXPECT_THROW(judge_any({}), Error);
  EXPECT_THROW(judge_any(std::array{kHeld}, 1), Error);
  EXPECT_THROW(in_words(judge_all(std::array{kHeld}), {}), Error);
}

}  // namespace rssviz::models
