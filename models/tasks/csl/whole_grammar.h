// A network tested on every sentence of the grammar: 172 n of one object and (172 n)^2 of two, over the trie
// of their prefixes. The states of first clauses are computed once; the second clauses are walked for a few
// first clauses at a time, level by level, and judged as soon as they end, so that memory doesn't grow with
// the number of sentences. Counts, hence the same at any number of threads.
// Source of grammar and judgement: Variengien and Hinaut 2020.
#pragma once

#include <array>
#include <cstdint>

#include "core/parallel.h"
#include "models/cells/network.h"
#include "models/tasks/csl/cross_situational.h"

namespace rssviz::models {

struct SentenceCounts {
  std::int64_t sentences{};
  std::int64_t not_valid{};  // something stated is not matched
  std::int64_t not_exact{};  // or something is claimed that is left open

  SentenceCounts& operator+=(const SentenceCounts& other);
  bool operator==(const SentenceCounts&) const = default;
};

// [0] sentences that were not trained on, [1] those that were; in each [0] one object, [1] two objects.
struct GrammarCounts {
  std::array<std::array<SentenceCounts, 2>, 2> by_set{};

  SentenceCounts trained_on() const;
  SentenceCounts not_trained_on() const;
  SentenceCounts all() const;
};

// How many sentences the grammar has.
std::int64_t grammar_size(const CrossSituationalTask& task);
// With more sentences than this a sample says as much in less time.
constexpr std::int64_t kMostGrammarSentences = 3'000'000;

// `corpus` says which sentences were trained on (its columns clause_1 and clause_2). Throws Error{usage} for
// a grammar of more than kMostGrammarSentences, naming its size and what to do instead; Error{data} for a
// network of other words or outputs.
GrammarCounts test_grammar(const Network& network, const CrossSituationalTask& task, const Corpus& corpus,
                           const Execution& execution);
// The size check alone: what can be said before training.
void check_grammar_size(const CrossSituationalTask& task);

}  // namespace rssviz::models
