// Standard input as a file of states, a map or a table: "-" in the place of a file's name.
#pragma once

#include <filesystem>
#include <string>

#include "cli/options/option_table.h"

namespace rssviz::cli {

// What stood on standard input, in a folder of its own in TMPDIR, which goes with this object.
class StandardInput {
 public:
  StandardInput() = default;
  explicit StandardInput(std::filesystem::path folder) : folder_(std::move(folder)) {}
  ~StandardInput();
  StandardInput(StandardInput&& other) noexcept : folder_(std::move(other.folder_)) { other.folder_.clear(); }
  StandardInput(const StandardInput&) = delete;
  StandardInput& operator=(const StandardInput&) = delete;

 private:
  std::filesystem::path folder_{};
};

// Where embed, look, info or figure are given "-" (once), reads standard input to its end and puts the file's
// name in its place. Its kind is told by its first bytes: .npy, .npz, .h5, .mat, .safetensors, else a table.
// Throws Error{usage} for several, {no_input} for an empty input, {cannot_create}, {io}.
StandardInput take_standard_input(const std::string& command, Settings& settings);

// Whether this is such a file: recipes and commands call it "-".
bool is_standard_input(const std::filesystem::path& file);
// What is said, with "standard input" in the place of the name of such a file.
std::string with_standard_input(std::string said);

}  // namespace rssviz::cli
