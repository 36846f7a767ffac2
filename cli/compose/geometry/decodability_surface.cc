// decodability-surface: what a fresh probe tells more than the trained output, by step and stage of learning.
#include <algorithm>
#include <cmath>

#include "cli/compose/geometry/chart_lines.h"
#include "cli/compose/geometry/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/geometry/step_probes.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kSteps = 8;
constexpr int kStages = 10;

struct Cell {
  double probe{0}, output{0};
};
// [stage][step] of the chosen ones, one surface a network.
using Surface = std::vector<std::vector<Cell>>;

models::StepStates only_steps(const models::StepStates& states, const std::vector<int>& steps) {
  models::StepStates some = states;
  some.steps.clear();
  some.members.clear();
  some.states.clear();
  some.outputs.clear();
  for (const int step : steps) {
    const auto at = static_cast<std::size_t>(step);
    some.steps.push_back(states.steps[at]);
    some.members.push_back(states.members[at]);
    some.states.push_back(states.states[at]);
    some.outputs.push_back(states.outputs[at]);
  }
  return some;
}

std::vector<Cell> row_of(const FigureRequest& request, const models::StepStates& states, double lambda) {
  models::StepProbeOptions options;
  options.folds = static_cast<int>(request.settings.integer("folds"));
  options.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  options.noise_sd = request.settings.number("noise") * models::root_mean_square(states.states);
  options.logistic.lambda = lambda;
  options.check();
  const models::SteppedFeatures features{states.states, states.members, states.classes, states.count()};
  std::vector<Cell> row;
  const std::vector<models::Accuracy> probes = models::probe_steps(features, options, request.execution);
  for (std::size_t step = 0; step < probes.size(); ++step) {
    const std::vector<std::int32_t> said = models::largest_columns(states.outputs[step].cast<double>());
    row.push_back(
        {probes[step].share(), static_cast<double>(models::right_answers(said, states.classes_at(step))) /
                                   static_cast<double>(said.size())});
  }
  return row;
}

Surface surface_of(const FigureRequest& request, const Recorded& one, const std::vector<int>& stages,
                   const std::vector<int>& steps) {
  if (one.file.states.outputs.empty())
    fail(ErrorKind::data, one.view->id + ": decodability-surface needs an output for each class");
  models::StepProbeOptions options;
  options.folds = static_cast<int>(request.settings.integer("folds"));
  options.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  const models::StepStates& last = one.file.states;
  const double lambda = models::choose_penalty({last.states, last.members, last.classes, last.count()},
                                               options, request.execution);
  Surface surface;
  for (const int stage : stages) {
    const models::StepStates states = states_along(*one.view, *one.view->network_at(stage), one.run.sequences,
                                                   class_column(request), request.execution);
    surface.push_back(row_of(request, only_steps(states, steps), lambda));
  }
  return surface;
}

Cell mean_at(const std::vector<Surface>& all, std::size_t stage, std::size_t step) {
  Cell mean;
  for (const Surface& surface : all) {
    mean.probe += surface[stage][step].probe / static_cast<double>(all.size());
    mean.output += surface[stage][step].output / static_cast<double>(all.size());
  }
  return mean;
}

render::Panel panel_of(const std::vector<Surface>& all, const std::vector<int>& stages,
                       const std::vector<int>& steps, const std::string& title, double most,
                       double (*value)(const Cell&), const std::string& palette) {
  render::Panel panel;
  panel.title = title;
  panel.x.label = "step";
  panel.x.low = panel.y.low = -0.5;
  panel.x.high = static_cast<double>(steps.size()) - 0.5;
  panel.y.high = static_cast<double>(stages.size()) - 0.5;
  render::Rectangles cells;
  cells.tiled = true;
  for (std::size_t s = 0; s < stages.size(); ++s) {
    const auto y = static_cast<double>(s);
    panel.y.ticks.push_back({y, std::to_string(stages[s])});
    for (std::size_t t = 0; t < steps.size(); ++t) {
      const auto x = static_cast<double>(t);
      cells.boxes.push_back({x - 0.5, y - 0.5, x + 0.5, y + 0.5});
      cells.colors.push_back(render::sample_palette(palette, value(mean_at(all, s, t)) / most));
    }
  }
  for (std::size_t t = 0; t < steps.size(); ++t)
    panel.x.ticks.push_back({static_cast<double>(t), std::to_string(steps[t])});
  panel.marks.emplace_back(std::move(cells));
  return panel;
}

formats::Table table_of(const std::vector<Surface>& all, const std::vector<int>& stages,
                        const std::vector<int>& steps) {
  formats::Table table;
  table.header = {"stage", "step", "probe", "output", "difference"};
  for (std::size_t s = 0; s < stages.size(); ++s)
    for (std::size_t t = 0; t < steps.size(); ++t) {
      const Cell cell = mean_at(all, s, t);
      table.rows.push_back({std::to_string(stages[s]), std::to_string(steps[t]),
                            formats::format_number(cell.probe), formats::format_number(cell.output),
                            formats::format_number(cell.probe - cell.output)});
    }
  return table;
}

void add_bar(const std::string& palette, std::size_t panel, render::Figure& figure) {
  render::ColorBar bar;
  bar.palette = palette;
  bar.low = 0;
  bar.high = 1;
  bar.side = render::Side::bottom;
  bar.panels = {panel};
  figure.color_bars.push_back(std::move(bar));
}

}  // namespace

static Drawn make_decodability_surface(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const std::vector<Recorded> of = recorded(request);
  int stages_all = of.front().view->stages;
  for (const Recorded& one : of) stages_all = std::min(stages_all, one.view->stages);
  const std::vector<int> stages = spread_numbers(stages_all, kStages);
  const std::vector<int> steps =
      spread_numbers(static_cast<int>(of.front().file.states.steps.size()), kSteps);
  std::vector<Surface> all;
  for (const Recorded& one : of) all.push_back(surface_of(request, one, stages, steps));
  const std::string palette = scale_palette(request.settings, "viridis");
  render::Figure figure = figure_with(look);
  const std::pair<const char*, double (*)(const Cell&)> shown[] = {
      {"Probe", [](const Cell& c) { return c.probe; }},
      {"Trained output", [](const Cell& c) { return c.output; }},
      {"Probe less output", [](const Cell& c) { return c.probe - c.output; }}};
  for (const auto& [title, value] : shown) {
    const std::size_t place = figure.panels.size();
    figure.panels.push_back(panel_of(all, stages, steps, title, 1, value, place == 2 ? "magma" : palette));
    figure.panels.back().column = static_cast<int>(place);
    add_bar(place == 2 ? "magma" : palette, place, figure);
  }
  figure.panels[0].y.label = of.front().view->counted_by_epochs ? "epoch" : "stage";
  figure.row_aspects = {0.9};
  letter_panels(figure, look);
  figure.caption = {"What can be told and isn't read, by step and through learning",
                    sample_sentence(of) +
                        "Accuracy of a probe trained anew at each step and stage (held out, " +
                        std::to_string(request.settings.integer("folds")) + " folds, noise of " +
                        percent(request.settings.number("noise")) +
                        " of the root mean square state, one penalty a network), of the output as it was "
                        "trained until then, and "
                        "the difference of both, at " +
                        std::to_string(steps.size()) + " steps and " + std::to_string(stages.size()) +
                        " stages. Stage 0, the network before training, is the null of the probe" +
                        (of.size() > 1 ? "; means over networks. " : "; one network. ") +
                        note_sentences(of.front().file.states.notes) + network_sentence(request)};
  return {std::move(figure), table_of(all, stages, steps)};
}

FigureKind decodability_surface_kind() {
  return {
      .name = "decodability-surface",
      .summary = "what a probe tells more than the output, by step and stage of learning",
      .of = Networks::several,
      .reads = kReadsNetwork | kReadsStages,
      .needs = {"class"},
      .options =
          {most_sequences_option(),
           folds_option(),
           {"noise", OptionType::number, "0.01", "noise, as a share of the root mean square state", true, {}},
           latex_option()},
      .make = make_decodability_surface};
}

}  // namespace rssviz::cli
