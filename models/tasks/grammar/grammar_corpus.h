// Sequences drawn from a grammar for the task of saying the next word at every step: inputs, targets, columns
// and sets to train, validate and test on that share no sequence. The same bytes from the same seed.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/data/array_task.h"
#include "models/tasks/grammar/derivation.h"

namespace rssviz::models {

// All of it changes results.
struct GrammarOptions {
  int train{200};  // sequences to train on
  int validation{50};
  int test{50};
  int length{100};  // a sequence is sentences one after another until it has this many words; 1: one sentence
  int longest{0};  // words of a sentence to train or validate on: longer ones are drawn anew there, and stand
                   // in the test set alone (lengths beyond those trained on); 0: all

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

struct GrammarCorpus {
  std::vector<std::string> vocabulary{};  // the grammar's words
  std::vector<Tokens> sequences{};        // of whole sentences
  std::vector<Tokens> targets{};          // the next word at each step of each sequence: after the last, the
                                          // first of a sentence more
  std::vector<std::int32_t> train{};  // rows of `sequences`: first those to train on, then validation, test
  std::vector<std::int32_t> validation{};
  std::vector<std::int32_t> test{};
  std::vector<IntColumn> columns{};  // grammar_columns, a value a step, sequence after sequence
  std::vector<std::string> notes{};  // what the run's record has to say about it (sentences in two sets)

  const std::vector<std::int32_t>& indices(Split split) const;
};

// Test sequences don't depend on how many there are to train on. Throws Error{usage} as check, and where the
// grammar doesn't have that many different sequences, or that short a sentence.
GrammarCorpus make_grammar_corpus(const Grammar& grammar, const GrammarOptions& options, std::uint64_t seed);

// Some of its sequences as rows of numbers: inputs one-hot words, targets one-hot next words, a class each;
// columns of classes as they are, plain numbers as numbers.
ArrayTask array_task_of(const GrammarCorpus& corpus, std::span<const std::int32_t> rows);

// The mean of -log p(next word), in nats a step, under the grammar itself: no network can be better on
// average. Over the targets of these sequences. Throws Error{data} for a left-recursive grammar.
double grammar_cross_entropy(const Grammar& grammar, const GrammarCorpus& corpus,
                             std::span<const std::int32_t> rows);

}  // namespace rssviz::models
