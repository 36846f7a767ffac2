// How each step of a recipe is made, unless it stands there already.
#include <algorithm>
#include <chrono>
#include <cmath>

#include "cli/compose/parts/error_text.h"
#include "cli/pipeline/recipes/recipe_blame.h"
#include "cli/pipeline/recipes/recipe_runner.h"
#include "cli/pipeline/runs/run_record.h"
#include "cli/pipeline/runs/train_options.h"
#include "cli/pipeline/runs/train_run.h"
#include "cli/studies/comparison.h"
#include "cli/subjects/provenance.h"
#include "cli/subjects/run_folder.h"
#include "cli/subjects/subject.h"
#include "core/error.h"
#include "core/formats/array_source.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

std::string tenths(double seconds) {
  const long long tenth = std::llround(seconds * 10);
  return std::to_string(tenth / 10) + "." + std::to_string(tenth % 10);
}

std::vector<fs::path> files_in(const fs::path& folder, const Target& target) {
  if (target.is_film) return {folder / (target.name + ".mp4")};
  return {folder / (target.name + ".pdf"), folder / (target.name + ".svg")};
}

}  // namespace

std::function<void()> blamed_on(const std::string& where, std::function<void()> work) {
  return [where, work = std::move(work)] {
    try {
      work();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::usage) throw;
      fail(ErrorKind::recipe, where + ": " + error.what());
    }
  };
}

// Does a step unless it `stands`: was done with the same recipe, and all it made is still there.
void RecipeRunner::make(const std::string& name, const std::function<bool()>& stands,
                        const std::function<std::string()>& work) {
  outer_.progress.check_stop();
  const auto start = std::chrono::steady_clock::now();
  const bool same = !options_.force && stands();
  const std::string result = same ? "" : work();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const std::lock_guard lock(mutex_);
  timings_[name] = same ? -1 : seconds;
  ++(same ? report_.skipped : report_.made);
  if (!same && options_.say)
    options_.say(name + (result.empty() ? "" : ": " + result) + " (" + tenths(seconds) + " s)");
}

// A step with one file, which is there whole with its recipe in it or not at all.
void RecipeRunner::make_file(const std::string& name, const fs::path& output, const std::string& recipe,
                             const std::function<void()>& work) {
  make(
      name, [&] { return recipe_of_output(output) == recipe; },
      [&] {
        work();
        return std::string();
      });
}

// A figure or film with all that stands beside it. `work` makes it in a folder.
void RecipeRunner::make_target(const Target& target, const std::string& recipe,
                               const std::function<void(const fs::path&)>& work) {
  const StepOutputs outputs(options_.output, target.name, target.is_film ? "films" : "figures");
  make(
      target.name,
      [&] {
        if (!outputs.has_manifest() && fs::exists(files_of(target).front())) ++without_manifest_;
        return outputs.stand(recipe);
      },
      [&] {
        const fs::path made = workshops_->open(target.name);
        work(made);
        if (recipe_.quick) mark_quick(made);
        outputs.put_in_place(made, recipe);
        return std::string();
      });
}

// An output named by a recipe lies in the run's folder.
fs::path RecipeRunner::local(const fs::path& path, const std::string& run) const {
  return path.has_parent_path() ? options_.output / path : options_.output / run / path;
}

fs::path RecipeRunner::own_map_of(const RecipeStep& step) const {
  return options_.output /
         (step.settings.has("output") ? step.settings.text("output") : step.id + "/embedding.npz");
}

void RecipeRunner::train(const RecipeStep& step) {
  const StepOutputs outputs(options_.output, step.id);
  const Settings settings = with_preset(step.settings);
  const std::string recipe = train_recipe(settings, folder(step.id));
  make(
      step.id,
      [&] { return outputs.has_manifest() ? outputs.stand(recipe) : adopted(outputs, step, recipe); },
      [&] {
        if (!step.settings.has("cell"))
          fail(ErrorKind::usage, "[train." + step.id + "] needs a cell: esn, lstm, gru or rnn");
        outputs.forget();
        train_run(settings, folder(step.id), recipe, options_.force ? Resume::no : Resume::where_same,
                  inner_);
        keep_run(outputs, step, recipe);
        const LoadedRun run = load_run_of_task(folder(step.id));
        return errors_line(run.run->metrics(), *run.task, run.stages() - 1, models::Split::test);
      });
}

void RecipeRunner::keep_run(const StepOutputs& outputs, const RecipeStep& step,
                            const std::string& recipe) const {
  const LoadedRun run = load_run(folder(step.id));
  outputs.keep(files_of_run(folder(step.id), run.task ? run.task->files() : std::vector<std::string>{}),
               recipe);
}

// A network that `rssviz train`, `rssviz import`, or an earlier version, left there with the same recipe:
// run.json is written last.
bool RecipeRunner::adopted(const StepOutputs& outputs, const RecipeStep& step,
                           const std::string& recipe) const {
  if (recipe_of_output(folder(step.id)) != recipe) return false;
  try {
    keep_run(outputs, step, recipe);
  } catch (const Error&) {
    return false;  // damaged: made again
  }
  return true;
}

// Keeps its cells itself: only those that are missing are trained.
void RecipeRunner::compare(const RecipeStep& step) {
  const auto start = std::chrono::steady_clock::now();
  const std::size_t trained = compare_networks(step.settings, folder(step.id), outer_);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  timings_[step.id] = trained == 0 ? -1 : seconds;
  ++(trained == 0 ? report_.skipped : report_.made);
  if (trained > 0 && options_.say)
    options_.say(step.id + ": " + std::to_string(trained) + " networks trained");
}

std::vector<fs::path> RecipeRunner::files_of(const Target& target) const {
  return files_in(options_.output / (target.is_film ? "films" : "figures"), target);
}

namespace {

// A file of one's own, or all that a pattern finds where the kind shows several.
void add_files_of(const Target& target, const std::string& file, std::vector<fs::path>& all) {
  const std::vector<std::string> found = formats::expand_patterns({file});
  const DrawnOf of = drawn_of(target);
  if (found.size() > 1 && !(are_several(of.networks) && are_files(of.networks)))
    fail(ErrorKind::recipe, target.output->where + ": " + file + " are " + std::to_string(found.size()) +
                                " files, and '" + target.output->kind + "' is drawn of one");
  all.insert(all.end(), found.begin(), found.end());
}

}  // namespace

std::vector<fs::path> RecipeRunner::folders(const Target& target) const {
  std::vector<fs::path> all;
  const Networks of = drawn_of(target).networks;
  const bool states = is_of_states_file(recipe_, target);
  const std::vector<std::string>& subjects = target.output->of;
  for (const std::string& run : target.runs) {
    const std::string id = run.substr(0, run.find('/'));
    const bool trained = recipe_.has_run(id);
    const auto place =
        static_cast<std::size_t>(std::find(subjects.begin(), subjects.end(), run) - subjects.begin());
    if (const auto own = own_maps_.find(run); own != own_maps_.end() && !trained && !states)
      all.push_back(own->second);
    else if ((are_files(of) || states) && !trained)
      add_files_of(target, target.output->of_files.at(place), all);
    else if (of == Networks::coordinates && id == run)
      all.push_back(folder(run) / "embedding.npz");
    else
      all.push_back((of == Networks::states || of == Networks::state_sets) && id == run
                        ? folder(run) / "states.npz"
                        : folder(run));
  }
  return all;
}

std::vector<const NetworkView*> RecipeRunner::networks(const Target& target, unsigned reads,
                                                       InputStamps& inputs) {
  std::vector<const NetworkView*> all;
  const Networks of = drawn_of(target).networks;
  if (of == Networks::comparison || are_files(of) || is_of_states_file(recipe_, target)) return all;
  for (const std::string& run : target.runs) all.push_back(views_.get(run, reads, inputs));
  return all;
}

// A map of what a run recorded has no columns: where one is named, its states are looked up.
Settings RecipeRunner::settings_of_target(const Target& target) const {
  Settings settings = target.output->settings;
  const auto names_column = [&](const char* option) {
    if (settings.table().find(option) == nullptr || !settings.has(option)) return false;
    if (option != std::string("sequences")) return true;
    const std::vector<std::string>& texts = settings.texts(option);
    return std::any_of(texts.begin(), texts.end(),
                       [](const std::string& text) { return text.find('=') != text.npos; });
  };
  if (!names_column("color-by") && !names_column("columns") && !names_column("sequences")) return settings;
  for (const char* const option : {"states", "labels"})
    if (settings.table().find(option) != nullptr && settings.has(option)) return settings;
  for (const fs::path& map : folders(target)) {
    const auto states = states_of_map_.find(map);
    if (states == states_of_map_.end()) continue;
    for (const char* const option : {"states", "labels"})
      if (settings.table().find(option) != nullptr) {
        settings.set(option, states->second.string());
        return settings;
      }
  }
  return settings;
}

std::string RecipeRunner::recipe_of(const Target& target) const {
  const Settings settings = settings_of_target(target);
  const fs::path output = files_of(target).front();
  return target.is_film
             ? film_recipe(film_kind_named(target.output->kind), folders(target), output, settings)
             : figure_recipe(figure_kind_named(target.output->kind), folders(target), output, settings);
}

void RecipeRunner::make_figure(const Target& target) {
  const FigureKind& kind = figure_kind_named(target.output->kind);
  const std::string recipe = recipe_of(target);
  make_target(target, recipe, [&](const fs::path& made) {
    InputStamps inputs;
    const std::vector<const NetworkView*> views = networks(target, kind.reads, inputs);
    figure_step(kind, views, folders(target), files_in(made, target), settings_of_target(target), inner_,
                recipe, inputs);
  });
}

void RecipeRunner::make_film(const Target& target) {
  const FilmKind& kind = film_kind_named(target.output->kind);
  blamed_on(target.output->where, [&] {
    const std::string recipe = recipe_of(target);
    make_target(target, recipe, [&](const fs::path& made) {
      InputStamps inputs;
      const std::vector<const NetworkView*> views = networks(target, kind.reads, inputs);
      film_step(kind, views, folders(target), files_in(made, target).front(), settings_of_target(target),
                outer_, recipe, inputs);
    });
  })();
}

}  // namespace rssviz::cli
