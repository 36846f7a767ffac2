#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/pipeline/steps/look_step.h"
#include "cli/pipeline/steps/look_weights.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/json.h"
#include "core/text.h"

namespace rssviz::cli {

void look_command(const CommandContext& context) {
  const std::filesystem::path folder = context.settings.text("output");
  const std::string suffix = suffix_of(folder);
  for (const char* of_file : {".pdf", ".png", ".svg", ".npz", ".html", ".mp4"})
    if (suffix == of_file)
      fail(ErrorKind::usage, "--output: " + folder.string() +
                                 " is the name of a file; look fills a folder with its page (look.pdf, "
                                 "look.png) and maps: -o " +
                                 folder.stem().string() + "/");
  const Execution execution{context.workers, context.progress};
  const std::vector<std::string> sources = formats::expand_patterns(context.settings.positionals());
  const bool weights = looks_at_weights(context.settings, sources, context.progress);
  if (!weights && context.settings.has("inputs"))
    fail(ErrorKind::usage, "--inputs belongs to weights; " + sources.front() +
                               " is read as states (--as weights reads it as weights)");
  const LookReport report = weights ? look_weights(context.settings, sources, folder, execution)
                                    : look_step(context.settings, folder, execution);
  context.progress.say(report.files.front().string() + ": written");
  for (const std::string& note : report.notes) context.progress.say(note);
  if (context.settings.flag("json")) {
    formats::Json result;
    for (const std::filesystem::path& file : report.files) result["files"].push_back(file.string());
    for (const auto& [what, command] : report.commands)
      result["commands"].push_back({{"what", what}, {"command", command}});
    std::puts(result.dump(2).c_str());
    return;
  }
  for (const auto& [what, command] : report.commands)
    std::printf("# %s\n%s\n", what.c_str(), command.c_str());
}

}  // namespace rssviz::cli
