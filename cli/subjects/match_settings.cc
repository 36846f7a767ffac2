#include "cli/subjects/match_settings.h"

#include <algorithm>
#include <charconv>

#include "core/error.h"

namespace rssviz::cli {

using enum OptionType;

std::vector<Option> match_selecting_options() {
  return {
      {"range",
       text,
       "",
       "the steps A:B over which cells shall be on, counted from 0, B not included",
       true,
       {}},
      {"margins", text, "1,0", "steps L,R before and after the range at which they shall be off", true, {}},
      {"threshold", number, "0.3", "a cell is on where its (transformed) value is at least this", true, {}},
      {"transform",
       text,
       "auto",
       "what values go through first; auto: as lstm.yml says, tanh for cell states, else none",
       true,
       {"auto", "tanh", "none"}},
      {"signed",
       flag,
       "",
       "double the units into positive and negative parts: strongly negative is on too",
       true,
       {}},
      {"cells", text, "", "cells 3,5,8 in place of those that the range selects", true, {}},
      {"source", text, "", "which states: the path of a set in the folder, or a trace of a run", true, {}},
      {"layers", text, "", "several state sets on one sheet: states1,states2 (or all)", true, {}}};
}

std::vector<Option> match_ranking_options() {
  return {{"top", integer, "50", "matches that are ranked and shown", true, {}},
          {"length", integer, "", "only matches of exactly so many steps", true, {}},
          {"candidates", integer, "", "stop at so many candidates (default: all are ranked)", true, {}}};
}

namespace {

std::size_t parse_whole(const std::string& option, const std::string& all, std::string_view text) {
  std::size_t value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || result.ec != std::errc{} || result.ptr != text.data() + text.size() ||
      value > 4'000'000'000)
    fail(ErrorKind::usage,
         "--" + option + ": '" + all + "': '" + std::string(text) + "' is no whole number, 0 or more");
  return value;
}

}  // namespace

std::pair<std::size_t, std::size_t> parse_pair(const std::string& option, const std::string& text,
                                               char separator) {
  const std::size_t cut = text.find(separator);
  if (cut == std::string::npos)
    fail(ErrorKind::usage,
         "--" + option + ": '" + text + "' is not of the form " + (separator == ':' ? "A:B" : "L,R"));
  const std::string_view all = text;
  return {parse_whole(option, text, all.substr(0, cut)), parse_whole(option, text, all.substr(cut + 1))};
}

std::vector<std::string> split_names(const std::string& text) {
  std::vector<std::string> names;
  std::string name;
  for (const char c : text + ",") {
    if (c != ',') {
      name += c;
    } else if (!name.empty()) {
      names.push_back(std::move(name));
      name.clear();
    }
  }
  return names;
}

std::vector<int> parse_cells(const std::string& option, const std::string& text) {
  std::vector<int> cells;
  for (const std::string& name : split_names(text)) {
    const std::size_t value = parse_whole(option, text, name);
    if (value > 1'000'000'000) fail(ErrorKind::usage, "--" + option + ": there is no cell " + name);
    cells.push_back(static_cast<int>(value));
  }
  std::sort(cells.begin(), cells.end());
  if (std::adjacent_find(cells.begin(), cells.end()) != cells.end())
    fail(ErrorKind::usage, "--" + option + ": '" + text + "' names a cell twice");
  return cells;
}

models::OnRule rule_of(const Settings& settings, const StateSet& set) {
  models::OnRule rule;
  rule.threshold = static_cast<float>(settings.number("threshold"));
  const std::string& transform = settings.text("transform");
  rule.transform = transform == "auto"   ? set.transform
                   : transform == "tanh" ? models::Transform::tanh
                                         : models::Transform::none;
  rule.with_negative = settings.flag("signed");
  rule.check();
  return rule;
}

models::MatchOptions matching_of(const Settings& settings) {
  const auto [left, right] = parse_pair("margins", settings.text("margins"), ',');
  models::MatchOptions options;
  options.left_margin = left > 0;
  options.right_margin = right > 0;
  const auto whole = [&](const char* name, long long least) {
    const long long value = settings.integer(name);
    if (value < least || value > 4'000'000'000LL)
      fail(ErrorKind::usage, "--" + std::string(name) + ": " + settings.text(name) + " is out of range (" +
                                 std::to_string(least) + " or more)");
    return static_cast<std::size_t>(value);
  };
  options.top = whole("top", 0);
  if (settings.has("length")) options.length = whole("length", 1);
  if (settings.has("candidates")) options.candidates = whole("candidates", 1);
  return options;
}

MatchQuery query_of(const Settings& settings, const StateSet& set) {
  MatchQuery query;
  query.rule = rule_of(settings, set);
  query.matching = matching_of(settings);
  if (settings.has("cells")) {
    query.cells = parse_cells("cells", settings.text("cells"));
    if (query.cells.empty()) fail(ErrorKind::usage, "--cells: names no cell");
  }
  if (settings.has("range")) {
    const auto [begin, end] = parse_pair("range", settings.text("range"), ':');
    const auto [left, right] = parse_pair("margins", settings.text("margins"), ',');
    query.range = models::StepRange{begin, end, left, right};
  } else if (query.cells.empty()) {
    fail(ErrorKind::usage,
         "--range A:B is needed: the steps over which cells shall be on (or --cells, --find, --batch, "
         "--explain)");
  }
  return query;
}

}  // namespace rssviz::cli
