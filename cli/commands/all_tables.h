// The option tables of all commands, and those of commands that only print.
#pragma once

#include <vector>

#include "cli/options/option_table.h"

namespace rssviz::cli {

const CommandTable& info_table();
const CommandTable& lint_table();
const CommandTable& completion_table();
const CommandTable& manual_table();

// All of them, in the order in which one comes to need them.
std::vector<const CommandTable*> all_tables();

}  // namespace rssviz::cli
