#include "cli/studies/match_study.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <regex>

#include "cli/options/option_table.h"
#include "core/error.h"
#include "core/text.h"

namespace rssviz::cli {
namespace {

using formats::Json;

std::string near_text(const models::OnBits& bits, const MatchQuery& query) {
  constexpr std::size_t kShown = 3;
  std::string text;
  for (const models::NearCell& near : models::nearest_cells(bits, *query.range, kShown))
    text += (text.empty() ? "" : ", ") + name_of_cell(near.cell, query.rule, bits.cells) + " (otherwise on " +
            std::to_string(near.otherwise) + (near.otherwise == 1 ? " step)" : " steps)");
  return text;
}

std::string joined(const std::vector<int>& cells, const models::OnRule& rule, std::size_t count) {
  std::string text;
  for (const int cell : cells) text += (text.empty() ? "" : " ") + name_of_cell(cell, rule, count);
  return text;
}

// Selected cells that are on throughout a match, and off around it where margins are asked.
std::vector<int> active_in(const models::OnBits& bits, const std::vector<int>& cells,
                           const models::Match& match, const models::SequenceStarts& sequences,
                           const models::MatchOptions& options) {
  const std::size_t sequence = sequences.of(match.step), end = match.step + match.length;
  std::vector<int> active;
  for (const int cell : cells) {
    const auto c = static_cast<std::size_t>(cell);
    bool on = true;
    for (std::size_t t = match.step; t < end; ++t) on = on && bits.on(t, c);
    if (options.left_margin && match.step > sequences.starts[sequence])
      on = on && !bits.on(match.step - 1, c);
    if (options.right_margin && end < sequences.end(sequence)) on = on && !bits.on(end, c);
    if (on) active.push_back(cell);
  }
  return active;
}

Json json_of_match(const models::Match& match) {
  return {{"position", match.step},
          {"length", match.length},
          {"intersection", match.intersection},
          {"union", match.united},
          {"jaccard", match.jaccard()}};
}

}  // namespace

std::string name_of_cell(int cell, const models::OnRule& rule, std::size_t cells) {
  const int units = static_cast<int>(cells / 2);
  return rule.with_negative && cell >= units ? "-" + std::to_string(cell - units) : std::to_string(cell);
}

std::vector<int> cells_of_query(const MatchCorpus& corpus, const models::OnBits& bits,
                                const MatchQuery& query) {
  if (!query.cells.empty()) {
    bits.mask(query.cells);  // refuses unknown cells
    if (query.range) {
      models::StepRange shown = *query.range;
      shown.left = shown.right = 0;
      models::check_range_of_steps(shown, corpus.sequences);
    }
    return query.cells;
  }
  models::check_range_of_steps(*query.range, corpus.sequences);
  std::vector<int> cells = models::select_cells(bits, *query.range);
  if (cells.empty())
    fail(ErrorKind::data, "no cell is on at every step of " + std::to_string(query.range->begin) + ":" +
                              std::to_string(query.range->end) + " and off around it at the threshold " +
                              formats::format_number(query.rule.threshold) + "; nearest: cells " +
                              near_text(bits, query) + "; change --threshold, --margins or --range");
  return cells;
}

MatchAnswer answer_query(const MatchCorpus& corpus, const StateSet& set, const models::OnBits& bits,
                         const MatchQuery& query) {
  MatchAnswer answer{.set = &set, .rule = query.rule, .width = bits.cells};
  answer.cells = cells_of_query(corpus, bits, query);
  answer.counts = models::active_counts(bits, answer.cells);
  answer.matches = models::find_matches(bits, answer.cells, corpus.sequences, query.matching);
  for (const models::Match& match : answer.matches.top)
    answer.active.push_back(active_in(bits, answer.cells, match, corpus.sequences, query.matching));
  return answer;
}

Json json_of(const MatchAnswer& answer) {
  Json json;
  json["cells"] = answer.cells;
  json["matches"] = Json::array();
  for (const models::Match& match : answer.matches.top) json["matches"].push_back(json_of_match(match));
  json["histogram"] = {{"fuzzy", answer.matches.fuzzy}, {"strict", answer.matches.strict}};
  return json;
}

Json full_json_of(const MatchCorpus& corpus, const MatchAnswer& answer) {
  Json json;
  json["source"] = answer.set->name;
  json.update(json_of(answer));
  for (std::size_t i = 0; i < answer.matches.top.size(); ++i) {
    const models::Match& match = answer.matches.top[i];
    const std::size_t sequence = corpus.sequences.of(match.step);
    Json& record = json["matches"][i];
    record["rank"] = i + 1;
    record["sequence"] = sequence;
    record["step"] = match.step - corpus.sequences.starts[sequence];
    record["cells"] = answer.active[i];
    record["words"] = words_of(corpus, match.step, match.step + match.length);
  }
  json["candidates"] = answer.matches.candidates;
  json["candidates_cut"] = answer.matches.cut;
  return json;
}

formats::Table table_of(const MatchCorpus& corpus, const std::vector<MatchAnswer>& answers, bool sources) {
  formats::Table table;
  table.header = {"rank",  "sequence",     "step",  "position", "length",
                  "cells", "intersection", "union", "jaccard",  "words"};
  if (sources) table.header.insert(table.header.begin(), {"input", "source"});
  for (const MatchAnswer& answer : answers)
    for (std::size_t i = 0; i < answer.matches.top.size(); ++i) {
      const models::Match& match = answer.matches.top[i];
      const std::size_t sequence = corpus.sequences.of(match.step);
      std::vector<std::string> row{std::to_string(i + 1),
                                   std::to_string(sequence),
                                   std::to_string(match.step - corpus.sequences.starts[sequence]),
                                   std::to_string(match.step),
                                   std::to_string(match.length),
                                   joined(answer.active[i], answer.rule, answer.width),
                                   std::to_string(match.intersection),
                                   std::to_string(match.united),
                                   formats::format_number(match.jaccard()),
                                   words_of(corpus, match.step, match.step + match.length)};
      if (sources) row.insert(row.begin(), {corpus.name, answer.set->name});
      table.rows.push_back(std::move(row));
    }
  return table;
}

std::string words_of(const MatchCorpus& corpus, std::size_t first, std::size_t last) {
  std::string text;
  for (std::size_t t = first; t < last && t < corpus.words.size(); ++t)
    text += (t > first ? " " : "") + corpus.word(t);
  return text;
}

namespace {

// Which words of the vocabulary a part of a phrase stands for.
std::vector<char> words_meant(const MatchCorpus& corpus, const std::string& part) {
  std::vector<char> meant(corpus.vocabulary.size(), 0);
  const bool is_pattern = part.size() > 2 && part.front() == '/' && part.back() == '/';
  if (!is_pattern) {
    for (std::size_t i = 0; i < meant.size(); ++i) meant[i] = corpus.vocabulary[i] == part;
    if (std::find(meant.begin(), meant.end(), 1) == meant.end()) {
      const std::string near = nearest_name(part, corpus.vocabulary);
      fail(ErrorKind::usage, "--find: the corpus has no word '" + part + "'" +
                                 (near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
    return meant;
  }
  // What takes std::regex long, or deep, is long: it calls itself for each character.
  constexpr std::size_t kMostPattern = 200, kMostWord = 1000;
  if (part.size() > kMostPattern)
    fail(ErrorKind::usage,
         "--find: the pattern is longer than " + std::to_string(kMostPattern) + " characters");
  try {
    const std::regex pattern(part.substr(1, part.size() - 2), std::regex::ECMAScript);
    for (std::size_t i = 0; i < meant.size(); ++i)
      meant[i] = corpus.vocabulary[i].size() <= kMostWord && std::regex_search(corpus.vocabulary[i], pattern);
  } catch (const std::regex_error& error) {
    fail(ErrorKind::usage, "--find: '" + part + "' is not a regular expression (" + error.what() + ")");
  }
  return meant;
}

std::vector<std::string> parts_of(const std::string& phrase) {
  std::vector<std::string> parts;
  std::string part;
  for (const char c : phrase + " ") {
    if (c != ' ') {
      part += c;
    } else if (!part.empty()) {
      parts.push_back(std::move(part));
      part.clear();
    }
  }
  return parts;
}

}  // namespace

std::vector<FoundPhrase> find_phrase(const MatchCorpus& corpus, const std::string& phrase) {
  if (corpus.words.empty()) fail(ErrorKind::data, "--find: " + corpus.name + " names no words to search");
  std::vector<std::vector<char>> meant;
  for (const std::string& part : parts_of(phrase)) meant.push_back(words_meant(corpus, part));
  if (meant.empty()) fail(ErrorKind::usage, "--find: a phrase of one word or more is needed, or /REGEX/");
  std::vector<FoundPhrase> found;
  for (std::size_t s = 0; s < corpus.sequences.count(); ++s)
    for (std::size_t t = corpus.sequences.starts[s]; t + meant.size() <= corpus.sequences.end(s); ++t) {
      bool all = true;
      for (std::size_t i = 0; i < meant.size() && all; ++i) {
        const std::int32_t word = corpus.words[t + i];
        all = word >= 0 && meant[i][static_cast<std::size_t>(word)] != 0;
      }
      if (all) found.push_back({t, t + meant.size()});
    }
  return found;
}

formats::Table table_of(const MatchCorpus& corpus, const std::vector<FoundPhrase>& found) {
  formats::Table table;
  table.header = {"begin", "end", "sequence", "step", "words"};
  for (const FoundPhrase& one : found) {
    const std::size_t sequence = corpus.sequences.of(one.begin);
    table.rows.push_back({std::to_string(one.begin), std::to_string(one.end), std::to_string(sequence),
                          std::to_string(one.begin - corpus.sequences.starts[sequence]),
                          words_of(corpus, one.begin, one.end)});
  }
  return table;
}

}  // namespace rssviz::cli
