// A hypothesis over some steps, the cells it selects, and where these are on again: `rssviz match` without
// ink and without options.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/subjects/match_corpus.h"
#include "cli/subjects/match_query.h"
#include "core/formats/csv.h"
#include "core/formats/json.h"
#include "models/analysis/matching/matches.h"
#include "models/analysis/matching/on_bits.h"
#include "models/analysis/matching/selection.h"

namespace rssviz::cli {

struct MatchAnswer {
  const StateSet* set{nullptr};
  models::OnRule rule{};
  std::size_t width{0};       // cells of the set
  std::vector<int> cells{};   // selected, ascending
  std::vector<int> counts{};  // steps: how many of them are on
  models::Matches matches{};
  std::vector<std::vector<int>> active{};  // of each ranked match, the selected cells that count for it
};

// Throws Error{usage} for a range outside the steps or cells that aren't there, Error{data} where the range
// selects no cell, naming those that come nearest.
MatchAnswer answer_query(const MatchCorpus& corpus, const StateSet& set, const models::OnBits& bits,
                         const MatchQuery& query);
// The cells alone.
std::vector<int> cells_of_query(const MatchCorpus& corpus, const models::OnBits& bits,
                                const MatchQuery& query);

// "12" or, of negative parts, "-12".
std::string name_of_cell(int cell, const models::OnRule& rule, std::size_t cells);

// The object that --json prints: cells, matches {position, length, intersection, union, jaccard} in rank
// order, histogram {fuzzy, strict} by length.
formats::Json json_of(const MatchAnswer& answer);
// The same with rank, sequence, step, cells and words of each match: what a .json file gets.
formats::Json full_json_of(const MatchCorpus& corpus, const MatchAnswer& answer);
// rank, sequence, step, position, length, cells, intersection, union, jaccard, words; with the input and
// source before them where `sources` is true.
formats::Table table_of(const MatchCorpus& corpus, const std::vector<MatchAnswer>& answers, bool sources);

// The words of some steps, separated by blanks.
std::string words_of(const MatchCorpus& corpus, std::size_t first, std::size_t last);

// Where a phrase of words stands (a word may be /REGEX/), or every step whose word matches a lone /REGEX/.
struct FoundPhrase {
  std::size_t begin{0}, end{0};
};
// Throws Error{usage} for an empty phrase, a regular expression that can't be read, or words that the corpus
// doesn't have; Error{data} where it names no words.
std::vector<FoundPhrase> find_phrase(const MatchCorpus& corpus, const std::string& phrase);
formats::Table table_of(const MatchCorpus& corpus, const std::vector<FoundPhrase>& found);

}  // namespace rssviz::cli
