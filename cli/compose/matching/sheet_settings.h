// The options of a sheet of matches, for `rssviz match` and for the kind of figure.
#pragma once

#include <vector>

#include "cli/compose/matching/sheet.h"
#include "cli/options/option_table.h"

namespace rssviz::cli {

std::vector<Option> match_sheet_options();
// Throws Error{usage} naming option and value.
SheetOptions sheet_options_of(const Settings& settings);

}  // namespace rssviz::cli
