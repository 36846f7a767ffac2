// `rssviz match`: from options to matches, sheets and tables.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "cli/options/option_table.h"
#include "core/formats/json.h"
#include "core/parallel.h"

namespace rssviz::cli {

struct MatchReport {
  std::string json{};                // what --json prints
  std::string text{};                // what is printed where nothing is written and no JSON asked for
  std::vector<std::string> notes{};  // how the input was read, what was found
  std::vector<std::filesystem::path> files{};  // written
};

// Throws Error{usage}, {data} or {no_input} in one line naming file, option, value and remedy.
// `recipe`: what a sheet carries, where it isn't that of these settings and this place (a file made again
// elsewhere).
MatchReport match_step(const Settings& settings, const Execution& execution,
                       const std::optional<std::string>& recipe = std::nullopt);

}  // namespace rssviz::cli
