// A hypothesis and its matching as options, for `rssviz match` and for the kinds of figure and
// film. Throw Error{usage} naming option and value.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/match_corpus.h"
#include "cli/subjects/match_query.h"

namespace rssviz::cli {

std::vector<Option> match_selecting_options();
std::vector<Option> match_ranking_options();

// "3:7", "1,0" and "3,5,8" as options write them.
std::pair<std::size_t, std::size_t> parse_pair(const std::string& option, const std::string& text,
                                               char separator);
std::vector<int> parse_cells(const std::string& option, const std::string& text);
std::vector<std::string> split_names(const std::string& text);

models::OnRule rule_of(const Settings& settings, const StateSet& set);
models::MatchOptions matching_of(const Settings& settings);
MatchQuery query_of(const Settings& settings, const StateSet& set);

}  // namespace rssviz::cli
