// The options of `rssviz record`, `rssviz embed` and `rssviz look`.
#pragma once

#include "cli/options/option_table.h"

namespace rssviz::cli {

const CommandTable& record_table();
const CommandTable& sample_table();
const CommandTable& embed_table();
const CommandTable& look_table();

}  // namespace rssviz::cli
