#include <algorithm>
#include <cmath>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/pipeline/steps/steps.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/number_text.h"
#include "core/text.h"

namespace rssviz::cli {
namespace fs = std::filesystem;

namespace {

// The mean over stages after the first of one measure of their drift.
double mean_over(const std::vector<embed::StageDrift>& drift, double embed::StageDrift::*measure) {
  double sum = 0;
  std::size_t count = 0;
  for (std::size_t s = 1; s < drift.size(); ++s) {
    if (std::isnan(drift[s].*measure)) continue;
    sum += drift[s].*measure;
    ++count;
  }
  return count == 0 ? 0 : sum / static_cast<double>(count);
}

// Stages that share no point with the one before: "stages 1 and 2"; "" where there are none.
std::string apart_stages(const std::vector<embed::StageDrift>& drift) {
  std::string text;
  for (std::size_t s = 1; s < drift.size(); ++s)
    if (std::isnan(drift[s].movement))
      text += (text.empty() ? "" : ", ") + std::to_string(s - 1) + " and " + std::to_string(s);
  return text.empty() ? "" : "stages " + text + " share no point: their maps can't be compared";
}

bool all_apart(const std::vector<embed::StageDrift>& drift) {
  return std::all_of(drift.begin() + 1, drift.end(),
                     [](const embed::StageDrift& stage) { return std::isnan(stage.movement); });
}

// The mean movement on the map of the points whose states stood, and of the others in the same stages.
struct StillAndChanged {
  double still{0};
  double changed{0};
  double share{0};  // of points that stood, over all stages after the first
};
StillAndChanged still_and_changed(const std::vector<embed::StageDrift>& drift) {
  StillAndChanged result;
  double others = 0;
  for (std::size_t s = 1; s < drift.size(); ++s) {
    const double share = drift[s].still_share;
    if (share <= 0) continue;
    result.still += share * drift[s].still_movement;
    result.changed += (1 - share) * drift[s].changed_movement;
    result.share += share;
    others += 1 - share;
  }
  if (result.share > 0) result.still /= result.share;
  if (others > 0) result.changed /= others;
  result.share /= static_cast<double>(drift.size() < 2 ? 1 : drift.size() - 1);
  return result;
}

// With one decimal: 4.6 %.
std::string fine_percent(double share) {
  const long long tenths = std::llround(1000 * share);
  return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

std::string drift_text(const EmbedReport& report) {
  using Drift = embed::StageDrift;
  const auto mean = [&](double Drift::*measure) { return fine_percent(mean_over(report.drift, measure)); };
  std::string text = "; " + std::to_string(report.drift.size()) + " stages, " +
                     std::string(embed::name_of(report.alignment));
  if (const std::string apart = apart_stages(report.drift); !apart.empty()) text += "; " + apart;
  if (!all_apart(report.drift))
    text += "; from stage to stage points move by " + mean(&Drift::movement) +
            " of the map's size (states by " + mean(&Drift::state_movement) +
            " of theirs; the layout alone by " + mean(&Drift::null_movement) + "; residual of alignment " +
            mean(&Drift::residual) + "), and keep " + mean(&Drift::kept_high) +
            " of their neighbours in states, " + mean(&Drift::kept_low) + " on the map";
  if (const StillAndChanged still = still_and_changed(report.drift); still.share > 0)
    text += "; where states stood, points moved by " + decimals(still.still, 5) + ", others then by " +
            decimals(still.changed, 5);
  if (const std::vector<double>& trust = report.stage_trust; !trust.empty())
    text += "; trustworthiness " + decimals(trust.front(), 3) + ", " + decimals(trust[trust.size() / 2], 3) +
            ", " + decimals(trust.back(), 3) + " (first, middle, last stage)";
  return text;
}

void add_drift(const EmbedReport& report, formats::Json& result) {
  using Drift = embed::StageDrift;
  const StillAndChanged still = still_and_changed(report.drift);
  result["stages"] = report.drift.size();
  result["alignment"] = embed::name_of(report.alignment);
  result["movement"] = mean_over(report.drift, &Drift::movement);
  result["state_movement"] = mean_over(report.drift, &Drift::state_movement);
  result["null_movement"] = mean_over(report.drift, &Drift::null_movement);
  result["residual"] = mean_over(report.drift, &Drift::residual);
  result["kept_high"] = mean_over(report.drift, &Drift::kept_high);
  result["kept_low"] = mean_over(report.drift, &Drift::kept_low);
  result["still_share"] = still.share;
  result["still_movement"] = still.still;
  result["changed_movement"] = still.changed;
  if (!report.stage_trust.empty()) result["trustworthiness"] = report.stage_trust;
}

void add_quality(const EmbedReport& report, formats::Json& result, std::string& line) {
  const embed::MapQuality& quality = report.quality;
  if (quality.k == 0) return;
  result["trustworthiness"] = quality.trustworthiness;
  result["continuity"] = quality.continuity;
  result["neighbors_kept"] = quality.neighbors_kept;
  result["triplets"] = quality.triplets;
  result["measured_states"] = quality.rows.size();
  line += "; trustworthiness " + decimals(quality.trustworthiness, 3) + ", continuity " +
          decimals(quality.continuity, 3) + ", neighbours kept " + percent(quality.neighbors_kept) +
          ", triplets in order " + percent(quality.triplets) + " (on " +
          with_commas(static_cast<long long>(quality.rows.size())) + " states)";
}

}  // namespace

void record_command(const CommandContext& context) {
  const fs::path run = context.settings.positionals().front();
  const fs::path output = states_path(run, context.settings);
  if (suffix_of(output) != ".npz")
    fail(ErrorKind::usage, "--output " + output.string() + ": states are written as .npz");
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
  add_quality(report, result, line);
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
  if (!report.drift.empty()) {
    line += drift_text(report);
    add_drift(report, result);
  }
  context.progress.say(line);
  if (context.settings.flag("json")) std::puts(result.dump(2).c_str());
}

}  // namespace rssviz::cli
