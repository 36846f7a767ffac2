// Reading sequences by a grammar, word by word: the exact probability of each next word, and the likeliest
// derivation. The sentences of a sequence follow one another. A top-down parser keeps every stack that the
// words so far allow with its probability; equal stacks are one. (What Stolcke 1995 computes from an Earley
// chart; the stacks need a grammar without left recursion.) A value for one thread; `grammar` must outlive
// it.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/tasks/grammar/derivation.h"

namespace rssviz::models {

class GrammarReader {
 public:
  // Throws Error{data} for a left-recursive grammar.
  explicit GrammarReader(const Grammar& grammar);

  // The probability of each word of the grammar to be the next, given those read.
  std::vector<double> next() const;
  // Reads one word more and returns its probability. Throws Error{data} for a word that can't stand there,
  // naming those that can, and where more than ten thousand stacks are possible.
  double read(std::int32_t word);
  // The likeliest derivation of what was read.
  Derivation derivation() const;

 private:
  struct Cell {
    GrammarSymbol symbol{};
    std::int32_t below{-1};
  };
  struct Choice {
    std::int32_t rule{0};
    std::int32_t before{-1};
  };
  struct Hypothesis {
    std::int32_t stack{-1};    // index into cells_; -1: empty
    double probability{0};     // of all derivations that lead to the stack
    double likeliest{0};       // of one of them, whose choices are
    std::int32_t choices{-1};  // index into choices_
  };

  std::int32_t push(GrammarSymbol symbol, std::int32_t below);
  // frontier_ from read_: every way to rewrite until a word is on top.
  void expand();
  [[noreturn]] void refuse(std::int32_t word) const;

  const Grammar& grammar_;
  std::vector<Cell> cells_{};
  std::unordered_map<std::uint64_t, std::int32_t> cell_of_{};
  std::vector<Choice> choices_{};
  std::vector<Hypothesis> read_{};      // after the last word, each stack once
  std::vector<Hypothesis> frontier_{};  // each with a word on top
  std::size_t words_{0};
};

// The derivation of a whole sequence. Throws Error{data} naming the word that the grammar doesn't allow.
Derivation read_sequence(const Grammar& grammar, const Tokens& tokens);

}  // namespace rssviz::models
