// class-distances: how far classes lie apart, step by step.
#include <algorithm>
#include <cmath>

#include "cli/compose/class_parts/chart_lines.h"
#include "cli/compose/class_parts/line_findings.h"
#include "cli/compose/geometry/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/number_text.h"
#include "models/analysis/geometry/class_geometry.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

using models::ClassDistances;

// [network][step]
std::vector<std::vector<ClassDistances>> measured(const FigureRequest& request,
                                                  const std::vector<Recorded>& of) {
  std::vector<std::vector<ClassDistances>> all;
  for (const Recorded& one : of) {
    const models::StepStates& states = one.file.states;
    std::vector<ClassDistances>& found = all.emplace_back(states.steps.size());
    request.execution.workers.for_each(found.size(), [&](std::size_t step) {
      request.execution.progress.check_stop();
      found[step] = models::class_distances(states.states[step], states.classes_at(step), states.count());
    });
  }
  return all;
}

struct Shown {
  const char* name;
  const char* legend;
  double (*value)(const ClassDistances&);
  std::size_t panel;
};
const Shown kShown[] = {
    {"within", "to the class centroid", [](const ClassDistances& d) { return d.within; }, 0},
    {"between", "between centroids", [](const ClassDistances& d) { return d.between; }, 0},
    {"ratio", "between / within",
     [](const ClassDistances& d) { return d.within > 0 ? d.between / d.within : std::nan(""); }, 1},
    {"fisher", "Fisher's ratio", [](const ClassDistances& d) { return d.fisher; }, 1},
    {"silhouette", "silhouette", [](const ClassDistances& d) { return d.silhouette; }, 2},
};

Pooled at(const std::vector<std::vector<ClassDistances>>& all, const Shown& shown, std::size_t step) {
  std::vector<double> values;
  for (const auto& of : all) values.push_back(shown.value(of[step]));
  return pooled_over(values);
}

formats::Table table_of(const std::vector<std::vector<ClassDistances>>& all,
                        const models::StepStates& states) {
  formats::Table table;
  table.header = {"step", "measure", "value", "low", "high"};
  const auto number = [](double value) {
    return std::isnan(value) ? std::string() : formats::format_number(value);
  };
  for (const Shown& shown : kShown)
    for (std::size_t step = 0; step < states.steps.size(); ++step) {
      const Pooled cell = at(all, shown, step);
      table.rows.push_back({std::to_string(states.steps[step]), shown.name, number(cell.mean),
                            number(cell.low), number(cell.high)});
    }
  return table;
}

render::Caption caption_of(const FigureRequest& request, const std::vector<Recorded>& of) {
  const models::StepStates& states = of.front().file.states;
  return {"How far classes lie apart, step by step",
          sample_sentence(of) +
              "Euclidean distances in state space, not standardised. To the class centroid: mean "
              "over states; between "
              "centroids: mean over pairs of classes. Fisher's ratio: trace of the scatter of class means "
              "over that of the "
              "scatter within classes. "
              "Silhouette (Rousseeuw 1987): mean over the first 1,000 states, 1 for classes far "
              "apart and dense, 0 where "
              "classes lie in one another. Bands: " +
              std::string(of.size() > 1 ? "95 % by Student's t over networks"
                                        : "none, since this is one network") +
              ". Classes that can be told apart by a plane may have a silhouette of 0: compare "
              "with readout-gap. " +
              note_sentences(states.notes) + network_sentence(request)};
}

}  // namespace

static Drawn make_class_distances(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const std::vector<Recorded> of = recorded(request);
  const models::StepStates& states = of.front().file.states;
  const auto all = measured(request, of);
  render::Figure figure = figure_with(look);
  const std::vector<render::Color> colors = render::class_colors(look.style, 7);
  const std::pair<const char*, const char*> titles[] = {
      {"Distances", "mean distance"}, {"Separation", "ratio"}, {"Silhouette", "mean over points"}};
  for (const auto& [title, label] : titles) {
    figure.panels.push_back(step_chart(title, label));
    figure.panels.back().column = static_cast<int>(figure.panels.size()) - 1;
  }
  std::vector<ChartLine> lines[3];
  for (std::size_t k = 0; k < std::size(kShown); ++k) {
    ChartLine line{kShown[k].legend, steps_as_x(states), {}, colors[k]};
    for (std::size_t step = 0; step < states.steps.size(); ++step) line.y.push_back(at(all, kShown[k], step));
    add_chart_line(line, figure.panels[kShown[k].panel]);
    lines[kShown[k].panel].push_back(std::move(line));
  }
  for (std::size_t panel = 0; panel < 2; ++panel)
    figure.legends.push_back(legend_of_lines(lines[panel], {panel}));
  figure.panels[2].marks.emplace_back(
      render::Rule{true, 0, look.style.muted, 0.5, render::Dash::dotted, "no clusters"});
  figure.row_aspects = {0.8};
  letter_panels(figure, look);
  figure.caption = caption_of(request, of);
  Drawn drawn{std::move(figure), table_of(all, states)};
  for (std::size_t panel = 3; panel-- > 0;)
    add_line_findings("at the last step", lines[panel], drawn.findings);
  return drawn;
}

FigureKind class_distances_kind() {
  return {.name = "class-distances",
          .summary = "distances within and between classes, step by step",
          .of = Networks::recorded,
          .reads = kReadsNetwork,
          .needs = {"class"},
          .options = {most_sequences_option(), latex_option()},
          .make = make_class_distances};
}

}  // namespace rssviz::cli
