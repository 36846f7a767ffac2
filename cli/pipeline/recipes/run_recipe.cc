#include "cli/pipeline/recipes/run_recipe.h"

#include "cli/pipeline/recipes/recipe_runner.h"

namespace rssviz::cli {

RecipeRunner::RecipeRunner(const Recipe& recipe, const RunOptions& options, const Execution& execution)
    : recipe_(recipe),
      options_(options),
      outer_(execution),
      quiet_(execution.progress),
      inner_{execution.workers, quiet_},
      views_(options.output),
      targets_(targets_of(recipe)) {
  for (const std::string& name : options.only) check_name(name);
  needed_ = needed_steps(recipe, targets_, options.only, options.output);
}

RunReport run_recipe(const Recipe& recipe, const RunOptions& options, const Execution& execution) {
  RecipeRunner runner(recipe, options, execution);
  return options.dry ? runner.dry_run() : runner.run();
}

}  // namespace rssviz::cli
