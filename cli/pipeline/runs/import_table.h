// The options of `rssviz import`.
#pragma once

#include "cli/options/option_table.h"

namespace rssviz::cli {

const CommandTable& import_table();

}  // namespace rssviz::cli
