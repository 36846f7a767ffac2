// resampled-unit: what a unit is good for. The change of the loss, by what comes next, when the unit's state
// is taken from another step with the same symbol; the same for units that match it.
#include <algorithm>
#include <charconv>
#include <cmath>

#include "cli/compose/cells/kinds.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/options/option_table.h"
#include "cli/studies/resampling_study.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/figure.h"

namespace rssviz::cli {
namespace {

constexpr render::Color kUnit{213, 94, 0, 1.0};
constexpr double kRowHeight = 0.036;  // of the panel, over its width

int whole_number(const std::string& text) {
  int value = -1;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || value < 0)
    fail(ErrorKind::usage, "--unit: '" + text + "' is not a whole number");
  return value;
}

render::Points dots(std::vector<render::Point> at, render::Color color, double radius_pt) {
  render::Points points;
  points.at = std::move(at);
  points.colors = {color};
  points.radius_pt = radius_pt;
  points.keep_order = true;
  points.rasterizable = false;
  return points;
}

// Groups by the change of the unit asked for, the largest on top.
std::vector<std::size_t> order_of(const Resampling& resampling) {
  std::vector<std::size_t> order(resampling.groups.size());
  for (std::size_t g = 0; g < order.size(); ++g) order[g] = g;
  const std::vector<double>& changes = resampling.units.front().changes;
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return changes[a] > changes[b]; });
  return order;
}

// A panel a unit that was asked for, with its controls.
render::Panel panel_of(const Resampling& resampling, const ResampledUnit& unit,
                       const std::vector<std::size_t>& order, const render::Style& style) {
  render::Panel panel;
  panel.title = "unit " + std::to_string(unit.unit);
  panel.marks.emplace_back(render::Rule{false, 0, style.muted, 0.5, render::Dash::dashed, ""});
  std::vector<render::Point> of_unit, of_controls;
  for (std::size_t k = 0; k < order.size(); ++k) {
    const double y = static_cast<double>(order.size() - 1 - k);
    of_unit.push_back({unit.changes[order[k]], y});
    for (const ResampledUnit& control : resampling.units)
      if (control.control_of == unit.unit) of_controls.push_back({control.changes[order[k]], y});
    panel.y.ticks.push_back({y, resampling.groups[order[k]] + "  (" +
                                    with_commas(static_cast<long long>(resampling.counts[order[k]])) + ")"});
  }
  panel.marks.emplace_back(dots(std::move(of_controls), render::with_alpha(style.ink, 0.45), 1.1));
  panel.marks.emplace_back(dots(std::move(of_unit), kUnit, 2.0));
  panel.y.low = -0.6;
  panel.y.high = static_cast<double>(order.size()) - 0.4;
  panel.x.label = "change of loss (nats)";
  return panel;
}

std::string caption_text(const Resampling& resampling, const ResamplingOptions& options) {
  const NetworkView& view = *resampling.view;
  const models::Wording wording = view.task->wording();
  std::string numbers;
  for (const ResampledUnit& unit : resampling.units)
    if (unit.control_of < 0)
      numbers += "Unit " + std::to_string(unit.unit) + ": " + decimals(unit.change, 4) + " nats a " +
                 wording.step + " over all. ";
  return std::string("At every step the unit's state is ") +
         (options.hold ? "held at its mean"
                       : "taken from another step, drawn among those with the same symbol") +
         ", and the network reads on; the readout is not trained again. By what came next (in brackets, how "
         "often): mean loss less that of the network as it is. Grey: " +
         std::to_string(options.controls) +
         " units of the top layer that are nearest in standard deviation and in the norm of their readout "
         "weights. " +
         numbers +
         (resampling.told.empty() ? std::string()
                                  : "Chosen on the training text: " + resampling.told + ". ") +
         with_commas(static_cast<long long>(resampling.steps)) + " test " + wording.steps +
         ", in stretches of at most 1,000 from the zero state. Kinds of fewer than 20 " + wording.steps +
         " are left out. What other units tell as well is not missed. Network: " + view.description + ", " +
         view.training + "; " + view.task->description() + ".";
}

Drawn make_resampled_unit(const FigureRequest& request) {
  const Settings& settings = request.settings;
  ResamplingOptions options;
  for (const std::string& text : settings.texts("unit"))
    if (!text.empty()) options.units.push_back(whole_number(text));
  options.property = settings.has("property") ? settings.text("property") : "";
  options.hold = settings.flag("hold");
  options.controls = static_cast<int>(settings.integer("controls"));
  options.steps = settings.integer("steps");
  options.seed = static_cast<std::uint64_t>(settings.integer("seed"));
  const Resampling resampling = study_resampling(*request.networks.front(), options, request.execution);
  const Look look = look_of(settings, false);
  render::Figure figure = figure_with(look);
  const std::vector<std::size_t> order = order_of(resampling);
  for (const ResampledUnit& unit : resampling.units) {
    if (unit.control_of >= 0) continue;
    render::Panel panel = panel_of(resampling, unit, order, look.style);
    panel.column = static_cast<int>(figure.panels.size());
    panel.y.show_ticks = panel.column == 0;
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects = {static_cast<double>(figure.panels.size()) * 1.3 * kRowHeight *
                        (static_cast<double>(order.size()) + 1)};
  render::Legend legend;
  legend.entries = {{"the unit", kUnit, render::SwatchKind::point},
                    {"matched units", look.style.muted, render::SwatchKind::point}};
  figure.legends.push_back(std::move(legend));
  figure.caption.title = "What the " + request.networks.front()->name + " loses with a unit";
  figure.caption.text = caption_text(resampling, options);
  Drawn drawn{std::move(figure), table_of(resampling)};
  for (const ResampledUnit& unit : resampling.units)
    if (unit.control_of < 0)
      drawn.findings.push_back({"change of loss without unit " + std::to_string(unit.unit), unit.change});
  return drawn;
}

}  // namespace

FigureKind resampled_unit_kind() {
  using enum OptionType;
  return {
      .name = "resampled-unit",
      .summary = "what the loss becomes when a unit tells only the symbol, by what comes next",
      .of = Networks::one,
      .reads = kReadsNetwork,
      .needs = {},
      .options =
          {no_palette(),
           {"unit",
            texts,
            "",
            "unit of the top layer, repeatable (default: the one that tells --property)",
            true,
            {}},
           {"property", text, "", "column that the unit tells best (default: the task's first)", true, {}},
           {"hold", flag, "", "hold the unit at its mean instead", true, {}},
           {"controls", integer, "10", "matched units beside it", true, {}},
           {"steps", integer, "20000", "of the test text, at most", true, {}},
           latex_option()},
      .make = make_resampled_unit};
}

}  // namespace rssviz::cli
