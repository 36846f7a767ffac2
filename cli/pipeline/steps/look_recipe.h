// The recipe that makes what `rssviz look` made: going on is editing it.
#pragma once

#include <filesystem>
#include <string>

namespace rssviz::cli {

struct LookRecipe {
  std::string states{};  // as commands name it
  std::string labels{};  // "": none
  std::string color{};   // the column that colours the page; "": none
  bool sequences{false};
  std::string seed{"1"};
  std::string neighbors{};  // "": as always
};

// Writes look.toml into `folder`, with files named from there. Throws Error{cannot_create} or {io}.
void write_look_recipe(const LookRecipe& look, const std::filesystem::path& folder);

}  // namespace rssviz::cli
