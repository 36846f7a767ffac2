// The sets that are drawn, and that a network learns from them what the grammar leaves to be known.
#include "models/tasks/grammar/grammar_corpus.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "core/error.h"
#include "models/training/array_training.h"
#include "models/weights/foreign_weights.h"

namespace rssviz::models {
namespace {

TEST(GrammarCorpus, HoldsWholeSentencesAndTheNextWordOfEachStep) {
  const Grammar grammar = read_grammar("counting");
  const GrammarCorpus corpus = make_grammar_corpus(grammar, {.train = 30, .validation = 10, .test = 20}, 1);
  ASSERT_EQ(corpus.sequences.size(), 60U);
  EXPECT_EQ(corpus.train.size(), 30U);
  EXPECT_EQ(corpus.validation.size(), 10U);
  EXPECT_EQ(corpus.test.size(), 20U);
  std::size_t steps = 0;
  for (std::size_t s = 0; s < corpus.sequences.size(); ++s) {
    const Tokens& sequence = corpus.sequences[s];
    const Tokens& targets = corpus.targets[s];
    EXPECT_GE(sequence.size(), 100U);
    ASSERT_EQ(targets.size(), sequence.size());
    EXPECT_TRUE(std::equal(sequence.begin() + 1, sequence.end(), targets.begin()));
    EXPECT_EQ(targets.back(), 0);  // a sentence begins with a
    EXPECT_EQ(std::count(sequence.begin(), sequence.end(), 0),
              std::count(sequence.begin(), sequence.end(), 1));
    steps += sequence.size();
  }
  for (const IntColumn& column : corpus.columns) EXPECT_EQ(column.values.size(), steps) << column.name;
}

TEST(GrammarCorpus, SharesNoSequenceAndSaysWhichSentencesAreShared) {
  const Grammar grammar = read_grammar("parens");
  const GrammarCorpus corpus =
      make_grammar_corpus(grammar, {.train = 300, .validation = 100, .test = 100, .length = 6}, 1);
  EXPECT_EQ(std::set<Tokens>(corpus.sequences.begin(), corpus.sequences.end()).size(), 500U);
  ASSERT_EQ(corpus.notes.size(), 1U);
  EXPECT_NE(corpus.notes.front().find("sentences of the test set"), std::string::npos);
}

TEST(GrammarCorpus, IsTheSameFromTheSameSeedAndTestsOnTheSameWhateverIsTrainedOn) {
  const Grammar grammar = read_grammar("phrases");
  const auto make = [&](int train, std::uint64_t seed) {
    return make_grammar_corpus(grammar, {.train = train, .validation = 5, .test = 10}, seed);
  };
  const GrammarCorpus one = make(20, 1), same = make(20, 1), larger = make(40, 1), other = make(20, 2);
  EXPECT_EQ(one.sequences, same.sequences);
  EXPECT_EQ(one.targets, same.targets);
  EXPECT_NE(one.sequences, other.sequences);
  EXPECT_TRUE(std::equal(one.sequences.end() - 15, one.sequences.end(), larger.sequences.end() - 15));
}

TEST(GrammarCorpus, KeepsLongSentencesForTheTest) {
  const Grammar grammar = read_grammar("counting");
  const GrammarCorpus corpus = make_grammar_corpus(grammar, {.length = 100, .longest = 20}, 1);
  const auto length = std::find_if(corpus.columns.begin(), corpus.columns.end(),
                                   [](const IntColumn& column) { return column.name == "sentence_length"; });
  std::size_t tested = 0;
  for (const std::int32_t row : corpus.test) tested += corpus.sequences[static_cast<std::size_t>(row)].size();
  const auto test = length->values.end() - static_cast<std::ptrdiff_t>(tested);
  EXPECT_EQ(*std::max_element(length->values.begin(), test), 20);
  EXPECT_GT(*std::max_element(test, length->values.end()), 40);
}

TEST(GrammarCorpus, RefusesWhatCantBe) {
  const Grammar four = parse_grammar("S -> A A\nA -> 'a' | 'b'\n", "own.txt");
  const auto fault = [&](const GrammarOptions& options) {
    try {
      make_grammar_corpus(four, options, 1);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::usage);
      return std::string(error.what());
    }
    return std::string("none");
  };
  EXPECT_EQ(fault({.train = 2, .validation = 1, .test = 1, .length = 1}), "none");
  EXPECT_NE(fault({.train = 3, .validation = 1, .test = 1, .length = 1}).find("too few different sequences"),
            std::string::npos);
  EXPECT_NE(fault({.train = 0}).find("train = 0 is out of range: 1 to"), std::string::npos);
  EXPECT_NE(fault({.length = 0}).find("length = 0"), std::string::npos);
  EXPECT_NE(fault({.longest = 1}).find("longest = 1 is too short for own.txt"), std::string::npos);
}

TEST(GrammarCorpus, BecomesRowsOfOnesAndZeros) {
  const Grammar grammar = read_grammar("agreement");
  const GrammarCorpus corpus =
      make_grammar_corpus(grammar, {.train = 4, .validation = 2, .test = 3, .length = 20}, 1);
  const ArrayTask task = array_task_of(corpus, corpus.test);
  task.check();
  ASSERT_EQ(task.sequences.size(), 3U);
  EXPECT_EQ(task.output_names, grammar.words);
  std::size_t first = 0;
  for (std::size_t s = 0; s < 6; ++s) first += corpus.sequences[s].size();
  Eigen::Index row = 0;
  for (const std::int32_t s : corpus.test)
    for (std::size_t t = 0; t < corpus.sequences[static_cast<std::size_t>(s)].size(); ++t, ++row) {
      EXPECT_EQ(task.inputs.row(row).sum(), 1);
      EXPECT_EQ(task.inputs(row, corpus.sequences[static_cast<std::size_t>(s)][t]), 1);
      EXPECT_EQ(task.targets.row(row).sum(), 1);
      EXPECT_EQ(task.targets(row, corpus.targets[static_cast<std::size_t>(s)][t]), 1);
    }
  ASSERT_EQ(task.inputs.rows(), row);
  EXPECT_EQ(task.integers.size() + task.floats.size(), corpus.columns.size());
  EXPECT_EQ(task.floats.front().name, "depth");
  for (std::size_t i = 0; i < task.floats.front().values.size(); ++i)
    EXPECT_EQ(task.floats.front().values[i], static_cast<float>(corpus.columns.front().values[first + i]));
}

// In brackets each of n words that are allowed costs ln n.
TEST(GrammarCrossEntropy, IsTheMeanOfWhatIsLeftToChance) {
  const Grammar grammar = read_grammar("parens");
  const GrammarCorpus corpus = make_grammar_corpus(grammar, {.train = 20, .validation = 0, .test = 20}, 1);
  double nats = 0;
  std::size_t steps = 0;
  for (const std::int32_t row : corpus.test) {
    int depth = 0;
    for (const std::int32_t token : corpus.sequences[static_cast<std::size_t>(row)]) {
      const std::string& word = grammar.words[static_cast<std::size_t>(token)];
      depth += word == "(" ? 1 : word == ")" ? -1 : 0;
      nats += std::log(depth == 0 || depth == 4 ? 2 : 3);
      ++steps;
    }
  }
  EXPECT_NEAR(grammar_cross_entropy(grammar, corpus, corpus.test), nats / static_cast<double>(steps), 1e-12);
}

TEST(GrammarCorpus, TeachesANetworkWhatTheGrammarLeavesToBeKnown) {
  const Grammar grammar = read_grammar("counting");
  const GrammarCorpus corpus = make_grammar_corpus(grammar, {.train = 60, .validation = 0, .test = 20}, 1);
  std::vector<std::int32_t> rows = corpus.train;
  rows.insert(rows.end(), corpus.test.begin(), corpus.test.end());
  const ArrayTask task = array_task_of(corpus, rows);
  Workers workers{2};
  SilentProgress progress;
  const RecurrentRun run = train_recurrent(
      task, {.washout = 0, .test_share = 0.245, .loss = ArrayLoss::error, .window = 50},
      {.units = 12, .epochs = 12, .optimizer = {.learning_rate = 0.01}}, 1, {workers, progress});
  // Of a sentence the first b alone can't be known: whoever says the likelier word errs once in 20 steps.
  EXPECT_GT(*run.metrics[1].value("loss"), 0.3);
  EXPECT_LT(*run.metrics.back().value("loss"), 0.08);
  EXPECT_GE(*run.metrics.back().value("loss"), 0.04);
}

}  // namespace
}  // namespace rssviz::models
