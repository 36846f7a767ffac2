// Hypotheses of `rssviz match --batch` as TOML:
//   [[hypothesis]]
//   name = "depth 2"
//   range = "120:125"        # or find = "the /dogs?/": its first place; or cells alone
//   margins = "1,0"          # these and the next: else as on the command line
//   threshold = 0.3
//   cells = [3, 5]
//   source = "states1"
//   mark = "depth=2"         # the value that it should mark; else the best of all
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rssviz::cli {

struct WrittenHypothesis {
  std::string name{};
  std::string range{}, find{}, margins{}, source{}, mark{};
  std::optional<double> threshold{};
  std::vector<int> cells{};
};

// Throws Error{no_input}, or Error{recipe} naming file and line: an unknown key, a value of another kind, a
// hypothesis without name, with a name twice, or with neither range, find nor cells.
std::vector<WrittenHypothesis> read_hypotheses(const std::filesystem::path& file);
std::vector<WrittenHypothesis> parse_hypotheses(const std::string& text, const std::string& name);

}  // namespace rssviz::cli
