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
  // The same were every symbol an error: what would fall to each oracle if errors stood anywhere. What is
  // left stands in the first bin from p = .4 on.
  std::vector<long long> of_all{};
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

// Oracles of one kind together: names of groups, and the first of each among `oracle_names`.
struct OracleGroup {
  const char* name;
  std::size_t first, count;
};
const std::vector<OracleGroup>& oracle_groups();
// The share of errors, or of all symbols, that falls to a group.
double group_share(const ErrorBreakdown& errors, const OracleGroup& group, bool of_all_symbols);
// Of the errors that `fewer` has not and `more` has, in net: the share that falls to a group. NaN where it
// has as many.
double removed_share(const ErrorBreakdown& more, const ErrorBreakdown& fewer, const OracleGroup& group);

// network,oracle,errors,share,share_of_symbols: of all errors; of all symbols, were each an error.
formats::Table table_of(const std::vector<ErrorBreakdown>& breakdowns);

}  // namespace rssviz::cli
