// States that a map can be made of.
#pragma once

#include <string>

#include "cli/subjects/states_file.h"

namespace rssviz::cli {

// Error{data} naming `source` and the first value of points x units that is no finite number, by step and
// sequence where they are known: rows that were left out as padding don't count.
void require_finite(const StatesFile& file, const std::string& source);

}  // namespace rssviz::cli
