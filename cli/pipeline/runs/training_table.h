// The options of `rssviz train`.
#pragma once

#include "cli/options/option_table.h"

namespace rssviz::cli {

const CommandTable& train_table();

}  // namespace rssviz::cli
