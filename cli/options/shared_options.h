// The options that several commands have.
#pragma once

#include <string>
#include <vector>

#include "cli/options/option_table.h"

namespace rssviz::cli {

Option output_option(const std::string& what);
Option seed_option();
// Every command has these; none of them changes a result.
void add_common(std::vector<Option>& options);
// The table with the options that every command has.
CommandTable finished(CommandTable table);

}  // namespace rssviz::cli
