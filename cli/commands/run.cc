#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/pipeline/recipes/run_recipe.h"
#include "core/formats/json.h"

namespace rssviz::cli {

namespace {

std::vector<std::string> changes_of(const Settings& settings) {
  std::vector<std::string> changes = settings.texts("set");
  std::erase(changes, "");
  if (settings.has("seed")) changes.push_back("seed=" + settings.text("seed"));
  if (settings.has("objects")) changes.push_back("train.*.objects=" + settings.text("objects"));
  return changes;
}

}  // namespace

void run_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  const auto start = std::chrono::steady_clock::now();
  const Recipe recipe =
      read_recipe_file(settings.positionals().front(), settings.flag("quick"), changes_of(settings));
  RunOptions options;
  options.output = settings.has("output") ? std::filesystem::path(settings.text("output"))
                                          : std::filesystem::path("out") / recipe.name;
  options.only = settings.texts("only");
  options.force = settings.flag("force");
  options.dry = settings.flag("dry-run");
  options.say = [&](const std::string& line) { context.progress.say(line); };
  const RunReport report = run_recipe(recipe, options, {context.workers, context.progress});
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  context.progress.say(report.index.string() + ": " + std::to_string(report.made) +
                       (options.dry ? " to make, " : " made, ") + std::to_string(report.skipped) +
                       " already there, " + std::to_string(static_cast<int>(seconds + 0.5)) + " s");
  if (settings.flag("json"))
    std::puts(
        formats::Json{{"index", report.index.string()}, {"made", report.made}, {"skipped", report.skipped}}
            .dump(2)
            .c_str());
}

}  // namespace rssviz::cli
