#include "cli/pipeline/recipes/targets.h"

#include <algorithm>

#include "core/error.h"
#include "core/formats/array_source.h"

namespace rssviz::cli {

namespace {

void refuse_twins(const std::vector<Target>& targets) {
  std::vector<std::string> names;
  for (const Target& target : targets) {
    if (std::find(names.begin(), names.end(), target.name) != names.end())
      fail(ErrorKind::recipe,
           target.output->where + ": '" + target.name + "' is made twice; leave one out, or give one a name");
    names.push_back(target.name);
  }
}

bool has_step(const std::vector<RecipeStep>& steps, const std::string& id) {
  return std::any_of(steps.begin(), steps.end(), [&](const RecipeStep& step) { return step.id == id; });
}

// A file of one's own, or several by a pattern.
bool is_there(const std::string& file) {
  try {
    const std::vector<std::string> found = formats::expand_patterns({file});
    return !found.empty() && std::filesystem::exists(formats::parse_source(found.front()).file);
  } catch (const Error&) {
    return false;
  }
}

void require_steps(const Recipe& recipe, const RecipeOutput& output, Networks networks) {
  const bool compares = networks == Networks::comparison, files = are_files(networks);
  for (std::size_t i = 0; i < output.of.size(); ++i) {
    const std::string& subject = output.of[i];
    const std::string run = subject.substr(0, subject.find('/'));  // "lstm/passage.npz": states of it
    if (compares ? has_step(recipe.compares, run) : recipe.has_run(run)) continue;
    if (files && (has_step(recipe.embeds, subject) || is_there(output.of_files[i]))) continue;
    fail(ErrorKind::recipe,
         output.where + ": there is no [" +
             (compares ? "compare." + run + "]" : "train." + run + "] or [import." + run + "]") + " for '" +
             output.kind + "'" +
             (files ? ", no [embed." + run + "], and no file " + output.of_files[i] : ""));
  }
}

}  // namespace

std::vector<Target> targets_of(const Recipe& recipe) {
  std::vector<Target> targets;
  const auto add = [&](const RecipeOutput& output, Networks networks, bool film) {
    if (networks == Networks::one && !film) {
      if (output.of.empty())
        fail(ErrorKind::recipe, output.where + ": '" + output.kind + "' needs of = [\"RUN\", ...]");
      for (const std::string& run : output.of)
        targets.push_back(
            {(output.name.empty() ? output.kind : output.name) + "-" + run, &output, {run}, film, {}});
    } else {
      targets.push_back({output.name.empty() ? output.kind : output.name, &output, output.of, film, {}});
    }
    require_steps(recipe, output, networks);
  };
  const auto at = [](const RecipeOutput& output, auto&& work) {
    try {
      work();
    } catch (const Error& error) {
      if (error.kind() != ErrorKind::usage) throw;
      fail(ErrorKind::recipe, output.where + ": " + error.what());
    }
  };
  for (const RecipeOutput& output : recipe.figures)
    at(output, [&] { add(output, figure_kind_named(output.kind).of, false); });
  for (const RecipeOutput& output : recipe.films)
    at(output, [&] {
      const Networks networks = film_kind_named(output.kind).of;
      if (networks == Networks::one && output.of.size() != 1)
        fail(ErrorKind::usage, "'" + output.kind + "' needs of = [\"RUN\"], one run");
      add(output, networks, true);
    });
  refuse_twins(targets);
  return targets;
}

std::vector<std::string> output_names(const Recipe& recipe) {
  std::vector<std::string> names;
  for (const Target& target : targets_of(recipe)) names.push_back(target.name);
  return names;
}

}  // namespace rssviz::cli
