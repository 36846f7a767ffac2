#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/compose/map_panels.h"
#include "cli/pipeline/steps.h"
#include "core/error.h"
#include "core/formats/array_source.h"

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
  const EmbedReport report =
      embed_step(states, output, context.settings, {context.workers, context.progress});
  formats::Json result{{"embedding", output.string()}};
  std::string line = output.string() + ": written";
  if (report.quality.k > 0) {
    result["trustworthiness"] = report.quality.trustworthiness;
    result["continuity"] = report.quality.continuity;
    result["neighbors_kept"] = report.quality.neighbors_kept;
    result["triplets"] = report.quality.triplets;
    line += "; trustworthiness " + decimals(report.quality.trustworthiness, 3) + ", continuity " +
            decimals(report.quality.continuity, 3) + ", neighbours kept " +
            percent(report.quality.neighbors_kept) + ", triplets in order " +
            percent(report.quality.triplets);
  }
  if (report.search) {
    result["neighbors_method"] = embed::name_of(report.search->method);
    result["neighbors_recall"] = report.search->recall;
    if (report.search->method == embed::NeighborsMethod::approximate)
      line += "; neighbours approximate, recall " + decimals(report.search->recall, 3) + " on " +
              std::to_string(report.search->recall_points) + " states";
    if (report.search->same_sequence >= 0.) {
      result["same_sequence"] = report.search->same_sequence;
      line += "; " + percent(report.search->same_sequence) + " of neighbours from the same sequence";
    }
  }
  if (!report.shares.empty()) {
    result["variance_shares"] = report.shares;
    line += "; shares of variance";
    for (const double share : report.shares) line += " " + percent(share);
  }
  context.progress.say(line);
  if (context.settings.flag("json")) std::puts(result.dump(2).c_str());
}

}  // namespace rssviz::cli
