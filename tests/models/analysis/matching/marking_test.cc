// What selections mark, by hand, and the nulls where the answer is known.
#include <gtest/gtest.h>

#include <algorithm>

#include "core/rng.h"
#include "models/analysis/matching/marking.h"

namespace rssviz::models {
namespace {

StepSet set_of(const std::string& text) {
  StepSet set(text.size());
  for (std::size_t t = 0; t < text.size(); ++t)
    if (text[t] == '#') set.add(t);
  return set;
}

std::string text_of(const StepSet& set) {
  std::string text;
  for (std::size_t t = 0; t < set.steps; ++t) text += set.has(t) ? '#' : '.';
  return text;
}

CellBits cells_of(const std::vector<std::string>& cells) {
  Matrix states(static_cast<Eigen::Index>(cells.front().size()), static_cast<Eigen::Index>(cells.size()));
  for (Eigen::Index t = 0; t < states.rows(); ++t)
    for (Eigen::Index c = 0; c < states.cols(); ++c)
      states(t, c) = cells[static_cast<std::size_t>(c)][static_cast<std::size_t>(t)] == '#' ? 1.0F : 0.0F;
  return by_cell(on_bits(MatrixRows(states), {.threshold = 0.5F, .transform = Transform::none}, Workers(1)));
}

TEST(Marking, CountsHitsByHand) {
  const CellBits cells = cells_of({"##..##.#", "#...####"});
  const StepSet marked = marked_by(cells, std::vector<int>{0, 1});
  EXPECT_EQ(text_of(marked), "#...##.#");
  const std::vector<std::int32_t> depth{0, 1, 2, 2, 2, 2, 0, 2};
  const StepSet wanted = steps_of_class(depth, 2);
  EXPECT_EQ(text_of(wanted), "..####.#");
  const MarkScore score = score_marks(marked, wanted);
  EXPECT_EQ(score.hits, 3);
  EXPECT_EQ(score.marked, 4);
  EXPECT_EQ(score.wanted, 5);
  EXPECT_DOUBLE_EQ(score.precision(), 0.75);
  EXPECT_DOUBLE_EQ(score.recall(), 0.6);
  EXPECT_DOUBLE_EQ(score.f1(), 6.0 / 9);
  const StepSet half = set_of("####....");
  EXPECT_EQ(score_marks(marked, wanted, &half).hits, 0);
  EXPECT_EQ(score_marks(marked, wanted, &half).wanted, 2);
}

// "a b" at the end of the range: one word back, every b; two words back, only those after a.
TEST(Marking, WordsAloneMarkWhereTheSameWordsEnd) {
  const std::vector<std::int32_t> words{0, 1, 2, 1, 0, 1, 1, 0, 1};
  const SequenceStarts sequences{{0, 5}, words.size()};
  const StepSet wanted = set_of(".#......#");
  const WordMarks best = marks_of_words(words, sequences, {1, 2, 0, 0}, wanted, 4);
  EXPECT_EQ(best.n, 2U);
  EXPECT_EQ(text_of(best.marked), ".#......#");  // at 5 a new sequence begins: nothing before it
  EXPECT_DOUBLE_EQ(best.score.f1(), 1);
  EXPECT_EQ(text_of(marks_of_words(words, sequences, {1, 2, 0, 0}, wanted, 1).marked), ".#.#.##.#");
}

TEST(Marking, ExplainsByTheFewestCellsThatDoBest) {
  Rng rng(4, "explain test", 0);
  std::vector<std::string> cells(6, std::string(2000, '.'));
  StepSet wanted(2000);
  for (std::size_t t = 0; t < 2000; ++t) {
    for (std::string& cell : cells) cell[t] = rng.uniform() < 0.5 ? '#' : '.';
    if (cells[1][t] == '#' && cells[4][t] == '#') wanted.add(t);
  }
  const SequenceStarts sequences{{0}, 2000};
  const StepSet half = half_of(sequences);
  EXPECT_EQ(half.count(), 1000);
  const CellBits bits = cells_of(cells);
  const Explanation found = explain_marks(bits, wanted, half, 6);
  std::vector<int> chosen = found.cells;
  std::sort(chosen.begin(), chosen.end());
  EXPECT_EQ(chosen, (std::vector<int>{1, 4}));
  EXPECT_DOUBLE_EQ(found.chosen_on.f1(), 1);
  EXPECT_DOUBLE_EQ(found.scored_on.f1(), 1);
  EXPECT_EQ(found.scored_on.wanted, wanted.count() - found.chosen_on.wanted);
  for (const double score : scores_of_turned(bits, wanted, half, 6, 19, 1)) EXPECT_LT(score, 0.6);
  // Other cells of the same time on do worse; their draws don't hang on how many are asked for.
  const std::vector<double> others = scores_of_other_cells(bits, chosen, wanted, 50, 7);
  for (const double score : others) EXPECT_LE(score, 1);
  EXPECT_LT(*std::min_element(others.begin(), others.end()), 0.7);
  const std::vector<double> fewer = scores_of_other_cells(bits, chosen, wanted, 10, 7);
  EXPECT_TRUE(std::equal(fewer.begin(), fewer.end(), others.begin()));
}

TEST(Marking, PairedDifferenceIsCertainOnlyWhereOneIsBetterThroughout) {
  StepSet wanted(4000), good(4000), poor(4000);
  Rng rng(5, "paired test", 0);
  for (std::size_t t = 0; t < 4000; ++t) {
    if (rng.uniform() < 0.3) wanted.add(t);
    if (wanted.has(t) && rng.uniform() < 0.9) good.add(t);
    if (rng.uniform() < 0.3) poor.add(t);
  }
  const SequenceStarts sequences{{0}, 4000};
  EXPECT_DOUBLE_EQ(paired_f1_p(good, poor, wanted, sequences, 199, 1), 1.0 / 200);
  EXPECT_DOUBLE_EQ(paired_f1_p(good, good, wanted, sequences, 199, 1), 1);
  EXPECT_GT(paired_f1_p(poor, good, wanted, sequences, 199, 1), 0.9);
}

TEST(Marking, WordsExplainWhatWordsMake) {
  std::vector<std::int32_t> words;
  Rng rng(6, "words test", 0);
  for (int t = 0; t < 3000; ++t) words.push_back(static_cast<std::int32_t>(rng.uniform() * 4));
  StepSet wanted(words.size());
  for (std::size_t t = 1; t < words.size(); ++t)
    if (words[t] == 1 && words[t - 1] == 2) wanted.add(t);
  words[0] = 40;  // words of other numbers that are never seen don't matter
  const SequenceStarts sequences{{0}, words.size()};
  const WordMarks best = explain_by_words(words, sequences, wanted, half_of(sequences), 4);
  EXPECT_EQ(best.n, 2U);
  EXPECT_DOUBLE_EQ(best.score.f1(), 1);
}

}  // namespace
}  // namespace rssviz::models
