#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/compose/map_panels.h"
#include "cli/pipeline/steps.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/npz.h"

namespace rssviz::cli {
namespace fs = std::filesystem;

void record_command(const CommandContext& context) {
  const fs::path run = context.settings.positionals().front();
  const fs::path output = states_path(run, context.settings);
  record_step(run, output, context.settings, {context.workers, context.progress});
  context.progress.say(output.string() + ": written");
  if (context.settings.flag("json")) std::puts(formats::Json{{"states", output.string()}}.dump(2).c_str());
}

void embed_command(const CommandContext& context) {
  const std::vector<std::string> states = formats::expand_patterns(context.settings.positionals());
  const fs::path output = map_path(states, context.settings);
  embed_step(states, output, context.settings, {context.workers, context.progress});
  formats::Json result{{"embedding", output.string()}};
  std::string line = output.string() + ": written";
  if (!context.settings.flag("align")) {
    const embed::Embedding map = embed::from_archive(formats::read_npz(output), output.string());
    if (map.quality.k > 0) {
      result["trustworthiness"] = map.quality.trustworthiness;
      result["neighbors_kept"] = map.quality.neighbors_kept;
      line += "; trustworthiness " + decimals(map.quality.trustworthiness, 3) + ", neighbours kept " +
              percent(map.quality.neighbors_kept);
    }
  }
  context.progress.say(line);
  if (context.settings.flag("json")) std::puts(result.dump(2).c_str());
}

}  // namespace rssviz::cli
