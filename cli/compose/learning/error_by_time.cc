// error-by-time: test errors against seconds of training, all networks on the same axes.
#include <algorithm>
#include <cctype>
#include <cmath>
#include <limits>

#include "cli/compose/learning/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/subjects/network_view.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

using models::StageMetrics;

// Stages whose time was not measured are left out: an ESN has that of its end alone.
std::vector<render::Point> curve(const NetworkView& view, std::string_view value) {
  std::vector<render::Point> at;
  for (int stage = 1; stage < view.stages; ++stage) {
    const double seconds = view.stage_seconds[static_cast<std::size_t>(stage)];
    const StageMetrics* const row = models::find_metrics(view.metrics, stage, models::Split::test);
    if (!(seconds > 0) || row == nullptr || !row->value(value)) continue;
    at.push_back({seconds, *row->value(value)});
  }
  return at;
}

// Networks whose states stay and those trained whole in different colours; of one kind in different dashes.
struct Ink {
  render::Color color{};
  render::Dash dash{render::Dash::solid};
};
std::vector<Ink> inks_of(const std::vector<const NetworkView*>& networks, const render::Style& style) {
  const std::vector<render::Color> palette = render::class_colors(style, 0);
  const render::Dash dashes[] = {render::Dash::solid, render::Dash::dashed, render::Dash::dotted};
  std::vector<Ink> inks;
  std::size_t reservoirs = 0, others = 0;
  for (const NetworkView* const view : networks) {
    const bool reservoir = view->states_stay;
    std::size_t& seen = reservoir ? reservoirs : others;
    inks.push_back({palette[reservoir ? 0 : 1 + seen / 3 % (palette.size() - 1)], dashes[seen % 3]});
    ++seen;
  }
  return inks;
}

render::Panel panel_of(const FigureRequest& request, const std::vector<Ink>& inks,
                       const models::Measure& measure) {
  render::Panel panel;
  panel.title = measure.name;
  panel.title.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(panel.title.front())));
  panel.x.label = "seconds of training";
  panel.x.logarithmic = true;
  panel.y.low = 0;
  panel.y.high = 1.02;
  panel.y.ticks = {{0, "0"}, {0.25, "0.25"}, {0.5, "0.5"}, {0.75, "0.75"}, {1, "1"}};
  double first = std::numeric_limits<double>::infinity(), last = 0;
  for (std::size_t n = 0; n < request.networks.size(); ++n) {
    const std::vector<render::Point> at = curve(*request.networks[n], measure.key);
    if (at.empty()) continue;
    first = std::min(first, at.front().x);
    last = std::max(last, at.back().x);
    render::Line line;
    line.at = at;
    line.color = inks[n].color;
    line.width_pt = 1.2;
    line.dash = inks[n].dash;
    panel.marks.emplace_back(std::move(line));
    render::Points end;
    end.at = {at.back()};
    end.colors = {inks[n].color};
    end.radius_pt = 2.4;
    panel.marks.emplace_back(std::move(end));
  }
  if (last > 0) {
    panel.x.low = first / 1.5;
    panel.x.high = last * 1.5;
  }
  return panel;
}

std::string seconds_text(double seconds) { return decimals(seconds, seconds < 10 ? 2 : 0); }

// Finest last, as curves are read from the bottom up: "not valid" before "not exact".
std::vector<models::Measure> measures_shown(const std::vector<const NetworkView*>& networks) {
  std::vector<models::Measure> measures = networks.front()->task->measures();
  std::reverse(measures.begin(), measures.end());
  return measures;
}

double value_of(const StageMetrics& row, const models::Measure& measure) {
  return row.value(measure.key).value_or(std::nan(""));
}

std::string text_of(const NetworkView& view, const std::vector<models::Measure>& measures) {
  const StageMetrics* const last = models::find_metrics(view.metrics, view.stages - 1, models::Split::test);
  if (last == nullptr) return "";
  std::string errors;
  for (const models::Measure& measure : measures)
    errors += (errors.empty() ? "" : ", ") + measure.name + " " +
              decimals(value_of(*last, measure), errors.empty() ? 4 : 3);
  return " " + view.id + " (" + view.description + "): " + errors + " after " +
         seconds_text(view.stage_seconds.back()) + " s.";
}

formats::Table table_of(const std::vector<const NetworkView*>& networks,
                        const std::vector<models::Measure>& measures) {
  formats::Table table;
  table.header = {"network", "stage", "seconds"};
  for (const models::Measure& measure : measures) table.header.push_back(measure.key);
  for (const NetworkView* const view : networks)
    for (int stage = 0; stage < view->stages; ++stage) {
      const double seconds = view->stage_seconds[static_cast<std::size_t>(stage)];
      const StageMetrics* const row = models::find_metrics(view->metrics, stage, models::Split::test);
      if (std::isnan(seconds) || row == nullptr) continue;
      std::vector<std::string>& cells = table.rows.emplace_back();
      cells = {view->id, std::to_string(stage), formats::format_number(seconds)};
      for (const models::Measure& measure : measures)
        cells.push_back(formats::format_number(value_of(*row, measure)));
    }
  return table;
}

render::Legend legend_of(const std::vector<const NetworkView*>& networks, const std::vector<Ink>& inks,
                         const models::Measure& measure) {
  render::Legend legend;
  for (std::size_t n = 0; n < networks.size(); ++n) {
    const NetworkView& view = *networks[n];
    const bool once = curve(view, measure.key).size() == 1;
    legend.entries.push_back({view.name + (once ? ", one pass" : ", dot: the last epoch"), inks[n].color,
                              once ? render::SwatchKind::point : render::SwatchKind::line,
                              render::MarkerShape::circle, inks[n].dash});
  }
  return legend;
}

render::Caption caption_of(const std::vector<const NetworkView*>& networks,
                           const std::vector<models::Measure>& measures) {
  const std::string sequences = networks.front()->task->wording().sequences;
  std::string numbers;
  for (const NetworkView* const view : networks) numbers += text_of(*view, measures);
  return {
      "Errors against training time",
      "Errors on the test " + sequences +
          " against the wall time of training until then, on one machine, without the time to judge "
          "outputs or to write files." +
          numbers +
          " The ESN is trained in one pass, whose readout exists only at its end. On both sides training "
          "alone "
          "counts: no state of other " +
          sequences +
          " is computed meanwhile. One network each, from one seed. Unlike all else here, these "
          "times can't be reproduced: they depend on the machine and on what else it did, and say as much "
          "about the programs as about the networks."};
}

}  // namespace

static Drawn make_error_by_time(const FigureRequest& request) {
  for (std::size_t n = 0; n < request.networks.size(); ++n)
    if (std::isnan(request.networks[n]->stage_seconds.back()))
      fail(ErrorKind::no_input,
           request.folders[n].string() +
               ": timings.json has no times of training; train it again with rssviz train");
  const Look look = look_of(request.settings, true);
  const std::vector<Ink> inks = inks_of(request.networks, look.style);
  const std::vector<models::Measure> measures = measures_shown(request.networks);
  render::Figure figure = figure_with(look);
  for (const models::Measure& measure : measures) {
    figure.panels.push_back(panel_of(request, inks, measure));
    figure.panels.back().column = static_cast<int>(figure.panels.size()) - 1;
  }
  figure.panels[0].y.label = "share of test " + request.networks.front()->task->wording().sequences;
  letter_panels(figure, look);
  figure.legends.push_back(legend_of(request.networks, inks, measures.back()));
  figure.caption = caption_of(request.networks, measures);
  Drawn drawn{std::move(figure), table_of(request.networks, measures)};
  for (const NetworkView* const view : request.networks)
    if (const StageMetrics* const last =
            models::find_metrics(view->metrics, view->stages - 1, models::Split::test))
      drawn.findings.push_back(
          {measures.front().name + " at the end: " + view->name, value_of(*last, measures.front())});
  for (const NetworkView* const view : request.networks)
    drawn.findings.push_back({"seconds of training: " + view->name, view->stage_seconds.back()});
  return drawn;
}

FigureKind error_by_time_kind() {
  return {.name = "error-by-time",
          .summary = "test errors against seconds of training",
          .of = Networks::several,
          .reads = kReadsMetrics | kReadsTimings,
          .needs = {"judged"},
          .options = {latex_option()},
          .make = make_error_by_time};
}

}  // namespace rssviz::cli
