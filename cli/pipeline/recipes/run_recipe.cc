#include "cli/pipeline/recipes/run_recipe.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <map>
#include <memory>
#include <mutex>
#include <nlohmann/json.hpp>

#include "cli/compose/parts/error_text.h"
#include "cli/pipeline/recipes/claims.h"
#include "cli/pipeline/recipes/gallery_items.h"
#include "cli/pipeline/recipes/schedule.h"
#include "cli/pipeline/recipes/step_outputs.h"
#include "cli/pipeline/recipes/targets.h"
#include "cli/pipeline/recipes/view_cache.h"
#include "cli/pipeline/runs/run_record.h"
#include "cli/pipeline/runs/run_summary.h"
#include "cli/pipeline/runs/train_options.h"
#include "cli/pipeline/runs/train_run.h"
#include "cli/pipeline/steps/steps.h"
#include "cli/studies/comparison.h"
#include "cli/subjects/bare_run.h"
#include "cli/subjects/provenance.h"
#include "cli/subjects/run_folder.h"
#include "core/error.h"
#include "core/folder_lock.h"
#include "core/formats/json.h"
#include "core/output_file.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

class RecipeRunner {
 public:
  RecipeRunner(const Recipe& recipe, const RunOptions& options, const Execution& execution)
      : recipe_(recipe),
        options_(options),
        outer_(execution),
        quiet_(execution.progress),
        inner_{execution.workers, quiet_},
        views_(options.output),
        targets_(targets_of(recipe)) {
    for (const std::string& name : options.only) check_name(name);
  }

  RunReport run() {
    plan_steps();
    const FolderLock lock(options_.output, kLockPatience_s, outer_.progress);
    for (const auto* const steps : {&recipe_.trains, &recipe_.compares})
      for (const RecipeStep& step : *steps) remove_stale_lock(options_.output / step.id);
    const Workshops workshops(options_.output);
    workshops_ = &workshops;
    train_alone();
    run_schedule(steps_, outer_.workers);
    for (const RecipeStep& step : recipe_.compares)
      with_context(step.id, [&] { blamed_on(step.where, [&] { compare(step); })(); });
    // What computes much shares its own pieces among all threads.
    for (const Target& target : targets_)
      if (!target.is_film && wanted(target) && is_large(target))
        with_context(target.name, [&] { blamed_on(target.output->where, [&] { make_figure(target); })(); });
    for (const Target& target : targets_)
      if (target.is_film && wanted(target)) with_context(target.name, [&] { make_film(target); });
    if (without_manifest_ > 0)
      outer_.progress.note("what was made by an earlier version, without a manifest, was made again (" +
                           std::to_string(without_manifest_) + " figures and films)");
    write_results();
    // Under --only, tables may be missing.
    if (!recipe_.claims.empty() && options_.only.empty())
      write_file(options_.output / "CLAIMS.md", claims_markdown(recipe_, options_.output));
    return report_;
  }

 private:
  void write_results() {
    std::vector<SummarySubject> subjects;
    InputStamps inputs;
    for (const RecipeStep& step : recipe_.trains)
      subjects.push_back(
          {step.id, views_.get(step.id, kReadsMetrics, inputs), folder(step.id) / "embedding.npz"});
    summary_ = summary_of(recipe_.title, subjects);
    formats::write_json(options_.output / "summary.json", summary_);
    write_index();
    formats::write_json(options_.output / "timings.json", timings_json());
  }

  void check_name(const std::string& name) const {
    std::vector<std::string> names;
    for (const Target& target : targets_) names.push_back(target.name);
    if (std::find(names.begin(), names.end(), name) != names.end()) return;
    const std::string near = nearest_name(name, names);
    fail(ErrorKind::usage, "--only: the recipe makes nothing called '" + name + "'" +
                               (near.empty() ? "" : "; did you mean '" + near + "'?"));
  }

  // Within the schedule each step has one thread: a single network would leave the others idle.
  void train_alone() {
    if (recipe_.trains.size() != 1 || steps_.empty() || !steps_.front().after.empty()) return;
    ScheduledStep& first = steps_.front();
    with_context(first.name, first.work);
    first.work = [] {};
  }

  bool wanted(const Target& target) const {
    return options_.only.empty() ||
           std::find(options_.only.begin(), options_.only.end(), target.name) != options_.only.end();
  }

  // Does a step unless it `stands`: was done with the same recipe, and all it made is still there.
  void make(const std::string& name, const std::function<bool()>& stands,
            const std::function<std::string()>& work) {
    outer_.progress.check_stop();
    const auto start = std::chrono::steady_clock::now();
    const bool same = !options_.force && stands();
    const std::string result = same ? "" : work();
    const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    const std::lock_guard lock(mutex_);
    timings_[name] = same ? 0 : seconds;
    ++(same ? report_.skipped : report_.made);
    if (!same && options_.say)
      options_.say(name + (result.empty() ? "" : ": " + result) + " (" + tenths(seconds) + " s)");
  }

  // A step with one file, which is there whole with its recipe in it or not at all.
  void make_file(const std::string& name, const fs::path& output, const std::string& recipe,
                 const std::function<void()>& work) {
    make(
        name, [&] { return recipe_of_output(output) == recipe; },
        [&] {
          work();
          return std::string();
        });
  }

  // A figure or film with all that stands beside it. `work` makes it in a folder.
  void make_target(const Target& target, const std::string& recipe,
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
          outputs.put_in_place(made, recipe);
          return std::string();
        });
  }

  static std::string tenths(double seconds) {
    const long long tenth = std::llround(seconds * 10);
    return std::to_string(tenth / 10) + "." + std::to_string(tenth % 10);
  }

  std::size_t add_step(std::string name, std::vector<std::size_t> after, std::function<void()> work) {
    steps_.push_back({std::move(name), std::move(after), std::move(work)});
    return steps_.size() - 1;
  }

  // Errors of usage inside a step of a recipe are the recipe's.
  static std::function<void()> blamed_on(const std::string& where, std::function<void()> work) {
    return [where, work = std::move(work)] {
      try {
        work();
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::usage) throw;
        fail(ErrorKind::recipe, where + ": " + error.what());
      }
    };
  }

  fs::path folder(const std::string& run) const { return options_.output / run; }

  void plan_steps() {
    // What takes long and waits for nothing goes first, so that it ends with the rest.
    for (const RecipeStep& step : recipe_.trains)
      last_of_[step.id] = {add_step(step.id, {}, blamed_on(step.where, [this, &step] { train(step); }))};
    for (const RecipeStep& step : recipe_.records) plan_record(step);
    for (const RecipeStep& step : recipe_.embeds) plan_embed(step);
    for (const Target& each : targets_) {
      const Target* const target = &each;
      if (target->is_film || !wanted(*target) || is_large(*target)) continue;
      std::vector<std::size_t> after;
      for (const std::string& run : target->runs)
        after.insert(after.end(), last_of_[run].begin(), last_of_[run].end());
      add_step(target->name, after,
               blamed_on(target->output->where, [this, target] { make_figure(*target); }));
    }
  }

  // Makes several maps of its own.
  static bool is_large(const Target& target) {
    return figure_kind_named(target.output->kind).of != Networks::one;
  }

  void plan_record(const RecipeStep& step) {
    const std::string run = step.subject.empty() ? step.id : step.subject;
    if (!last_of_.contains(run))
      fail(ErrorKind::recipe, step.where + ": there is no [train." + run + "] to record");
    const std::size_t trained = last_of_[run].front();
    const std::size_t id =
        add_step("states of " + step.id, {trained}, blamed_on(step.where, [this, run, &step] {
                   const fs::path output = local(states_path(run, step.settings), run);
                   const std::string recipe = record_recipe(folder(run), output, step.settings);
                   make_file("states of " + step.id, output, recipe,
                             [&] { record_step(folder(run), output, step.settings, inner_, recipe); });
                 }));
    last_of_[run].push_back(id);
    step_of_file_[local(states_path(run, step.settings), run)] = {id, run};
  }

  void plan_embed(const RecipeStep& step) {
    const fs::path states = options_.output / (step.subject.empty() ? step.id + "/states.npz" : step.subject);
    const auto found = step_of_file_.find(states);
    if (found == step_of_file_.end())
      fail(ErrorKind::recipe,
           step.where + ": nothing records " + states.string() + " for [embed." + step.id + "]");
    const auto [recorded, run] = found->second;
    const std::size_t id = add_step(
        "map of " + step.id, {recorded}, blamed_on(step.where, [this, states, run_name = run, &step] {
          const fs::path output =
              local(map_path({(fs::path(run_name) / "states.npz").string()}, step.settings), run_name);
          const std::string recipe = embed_recipe({states.string()}, output, step.settings);
          make_file("map of " + step.id, output, recipe,
                    [&] { embed_step({states.string()}, output, step.settings, inner_, recipe); });
        }));
    last_of_[run].push_back(id);
  }

  // An output named by a recipe lies in the run's folder.
  fs::path local(const fs::path& path, const std::string& run) const {
    return path.has_parent_path() ? options_.output / path : options_.output / run / path;
  }

  void train(const RecipeStep& step) {
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
          const LoadedRun run = load_run_of_task(folder(step.id));
          outputs.keep(files_of_run(folder(step.id), run.task->files()), recipe);
          return errors_line(run.run->metrics(), *run.task, run.stages() - 1, models::Split::test);
        });
  }

  // A network that `rssviz train`, or an earlier version, left there with the same recipe: run.json is
  // written last.
  bool adopted(const StepOutputs& outputs, const RecipeStep& step, const std::string& recipe) const {
    if (recipe_of_output(folder(step.id)) != recipe) return false;
    try {
      const LoadedRun run = load_run_of_task(folder(step.id));
      outputs.keep(files_of_run(folder(step.id), run.task->files()), recipe);
    } catch (const Error&) {
      return false;  // damaged: trained again
    }
    return true;
  }

  // Keeps its cells itself: only those that are missing are trained.
  void compare(const RecipeStep& step) {
    const auto start = std::chrono::steady_clock::now();
    const std::size_t trained = compare_networks(step.settings, folder(step.id), outer_);
    timings_[step.id] = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    ++(trained == 0 ? report_.skipped : report_.made);
    if (trained > 0 && options_.say)
      options_.say(step.id + ": " + std::to_string(trained) + " networks trained");
  }

  static std::vector<fs::path> files_in(const fs::path& folder, const Target& target) {
    if (target.is_film) return {folder / (target.name + ".mp4")};
    return {folder / (target.name + ".pdf"), folder / (target.name + ".svg")};
  }
  std::vector<fs::path> files_of(const Target& target) const {
    return files_in(options_.output / (target.is_film ? "films" : "figures"), target);
  }

  std::vector<fs::path> folders(const Target& target) const {
    std::vector<fs::path> all;
    const bool states = !target.is_film && figure_kind_named(target.output->kind).of == Networks::states;
    for (const std::string& run : target.runs)
      all.push_back(states && run.find('/') == std::string::npos ? folder(run) / "states.npz" : folder(run));
    return all;
  }

  std::vector<const NetworkView*> networks(const Target& target, unsigned reads, InputStamps& inputs) {
    std::vector<const NetworkView*> all;
    const Networks of = target.is_film ? Networks::one : figure_kind_named(target.output->kind).of;
    if (of == Networks::comparison || are_files(of)) return all;
    for (const std::string& run : target.runs) all.push_back(views_.get(run, reads, inputs));
    return all;
  }

  void make_figure(const Target& target) {
    const FigureKind& kind = figure_kind_named(target.output->kind);
    const Settings& settings = target.output->settings;
    const std::string recipe = figure_recipe(kind, folders(target), files_of(target).front(), settings);
    make_target(target, recipe, [&](const fs::path& made) {
      InputStamps inputs;
      const std::vector<const NetworkView*> views = networks(target, kind.reads, inputs);
      figure_step(kind, views, folders(target), files_in(made, target), settings, inner_, recipe, inputs);
    });
  }

  void make_film(const Target& target) {
    const FilmKind& kind = film_kind_named(target.output->kind);
    const Settings& settings = target.output->settings;
    blamed_on(target.output->where, [&] {
      const std::string recipe = film_recipe(kind, folders(target), files_of(target).front(), settings);
      make_target(target, recipe, [&](const fs::path& made) {
        InputStamps inputs;
        const std::vector<const NetworkView*> views = networks(target, kind.reads, inputs);
        film_step(kind, views, folders(target), files_in(made, target).front(), settings, outer_, recipe,
                  inputs);
      });
    })();
  }

  formats::Json timings_json() const {
    formats::Json json;
    json["threads"] = outer_.workers.threads();
    for (const auto& [name, seconds] : timings_) json["seconds"][name] = seconds;
    return json;
  }

  void write_index() {
    Gallery gallery;
    gallery.title = recipe_.title;
    gallery.about = recipe_.about;
    gallery.numbers = summary_lines(summary_);
    gallery.verdicts = gallery_verdicts(recipe_, options_.output);
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

  std::string command_of(const Target& target) const {
    std::string command =
        std::string("rssviz ") + (target.is_film ? "animate " : "figure ") + target.output->kind;
    for (const std::string& run : target.runs) command += " " + run;
    return command + " -o " + target.name + (target.is_film ? ".mp4" : ".pdf");
  }

  const Recipe& recipe_;
  const RunOptions& options_;
  const Execution& outer_;
  InnerProgress quiet_;
  Execution inner_;
  ViewCache views_;
  std::vector<Target> targets_;
  std::vector<ScheduledStep> steps_;
  std::map<std::string, std::vector<std::size_t>> last_of_;               // run -> its steps
  std::map<fs::path, std::pair<std::size_t, std::string>> step_of_file_;  // states -> step, run
  std::mutex mutex_;
  std::map<std::string, double> timings_;
  formats::Json summary_;
  RunReport report_{};
  const Workshops* workshops_ = nullptr;
  std::atomic<std::size_t> without_manifest_{0};  // figures and films that stood there
};

}  // namespace

RunReport run_recipe(const Recipe& recipe, const RunOptions& options, const Execution& execution) {
  return RecipeRunner(recipe, options, execution).run();
}

}  // namespace rssviz::cli
