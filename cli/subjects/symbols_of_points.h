// The symbols that sequences of states were read from, where files name them. Pure but for reading.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/options/option_table.h"

namespace rssviz::cli {

// The symbol of each point as --labels, --states or the first file has it (arrays token and token_labels, a
// token a point); none where none has.
std::vector<std::string> symbols_of_points(const Settings& settings, const std::filesystem::path& first,
                                           std::size_t points);

}  // namespace rssviz::cli
