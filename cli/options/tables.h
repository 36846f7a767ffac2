// The option tables of all commands.
#pragma once

#include <vector>

#include "cli/options/option_table.h"

namespace rssviz::cli {

const CommandTable& run_table();
const CommandTable& train_table();
const CommandTable& import_table();
const CommandTable& look_table();
const CommandTable& sweep_table();
const CommandTable& test_table();
const CommandTable& record_table();
const CommandTable& embed_table();
const CommandTable& compare_table();
const CommandTable& figure_table();
const CommandTable& animate_table();
const CommandTable& info_table();
const CommandTable& recipe_table();
const CommandTable& lint_table();
const CommandTable& completion_table();
const CommandTable& manual_table();

// All of them, in the order in which one comes to need them.
std::vector<const CommandTable*> all_tables();

}  // namespace rssviz::cli
