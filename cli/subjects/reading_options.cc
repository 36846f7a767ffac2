#include "cli/subjects/reading_options.h"

#include "cli/subjects/standard_input.h"

namespace rssviz::cli {

using enum OptionType;

std::vector<Option> reading_options() {
  return {
      {"axes",
       text,
       "",
       "what the dimensions of the states count, e.g. sequences,steps,units (as three dimensions are "
       "read unless they are stages), steps,sequences,units, stages,points,units, steps,units (one "
       "series), layers,sequences,steps,units",
       true,
       {}},
      {"lengths",
       file,
       "",
       "an array of the number of steps of each sequence, or a mask of 0 and 1 (.npy, .npz:NAME, .csv ...)",
       true,
       {}},
      {"keep-padding", flag, "", "zeros (or NaN) after a sequence's end are states too", true, {}},
      {"unit-columns", text, "", "of a table: the columns that are units, e.g. 'u*' or 'x,y,z'", true, {}}};
}

StatesRequest states_request(const Settings& settings, const std::vector<std::string>& sources) {
  const auto text_of = [&](const char* name) {
    return settings.table().find(name) != nullptr && settings.has(name) ? settings.text(name) : std::string();
  };
  const auto is_on = [&](const char* name) {
    return settings.table().find(name) != nullptr && settings.flag(name);
  };
  StatesRequest request{.sources = sources,
                        .align = is_on("align"),
                        .axes = text_of("axes"),
                        .lengths = text_of("lengths"),
                        .keep_padding = is_on("keep-padding"),
                        .unit_columns = text_of("unit-columns"),
                        .labels = text_of("labels")};
  request.command = [&settings](const std::string& options) { return command_again(settings, options); };
  return request;
}

std::string command_again(const Settings& settings, const std::string& options) {
  const CommandTable& table = settings.table();
  std::string command = "rssviz " + table.name;
  const auto add = [&](const std::string& word) {
    const bool plain = word.find_first_of(" *?[]'\"$;&|<>()") == std::string::npos;
    command += plain ? " " + word : " '" + word + "'";
  };
  for (const std::string& word : settings.positionals()) add(is_standard_input(word) ? "-" : word);
  for (const Option& option : table.options) {
    if (!settings.given(option.name) || option.name == "axes" || option.name == "lengths") continue;
    if (option.type == flag) {
      if (settings.flag(option.name)) add("--" + option.name);
      continue;
    }
    for (const std::string& value : settings.texts(option.name)) {
      add("--" + option.name);
      add(value);
    }
  }
  return command + " " + options;
}

}  // namespace rssviz::cli
