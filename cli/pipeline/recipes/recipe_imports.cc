// Recipes that begin with weights from elsewhere: [import.NAME] makes the run NAME.
#include "cli/pipeline/recipes/recipe_blame.h"
#include "cli/pipeline/recipes/recipe_runner.h"
#include "cli/pipeline/runs/import_run.h"
#include "core/error.h"
#include "core/formats/array_source.h"

namespace rssviz::cli {
namespace fs = std::filesystem;

// The step's options, with its files of weights as patterns name them.
Settings RecipeRunner::import_settings(const RecipeStep& step) const {
  const std::string place = "[import." + step.id + "]";
  if (step.subject_files.empty())
    fail(ErrorKind::recipe, step.where + ": " + place + " needs weights = \"FILE\" (or a list: one a stage)");
  if (!step.settings.has("cell"))
    fail(ErrorKind::recipe, step.where + ": " + place + " needs a cell: lstm, gru, rnn or esn");
  Settings settings = step.settings;
  std::vector<std::string> files;
  try {
    files = formats::expand_patterns(step.subject_files);
    for (const std::string& file : files)
      if (!fs::exists(formats::parse_source(file).file)) fail(ErrorKind::no_input, file);
  } catch (const Error&) {
    fail(ErrorKind::recipe, step.where + ": there is no such file of weights: " + step.subject_files.front());
  }
  settings.set_positionals(files);
  return settings;
}

void RecipeRunner::plan_import(const RecipeStep& step) {
  const Settings settings = import_settings(step);
  last_of_[step.id] = {add_step(
      step.id, {}, blamed_on(step.where, [this, settings, &step] { import_weights(step, settings); }))};
}

void RecipeRunner::import_weights(const RecipeStep& step, const Settings& settings) {
  const StepOutputs outputs(options_.output, step.id);
  const std::string recipe = import_recipe(settings, folder(step.id));
  make(
      step.id,
      [&] { return outputs.has_manifest() ? outputs.stand(recipe) : adopted(outputs, step, recipe); },
      [&] {
        outputs.forget();
        const ImportReport report = import_run(settings, folder(step.id), inner_);
        keep_run(outputs, step, recipe);
        return std::to_string(report.units) + " units from " + report.source;
      });
}

}  // namespace rssviz::cli
