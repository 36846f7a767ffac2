// What stands beside states in a file, for errors that name it. Pure but for reading; any thread.
#pragma once

#include <string>

namespace rssviz::cli {

// "condition, trial", or "nothing else". `source`: as formats::read_states takes it. Defined in
// step_states_file.cc.
std::string columns_beside_states(const std::string& source);

}  // namespace rssviz::cli
