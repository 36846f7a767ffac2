// R24: test errors against training seconds, all networks on the same axes.
#include <algorithm>
#include <array>
#include <cmath>

#include "cli/compose/map_panels.h"

namespace rssviz::cli {
namespace {

using models::StageMetrics;

using Value = std::optional<double> StageMetrics::*;

const std::array<render::Color, 4> kInks{
    {{213, 94, 0, 1.0}, {0, 114, 178, 1.0}, {0, 158, 115, 1.0}, {204, 121, 167, 1.0}}};

// Stages without a time of their own are left out: the last one always has the whole training's.
std::vector<render::Point> curve(const NetworkView& view, Value value) {
  std::vector<render::Point> at;
  for (int stage = 0; stage < view.stages; ++stage) {
    const auto k = static_cast<std::size_t>(stage);
    const bool last = stage + 1 == view.stages;
    const double seconds = k < view.stage_seconds.size() ? view.stage_seconds[k]
                           : last                        ? view.train_seconds
                                                         : 0;
    const StageMetrics* const row = models::find_metrics(view.metrics, stage, models::Split::test);
    if (seconds <= 0 || row == nullptr || !(row->*value)) continue;
    at.push_back({seconds, *(row->*value)});
  }
  return at;
}

render::Panel panel_of(const FigureRequest& request, const std::string& title, Value value) {
  render::Panel panel;
  panel.title = title;
  panel.x.label = "training time (s)";
  panel.x.logarithmic = true;
  panel.y.low = 0;
  panel.y.high = 1.02;
  panel.y.ticks = {{0, "0"}, {0.25, ".25"}, {0.5, ".5"}, {0.75, ".75"}, {1, "1"}};
  double first = 1e300, last = 0;
  for (std::size_t n = 0; n < request.networks.size(); ++n) {
    const std::vector<render::Point> at = curve(*request.networks[n], value);
    if (at.empty()) continue;
    first = std::min(first, at.front().x);
    last = std::max(last, at.back().x);
    const render::Color color = kInks[n % kInks.size()];
    panel.marks.emplace_back(render::Line{at, color, 1.2});
    render::Points end;
    end.at = {at.back()};
    end.colors = {color};
    end.radius_pt = 2.4;
    panel.marks.emplace_back(std::move(end));
  }
  if (last > 0) {
    panel.x.low = first / 1.5;
    panel.x.high = last * 1.5;
  }
  return panel;
}

std::string text_of(const NetworkView& view) {
  const StageMetrics* const last = models::find_metrics(view.metrics, view.stages - 1, models::Split::test);
  return " " + view.name + ": not exact " +
         decimals(last == nullptr ? std::nan("") : last->exact_error.value_or(1), 3) + ", not valid " +
         decimals(last == nullptr ? std::nan("") : last->valid_error.value_or(1), 4) + " after " +
         decimals(view.train_seconds, view.train_seconds < 10 ? 1 : 0) + " s (" + view.training +
         (view.stage_seconds.empty() ? "; one pass, shown as its end" : "") + ").";
}

}  // namespace

Drawn make_error_by_time(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  figure.panels = {panel_of(request, "Not exact", &StageMetrics::exact_error),
                   panel_of(request, "Not valid", &StageMetrics::valid_error)};
  figure.panels[0].y.label = "share of test sentences";
  figure.panels[1].column = 1;
  letter_panels(figure, look);
  render::Legend legend;
  for (std::size_t n = 0; n < request.networks.size(); ++n)
    legend.entries.push_back({request.networks[n]->name, kInks[n % kInks.size()], render::SwatchKind::line});
  figure.legends.push_back(std::move(legend));
  figure.caption.title = "Errors against training time";
  std::string numbers;
  for (const NetworkView* const view : request.networks) numbers += text_of(*view);
  figure.caption.text =
      "Errors on the test sentences against the wall time of training until then, without the time to "
      "judge outputs; dots: the end of training (of an ESN the states of validation and test sentences are run "
      "along and count)." +
      numbers +
      " Unlike all else here, these times can't be reproduced: they are those of one run on one machine, "
      "beside whatever else it did, and say more about the two programs than about the two networks; no "
      "table "
      "is written. One network each.";
  return figure;
}

}  // namespace rssviz::cli
