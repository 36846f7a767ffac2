// temporal-generalisation: probes trained at one step and tested at all others. A square of high accuracy:
// one code that stays; a thin diagonal: a code that moves on from step to step.
#include <algorithm>
#include <cmath>
#include <functional>

#include "cli/compose/class_parts/chart_lines.h"
#include "cli/compose/geometry/kinds.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/number_text.h"
#include "models/analysis/geometry/step_probes.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// [trained][tested], one matrix a network.
using Shares = std::vector<std::vector<std::vector<double>>>;

struct Measured {
  Shares shares{};
  std::vector<double> chance{};
  std::vector<double> penalty{};
};

Measured measured(const FigureRequest& request, const std::vector<Recorded>& of) {
  Measured result;
  for (const Recorded& one : of) {
    const models::StepStates& states = one.file.states;
    const models::SteppedFeatures features{states.states, states.members, states.classes, states.count()};
    models::StepProbeOptions options;
    options.folds = static_cast<int>(request.settings.integer("folds"));
    options.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
    options.noise_sd = request.settings.number("noise") * models::root_mean_square(states.states);
    options.check();
    options.logistic.lambda = models::choose_penalty(features, options, request.execution);
    const auto across = models::probe_across_steps(features, options, request.execution);
    auto& shares = result.shares.emplace_back();
    for (const auto& row : across) {
      auto& of_row = shares.emplace_back();
      for (const models::Accuracy& accuracy : row) of_row.push_back(accuracy.share());
    }
    result.chance.push_back(models::chance_of(states.classes, states.count()));
    result.penalty.push_back(options.logistic.lambda);
  }
  return result;
}

Pooled at(const Measured& measured, std::size_t trained, std::size_t tested) {
  std::vector<double> values;
  for (const auto& shares : measured.shares) values.push_back(shares[trained][tested]);
  return pooled_over(values);
}

double mean_chance(const Measured& measured) { return pooled_over(measured.chance).mean; }

render::Panel heat_panel(const Measured& measured, const models::StepStates& states,
                         const std::string& palette, const render::Style& style) {
  render::Panel panel;
  panel.title = "Trained here, tested there";
  panel.x.label = "tested at step";
  panel.y.label = "trained at step";
  const auto low = static_cast<double>(states.steps.front()) - 0.5;
  const auto high = static_cast<double>(states.steps.back()) + 0.5;
  panel.x.low = panel.y.low = low;
  panel.x.high = panel.y.high = high;
  render::Rectangles cells;
  cells.tiled = true;
  const double chance = mean_chance(measured);
  for (std::size_t t = 0; t < states.steps.size(); ++t)
    for (std::size_t u = 0; u < states.steps.size(); ++u) {
      const double x = states.steps[u], y = states.steps[t];
      cells.boxes.push_back({x - 0.5, y - 0.5, x + 0.5, y + 0.5});
      cells.colors.push_back(
          render::sample_palette(palette, (at(measured, t, u).mean - chance) / std::max(1e-9, 1 - chance)));
    }
  panel.marks.emplace_back(std::move(cells));
  render::Line diagonal;
  diagonal.at = {{low, low}, {high, high}};
  diagonal.color = style.paper;
  diagonal.width_pt = 0.6;
  diagonal.dash = render::Dash::dashed;
  panel.marks.emplace_back(std::move(diagonal));
  return panel;
}

ChartLine line_of(const Measured& measured, const models::StepStates& states, const std::string& name,
                  render::Color color, const std::function<std::size_t(std::size_t)>& trained) {
  ChartLine line{name, steps_as_x(states), {}, color};
  for (std::size_t u = 0; u < states.steps.size(); ++u) line.y.push_back(at(measured, trained(u), u));
  return line;
}

formats::Table table_of(const Measured& measured, const models::StepStates& states) {
  formats::Table table;
  table.header = {"trained", "tested", "accuracy", "low", "high", "chance"};
  const auto number = [](double value) {
    return std::isnan(value) ? std::string() : formats::format_number(value);
  };
  for (std::size_t t = 0; t < states.steps.size(); ++t)
    for (std::size_t u = 0; u < states.steps.size(); ++u) {
      const Pooled cell = at(measured, t, u);
      table.rows.push_back({std::to_string(states.steps[t]), std::to_string(states.steps[u]),
                            number(cell.mean), number(cell.low), number(cell.high),
                            number(mean_chance(measured))});
    }
  return table;
}

render::Caption caption_of(const FigureRequest& request, const std::vector<Recorded>& of,
                           const Measured& measured) {
  const models::StepStates& states = of.front().file.states;
  const std::size_t last = states.steps.size() - 1;
  std::string penalties;
  for (const double one : measured.penalty)
    penalties += (penalties.empty() ? "" : ", ") + formats::format_number(one);
  return {
      "Whether the code of a class stays or moves on",
      sample_sentence(of) + "Multinomial logistic regression (L2, lambda = " + penalties +
          " of the mean loss, chosen once a network on five steps) is trained on the states of one step and "
          "tested on those of each, on sequences that it was not trained on (" +
          std::to_string(request.settings.integer("folds")) + " folds, seed " +
          std::to_string(request.settings.integer("seed")) + "), with noise of " +
          percent(request.settings.number("noise")) +
          " of the root mean square state; states are not standardised step by step. Colour runs from chance "
          "(" +
          decimals(mean_chance(measured), 2) +
          "), which is the null, to 1. A square off the diagonal (dashed): one code that stays; a thin "
          "diagonal: "
          "the code moves on. The probe of the last step tells " +
          decimals(at(measured, last, last).mean, 2) + " there and " +
          decimals(at(measured, last, 0).mean, 2) + " at the first step, where a fresh one tells " +
          decimals(at(measured, 0, 0).mean, 2) + ". " +
          (of.size() > 1 ? "Bands: 95 % by Student's t over networks. "
                         : "One network: no band over seeds. ") +
          note_sentences(states.notes) + network_sentence(request)};
}

}  // namespace

static std::vector<Finding> findings_of(const Measured& found, const std::vector<ChartLine>& lines) {
  std::vector<Finding> findings;
  for (const ChartLine& line : lines) {
    const Pooled& halfway = line.y[(line.y.size() - 1) / 2];
    findings.push_back({"accuracy halfway, probe " + line.name, halfway.mean, halfway.low, halfway.high});
  }
  findings.push_back({"chance", mean_chance(found)});
  return findings;
}

static Drawn make_temporal_generalisation(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const std::vector<Recorded> of = recorded(request);
  const models::StepStates& states = of.front().file.states;
  const Measured found = measured(request, of);
  const std::string palette = scale_palette(request.settings, "viridis");
  render::Figure figure = figure_with(look);
  figure.panels.push_back(heat_panel(found, states, palette, look.style));
  render::Panel chart = step_chart("By step tested", "accuracy, held out");
  chart.column = 1;
  chart.y.low = 0;
  chart.y.high = 1;
  const std::vector<render::Color> colors = render::class_colors(look.style, 7);
  const std::size_t last = states.steps.size() - 1;
  const std::vector<ChartLine> lines{
      line_of(found, states, "trained at that step", colors[0], [](std::size_t u) { return u; }),
      line_of(found, states, "trained at the last step", colors[1], [last](std::size_t) { return last; }),
      line_of(found, states, "trained halfway", colors[2], [last](std::size_t) { return last / 2; })};
  for (const ChartLine& line : lines) add_chart_line(line, chart);
  chart.marks.emplace_back(
      render::Rule{true, mean_chance(found), look.style.muted, 0.5, render::Dash::dotted, "chance"});
  figure.panels.push_back(std::move(chart));
  figure.legends.push_back(legend_of_lines(lines, {1}));
  render::ColorBar bar;
  bar.title = "accuracy";
  bar.palette = palette;
  bar.low = mean_chance(found);
  bar.high = 1;
  bar.side = render::Side::bottom;
  bar.panels = {0};
  figure.color_bars.push_back(std::move(bar));
  figure.row_aspects = {0.9};
  letter_panels(figure, look);
  figure.caption = caption_of(request, of, found);
  Drawn drawn{std::move(figure), table_of(found, states)};
  drawn.findings = findings_of(found, lines);
  return drawn;
}

FigureKind temporal_generalisation_kind() {
  return {
      .name = "temporal-generalisation",
      .summary = "probes trained at one step and tested at every other: whether a code stays or moves on",
      .of = Networks::recorded,
      .reads = kReadsNetwork,
      .needs = {"class"},
      .options =
          {palette_of_either(),
           most_sequences_option(),
           folds_option(),
           {"noise", OptionType::number, "0.01", "noise, as a share of the root mean square state", true, {}},
           latex_option()},
      .make = make_temporal_generalisation};
}

}  // namespace rssviz::cli
