#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/studies/comparison.h"
#include "core/error.h"
#include "core/formats/json.h"

namespace rssviz::cli {

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
