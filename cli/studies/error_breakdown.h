// What the errors of character models are made of: how many each of a row of oracles would remove, the next
// one asked for what the ones before it left (Karpathy, Johnson and Fei-Fei 2015, section 4.4). An error is a
// symbol that was given less than .5. Oracles, in their order:
//   n-gram       n-grams of any order from 1 to 9 that give the symbol more than .5
//   memory N     symbols of a word, but its first, that stood in the last N symbols before the word
//   rare K       symbols of a word that was seen at most K times in training
//   word model   the first symbol after a space, a quote or a newline
//   punctuation  neither letter, digit nor blank
// What is left is told by how much the symbol was given. A word is a run of letters and apostrophes as long
// as it can be; capitals make another word. Pure functions.
#pragma once

#include <string>
#include <vector>

#include "cli/studies/ngram_comparison.h"
#include "cli/subjects/network_view.h"
#include "core/formats/csv.h"

namespace rssviz::cli {

struct ErrorBreakdown {
  std::string network{};
  std::vector<long long> removed{};  // by oracle, then what is left by p: .4 to .5, ..., 0 to .1
  long long errors{0}, symbols{0};
};

// "n-gram", "memory 100", ..., "p .4 to .5", ...: what entries of `removed` are.
std::vector<std::string> oracle_names();

// Words around symbols, by their first and the one beyond their last; empty (first == end) outside of words.
struct WordsOfText {
  std::vector<std::size_t> first{}, end{};
};
WordsOfText words_of(const models::Tokens& symbols, const std::vector<std::string>& vocabulary);

// p: of each symbol; ngram: whether any order gives it more than .5.
ErrorBreakdown break_down(const models::Tokens& symbols, const models::Tokens& training,
                          const std::vector<std::string>& vocabulary, const std::vector<double>& p,
                          const std::vector<bool>& ngram);

std::vector<ErrorBreakdown> study_errors(const std::vector<const NetworkView*>& networks,
                                         const ComparisonOptions& options, const Execution& execution);

// network,oracle,errors,share: of all errors.
formats::Table table_of(const std::vector<ErrorBreakdown>& breakdowns);

}  // namespace rssviz::cli
