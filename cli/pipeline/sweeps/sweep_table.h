// The options of `rssviz sweep`.
#pragma once

#include "cli/options/option_table.h"

namespace rssviz::cli {

const CommandTable& sweep_table();

}  // namespace rssviz::cli
