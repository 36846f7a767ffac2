// What tells of all that a recipe made: the page, the numbers, the times.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "cli/compose/figure_kind.h"
#include "cli/pipeline/claims/claims.h"
#include "cli/pipeline/recipes/gallery_items.h"
#include "cli/pipeline/recipes/recipe_runner.h"
#include "cli/pipeline/runs/run_summary.h"
#include "core/formats/json_fields.h"
#include "core/input_file.h"
#include "core/output_file.h"

namespace rssviz::cli {
namespace fs = std::filesystem;

const char* const kQuickNote =
    "Made by --quick: small sizes to try the recipe, not those that it is about; numbers and verdicts are "
    "not "
    "its results.";

namespace {

// A caption that is printed says it too; other LaTeX stays.
std::string with_note(std::string tex) {
  const std::size_t end = tex.rfind('}');
  if (!tex.starts_with("\\caption{") || end == std::string::npos) return tex;
  std::string note = kQuickNote;
  const std::string option = "--quick";
  note.replace(note.find(option), option.size(), "\\texttt{-{}-quick}");
  return tex.insert(end, " " + note);
}

}  // namespace

void mark_quick(const fs::path& folder) {
  for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
    const std::string suffix = entry.path().extension().string();
    if (suffix == ".txt") write_file(entry.path(), read_file(entry.path()) + "\n" + kQuickNote + "\n");
    if (suffix == ".tex")
      write_file(entry.path(), "% " + std::string(kQuickNote) + "\n" + with_note(read_file(entry.path())));
  }
}

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

void RecipeRunner::write_results() {
  std::vector<SummarySubject> subjects;
  InputStamps inputs;
  for (const RecipeStep& step : recipe_.trains)
    subjects.push_back(
        {step.id, views_.get(step.id, kReadsMetrics, inputs), folder(step.id) / "embedding.npz"});
  for (const RecipeStep& step : recipe_.imports)
    subjects.push_back({step.id, views_.get(step.id, kReadsMetrics | kReadsWithoutTask, inputs),
                        folder(step.id) / "embedding.npz"});
  const formats::Json summary = summary_of(recipe_.title, subjects);
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
