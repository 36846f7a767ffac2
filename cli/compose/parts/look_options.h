// The options that choose how figures and films look.
#pragma once

#include <vector>

#include "cli/options/option_table.h"

namespace rssviz::cli {

Option font_option();
Option palette_option();
// All of them, for figures.
std::vector<Option> look_options();

}  // namespace rssviz::cli
