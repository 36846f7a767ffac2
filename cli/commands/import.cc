#include <cstdio>
#include <nlohmann/json.hpp>
#include <sstream>

#include "cli/commands/commands.h"
#include "cli/pipeline/runs/import_run.h"
#include "core/formats/array_source.h"
#include "core/formats/json.h"

namespace rssviz::cli {

void import_command(const CommandContext& context) {
  const std::string& output = context.settings.text("output");
  Settings settings = context.settings;
  settings.set_positionals(formats::expand_patterns(settings.positionals()));
  const ImportReport report = import_run(settings, output, {context.workers, context.progress});
  std::ostringstream line;
  const auto counted = [](auto count, const char* what) {
    return std::to_string(count) + " " + what + (count == 1 ? "" : "s");
  };
  line << output << ": written; " << counted(report.units, "unit") << ", " << counted(report.inputs, "input")
       << ", " << counted(report.outputs, "output") << " from " << report.source;
  if (report.difference) line << "; states agree to " << *report.difference;
  context.progress.say(line.str());
  if (!context.settings.flag("json")) return;
  formats::Json result{{"run", output},
                       {"units", report.units},
                       {"inputs", report.inputs},
                       {"outputs", report.outputs},
                       {"source", report.source}};
  if (report.difference) result["largest_difference"] = *report.difference;
  std::puts(result.dump(2).c_str());
}

}  // namespace rssviz::cli
