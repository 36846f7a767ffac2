// The recipe runner: all steps of a recipe, each as soon as what it reads stands, none that is already there
// with the same recipe and inputs; then the gallery and the summary.
#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "cli/pipeline/recipes/recipe_file.h"
#include "core/parallel.h"

namespace rssviz::cli {

struct RunOptions {
  std::filesystem::path output{};   // the folder
  std::vector<std::string> only{};  // names of figures and films; empty: all
  bool force{false};
  bool dry{false};                                // says what would be made, and makes nothing
  std::function<void(const std::string&)> say{};  // one line a finished step
};

// What a run left behind.
struct RunReport {
  std::size_t made{0};
  std::size_t skipped{0};
  std::filesystem::path index{};
};

// Throws Error{recipe} for names that don't exist, and what the steps throw with the step's name in front.
RunReport run_recipe(const Recipe& recipe, const RunOptions& options, const Execution& execution);

}  // namespace rssviz::cli
