// The options of `rssviz match`.
#pragma once

#include "cli/options/option_table.h"

namespace rssviz::cli {

const CommandTable& match_table();

// What a call asks for; its options belong to one or some of these.
enum class MatchMode { query, find, batch, explain };
// Throws Error{usage} for an option that was given and that the mode doesn't read, naming the mode that does.
MatchMode match_mode(const Settings& settings);

}  // namespace rssviz::cli
