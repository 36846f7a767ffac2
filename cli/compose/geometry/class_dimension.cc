// class-dimension: how many directions states take up, step by step: all, within classes, and class means;
// and whether class means spread like clusters or like cycles.
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

constexpr int kDraws = 200;  // of as many points of one class as there are class means

struct AtStep {
  models::ClassDimensions of{};
  models::EqualDimensions equal{};
};

std::vector<AtStep> measured(const FigureRequest& request, const models::StepStates& states) {
  std::vector<AtStep> found(states.steps.size());
  const auto seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  request.execution.workers.for_each(found.size(), [&](std::size_t step) {
    request.execution.progress.check_stop();
    const std::vector<std::int32_t> classes = states.classes_at(step);
    found[step].of = models::class_dimensions(states.states[step], classes, states.count());
    found[step].equal = models::equal_dimensions(states.states[step], classes, states.count(), kDraws, seed);
  });
  return found;
}

struct Shown {
  const char* name;
  const char* legend;
  double (*value)(const AtStep&);
  std::size_t panel;
  std::size_t color;
  render::Dash dash;
};
const Shown kShown[] = {
    {"pooled", "all states", [](const AtStep& s) { return s.of.pooled.participation; }, 0, 0,
     render::Dash::solid},
    {"within", "within classes", [](const AtStep& s) { return s.of.within.participation; }, 0, 1,
     render::Dash::solid},
    {"means", "class means", [](const AtStep& s) { return s.of.means.participation; }, 0, 2,
     render::Dash::solid},
    {"pooled_90", "all states", [](const AtStep& s) { return static_cast<double>(s.of.pooled.components); },
     1, 0, render::Dash::solid},
    {"within_90", "within classes",
     [](const AtStep& s) { return static_cast<double>(s.of.within.components); }, 1, 1, render::Dash::solid},
    {"means_90", "class means", [](const AtStep& s) { return static_cast<double>(s.of.means.components); }, 1,
     2, render::Dash::solid},
    {"equal_means", "class means", [](const AtStep& s) { return s.equal.means; }, 2, 2, render::Dash::solid},
    {"equal_within", "as many of one class", [](const AtStep& s) { return s.equal.within; }, 2, 1,
     render::Dash::dashed},
};

Pooled at(const std::vector<std::vector<AtStep>>& all, const Shown& shown, std::size_t step) {
  std::vector<double> values;
  for (const auto& of : all) values.push_back(shown.value(of[step]));
  Pooled pooled = pooled_over(values);
  if (all.size() == 1 && std::string_view(shown.name) == "equal_within") {
    pooled.low = all.front()[step].equal.low;
    pooled.high = all.front()[step].equal.high;
  }
  return pooled;
}

formats::Table table_of(const std::vector<std::vector<AtStep>>& all, const models::StepStates& states) {
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
  return {
      "How many directions states take up",
      sample_sentence(of) +
          "Participation ratio (sum l)^2 / sum l^2 of the variances l along principal directions, and "
          "directions that hold 90 % of the variance: of all states of a step, of states less their class "
          "mean, "
          "and of the class means (at most " +
          std::to_string(std::max(1, states.count() - 1)) +
          "). Right: class means against as many states of one class (mean of " + std::to_string(kDraws) +
          " draws, seed " + std::to_string(request.settings.integer("seed")) +
          "), since the ratio grows with the number of points; " +
          std::string(of.size() > 1 ? "bands: 95 % by Student's t over networks. "
                                    : "band: the middle 95 % of draws. One network: no band over seeds. ") +
          "Class means below that null lie in fewer directions than chance would give. " +
          note_sentences(states.notes) + network_sentence(request)};
}

}  // namespace

static Drawn make_class_dimension(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const std::vector<Recorded> of = recorded(request);
  const models::StepStates& states = of.front().file.states;
  std::vector<std::vector<AtStep>> all;
  for (const Recorded& one : of) all.push_back(measured(request, one.file.states));
  render::Figure figure = figure_with(look);
  const std::vector<render::Color> colors = render::class_colors(look.style, 7);
  const std::pair<const char*, const char*> titles[] = {{"Participation ratio", "directions"},
                                                        {"90 % of the variance", "directions"},
                                                        {"As many points", "participation ratio"}};
  for (const auto& [title, label] : titles) {
    figure.panels.push_back(step_chart(title, label));
    figure.panels.back().column = static_cast<int>(figure.panels.size()) - 1;
    figure.panels.back().y.low = 0;
  }
  std::vector<ChartLine> lines[3];
  for (const Shown& shown : kShown) {
    ChartLine line{shown.legend, steps_as_x(states), {}, colors[shown.color], shown.dash};
    for (std::size_t step = 0; step < states.steps.size(); ++step) line.y.push_back(at(all, shown, step));
    add_chart_line(line, figure.panels[shown.panel]);
    lines[shown.panel].push_back(std::move(line));
  }
  figure.legends.push_back(legend_of_lines(lines[0], {0, 1}));
  figure.legends.push_back(legend_of_lines(lines[2], {2}));
  figure.row_aspects = {0.8};
  letter_panels(figure, look);
  figure.caption = caption_of(request, of);
  Drawn drawn{std::move(figure), table_of(all, states)};
  add_line_findings("participation ratio at the last step", lines[0], drawn.findings);
  add_line_findings("directions with 90 % of the variance at the last step", lines[1], drawn.findings);
  return drawn;
}

FigureKind class_dimension_kind() {
  return {.name = "class-dimension",
          .summary = "how many directions states, classes and class means take up, step by step",
          .of = Networks::recorded,
          .reads = kReadsNetwork,
          .needs = {"class"},
          .options = {most_sequences_option(), latex_option()},
          .make = make_class_dimension};
}

}  // namespace rssviz::cli
