// From argv to Settings, by the option table of a command; and --help from the same table. The only place
// that includes Boost.ProgramOptions is its .cc file.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/options/option_table.h"

namespace rssviz::cli {

// Fills `settings` from the words after the command's name. Returns false where --help was asked for.
// Throws Error{usage} naming the word at fault and the nearest option.
bool parse_command_line(const std::vector<std::string>& words, Settings& settings);

std::string help_text(const CommandTable& table);
std::string overview_text();
// The resolved settings as TOML that a recipe can hold.
std::string config_text(const Settings& settings);

}  // namespace rssviz::cli
