#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/studies/grammar_errors.h"

namespace rssviz::cli {

void test_command(const CommandContext& context) {
  const Settings& settings = context.settings;
  const std::filesystem::path folder = settings.positionals().front();
  const std::filesystem::path output =
      settings.has("output") ? std::filesystem::path(settings.text("output")) : grammar_file(folder);
  const std::vector<TestedStage> tested =
      test_stages(load_run_of_task(folder), settings.text("stage"), {context.workers, context.progress});
  formats::write_csv(output, grammar_table(tested));
  context.progress.say(output.string() + ": written; " + grammar_line(tested.back().counts));
  if (settings.flag("json"))
    std::puts(nlohmann::json{{"table", output.string()}, {"stages", tested.size()}}.dump(2).c_str());
}

}  // namespace rssviz::cli
