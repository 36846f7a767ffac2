// Weighted context-free grammars as values, and the text that they are read from: the format of NLTK's
// PCFG.fromstring (Bird, Klein and Loper 2009), with lines that name columns.
//
//   # nested brackets                             a comment
//   %start S                                      else the left side of the first rule
//   %constituents NP VP                           what `depth` and `constituent` count; else each nonterminal
//                                                 that writes more than single words
//   %inside number singular: Sg | plural: Pl      a column: which of them the innermost open one is
//   %latest noun singular: NSg | plural: NPl      a column: which of them began last in the sentence
//   S -> NP VP '.' [2] | 'yes'                    words in quotes; a weight in brackets, else 1
//      | 'no'                                     one more way to rewrite S
//   L -> '(' L ')' | [0.5]                        nothing at all, with weight 0.5
//
// The probability of a rule is its weight over the sum of the weights of its nonterminal: they need not sum
// to 1. A grammar that stands is proper and consistent: each nonterminal ends with probability 1, and a
// sentence has a finite expected length. Plain values; safe to read from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/data/corpus.h"

namespace rssviz::models {

struct GrammarSymbol {
  bool is_word{false};
  std::int32_t id{0};  // index into words or nonterminals
  bool operator==(const GrammarSymbol&) const = default;
};

struct GrammarRule {
  std::int32_t left{0};                // the nonterminal that it rewrites
  std::vector<GrammarSymbol> right{};  // empty: nothing is written
  double probability{1};               // among the rules of `left`
};

struct Nonterminal {
  std::string name{};
  std::vector<std::int32_t> rules{};  // in the order of the file
  bool constituent{false};            // counted by the columns `depth` and `constituent`
  int line{0};                        // where the file first names it
};

// What %inside (of open nonterminals the innermost) or %latest (the one begun last) tells about a word.
struct GrammarColumn {
  std::string name{};
  bool latest{false};
  std::vector<std::string> labels{};
  std::vector<std::int32_t> label_of{};  // nonterminals: index into labels, -1 none
};

struct Grammar {
  std::string name{};                // of a shipped one, or the file: what errors call it
  std::vector<std::string> words{};  // by first occurrence
  std::vector<Nonterminal> nonterminals{};
  std::vector<GrammarRule> rules{};
  std::int32_t start{0};
  std::vector<GrammarColumn> columns{};

  // The words of a sequence, separated by spaces.
  std::string text(const Tokens& tokens) const;
  // Tokens of words separated by blanks. Throws Error{data} naming a word that the grammar has not, or a text
  // without words.
  Tokens tokens(std::string_view text) const;
};

// Throws Error{data} naming file, line and remedy: what can't be read; a nonterminal that no rule rewrites or
// that `start` never reaches; a weight that isn't above 0; a sentence without words; an infinite expected
// length (the spectral radius of the expectation matrix, the mean number of each nonterminal on the right
// sides of another, is 1 or more: Booth and Thompson 1973).
Grammar parse_grammar(std::string_view text, const std::string& name);
// A shipped grammar by name, else a file ("./parens" is a file). Throws Error{no_input}, Error{data}.
Grammar read_grammar(const std::string& name_or_file);

// The mean number of times that a sentence rewrites each nonterminal, and of words that it has.
struct GrammarExpectations {
  std::vector<double> nonterminals{};
  double length{0};
};
// Throws Error{data} where they aren't finite.
GrammarExpectations expectations(const Grammar& grammar);

// Grammars that come with the program, in the order of their names.
struct ShippedGrammar {
  std::string_view name{};
  std::string_view summary{};
  std::string_view text{};
};
const std::vector<ShippedGrammar>& shipped_grammars();

}  // namespace rssviz::models
