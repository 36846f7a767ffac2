// Which steps of a recipe chosen outputs are made from, for `run --only`. Pure.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "cli/pipeline/recipes/recipe_file.h"
#include "cli/pipeline/recipes/targets.h"

namespace rssviz::cli {

// Steps of the recipe, in its order; they point into it.
struct NeededSteps {
  std::vector<const RecipeStep*> trains{}, imports{}, records{}, embeds{}, compares{};
};

// Of the outputs called `only`: the runs, maps and comparisons that they name, and of the runs what is
// recorded and mapped; states and maps of every stage where such are read. All steps where `only` is empty.
// `output`: the folder of the recipe's run, in which options may name files.
NeededSteps needed_steps(const Recipe& recipe, const std::vector<Target>& targets,
                         const std::vector<std::string>& only, const std::filesystem::path& output);

}  // namespace rssviz::cli
