#include "cli/pipeline/recipes/needed_steps.h"

#include <algorithm>
#include <map>
#include <set>

#include "cli/subjects/bare_file.h"
#include "cli/subjects/subject.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

struct Named {
  std::set<std::string> ids{};        // runs, maps of one's own, comparisons
  std::set<std::string> by_stages{};  // of them the runs of which any file may be read
};

// Files of this run of the recipe that options name.
void add_named_files(const Settings& settings, const fs::path& output, Named& named) {
  const fs::path folder = fs::absolute(output).lexically_normal();
  for (const Option& option : settings.table().options) {
    if (option.type != OptionType::file && option.type != OptionType::files) continue;
    if (!settings.has(option.name)) continue;
    const std::vector<std::string> files = option.type == OptionType::files
                                               ? settings.texts(option.name)
                                               : std::vector<std::string>{settings.text(option.name)};
    for (const std::string& file : files) {
      const fs::path below = fs::absolute(file).lexically_normal().lexically_relative(folder);
      if (below.empty() || *below.begin() == "..") continue;
      named.ids.insert(below.begin()->string());
      named.by_stages.insert(below.begin()->string());
    }
  }
}

void add_target(const Target& target, const fs::path& output, Named& named) {
  const DrawnOf of = drawn_of(target);
  const bool reads_stages = (of.reads & (kReadsAligned | kReadsLearning)) != 0;
  for (const std::string& subject : target.runs) {
    const std::string id = subject.substr(0, subject.find('/'));
    named.ids.insert(id);
    if (reads_stages || are_files(of.networks) || id != subject) named.by_stages.insert(id);
  }
  add_named_files(target.output->settings, output, named);
}

std::string run_recorded(const RecipeStep& step) { return step.subject.empty() ? step.id : step.subject; }

// Below the folder of the recipe's run.
fs::path file_recorded(const RecipeStep& step) {
  const fs::path file = states_path(run_recorded(step), step.settings);
  return file.has_parent_path() ? file : fs::path(run_recorded(step)) / file;
}

// What is neither of every stage nor of one that was chosen is what kinds of figure read by themselves.
bool is_needed(const RecipeStep& record, const Named& named) {
  const std::string run = run_recorded(record);
  return named.ids.contains(run) &&
         (named.by_stages.contains(run) || record.settings.text("stage") == "last");
}

bool is_needed(const RecipeStep& embed, const std::map<fs::path, bool>& recorded, const Named& named) {
  const fs::path states = embed.subject.empty() ? embed.id + "/states.npz" : embed.subject;
  if (named.ids.contains(embed.id) && !recorded.contains(states)) return true;  // of states of one's own
  const auto found = recorded.find(states);
  return found != recorded.end() && found->second;
}

void take(const std::vector<RecipeStep>& steps, const auto& is_needed,
          std::vector<const RecipeStep*>& taken) {
  for (const RecipeStep& step : steps)
    if (is_needed(step)) taken.push_back(&step);
}

}  // namespace

NeededSteps needed_steps(const Recipe& recipe, const std::vector<Target>& targets,
                         const std::vector<std::string>& only, const fs::path& output) {
  const bool all = only.empty();
  Named named;
  for (const Target& target : targets)
    if (std::find(only.begin(), only.end(), target.name) != only.end()) add_target(target, output, named);
  std::map<fs::path, bool> recorded;  // by a step of the recipe; whether that is needed
  for (const RecipeStep& step : recipe.records) recorded[file_recorded(step)] = is_needed(step, named);
  const auto by_id = [&](const RecipeStep& step) { return all || named.ids.contains(step.id); };
  NeededSteps needed;
  take(recipe.trains, by_id, needed.trains);
  take(recipe.imports, by_id, needed.imports);
  take(recipe.compares, by_id, needed.compares);
  take(
      recipe.records, [&](const RecipeStep& step) { return all || is_needed(step, named); }, needed.records);
  take(
      recipe.embeds, [&](const RecipeStep& step) { return all || is_needed(step, recorded, named); },
      needed.embeds);
  return needed;
}

}  // namespace rssviz::cli
