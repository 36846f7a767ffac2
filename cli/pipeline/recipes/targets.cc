#include "cli/pipeline/recipes/targets.h"

#include <algorithm>

#include "core/error.h"

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

void require_steps(const Recipe& recipe, const RecipeOutput& output, bool compares) {
  for (const std::string& subject : output.of) {
    const std::string run = subject.substr(0, subject.find('/'));  // "lstm/passage.npz": states of it
    const std::vector<RecipeStep>& steps = compares ? recipe.compares : recipe.trains;
    const bool known =
        std::any_of(steps.begin(), steps.end(), [&](const RecipeStep& s) { return s.id == run; });
    if (!known)
      fail(ErrorKind::recipe, output.where + ": there is no [" + (compares ? "compare." : "train.") + run +
                                  "] for '" + output.kind + "'");
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
    require_steps(recipe, output, networks == Networks::comparison);
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
