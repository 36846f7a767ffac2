// What comes after what when a recipe runs, and the same said without doing it.
#include <algorithm>

#include "cli/pipeline/recipes/recipe_blame.h"
#include "cli/pipeline/recipes/recipe_runner.h"
#include "cli/pipeline/runs/import_run.h"
#include "cli/pipeline/runs/train_options.h"
#include "cli/subjects/provenance.h"
#include "core/error.h"
#include "core/folder_lock.h"
#include "core/formats/array_source.h"

namespace rssviz::cli {
namespace fs = std::filesystem;

namespace {

// Makes several maps of its own, or comes after all maps.
bool is_large(const Target& target) { return figure_kind_named(target.output->kind).of != Networks::one; }

// Whether a step's file carries the recipe that would make it; not where that can't even be said.
template <class Recipe>
bool stands(const fs::path& output, const Recipe& recipe) {
  try {
    return recipe_of_output(output) == recipe();
  } catch (const Error&) {
    return false;
  }
}

}  // namespace

void RecipeRunner::check_name(const std::string& name) const {
  std::vector<std::string> names;
  for (const Target& target : targets_) names.push_back(target.name);
  if (std::find(names.begin(), names.end(), name) != names.end()) return;
  const std::string near = nearest_name(name, names);
  fail(ErrorKind::usage, "--only: the recipe makes nothing called '" + name + "'" +
                             (near.empty() ? "" : "; did you mean '" + near + "'?"));
}

bool RecipeRunner::wanted(const Target& target) const {
  return options_.only.empty() ||
         std::find(options_.only.begin(), options_.only.end(), target.name) != options_.only.end();
}

std::size_t RecipeRunner::add_step(std::string name, std::vector<std::size_t> after,
                                   std::function<void()> work) {
  steps_.push_back({std::move(name), std::move(after), std::move(work)});
  return steps_.size() - 1;
}

void RecipeRunner::plan_steps() {
  // What takes long and waits for nothing goes first, so that it ends with the rest.
  for (const RecipeStep* const step : needed_.trains)
    last_of_[step->id] = {add_step(step->id, {}, blamed_on(step->where, [this, step] { train(*step); }))};
  for (const RecipeStep* const step : needed_.imports) plan_import(*step);
  for (const RecipeStep* const step : needed_.records) plan_record(*step);
  for (const RecipeStep* const step : needed_.embeds) plan_embed(*step);
  for (const Target& each : targets_) {
    const Target* const target = &each;
    if (target->is_film || !wanted(*target) || is_large(*target)) continue;
    std::vector<std::size_t> after;
    for (const std::string& run : target->runs)
      after.insert(after.end(), last_of_[run].begin(), last_of_[run].end());
    add_step(target->name, after, blamed_on(target->output->where, [this, target] { make_figure(*target); }));
  }
}

void RecipeRunner::plan_record(const RecipeStep& step) {
  const std::string run = step.subject.empty() ? step.id : step.subject;
  if (!last_of_.contains(run))
    fail(ErrorKind::recipe,
         step.where + ": there is no [train." + run + "] or [import." + run + "] to record");
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

void RecipeRunner::plan_embed(const RecipeStep& step) {
  const fs::path states = options_.output / (step.subject.empty() ? step.id + "/states.npz" : step.subject);
  const auto found = step_of_file_.find(states);
  if (found == step_of_file_.end()) {
    plan_own_map(step);
    return;
  }
  const auto [recorded, run] = found->second;
  states_of_map_[local(map_path({(fs::path(run) / "states.npz").string()}, step.settings), run)] = states;
  const std::size_t id =
      add_step("map of " + step.id, {recorded}, blamed_on(step.where, [this, states, run_name = run, &step] {
                 const fs::path output =
                     local(map_path({(fs::path(run_name) / "states.npz").string()}, step.settings), run_name);
                 const std::string recipe = embed_recipe({states.string()}, output, step.settings);
                 make_file("map of " + step.id, output, recipe,
                           [&] { embed_step({states.string()}, output, step.settings, inner_, recipe); });
               }));
  last_of_[run].push_back(id);
}

// States that no step makes: files beside the recipe.
void RecipeRunner::plan_own_map(const RecipeStep& step) {
  if (step.subject_files.empty())
    fail(ErrorKind::recipe, step.where + ": nothing records " + step.id + "/states.npz for [embed." +
                                step.id + "]; states of your own are named by states = \"FILE\"");
  std::vector<std::string> sources;
  try {
    sources = formats::expand_patterns(step.subject_files);
    for (const std::string& source : sources)
      if (!fs::exists(formats::parse_source(source).file)) fail(ErrorKind::no_input, source);
  } catch (const Error&) {
    fail(ErrorKind::recipe, step.where + ": no step records " + step.subject +
                                ", and there is no such file: " + step.subject_files.front());
  }
  const fs::path output = own_map_of(step);
  own_maps_[step.id] = output;
  last_of_[step.id] = {
      add_step("map of " + step.id, {}, blamed_on(step.where, [this, sources, output, &step] {
                 const std::string recipe = embed_recipe(sources, output, step.settings);
                 make_file("map of " + step.id, output, recipe,
                           [&] { embed_step(sources, output, step.settings, inner_, recipe); });
               }))};
}

// Within the schedule each step has one thread: a single network would leave the others idle.
void RecipeRunner::train_alone() {
  if (needed_.trains.size() != 1 || steps_.empty() || !steps_.front().after.empty()) return;
  ScheduledStep& first = steps_.front();
  with_context(first.name, first.work);
  first.work = [] {};
}

RunReport RecipeRunner::run() {
  plan_steps();
  const FolderLock lock(options_.output, kLockPatience_s, outer_.progress);
  for (const auto* const steps : {&needed_.trains, &needed_.imports, &needed_.compares})
    for (const RecipeStep* const step : *steps) remove_stale_lock(options_.output / step->id);
  const Workshops workshops(options_.output);
  workshops_ = &workshops;
  train_alone();
  run_schedule(steps_, outer_.workers);
  for (const RecipeStep* const step : needed_.compares)
    with_context(step->id, [&] { blamed_on(step->where, [&] { compare(*step); })(); });
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
  return report_;
}

void RecipeRunner::say_plan(const std::string& name, bool is_there) {
  ++(is_there ? report_.skipped : report_.made);
  if (options_.say) options_.say((is_there ? "already there: " : "to make: ") + name);
}

void RecipeRunner::dry_run_of(const RecipeStep& step, const std::string& recipe) {
  const bool there = !options_.force && StepOutputs(options_.output, step.id).stand(recipe);
  if (!there) stale_.insert(step.id);
  say_plan(step.id, there);
}

void RecipeRunner::dry_record(const RecipeStep& step) {
  const std::string run = step.subject.empty() ? step.id : step.subject;
  const fs::path output = local(states_path(run, step.settings), run);
  const bool there = !options_.force && !stale_.contains(run) &&
                     stands(output, [&] { return record_recipe(folder(run), output, step.settings); });
  if (!there) stale_.insert(run);
  say_plan("states of " + step.id, there);
}

void RecipeRunner::dry_embed(const RecipeStep& step) {
  const auto own = own_maps_.find(step.id);
  std::string of = step.id;
  fs::path output;
  std::vector<std::string> sources;
  if (own != own_maps_.end()) {
    output = own->second;
    sources = formats::expand_patterns(step.subject_files);
  } else {
    const fs::path states = options_.output / (step.subject.empty() ? step.id + "/states.npz" : step.subject);
    of = step_of_file_.at(states).second;
    sources = {states.string()};
    output = local(map_path({(fs::path(of) / "states.npz").string()}, step.settings), of);
  }
  const bool there = !options_.force && !stale_.contains(of) &&
                     stands(output, [&] { return embed_recipe(sources, output, step.settings); });
  if (!there) stale_.insert(of);
  say_plan("map of " + step.id, there);
}

void RecipeRunner::dry_target(const Target& target) {
  bool there = !options_.force && std::none_of(target.runs.begin(), target.runs.end(), [&](const auto& run) {
    return stale_.contains(run.substr(0, run.find('/')));
  });
  try {
    const StepOutputs outputs(options_.output, target.name, target.is_film ? "films" : "figures");
    there = there && outputs.stand(recipe_of(target));
  } catch (const Error&) {
    there = false;  // what it is made from isn't there
  }
  say_plan(target.name, there);
}

RunReport RecipeRunner::dry_run() {
  plan_steps();
  for (const RecipeStep* const step : needed_.trains)
    dry_run_of(*step, train_recipe(with_preset(step->settings), folder(step->id)));
  for (const RecipeStep* const step : needed_.imports)
    dry_run_of(*step, import_recipe(import_settings(*step), folder(step->id)));
  for (const RecipeStep* const step : needed_.records) dry_record(*step);
  for (const RecipeStep* const step : needed_.embeds) dry_embed(*step);
  for (const RecipeStep* const step : needed_.compares) {
    stale_.insert(step->id);  // its networks are looked at one by one when it runs
    say_plan(step->id, false);
  }
  for (const Target& target : targets_)
    if (wanted(target)) dry_target(target);
  report_.index = options_.output / "index.html";
  return report_;
}

}  // namespace rssviz::cli
