// Sentences as a grammar writes them: leftmost derivations, drawn at random or replayed, and the columns that
// they give for every word. Pure functions; safe on any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <span>
#include <vector>

#include "core/rng.h"
#include "models/data/columns.h"
#include "models/tasks/grammar/grammar.h"

namespace rssviz::models {

// A nonterminal that was rewritten: it wrote the words first .. end - 1 (none where end == first).
struct DerivationNode {
  std::int32_t nonterminal{0};
  std::int32_t parent{-1};  // index into nodes; -1: a sentence
  std::int32_t first{0};
  std::int32_t end{0};  // one beyond the number of words: not ended within the sequence
};

// A sequence of sentences with what wrote it.
struct Derivation {
  Tokens tokens{};
  std::vector<DerivationNode> nodes{};   // in the order in which they were rewritten: parents first
  std::vector<std::int32_t> writer{};    // tokens: the node whose rule holds the word
  std::vector<std::int32_t> open{};      // tokens: nonterminals that the sentence still has to rewrite
                                         // (what waits on the stack of a top-down parser: Yngve 1960)
  std::vector<std::int32_t> sentence{};  // tokens: which sentence, from 0
};

// The rule by which a nonterminal is rewritten; none: the derivation stops here.
using ChooseRule = std::function<std::optional<std::int32_t>(std::int32_t nonterminal)>;

// Appends a sentence, or as much of it as is chosen and fits into `most` tokens of the sequence. Returns
// whether it is whole.
bool derive_sentence(const Grammar& grammar, const ChooseRule& choose, Derivation& derivation,
                     std::size_t most = std::numeric_limits<std::size_t>::max());

// Appends a sentence drawn from the grammar. Throws Error{data} at more than a million words.
void sample_sentence(const Grammar& grammar, Rng& rng, Derivation& derivation);

// One value a token, sequence after sequence; classes are -1 where there is none:
//   depth              constituents that have begun and not ended with this word
//   constituent        the innermost constituent that the word belongs to
//   category           the nonterminal whose rule holds the word
//   open_nonterminals  Derivation::open
//   place              of the word in its sentence, from 0
//   ends               whether the sentence ends with it
//   sentence_length    words of its sentence (-1: not whole)
//   in_NAME            whether it belongs to a NAME, of each constituent where there are at most 16
//   and those that the grammar declares.
// A constituent ends with its last word, which is known by hindsight where it could have gone on.
std::vector<IntColumn> grammar_columns(const Grammar& grammar, std::span<const Derivation> derivations);

}  // namespace rssviz::models
