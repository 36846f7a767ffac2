// The options of `rssviz run` and `rssviz recipe`.
#pragma once

#include "cli/options/option_table.h"

namespace rssviz::cli {

const CommandTable& run_table();
const CommandTable& recipe_table();

}  // namespace rssviz::cli
