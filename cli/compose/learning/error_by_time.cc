// R24: test errors against seconds of training, all networks on the same axes.
#include <algorithm>
#include <cmath>
#include <limits>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/look.h"
#include "cli/subjects/network_view.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

using models::StageMetrics;
using Value = std::optional<double> StageMetrics::*;

// Stages whose time was not measured are left out: an ESN has that of its end alone.
std::vector<render::Point> curve(const NetworkView& view, Value value) {
  std::vector<render::Point> at;
  for (int stage = 1; stage < view.stages; ++stage) {
    const double seconds = view.stage_seconds[static_cast<std::size_t>(stage)];
    const StageMetrics* const row = models::find_metrics(view.metrics, stage, models::Split::test);
    if (!(seconds > 0) || row == nullptr || !(row->*value)) continue;
    at.push_back({seconds, *(row->*value)});
  }
  return at;
}

// ESNs and networks trained by gradients in different colours; networks of one kind in different dashes.
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
    const bool reservoir = view->cell == "esn";
    std::size_t& seen = reservoir ? reservoirs : others;
    inks.push_back({palette[reservoir ? 0 : 1 + seen / 3 % (palette.size() - 1)], dashes[seen % 3]});
    ++seen;
  }
  return inks;
}

render::Panel panel_of(const FigureRequest& request, const std::vector<Ink>& inks, const std::string& title,
                       Value value) {
  render::Panel panel;
  panel.title = title;
  panel.x.label = "seconds of training";
  panel.x.logarithmic = true;
  panel.y.low = 0;
  panel.y.high = 1.02;
  panel.y.ticks = {{0, "0"}, {0.25, "0.25"}, {0.5, "0.5"}, {0.75, "0.75"}, {1, "1"}};
  double first = std::numeric_limits<double>::infinity(), last = 0;
  for (std::size_t n = 0; n < request.networks.size(); ++n) {
    const std::vector<render::Point> at = curve(*request.networks[n], value);
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

std::string text_of(const NetworkView& view) {
  const StageMetrics* const last = models::find_metrics(view.metrics, view.stages - 1, models::Split::test);
  if (last == nullptr) return "";
  return " " + view.id + " (" + view.description + "): not valid " +
         decimals(last->valid_error.value_or(std::nan("")), 4) + ", not exact " +
         decimals(last->exact_error.value_or(std::nan("")), 3) + " after " +
         seconds_text(view.stage_seconds.back()) + " s.";
}

formats::Table table_of(const std::vector<const NetworkView*>& networks) {
  formats::Table table;
  table.header = {"network", "stage", "seconds", "valid_error", "exact_error"};
  for (const NetworkView* const view : networks)
    for (int stage = 0; stage < view->stages; ++stage) {
      const double seconds = view->stage_seconds[static_cast<std::size_t>(stage)];
      const StageMetrics* const row = models::find_metrics(view->metrics, stage, models::Split::test);
      if (std::isnan(seconds) || row == nullptr) continue;
      table.rows.push_back({view->id, std::to_string(stage), formats::format_number(seconds),
                            formats::format_number(row->valid_error.value_or(std::nan(""))),
                            formats::format_number(row->exact_error.value_or(std::nan("")))});
    }
  return table;
}

}  // namespace

Drawn make_error_by_time(const FigureRequest& request) {
  for (std::size_t n = 0; n < request.networks.size(); ++n)
    if (std::isnan(request.networks[n]->stage_seconds.back()))
      fail(ErrorKind::no_input,
           request.folders[n].string() +
               ": timings.json has no times of training; train it again with rssviz train");
  const Look look = look_of(request.settings, true);
  const std::vector<Ink> inks = inks_of(request.networks, look.style);
  render::Figure figure = figure_with(look);
  figure.panels = {panel_of(request, inks, "Not valid", &StageMetrics::valid_error),
                   panel_of(request, inks, "Not exact", &StageMetrics::exact_error)};
  figure.panels[0].y.label = "share of test sentences";
  figure.panels[1].column = 1;
  letter_panels(figure, look);
  render::Legend legend;
  for (std::size_t n = 0; n < request.networks.size(); ++n) {
    const NetworkView& view = *request.networks[n];
    const bool once = curve(view, &StageMetrics::exact_error).size() == 1;
    legend.entries.push_back({view.name + (once ? ", one pass" : ", dot: the last epoch"), inks[n].color,
                              once ? render::SwatchKind::point : render::SwatchKind::line,
                              render::MarkerShape::circle, inks[n].dash});
  }
  figure.legends.push_back(std::move(legend));
  figure.caption.title = "Errors against training time";
  std::string numbers;
  for (const NetworkView* const view : request.networks) numbers += text_of(*view);
  figure.caption.text =
      "Errors on the test sentences against the wall time of training until then, on one machine, without "
      "the "
      "time to judge outputs or to write files." +
      numbers +
      " The ESN is trained in one pass, whose readout exists only at its end (the states of validation and "
      "test sentences are computed along and count). One network each, from one seed. Unlike all else here, "
      "these times can't be reproduced: they depend on the machine and on what else it did, and say as much "
      "about the programs as about the networks.";
  return {std::move(figure), table_of(request.networks)};
}

}  // namespace rssviz::cli
