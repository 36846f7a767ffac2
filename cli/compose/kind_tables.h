// The options of `rssviz figure` and `rssviz animate`.
#pragma once

#include "cli/options/option_table.h"

namespace rssviz::cli {

const CommandTable& figure_table();
const CommandTable& animate_table();

}  // namespace rssviz::cli
