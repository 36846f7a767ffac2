// Testing on the whole grammar: the same counts as by writing out every sentence, at any number of threads.
#include "models/tasks/csl/whole_grammar.h"

#include <gtest/gtest.h>

#include "core/error.h"
#include "models/recording/prefix_trie.h"
#include "models/tasks/csl/csl_annotations.h"
#include "models/training/esn_training.h"
#include "models/training/recurrent_training.h"

namespace rssviz::models {
namespace {

// Three objects: 516 + 516 x 516 sentences, written out.
std::vector<Tokens> all_sentences(const CrossSituationalTask& task) {
  const int clauses = static_cast<int>(task.clauses().size());
  std::vector<Tokens> sentences;
  for (int first = 0; first < clauses; ++first)
    for (int second = -1; second < clauses; ++second) sentences.push_back(task.sentence(first, second));
  return sentences;
}

}  // namespace

TEST(WholeGrammar, CountsWhatWritingOutEverySentenceCounts) {
  const CrossSituationalTask task(CslSpec{.n_objects = 3});
  const Corpus corpus = make_corpus(task, 1);
  const Workers one(1), two(2);
  SilentProgress progress;
  EsnTrainingOptions options;
  options.reservoir.units = 24;
  options.measure_radius = false;
  const EsnRun run = train_esn(corpus, options, 1, {}, {two, progress});
  const auto network = network_at(run, -1);
  const GrammarCounts counts = test_grammar(*network, task, corpus, {two, progress});

  const std::vector<Tokens> sentences = all_sentences(task);
  const PrefixTrie trie = build_trie(sentences);
  const MatrixD states = final_states(*run.reservoir, trie, {two, progress});
  const MatrixD outputs = network->read_out_double(states.cast<float>());
  const CslErrors errors = csl_errors(task, meanings(task, sentences), outputs);
  const double n = static_cast<double>(sentences.size());
  EXPECT_EQ(counts.all().sentences, grammar_size(task));
  EXPECT_EQ(counts.all().sentences, static_cast<std::int64_t>(sentences.size()));
  // A decision on the edge of the threshold may fall otherwise by a rounding of the states.
  EXPECT_NEAR(static_cast<double>(counts.all().not_valid), errors.valid * n, 2);
  EXPECT_NEAR(static_cast<double>(counts.all().not_exact), errors.exact * n, 2);
  EXPECT_GT(counts.all().not_valid, 1000);
  EXPECT_LT(counts.all().not_valid, counts.all().not_exact);

  EXPECT_EQ(counts.trained_on().sentences, 1000);
  EXPECT_EQ(counts.by_set[1][0].sentences, 300);
  EXPECT_EQ(counts.by_set[0][0].sentences, 516 - 300);
  const CslErrors trained = csl_errors(task, meanings(task, corpus.sequences_of(corpus.train)), [&] {
    const PrefixTrie of_train = build_trie(corpus.sequences_of(corpus.train));
    return network->read_out_double(final_states(*run.reservoir, of_train, {two, progress}).cast<float>());
  }());
  EXPECT_NEAR(static_cast<double>(counts.trained_on().not_exact), trained.exact * 1000, 1);

  EXPECT_EQ(test_grammar(*network, task, corpus, {one, progress}).by_set, counts.by_set);
}

TEST(WholeGrammar, AnLstmsCellStatesAreCarriedToo) {
  const CrossSituationalTask task(CslSpec{.n_objects = 3});
  const Corpus corpus = make_corpus(task, 1);
  const Workers workers(2);
  SilentProgress progress;
  RecurrentOptions options;
  options.units = 12;
  options.epochs = 3;
  const RecurrentRun run = train_recurrent(corpus, options, 1, csl_judge(task, corpus), {workers, progress});
  const GrammarCounts counts = test_grammar(*network_at(run, -1), task, corpus, {workers, progress});
  const StageMetrics& train = *find_metrics(run.metrics, 3, Split::train);
  EXPECT_NEAR(static_cast<double>(counts.trained_on().not_valid), *train.value("valid_error") * 1000, 1);
  EXPECT_NEAR(static_cast<double>(counts.trained_on().not_exact), *train.value("exact_error") * 1000, 1);
  const StageMetrics& test = *find_metrics(run.metrics, 3, Split::test);  // a sample of all
  EXPECT_NEAR(
      static_cast<double>(counts.by_set[0][1].not_exact) / static_cast<double>(counts.by_set[0][1].sentences),
      *test.value("exact_error"), 0.1);
}

TEST(WholeGrammar, LargeGrammarsAreForSampling) {
  EXPECT_EQ(grammar_size(CrossSituationalTask(CslSpec{})), 474032);
  check_grammar_size(CrossSituationalTask(CslSpec{.n_objects = 10}));
  try {
    check_grammar_size(CrossSituationalTask(CslSpec{.n_objects = 50}));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::usage);
    EXPECT_NE(std::string(error.what()).find("73968600"), std::string::npos) << error.what();
  }
}

}  // namespace rssviz::models
