// The options by which a command is told how states are to be read.
#pragma once

#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "cli/subjects/states_file.h"

namespace rssviz::cli {

// --axes, --lengths, --keep-padding, --unit-columns.
std::vector<Option> reading_options();
// What they ask for, of these sources. --labels is heeded where the command has it.
StatesRequest states_request(const Settings& settings, const std::vector<std::string>& sources);
// The command that was given, with --axes and --lengths left out and `options` put at its end.
std::string command_again(const Settings& settings, const std::string& options);

}  // namespace rssviz::cli
