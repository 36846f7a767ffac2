// inside: one sheet of a layer along a sequence: gates and states as heat maps, how far gates are open or
// shut, what each step's state means to the last output, and the weights of each gate.
#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>

#include "cli/compose/dynamics/kinds.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/word_forms.h"
#include "cli/studies/inside_study.h"
#include "cli/subjects/bare_run.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kMostSteps = 200;
constexpr Eigen::Index kMostUnits = 60;  // rows of a heat map
constexpr int kColumns = 6;              // of the grid: heat maps take two or three of them, or all

// How many columns a heat map takes: rows come out full with one, two or four of them, and with three or six.
int span_of(std::size_t maps) { return maps == 1 ? kColumns : maps == 2 || maps == 4 ? 3 : 2; }

// Units shown: those whose hidden state varies most, in the order of their numbers; of both directions each
// direction's own.
std::vector<Eigen::Index> shown_units(const Matrix& hidden) {
  std::vector<Eigen::Index> units(static_cast<std::size_t>(hidden.cols()));
  std::iota(units.begin(), units.end(), Eigen::Index{0});
  if (hidden.cols() <= kMostUnits) return units;
  std::vector<double> variance;
  for (Eigen::Index unit = 0; unit < hidden.cols(); ++unit) {
    const VectorD values = hidden.col(unit).cast<double>();
    variance.push_back((values.array() - values.mean()).square().sum());
  }
  std::stable_sort(units.begin(), units.end(), [&](Eigen::Index a, Eigen::Index b) {
    return variance[static_cast<std::size_t>(a)] > variance[static_cast<std::size_t>(b)];
  });
  units.resize(kMostUnits);
  std::sort(units.begin(), units.end());
  return units;
}

double largest_of(const LayerTrace& trace) {
  return std::max(1.0, static_cast<double>(trace.values.cwiseAbs().maxCoeff()));
}

render::Panel heat_panel(const LayerTrace& trace, const std::vector<Eigen::Index>& units, std::size_t place,
                         const LayerInside& inside, const render::Style& style) {
  render::Panel panel;
  panel.column_span = span_of(inside.traces.size());
  panel.row = static_cast<int>(place) * panel.column_span / kColumns;
  panel.column = static_cast<int>(place) * panel.column_span % kColumns;
  panel.title = capitalised(trace.name);
  panel.x.low = 0;
  panel.x.high = static_cast<double>(trace.values.rows());
  panel.y.low = 0;
  panel.y.high = static_cast<double>(units.size());
  panel.y.show_ticks = false;
  if (static_cast<int>(inside.traces.size() - place) * panel.column_span <= kColumns) panel.x.label = "step";
  if (panel.column == 0) panel.y.label = inside.both_directions ? "forward, backward" : "unit";
  render::Rectangles cells;
  cells.tiled = true;
  const double reach = largest_of(trace);
  for (std::size_t row = 0; row < units.size(); ++row)
    for (Eigen::Index t = 0; t < trace.values.rows(); ++t) {
      const auto y = static_cast<double>(units.size() - row);
      const auto x = static_cast<double>(t);
      const auto value = static_cast<double>(trace.values(t, units[row]));
      cells.boxes.push_back({x, y - 1, x + 1, y});
      cells.colors.push_back(trace.is_gate ? render::sample_palette("viridis", value)
                                           : render::diverging_color(value / reach, style.paper));
    }
  panel.marks.emplace_back(std::move(cells));
  if (inside.both_directions) {
    const auto forward =
        std::count_if(units.begin(), units.end(), [&](Eigen::Index unit) { return unit < inside.units / 2; });
    panel.marks.emplace_back(render::Rule{true,
                                          static_cast<double>(units.size()) - static_cast<double>(forward),
                                          style.ink, 1, render::Dash::solid, ""});
  }
  if (!trace.is_gate && reach > 1.005)
    panel.notes.push_back({render::Corner::top_right, "colours end at \u00b1" + decimals(reach, 1), false});
  return panel;
}

constexpr std::array kGateShapes{render::MarkerShape::circle, render::MarkerShape::square,
                                 render::MarkerShape::triangle};

// Karpathy et al. 2015: each unit's share of steps with its gate shut and open.
render::Panel saturation_panel(const LayerInside& inside, int row, const render::Style& style) {
  render::Panel panel;
  panel.row = row;
  panel.column_span = kColumns / 3;
  panel.title = "Gates shut, open";
  panel.x.label = "steps shut (< " + decimals(kShut, 1) + ")";
  panel.y.label = "open (> " + decimals(1 - kShut, 1) + ")";
  panel.x.low = panel.y.low = -0.03;
  panel.x.high = panel.y.high = 1.03;
  std::size_t gate = 0;
  for (const LayerTrace& trace : inside.traces) {
    if (!trace.is_gate) continue;
    render::Points dots;
    dots.colors = {render::with_alpha(render::class_colors(style, kGateShapes.size())[gate], 0.7)};
    dots.shape = kGateShapes[gate++ % kGateShapes.size()];
    dots.radius_pt = 1.8;
    for (Eigen::Index unit = 0; unit < trace.values.cols(); ++unit) {
      const auto column = trace.values.col(unit).array();
      const auto steps = static_cast<double>(trace.values.rows());
      dots.at.push_back({static_cast<double>((column < static_cast<float>(kShut)).count()) / steps,
                         static_cast<double>((column > static_cast<float>(1 - kShut)).count()) / steps});
    }
    panel.marks.emplace_back(std::move(dots));
  }
  return panel;
}

// Without gates: how the units' absolute states are spread.
render::Panel spread_panel(const LayerInside& inside, int row) {
  render::Panel panel;
  panel.row = row;
  panel.column_span = kColumns / 3;
  panel.title = "Size of states";
  panel.x.label = "|state|";
  panel.y.label = "share of all";
  panel.x.low = 0;
  const Matrix& hidden = inside.traces.back().values;
  const double top = std::max(1.0, static_cast<double>(hidden.cwiseAbs().maxCoeff()));
  constexpr std::size_t kBins = 20;
  std::vector<double> counts(kBins, 0);
  for (Eigen::Index t = 0; t < hidden.rows(); ++t)
    for (Eigen::Index unit = 0; unit < hidden.cols(); ++unit) {
      const double share = std::abs(static_cast<double>(hidden(t, unit))) / top;
      counts[std::min(kBins - 1, static_cast<std::size_t>(share * kBins))] +=
          1.0 / static_cast<double>(hidden.size());
    }
  render::Rectangles bars;
  bars.colors = {{86, 180, 233, 1.0}};
  for (std::size_t bin = 0; bin < kBins; ++bin)
    bars.boxes.push_back(
        {top * static_cast<double>(bin) / kBins, 0, top * static_cast<double>(bin + 1) / kBins, counts[bin]});
  panel.marks.emplace_back(std::move(bars));
  return panel;
}

render::Panel influence_panel(const LayerInside& inside, int row, const render::Style& style) {
  render::Panel panel;
  panel.row = row;
  panel.column = kColumns / 3;
  panel.column_span = kColumns / 3;
  panel.title = "Influence";
  panel.x.label = "step t";
  panel.y.label = "|\u2202L / \u2202$h_t$|";
  if (inside.influence.empty()) {
    panel.kind = render::PanelKind::blank;
    panel.title.clear();
    panel.notes.push_back({render::Corner::top_left, "reads backwards: no chain from h_t to the end", false});
    return panel;
  }
  panel.y.logarithmic = true;
  render::Line line;
  line.color = style.ink;
  line.width_pt = 1;
  const double most = *std::max_element(inside.influence.begin(), inside.influence.end());
  for (std::size_t t = 0; t < inside.influence.size(); ++t)
    if (inside.influence[t] > 1e-9 * most) line.at.push_back({static_cast<double>(t), inside.influence[t]});
  panel.marks.emplace_back(std::move(line));
  return panel;
}

struct Quantiles {
  double low{0}, first{0}, middle{0}, third{0}, high{0};
};

Quantiles quantiles_of(const Matrix& values) {
  std::vector<float> sorted(values.data(), values.data() + values.size());
  std::sort(sorted.begin(), sorted.end());
  const auto at = [&](double share) {
    if (sorted.empty()) return 0.0;
    return static_cast<double>(
        sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))]);
  };
  return {at(0.05), at(0.25), at(0.5), at(0.75), at(0.95)};
}

// Three greys: colours are those of gates.
render::Color weight_ink(const std::string& kind, const render::Style& style) {
  return kind.starts_with("input")       ? style.ink
         : kind.starts_with("recurrent") ? render::mix(style.paper, style.ink, 0.55)
                                         : render::mix(style.paper, style.ink, 0.28);
}

// Bars from the 5th to the 95th percentile, thicker between quartiles.
render::Panel weights_panel(const LayerInside& inside, int row, const render::Style& style) {
  render::Panel panel;
  panel.row = row;
  panel.column = 2 * kColumns / 3;
  panel.column_span = kColumns / 3;
  panel.title = "Weights by gate";
  panel.x.label = "weight";
  const auto count = static_cast<double>(inside.weights.size());
  panel.y.low = 0.3;
  panel.y.high = count + 0.7;
  panel.marks.emplace_back(render::Rule{false, 0, style.muted, 0.5, render::Dash::solid, ""});
  for (std::size_t i = 0; i < inside.weights.size(); ++i) {
    const models::NamedWeights& weights = inside.weights[i];
    const double y = count - static_cast<double>(i);
    const Quantiles q = quantiles_of(weights.values);
    const render::Color color = weight_ink(weights.kind, style);
    panel.marks.emplace_back(render::Line{{{q.low, y}, {q.high, y}}, color, 0.8});
    panel.marks.emplace_back(render::Line{{{q.first, y}, {q.third, y}}, color, 2.6});
    if (weights.kind.starts_with("recurrent"))
      panel.y.ticks.push_back({y, weights.gate.empty()
                                      ? "all"
                                      : weights.gate + (weights.kind.ends_with("backward") ? ", back" : "")});
  }
  return panel;
}

std::string units_text(const std::vector<int>& units) {
  std::string text = std::to_string(units.size());
  if (units.empty() || units.size() > 8) return text;
  std::string names;
  for (const int unit : units) names += (names.empty() ? "" : ", ") + std::to_string(unit);
  return text + " (" + names + ")";
}

std::string caption_of(const DynamicsSubject& subject, const LayerInside& inside, int sequence,
                       std::size_t shown) {
  const Matrix& hidden = inside.traces.back().values;
  return "Layer " + std::to_string(inside.layer + 1) + " of " + std::to_string(inside.layers) + " of the " +
         subject.view().description + ", along the first " + with_commas(hidden.rows()) +
         " steps of sequence " + std::to_string(sequence) + ". Heat maps: " +
         (shown < static_cast<std::size_t>(inside.units)
              ? "the " + std::to_string(shown) + " of " + with_commas(inside.units) +
                    " units whose hidden state varies most"
              : "all " + with_commas(inside.units) + " units") +
         ", by number from the top" +
         (inside.both_directions ? ", those that read forward above the line" : "") + ". " +
         (inside.traces.front().is_gate ? "Gates shut, open: a mark a unit and gate. "
                                        : "Size of states: shares of all steps and units. ") +
         (inside.influence.empty()
              ? std::string(
                    "The network reads backwards too: the influence of a step on the end is not drawn. ")
              : std::string("Influence of a step on the end: norm of the derivative of L = |y|\u00b2 / 2 by "
                            "the hidden state after step t, y ") +
                    (inside.of_hidden ? "the top layer's last hidden state (there is no readout)"
                                      : "the output after the last step") +
                    ", through all later steps. ") +
         "Weights: 5th to 95th percentile, thick between quartiles. Dead units (standard deviation below " +
         formats::format_number(kDead) + "): " + units_text(inside.dead) +
         "; saturated ones (beyond .95 at 95 % of the steps): " + units_text(inside.saturated) +
         ". One sequence: other inputs may open other gates.";
}

formats::Table table_of(const LayerInside& inside) {
  formats::Table table;
  table.header = {"quantity", "of", "number", "value"};
  for (const LayerTrace& trace : inside.traces)
    for (Eigen::Index unit = 0; trace.is_gate && unit < trace.values.cols(); ++unit) {
      const auto column = trace.values.col(unit).array();
      const auto steps = static_cast<double>(trace.values.rows());
      table.rows.push_back({"shut", trace.name, std::to_string(unit),
                            formats::format_number(
                                static_cast<double>((column < static_cast<float>(kShut)).count()) / steps)});
      table.rows.push_back(
          {"open", trace.name, std::to_string(unit),
           formats::format_number(static_cast<double>((column > static_cast<float>(1 - kShut)).count()) /
                                  steps)});
    }
  for (std::size_t t = 0; t < inside.influence.size(); ++t)
    table.rows.push_back(
        {"influence", "hidden", std::to_string(t), formats::format_number(inside.influence[t])});
  for (const int unit : inside.dead) table.rows.push_back({"dead", "hidden", std::to_string(unit), "1"});
  for (const int unit : inside.saturated)
    table.rows.push_back({"saturated", "hidden", std::to_string(unit), "1"});
  for (const models::NamedWeights& weights : inside.weights) {
    const Quantiles q = quantiles_of(weights.values);
    const std::string of = (weights.gate.empty() ? "" : weights.gate + ", ") + weights.kind;
    for (const auto& [percentile, value] :
         {std::pair{"5", q.low}, std::pair{"25", q.first}, std::pair{"50", q.middle},
          std::pair{"75", q.third}, std::pair{"95", q.high}})
      table.rows.push_back({"weight percentile", of, percentile, formats::format_number(value)});
  }
  return table;
}

// What colours and marks are: of gates, of all else in the heat maps, and of weights.
void add_keys(const LayerInside& inside, const render::Style& style, render::Figure& figure) {
  const bool gated = inside.traces.front().is_gate;
  for (const bool gates : {true, false}) {
    if (gates && !gated) continue;
    render::ColorBar bar;
    bar.title = gates ? "gate" : gated ? "all else" : "state";
    bar.palette = gates ? "viridis" : "red-blue";
    bar.low = gates ? 0 : -1;
    bar.side = render::Side::bottom;
    figure.color_bars.push_back(std::move(bar));
  }
  render::Legend weights, gates;
  weights.title = "weights";
  for (const char* const kind : {"input", "recurrent", "bias"})
    weights.entries.push_back({kind, weight_ink(kind, style), render::SwatchKind::line});
  gates.title = "gates";
  const std::vector<render::Color> colors = render::class_colors(style, kGateShapes.size());
  for (const LayerTrace& trace : inside.traces)
    if (trace.is_gate) {
      const std::size_t gate = gates.entries.size();
      gates.entries.push_back(
          {trace.name, colors[gate], render::SwatchKind::point, kGateShapes[gate % kGateShapes.size()]});
    }
  if (gated) figure.legends.push_back(std::move(gates));
  figure.legends.push_back(std::move(weights));
}

// Heat maps are lower where they are wider.
std::vector<double> aspects_of(std::size_t maps) {
  const int span = span_of(maps);
  const int rows = (static_cast<int>(maps) * span + kColumns - 1) / kColumns;
  std::vector<double> aspects(static_cast<std::size_t>(rows), span == 2 ? 0.7 : span == 3 ? 0.5 : 0.35);
  aspects.push_back(0.75);
  return aspects;
}

}  // namespace

static Drawn make_inside(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const DynamicsSubject subject(*request.networks.front(), settings);
  const long long layer = settings.has("layer") ? settings.integer("layer") : 0;
  if (settings.has("layer") && layer < 1)
    fail(ErrorKind::usage, "--layer: " + std::to_string(layer) + " is no layer; the lowest is 1");
  const auto sequence =
      static_cast<int>(std::clamp<long long>(settings.integer("sequence"), -1, 1'000'000'000));
  const LayerInside inside = layer_inside(subject, static_cast<int>(std::min<long long>(layer, 1000)) - 1,
                                          sequence, kMostSteps, request.execution);
  const Look look = look_of(settings, true);
  const std::vector<Eigen::Index> units = shown_units(inside.traces.back().values);
  render::Figure figure = figure_with(look);
  const std::size_t maps = inside.traces.size();
  for (std::size_t k = 0; k < maps; ++k)
    figure.panels.push_back(heat_panel(inside.traces[k], units, k, inside, look.style));
  figure.row_aspects = aspects_of(maps);
  const int row = static_cast<int>(figure.row_aspects.size()) - 1;
  figure.panels.push_back(inside.traces.front().is_gate ? saturation_panel(inside, row, look.style)
                                                        : spread_panel(inside, row));
  figure.panels.push_back(influence_panel(inside, row, look.style));
  figure.panels.push_back(weights_panel(inside, row, look.style));
  letter_panels(figure, look);
  add_keys(inside, look.style, figure);
  figure.caption.title =
      "Inside layer " + std::to_string(inside.layer + 1) + " of the " + subject.view().name;
  figure.caption.text = caption_of(subject, inside, sequence, units.size());
  Drawn drawn{std::move(figure), table_of(inside)};
  drawn.findings = {{"dead units", static_cast<double>(inside.dead.size())},
                    {"saturated units", static_cast<double>(inside.saturated.size())}};
  return drawn;
}

FigureKind inside_kind() {
  std::vector<Option> options = dynamics_options();
  std::erase_if(options, [](const Option& option) { return option.name == "at-input"; });
  options.push_back({"layer", OptionType::integer, "", "layer, from 1 (default: the top one)", true, {}});
  options.push_back({"sequence", OptionType::integer, "0", "which recorded sequence, from 0", true, {}});
  options.push_back(no_palette());
  return {.name = "inside",
          .summary = "gates, saturation, influence and weights of one layer along a sequence",
          .of = Networks::one,
          .reads = kReadsNetwork | kReadsWithoutTask,
          .needs = {},
          .options = std::move(options),
          .make = make_inside};
}

}  // namespace rssviz::cli
