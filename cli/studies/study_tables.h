// The options of `rssviz compare` and `rssviz test`.
#pragma once

#include "cli/options/option_table.h"

namespace rssviz::cli {

const CommandTable& compare_table();
const CommandTable& test_table();

}  // namespace rssviz::cli
