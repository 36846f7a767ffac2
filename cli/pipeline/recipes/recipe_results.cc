// What tells of all that a recipe made: the page, the numbers, the times.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/compose/figure_kind.h"
#include "cli/pipeline/claims/claims.h"
#include "cli/pipeline/recipes/gallery_items.h"
#include "cli/pipeline/recipes/quick_mark.h"
#include "cli/pipeline/recipes/recipe_runner.h"
#include "cli/pipeline/runs/import_run.h"
#include "cli/pipeline/runs/run_summary.h"
#include "cli/pipeline/runs/train_options.h"
#include "cli/subjects/bare_run.h"
#include "core/formats/json_fields.h"
#include "core/output_file.h"

namespace rssviz::cli {
namespace fs = std::filesystem;

namespace {

// What this run is not: "" where the recipe is run as it stands.
std::string how_changed(const Recipe& recipe) {
  std::string text = recipe.quick ? kQuickNote : "";
  std::string changes;
  for (const std::string& change : recipe.changes) changes += (changes.empty() ? "" : ", ") + change;
  if (!changes.empty())
    text += (text.empty() ? "" : " ") + ("Made with changes to the recipe (" + changes +
                                         "): numbers and verdicts are those of the changed one.");
  return text;
}

}  // namespace

// Under --only a run that nothing named is told of where it stands there from before, made by this recipe.
bool RecipeRunner::is_told_of(const RecipeStep& step, const std::vector<const RecipeStep*>& needed,
                              const std::function<std::string()>& recipe) const {
  if (std::find(needed.begin(), needed.end(), &step) != needed.end()) return true;
  try {
    return StepOutputs(options_.output, step.id).stand(recipe());
  } catch (const Error&) {
    return false;
  }
}

std::vector<SummarySubject> RecipeRunner::summary_subjects() {
  std::vector<SummarySubject> subjects;
  InputStamps inputs;
  const auto tell = [&](const RecipeStep& step, unsigned reads) {
    subjects.push_back({step.id, views_.get(step.id, reads, inputs), folder(step.id) / "embedding.npz"});
  };
  for (const RecipeStep& step : recipe_.trains)
    if (is_told_of(step, needed_.trains,
                   [&] { return train_recipe(with_preset(step.settings), folder(step.id)); }))
      tell(step, kReadsMetrics);
  for (const RecipeStep& step : recipe_.imports)
    if (is_told_of(step, needed_.imports,
                   [&] { return import_recipe(import_settings(step), folder(step.id)); }))
      tell(step, kReadsMetrics | kReadsWithoutTask);
  return subjects;
}

void RecipeRunner::write_results() {
  const std::vector<SummarySubject> subjects = summary_subjects();
  formats::Json summary = summary_of(recipe_.title, subjects);
  if (recipe_.quick) summary["note"] = kQuickNote;
  formats::write_json(options_.output / "summary.json", summary);
  formats::write_json(options_.output / "timings.json", timings_json());
  // Under --only, tables may be missing.
  if (!recipe_.claims.empty() && options_.only.empty()) {
    const std::string changed = how_changed(recipe_);
    write_file(options_.output / "CLAIMS.md",
               (changed.empty() ? "" : "> " + changed + "\n\n") + claims_markdown(recipe_, options_.output));
  }
  write_index(summary);
}

// Of what stood already the time that it once took.
formats::Json RecipeRunner::timings_json() const {
  formats::Json before;
  const fs::path file = options_.output / "timings.json";
  try {
    if (fs::exists(file)) before = formats::read_json(file);
  } catch (const Error&) {
    before = nullptr;  // damaged: it is written anew
  }
  const auto once = [&](const std::string& name) {
    const bool has =
        formats::has_field(before, "seconds") && formats::has_field(before.at("seconds"), name.c_str());
    return has && before.at("seconds").at(name).is_number() ? before.at("seconds").at(name).get<double>()
                                                            : 0.;
  };
  formats::Json json;
  json["threads"] = outer_.workers.threads();
  if (!options_.only.empty() && formats::has_field(before, "seconds") && before.at("seconds").is_object())
    json["seconds"] = before.at("seconds");
  for (const auto& [name, seconds] : timings_) json["seconds"][name] = seconds < 0 ? once(name) : seconds;
  return json;
}

void RecipeRunner::write_index(const formats::Json& summary) {
  Gallery gallery;
  gallery.title = recipe_.title;
  gallery.about = how_changed(recipe_);
  gallery.about += (gallery.about.empty() || recipe_.about.empty() ? "" : " ") + about_this_run(recipe_);
  gallery.numbers = summary_lines(summary);
  gallery.verdicts = gallery_verdicts(recipe_, options_.output);
  if (fs::exists(options_.output / "CLAIMS.md")) gallery.tests = "CLAIMS.md";
  for (const Target& target : targets_) {
    std::vector<fs::path> files = files_of(target);
    if (!std::all_of(files.begin(), files.end(), [](const fs::path& file) { return fs::exists(file); }))
      continue;
    if (!target.is_film) std::reverse(files.begin(), files.end());  // a page shows SVG
    GalleryItem item = gallery_item(target.name, files, options_.output);
    item.kind = target.output->kind;
    item.command = command_of(target);
    (target.is_film ? gallery.films : gallery.figures).push_back(std::move(item));
  }
  report_.index = options_.output / "index.html";
  write_gallery(report_.index, gallery);
}

std::string RecipeRunner::command_of(const Target& target) const {
  std::string command =
      std::string("rssviz ") + (target.is_film ? "animate " : "figure ") + target.output->kind;
  for (const std::string& run : target.runs) {
    const auto own = own_maps_.find(run);
    command +=
        " " + (own == own_maps_.end() ? run : own->second.lexically_relative(options_.output).string());
  }
  return command + " -o " + target.name + (target.is_film ? ".mp4" : ".pdf");
}

}  // namespace rssviz::cli
