// The recipe that makes what `rssviz look` made: going on is editing it.
#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace rssviz::cli {

struct LookRecipe {
  std::string states{};  // as commands name it
  std::string labels{};  // "": none
  std::string color{};   // the column that colours the page; "": none
  bool sequences{false};
  std::string seed{"1"};
  std::string neighbors{};                                     // "": as always
  std::vector<std::pair<std::string, std::string>> options{};  // of all figures, given: venue, theme
  std::string name{};                                          // of what was looked at, for the title
};

// Writes look.toml into `folder`, with files named from there. Throws Error{cannot_create} or {io}.
void write_look_recipe(const LookRecipe& look, const std::filesystem::path& folder);

// The same of weights: the run, a page a layer, and its fixed points.
struct LookedWeights {
  std::vector<std::string> files{};
  std::string cell{};
  int layers{1};
  std::vector<std::pair<std::string, std::string>> inputs{};   // inputs, lengths: files
  std::vector<std::pair<std::string, std::string>> options{};  // of all figures, given: venue, theme, seed
};
void write_look_recipe(const LookedWeights& look, const std::filesystem::path& folder);

}  // namespace rssviz::cli
