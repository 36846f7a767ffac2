#include "cli/pipeline/recipes/targets.h"

#include <algorithm>

#include "cli/subjects/bare_file.h"
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

std::string run_of(const std::string& subject) { return subject.substr(0, subject.find('/')); }

// What stands behind a kind's name: a run, or a file's name.
std::string name_of_subject(const Recipe& recipe, const std::string& subject) {
  return recipe.has_run(subject) ? subject : formats::parse_source(subject).file.stem().string();
}

void require_steps(const Recipe& recipe, const RecipeOutput& output, const DrawnOf& of) {
  const bool compares = of.networks == Networks::comparison, maps = are_files(of.networks),
             files = maps || takes_states_file(of.networks, of.reads);
  for (std::size_t i = 0; i < output.of.size(); ++i) {
    const std::string& subject = output.of[i];
    const std::string run = run_of(subject);  // "lstm/passage.npz": states of it
    if (compares ? has_step(recipe.compares, run) : recipe.has_run(run)) continue;
    if (maps && has_step(recipe.embeds, subject)) continue;
    if (files && is_there(output.of_files[i])) continue;
    fail(ErrorKind::recipe,
         output.where + ": there is no [" +
             (compares ? "compare." + run + "]" : "train." + run + "] or [import." + run + "]") + " for '" +
             output.kind + "'" +
             (maps    ? ", no [embed." + run + "], and no file " + output.of_files[i]
              : files ? ", and no file " + output.of_files[i]
                      : ""));
  }
}

}  // namespace

DrawnOf drawn_of(const Target& target) {
  const std::string& kind = target.output->kind;
  if (target.is_film) return {film_kind_named(kind).of, film_kind_named(kind).reads};
  return {figure_kind_named(kind).of, figure_kind_named(kind).reads};
}

bool is_of_states_file(const Recipe& recipe, const Target& target) {
  const DrawnOf of = drawn_of(target);
  return takes_states_file(of.networks, of.reads) &&
         std::any_of(target.runs.begin(), target.runs.end(),
                     [&](const std::string& subject) { return !recipe.has_run(subject); });
}

namespace {

// Of a kind of one network a target for each.
void add_targets(const Recipe& recipe, const RecipeOutput& output, const DrawnOf& of, bool film,
                 std::vector<Target>& targets) {
  const std::string name = output.name.empty() ? output.kind : output.name;
  if (of.networks == Networks::one && !film) {
    if (output.of.empty())
      fail(ErrorKind::recipe, output.where + ": '" + output.kind + "' needs of = [\"RUN\", ...]");
    for (const std::string& run : output.of)
      targets.push_back({name + "-" + name_of_subject(recipe, run), &output, {run}, film, {}});
  } else {
    targets.push_back({name, &output, output.of, film, {}});
  }
  require_steps(recipe, output, of);
  if (targets.back().runs.size() > 1 && is_of_states_file(recipe, targets.back()))
    fail(ErrorKind::recipe,
         output.where + ": '" + output.kind + "' is drawn of one file of states, or of one run or more");
}

}  // namespace

std::vector<Target> targets_of(const Recipe& recipe) {
  std::vector<Target> targets;
  const auto add = [&](const RecipeOutput& output, const DrawnOf& of, bool film) {
    add_targets(recipe, output, of, film, targets);
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
    at(output, [&] {
      const FigureKind& kind = figure_kind_named(output.kind);
      add(output, {kind.of, kind.reads}, false);
    });
  for (const RecipeOutput& output : recipe.films)
    at(output, [&] {
      const FilmKind& kind = film_kind_named(output.kind);
      if (kind.of == Networks::one && output.of.size() != 1)
        fail(ErrorKind::usage, "'" + output.kind + "' needs of = [\"RUN\"], one run");
      add(output, {kind.of, kind.reads}, true);
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
