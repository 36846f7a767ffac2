// gate-saturation: how often each gate is open, and how often shut (figure 3 of Karpathy, Johnson and Fei-Fei
// 2015, arXiv 1506.02078), before and after learning.
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/text/kinds.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/units/saturation.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kSpots = 50;  // to a side: gates that share a spot are one dot of as large an area

struct Gate {
  std::string trace{};  // "forget_gate"
  std::string title{};  // "forget gate"
};

struct GateUnit {
  std::size_t gate{0};
  int layer{0};
  int unit{0};
  models::Saturation trained{};
  std::optional<models::Saturation> untrained{};
};

struct Measured {
  std::vector<Gate> gates{};
  std::vector<GateUnit> units{};
  int layers{1};
  std::size_t steps{0};
  std::string sample{};
};

// The gates that a cell has, in order of the data's way through it.
std::vector<Gate> gates_of(const NetworkView& view, const std::vector<std::string>& traces) {
  std::vector<Gate> gates;
  for (const auto& [trace, title] :
       {std::pair("input_gate", "input gate"), std::pair("forget_gate", "forget gate"),
        std::pair("output_gate", "output gate"), std::pair("update_gate", "update gate: share kept"),
        std::pair("reset_gate", "reset gate")})
    if (std::find(traces.begin(), traces.end(), trace) != traces.end()) gates.push_back({trace, title});
  if (gates.empty())
    fail(ErrorKind::data,
         "gate-saturation: the " + view.cell + " of " + view.id + " has no gates; an lstm or gru has");
  return gates;
}

int layers_of(const std::vector<std::string>& traces, const std::string& gate) {
  int layers = 0;
  while (std::find(traces.begin(), traces.end(), gate + "_" + std::to_string(layers + 1)) != traces.end())
    ++layers;
  return std::max(1, layers);
}

// Saturation of all gates of a network: by gate, then layer, then unit.
std::vector<models::Saturation> saturation_of(const NetworkView& view, const models::Network& network,
                                              const std::vector<models::Tokens>& sequences,
                                              Measured& measured, const Execution& execution) {
  std::vector<models::Saturation> all;
  for (const Gate& gate : measured.gates)
    for (int layer = 0; layer < measured.layers; ++layer) {
      execution.progress.check_stop();
      const std::string name =
          measured.layers > 1 ? gate.trace + "_" + std::to_string(layer + 1) : gate.trace;
      const models::StateTrace trace = view.record(network, sequences, name, execution);
      const std::vector<models::Saturation> of_layer = models::saturation(trace.states);
      all.insert(all.end(), of_layer.begin(), of_layer.end());
      measured.steps = trace.points();
      measured.sample = view.task->sample_text(trace, "test");
    }
  return all;
}

Measured measure(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const models::Sample sample{"test", request.settings.integer("sample"),
                              static_cast<std::uint64_t>(request.settings.integer("seed"))};
  const std::vector<models::Tokens> sequences = view.task->sequences(sample);
  const auto network = view.network_at(-1);
  Measured measured;
  measured.gates = gates_of(view, network->trace_names());
  measured.layers = layers_of(network->trace_names(), measured.gates.front().trace);
  const std::vector<models::Saturation> trained =
      saturation_of(view, *network, sequences, measured, request.execution);
  std::vector<models::Saturation> untrained;
  if (view.stages > 1)
    untrained = saturation_of(view, *view.network_at(0), sequences, measured, request.execution);
  const std::size_t units =
      trained.size() / (measured.gates.size() * static_cast<std::size_t>(measured.layers));
  for (std::size_t i = 0; i < trained.size(); ++i) {
    const std::size_t block = i / units;
    GateUnit unit{block / static_cast<std::size_t>(measured.layers),
                  static_cast<int>(block % static_cast<std::size_t>(measured.layers)),
                  static_cast<int>(i % units),
                  trained[i],
                  {}};
    if (!untrained.empty()) unit.untrained = untrained[i];
    measured.units.push_back(unit);
  }
  return measured;
}

// Gates at one spot, as one dot.
struct Spots {
  std::map<std::pair<int, int>, int> count{};

  void add(const models::Saturation& at) {
    ++count[{static_cast<int>(std::lround(at.right * kSpots)),
             static_cast<int>(std::lround(at.left * kSpots))}];
  }
  render::Points marks(int most) const {
    render::Points points;
    for (const auto& [spot, gates] : count) {
      points.at.push_back(
          {spot.first / static_cast<double>(kSpots), spot.second / static_cast<double>(kSpots)});
      points.radii_pt.push_back(
          static_cast<float>(std::max(0.9, 7 * std::sqrt(gates / static_cast<double>(most)))));
    }
    return points;
  }
  int largest() const {
    int most = 1;
    for (const auto& [spot, gates] : count) most = std::max(most, gates);
    return most;
  }
};

render::Panel panel_of(const Measured& measured, std::size_t gate, int most,
                       const std::vector<render::Color>& colors, const render::Style& style) {
  render::Panel panel;
  panel.title = measured.gates[gate].title;
  panel.x.label = "share of steps open (> .9)";
  if (gate == 0) panel.y.label = "share of steps shut (< .1)";
  panel.x.low = panel.y.low = -0.07;
  panel.x.high = panel.y.high = 1.07;
  panel.x.ticks = panel.y.ticks = {{0, "0"}, {0.5, ".5"}, {1, "1"}};
  render::Line line;
  line.at = {{0, 1}, {1, 0}};
  line.color = style.frame;
  line.width_pt = 0.6;
  panel.marks.emplace_back(std::move(line));
  Spots before;
  std::vector<Spots> after(static_cast<std::size_t>(measured.layers));
  for (const GateUnit& unit : measured.units)
    if (unit.gate == gate) {
      if (unit.untrained) before.add(*unit.untrained);
      after[static_cast<std::size_t>(unit.layer)].add(unit.trained);
    }
  if (!before.count.empty()) {
    render::Points rings = before.marks(most);
    rings.colors = {style.muted};
    rings.shape = render::MarkerShape::ring;
    panel.marks.emplace_back(std::move(rings));
  }
  for (std::size_t layer = 0; layer < after.size(); ++layer) {
    render::Points dots = after[layer].marks(most);
    dots.colors = {render::with_alpha(colors[layer], 0.65)};
    panel.marks.emplace_back(std::move(dots));
  }
  return panel;
}

int most_at_a_spot(const Measured& measured) {
  int most = 1;
  for (std::size_t gate = 0; gate < measured.gates.size(); ++gate) {
    Spots before;
    std::vector<Spots> after(static_cast<std::size_t>(measured.layers));
    for (const GateUnit& unit : measured.units)
      if (unit.gate == gate) {
        if (unit.untrained) before.add(*unit.untrained);
        after[static_cast<std::size_t>(unit.layer)].add(unit.trained);
      }
    most = std::max(most, before.largest());
    for (const Spots& layer : after) most = std::max(most, layer.largest());
  }
  return most;
}

render::Legend legend_of(const Measured& measured, const std::vector<render::Color>& colors,
                         const render::Style& style) {
  render::Legend legend;
  for (int layer = 0; layer < measured.layers; ++layer)
    legend.entries.push_back({measured.layers > 1 ? "layer " + std::to_string(layer + 1) : "after learning",
                              colors[static_cast<std::size_t>(layer)]});
  const bool before = !measured.units.empty() && measured.units.front().untrained;
  if (before)
    legend.entries.push_back(
        {"before learning", style.muted, render::SwatchKind::point, render::MarkerShape::ring});
  return legend;
}

formats::Table table_of(const Measured& measured) {
  formats::Table table{{"gate", "layer", "unit", "right", "left", "right_untrained", "left_untrained"}, {}};
  for (const GateUnit& unit : measured.units) {
    table.rows.push_back({measured.gates[unit.gate].trace, std::to_string(unit.layer + 1),
                          std::to_string(unit.unit), formats::format_number(unit.trained.right),
                          formats::format_number(unit.trained.left), "", ""});
    if (!unit.untrained) continue;
    table.rows.back()[5] = formats::format_number(unit.untrained->right);
    table.rows.back()[6] = formats::format_number(unit.untrained->left);
  }
  return table;
}

// Means over the gates of a kind: how often they are open and shut, and were before learning.
std::vector<Finding> findings_of(const Measured& measured) {
  std::vector<Finding> findings;
  for (std::size_t gate = 0; gate < measured.gates.size(); ++gate) {
    double open = 0, shut = 0, open_before = 0, shut_before = 0, count = 0;
    bool before = true;
    for (const GateUnit& unit : measured.units) {
      if (unit.gate != gate) continue;
      count += 1;
      open += unit.trained.right;
      shut += unit.trained.left;
      before = before && unit.untrained.has_value();
      if (!before) continue;
      open_before += unit.untrained->right;
      shut_before += unit.untrained->left;
    }
    const std::string of = measured.gates[gate].trace;
    findings.push_back({of + ": share of steps open, mean over gates", open / count});
    findings.push_back({of + ": share of steps shut, mean over gates", shut / count});
    if (!before) continue;
    findings.push_back({of + ": share of steps open before learning", open_before / count});
    findings.push_back({of + ": share of steps shut before learning", shut_before / count});
  }
  return findings;
}

std::string caption_text(const NetworkView& view, const Measured& measured, int most) {
  const models::Wording wording = view.task->wording();
  const bool before = !measured.units.empty() && measured.units.front().untrained;
  std::string text =
      "Each gate by the share of " + wording.steps +
      " at which it is open (right-saturated, above .9) and shut "
      "(left-saturated, below .1), over " +
      with_commas(static_cast<long long>(measured.steps)) + " " + wording.steps + " of " + measured.sample +
      ". On the line a gate is one or the other all the time. Area: gates at a spot of .02 x .02 (at "
      "most " +
      std::to_string(most) + "). ";
  if (std::any_of(measured.gates.begin(), measured.gates.end(),
                  [](const Gate& g) { return g.trace == "update_gate"; }))
    text += "Update gate: the share of the old state that is kept (h' = (1 - z) n + z h). ";
  text += before ? "Null: rings show the same gates before learning. "
                 : "Weights before learning aren't known, so there is no null. ";
  return text + "How often a gate saturates doesn't show when, nor that the network needs it. Network: " +
         view.description + ", " + view.training + "; " + view.task->description() + ".";
}

}  // namespace

static Drawn make_gate_saturation(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const Measured measured = measure(request);
  const std::vector<render::Color> colors =
      render::class_colors(look.style, static_cast<std::size_t>(measured.layers));
  const int most = most_at_a_spot(measured);
  for (std::size_t gate = 0; gate < measured.gates.size(); ++gate) {
    figure.panels.push_back(panel_of(measured, gate, most, colors, look.style));
    figure.panels.back().column = static_cast<int>(gate);
  }
  figure.row_aspects = {1};
  figure.legends.push_back(legend_of(measured, colors, look.style));
  letter_panels(figure, look);
  figure.caption.title = "How often gates of the " + view.name + " are open and shut";
  figure.caption.text = caption_text(view, measured, most);
  Drawn drawn{std::move(figure), table_of(measured)};
  drawn.findings = findings_of(measured);
  return drawn;
}

FigureKind gate_saturation_kind() {
  return {.name = "gate-saturation",
          .summary = "how often each gate is open and shut, before and after learning",
          .of = Networks::one,
          .reads = kReadsNetwork | kReadsStages,
          .needs = {},
          .options = {{"sample",
                       OptionType::integer,
                       "200",
                       "how many test sequences to run (of a text: windows of the gradient)",
                       true,
                       {}},
                      latex_option()},
          .make = make_gate_saturation};
}

}  // namespace rssviz::cli
