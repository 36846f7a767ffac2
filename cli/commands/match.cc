#include <cstdio>

#include "cli/commands/commands.h"
#include "cli/pipeline/steps/match_step.h"
#include "core/folder_lock.h"

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

}  // namespace rssviz::cli
