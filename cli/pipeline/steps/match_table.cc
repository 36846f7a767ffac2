#include "cli/pipeline/steps/match_table.h"

#include <algorithm>

#include "cli/compose/matching/sheet_settings.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/options/shared_options.h"
#include "cli/subjects/match_settings.h"
#include "core/error.h"

namespace rssviz::cli {

using enum OptionType;

namespace {

std::vector<Option> study_options() {
  return {{"find", text, "", "where a phrase of words stands, or words that match /REGEX/, as CSV", true, {}},
          {"batch", file, "", "hypotheses of a .toml: a sheet each, and one table with nulls", true, {}},
          {"explain", text, "", "find the cells that best mark COLUMN=VALUE, on half of the data", true, {}},
          {"null",
           text,
           "words",
           "what precision and recall are held against: words, untrained, cells, or some of these by commas",
           true,
           {}},
          {"draws", integer, "199", "draws of each null", true, {}},
          {"most-cells", integer, "8", "with --explain: at most so many cells", true, {}},
          seed_option()};
}

void append(std::vector<Option> more, std::vector<Option>& all) {
  for (Option& option : more) all.push_back(std::move(option));
}

bool among(const std::string& name, const std::vector<Option>& options) {
  return std::any_of(options.begin(), options.end(),
                     [&](const Option& option) { return option.name == name; });
}

bool reads(MatchMode mode, const std::string& name) {
  const bool common = name == "output" || name == "json" || name == "source" || name == "threads" ||
                      name == "quiet" || name == "verbose" || name == "print-config";
  if (common) return true;
  const bool states = name == "threshold" || name == "transform" || name == "signed";
  switch (mode) {
    case MatchMode::query:
      return !among(name, study_options());
    case MatchMode::find:
      return name == "find";
    case MatchMode::batch:
      return name == "batch" || name == "null" || name == "draws" || name == "seed" || states ||
             name == "margins" || among(name, match_ranking_options()) || among(name, look_options()) ||
             (among(name, match_sheet_options()) && name != "follow" && name != "at");
    case MatchMode::explain:
      return name == "explain" || name == "null" || name == "draws" || name == "seed" ||
             name == "most-cells" || states;
  }
  return false;
}

const char* name_of(MatchMode mode) {
  switch (mode) {
    case MatchMode::query:
      return "a query by --range or --cells";
    case MatchMode::find:
      return "--find";
    case MatchMode::batch:
      return "--batch";
    case MatchMode::explain:
      return "--explain";
  }
  return "";
}

}  // namespace

const CommandTable& match_table() {
  static const CommandTable table = [] {
    std::vector<Option> options = match_selecting_options();
    append(match_ranking_options(), options);
    append(match_sheet_options(), options);
    append(study_options(), options);
    append(look_options(), options);
    options.push_back(output_option("the sheet as .pdf, .svg or .png, or the matches as .csv or .json"));
    return finished(
        {"match",
         "select cells by a hypothesis and find where else they do the same, as LSTMVis does",
         {{"INPUT", "a run, a file of states, or a folder of LSTMVis (lstm.yml); several: one sheet", true,
           true}},
         std::move(options),
         {"rssviz match lstmvis/ --range 120:125 --margins 1,0 --threshold 0.3 -o match.pdf",
          "rssviz match out/parens --range 40:44 --json", "rssviz match lstmvis/ --find 'the /dogs?/'",
          "rssviz match out/parens --batch hypotheses.toml --null words,cells -o sheets/",
          "rssviz match out/parens --explain depth=3"}});
  }();
  return table;
}

MatchMode match_mode(const Settings& settings) {
  const bool find = settings.has("find"), batch = settings.has("batch"), explain = settings.has("explain");
  if (int{find} + int{batch} + int{explain} > 1)
    fail(ErrorKind::usage, "--find, --batch and --explain are different questions: ask one at a time");
  const MatchMode mode = find      ? MatchMode::find
                         : batch   ? MatchMode::batch
                         : explain ? MatchMode::explain
                                   : MatchMode::query;
  for (const Option& option : settings.table().options) {
    if (!settings.given(option.name) || reads(mode, option.name)) continue;
    std::string others;
    for (const MatchMode other : {MatchMode::query, MatchMode::find, MatchMode::batch, MatchMode::explain})
      if (reads(other, option.name)) others += (others.empty() ? "" : ", ") + std::string(name_of(other));
    fail(ErrorKind::usage,
         "--" + option.name + " isn't read with " + name_of(mode) + "; it belongs to " + others);
  }
  return mode;
}

}  // namespace rssviz::cli
