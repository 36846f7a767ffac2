#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/pipeline/steps/match_step.h"
#include "cli/studies/comparison.h"
#include "core/error.h"
#include "core/folder_lock.h"
#include "core/formats/json.h"

namespace rssviz::cli {

void match_command(const CommandContext& context) {
  std::vector<std::filesystem::path> outputs;
  if (context.settings.has("output")) outputs.emplace_back(context.settings.text("output"));
  const auto writer = locks_of_targets(outputs, kLockPatience_s, context.progress);
  const MatchReport report = match_step(context.settings, {context.workers, context.progress});
  for (const std::string& note : report.notes) context.progress.say(note);
  for (const std::filesystem::path& file : report.files) context.progress.say(file.string() + ": written");
  if (context.settings.flag("json"))
    std::puts(report.json.c_str());
  else if (!report.text.empty())
    std::fputs(report.text.c_str(), stdout);
}

void compare_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  if (!settings.has("output"))
    fail(ErrorKind::usage, "--output is needed: the folder of the comparison, e.g. -o out/objects");
  const std::filesystem::path folder = settings.text("output");
  const std::size_t trained = compare_networks(settings, folder, {context.workers, context.progress});
  context.progress.say((folder / "objects.csv").string() + ": written; " + std::to_string(trained) +
                       " networks trained");
  if (settings.flag("json"))
    std::puts(
        formats::Json{{"table", (folder / "objects.csv").string()}, {"trained", trained}}.dump(2).c_str());
}

}  // namespace rssviz::cli
