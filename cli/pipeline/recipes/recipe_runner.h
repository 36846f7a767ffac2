// What runs a recipe: plans its steps, makes what isn't there yet, and writes gallery, summary and times.
// Inside the room; run_recipe.h is what others call. For one thread; its steps run in several.
#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "cli/pipeline/recipes/needed_steps.h"
#include "cli/pipeline/recipes/run_recipe.h"
#include "cli/pipeline/recipes/schedule.h"
#include "cli/pipeline/recipes/step_outputs.h"
#include "cli/pipeline/recipes/targets.h"
#include "cli/pipeline/recipes/view_cache.h"
#include "cli/pipeline/runs/run_summary.h"
#include "cli/pipeline/steps/steps.h"
#include "core/formats/json.h"

namespace rssviz::cli {

class RecipeRunner {
 public:
  RecipeRunner(const Recipe& recipe, const RunOptions& options, const Execution& execution);

  RunReport run();
  // Says of each step whether it would be made or is already there; makes and writes nothing.
  RunReport dry_run();

 private:
  // recipe_plan.cc: what comes after what.
  void plan_steps();
  void plan_record(const RecipeStep& step);
  void plan_embed(const RecipeStep& step);
  void plan_own_map(const RecipeStep& step);
  void plan_import(const RecipeStep& step);
  std::size_t add_step(std::string name, std::vector<std::size_t> after, std::function<void()> work);
  void check_name(const std::string& name) const;
  void train_alone();
  bool wanted(const Target& target) const;
  void say_plan(const std::string& name, bool is_there);
  void dry_run_of(const RecipeStep& step, const std::string& recipe);
  void dry_record(const RecipeStep& step);
  void dry_embed(const RecipeStep& step);
  void dry_target(const Target& target);

  // recipe_steps.cc: how each is made.
  void make(const std::string& name, const std::function<bool()>& stands,
            const std::function<std::string()>& work);
  void make_file(const std::string& name, const std::filesystem::path& output, const std::string& recipe,
                 const std::function<void()>& work);
  void make_target(const Target& target, const std::string& recipe,
                   const std::function<void(const std::filesystem::path&)>& work);
  void train(const RecipeStep& step);
  void import_weights(const RecipeStep& step, const Settings& settings);
  bool adopted(const StepOutputs& outputs, const RecipeStep& step, const std::string& recipe) const;
  void keep_run(const StepOutputs& outputs, const RecipeStep& step, const std::string& recipe) const;
  void compare(const RecipeStep& step);
  void make_figure(const Target& target);
  void make_film(const Target& target);
  std::string recipe_of(const Target& target) const;
  Settings settings_of_target(const Target& target) const;
  std::vector<const NetworkView*> networks(const Target& target, unsigned reads, InputStamps& inputs);

  // Where files are.
  std::filesystem::path folder(const std::string& run) const { return options_.output / run; }
  std::filesystem::path local(const std::filesystem::path& path, const std::string& run) const;
  std::filesystem::path own_map_of(const RecipeStep& step) const;
  std::vector<std::filesystem::path> files_of(const Target& target) const;
  std::vector<std::filesystem::path> folders(const Target& target) const;

  // recipe_imports.cc: runs of weights from elsewhere.
  Settings import_settings(const RecipeStep& step) const;

  // recipe_results.cc: what tells of all of it.
  void write_results();
  void write_index(const formats::Json& summary);
  std::vector<SummarySubject> summary_subjects();
  bool is_told_of(const RecipeStep& step, const std::vector<const RecipeStep*>& needed,
                  const std::function<std::string()>& recipe) const;
  formats::Json timings_json() const;
  std::string command_of(const Target& target) const;

  const Recipe& recipe_;
  const RunOptions& options_;
  const Execution& outer_;
  InnerProgress quiet_;
  Execution inner_;
  ViewCache views_;
  std::vector<Target> targets_;
  NeededSteps needed_;
  std::vector<ScheduledStep> steps_;
  std::map<std::string, std::vector<std::size_t>> last_of_;  // run, or map of one's own states -> its steps
  std::map<std::filesystem::path, std::pair<std::size_t, std::string>> step_of_file_;  // states -> step, run
  std::map<std::string, std::filesystem::path> own_maps_;  // [embed.NAME] of one's own states -> its map
  std::map<std::filesystem::path, std::filesystem::path> states_of_map_;  // of what a run recorded
  std::set<std::string> stale_;  // of a dry run: what is made from would be made
  std::mutex mutex_;
  std::map<std::string, double> timings_;  // seconds; of what stood already: below 0
  RunReport report_{};
  const Workshops* workshops_ = nullptr;
  std::atomic<std::size_t> without_manifest_{0};  // figures and films that stood there
};

}  // namespace rssviz::cli
