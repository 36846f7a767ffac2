// What a recipe makes: its figures and films, one by one, with their names.
#pragma once

#include <string>
#include <vector>

#include "cli/pipeline/recipes/recipe_file.h"
#include "cli/pipeline/steps/steps.h"

namespace rssviz::cli {

// One figure or film to make.
struct Target {
  std::string name{};
  const RecipeOutput* output{nullptr};
  std::vector<std::string> runs{};
  bool is_film{false};
  Shown shown{};
};

// All targets, in the order of the recipe; they point into it. Throws Error{recipe} naming file and line of a
// kind or a run that doesn't exist, and of an output that would be made twice.
std::vector<Target> targets_of(const Recipe& recipe);

// Their names: KIND-RUN, or KIND where a kind shows several networks, a comparison or none.
std::vector<std::string> output_names(const Recipe& recipe);

}  // namespace rssviz::cli
