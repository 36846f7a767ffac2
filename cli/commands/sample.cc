#include <cstdio>

#include "cli/commands/commands.h"
#include "cli/subjects/run_folder.h"
#include "core/error.h"
#include "core/output_file.h"
#include "models/tasks/text/sampling.h"
#include "models/tasks/text/text_task.h"

namespace rssviz::cli {

void sample_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  const std::string& folder = settings.positionals().front();
  const LoadedRun run = load_run_of_task(folder);
  const auto* const task = dynamic_cast<const models::TextTask*>(run.task.get());
  if (task == nullptr)
    fail(ErrorKind::usage,
         folder + ": is a run of " + run.task->name() + "; text is drawn from runs of --task text");
  const std::string prefix = settings.has("prefix") ? settings.text("prefix") : std::string();
  const models::Tokens read =
      prefix.empty() ? models::Tokens{} : with_context("--prefix", [&] { return task->parse(prefix); });
  const auto network = task->network(*run.run, stage_number(settings.text("stage"), run.stages()));
  if (network->outputs() == 0) fail(ErrorKind::data, folder + ": the network has no readout to draw from");
  const models::Tokens drawn =
      models::sample_text(*network, read,
                          {.length = settings.integer("length"),
                           .temperature = settings.number("temperature"),
                           .seed = static_cast<std::uint64_t>(settings.integer("seed"))});
  std::string text = prefix;
  for (const std::int32_t token : drawn) text += task->text_corpus().alphabet.symbol(token);
  if (settings.has("output")) {
    write_file(settings.text("output"), text);
    context.progress.say(settings.text("output") + ": written");
    return;
  }
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (!text.ends_with('\n')) std::fputc('\n', stdout);
}

}  // namespace rssviz::cli
