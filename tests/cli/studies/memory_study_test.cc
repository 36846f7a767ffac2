// Marks that open and close, by hand.
#include "cli/studies/memory_study.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "cli/studies/text_predictions.h"

namespace rssviz::cli {
namespace {

std::vector<MarkKind> marks_in(const std::string& text) {
  std::string letters = text;
  std::sort(letters.begin(), letters.end());
  letters.erase(std::unique(letters.begin(), letters.end()), letters.end());
  std::vector<std::string> vocabulary;
  for (const char letter : letters) vocabulary.emplace_back(1, letter);
  models::Tokens symbols;
  for (const char letter : text) symbols.push_back(static_cast<std::int32_t>(letters.find(letter)));
  return marks_of(symbols, vocabulary);
}

std::vector<std::pair<std::size_t, std::size_t>> pairs_of(const std::vector<MarkKind>& kinds,
                                                          const std::string& name) {
  std::vector<std::pair<std::size_t, std::size_t>> pairs;
  for (const MarkKind& kind : kinds)
    if (kind.name == name)
      for (const MarkPair& pair : kind.pairs) pairs.emplace_back(pair.open, pair.close);
  return pairs;
}

using Pairs = std::vector<std::pair<std::size_t, std::size_t>>;

TEST(Marks, BracketsPairByTheirNesting) {
  EXPECT_EQ(pairs_of(marks_in(")(a(b)c)("), "( )"), (Pairs{{3, 5}, {1, 7}}));
}

TEST(Marks, QuotesPairByTurnsAndEndWithTheirParagraph) {
  EXPECT_EQ(pairs_of(marks_in("\"a\" \"b\n\n\"c\""), "\" \""), (Pairs{{0, 2}, {8, 10}}));
  EXPECT_EQ(pairs_of(marks_in("\"b\r\n\r\n\"c\""), "\" \""), (Pairs{{6, 8}}));
}

TEST(Marks, LinesEndWithTheirReturnWhereThereIsOne) {
  EXPECT_EQ(pairs_of(marks_in("a\nbc\nd\n"), "line"), (Pairs{{1, 4}, {4, 6}}));
  EXPECT_EQ(pairs_of(marks_in("a\r\nbc\r\nd"), "line"), (Pairs{{2, 5}}));
}

TEST(FarMean, CountsPairsNotBins) {
  const MemoryCurve curve{
      "( )", "LSTM", {{12, 19, 5, 9., 0, 0}, {20, 29, 30, 0.5, 0, 0}, {30, 49, 10, 0.1, 0, 0}}};
  const FarMean far = far_mean(curve, 20);
  EXPECT_EQ(far.pairs, 40U);
  EXPECT_DOUBLE_EQ(far.mean, 0.4);
  EXPECT_EQ(far_mean(curve, 50).pairs, 0U);
  EXPECT_TRUE(std::isnan(far_mean(curve, 50).mean));
}

TEST(MeanInText, BlocksHoldTheirMeanAndConstantsHaveNoInterval) {
  const std::vector<double> same(5000, 2);
  const MeanInText constant = mean_in_text(same, 1);
  EXPECT_DOUBLE_EQ(constant.mean, 2);
  EXPECT_DOUBLE_EQ(constant.low, 2);
  std::vector<double> halves(4000, 0);
  std::fill(halves.begin() + 2000, halves.end(), 1);
  const MeanInText mean = mean_in_text(halves, 1);
  EXPECT_DOUBLE_EQ(mean.mean, 0.5);
  EXPECT_LE(mean.low, 0.25);  // two of four blocks: far from what 4,000 independent values would say
  EXPECT_GE(mean.high, 0.75);
}

}  // namespace
}  // namespace rssviz::cli
