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

// What the target's kind is drawn of.
struct DrawnOf {
  Networks networks{Networks::none};
  unsigned reads{0};
};
DrawnOf drawn_of(const Target& target);
// Whether it is drawn of a file of states in the place of runs: one of one's own, or one that a run recorded.
bool is_of_states_file(const Recipe& recipe, const Target& target);

// All targets, in the order of the recipe; they point into it. Throws Error{recipe} naming file and line of a
// kind or a run that doesn't exist, and of an output that would be made twice.
std::vector<Target> targets_of(const Recipe& recipe);

// Their names: KIND-RUN, or KIND where a kind shows several networks, a comparison or none.
std::vector<std::string> output_names(const Recipe& recipe);

}  // namespace rssviz::cli
