// step-contributions: what each step adds to the answer. The outputs after the first t steps and then
// nothing, less those after the first t - 1 and then nothing: summed over t they are the answer less that to
// nothing.
#include <algorithm>
#include <cmath>

#include "cli/compose/class_parts/chart_lines.h"
#include "cli/compose/geometry/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// What step t adds to the output of a sequence's own class, less the mean over classes.
struct Contributions {
  std::vector<std::vector<double>> of{};  // by network and sequence: steps
  std::vector<std::int32_t> classes{};    // one a row of `of`
  std::vector<int> network{};             // one a row of `of`
  double residual{
      0};  // the largest difference of the summed contributions from the answer less that to nothing
};

double margin(const Matrix& outputs, Eigen::Index row, std::int32_t own) {
  return static_cast<double>(outputs(row, own)) - outputs.row(row).cast<double>().mean();
}

void add_network(const Recorded& one, int number, const Execution& execution, Contributions& made) {
  const std::int32_t blank = one.view->task->blank_token();
  const models::StepStates& states = one.file.states;
  if (blank < 0 || !states.is_rectangular() || states.outputs.empty())
    fail(ErrorKind::data, one.view->id +
                              ": step-contributions needs a task with steps without input, an output "
                              "a class and sequences of one length (images, clusters)");
  const std::vector<Matrix> outputs = run_on_outputs(*one.run.network, one.run.tokens, blank, execution);
  const std::vector<models::Tokens> nothing(1, models::Tokens(states.steps.size(), blank));
  const Matrix none = run_on_outputs(*one.run.network, nothing, blank, execution).back();
  for (std::size_t i = 0; i < states.classes.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    std::vector<double>& steps = made.of.emplace_back();
    double before = margin(none, 0, states.classes[i]), sum = 0;
    for (const Matrix& after : outputs) {
      const double now = margin(after, row, states.classes[i]);
      steps.push_back(now - before);
      sum += now - before;
      before = now;
    }
    const double answer = margin(states.outputs.back(), row, states.classes[i]);
    made.residual = std::max(made.residual, std::abs(sum - (answer - margin(none, 0, states.classes[i]))));
    made.classes.push_back(states.classes[i]);
    made.network.push_back(number);
  }
}

// Mean over the sequences of a class (-1: all) of each network.
Pooled mean_at(const Contributions& made, std::size_t step, std::int32_t kind, int networks) {
  std::vector<double> means(static_cast<std::size_t>(networks), 0), counts(means.size(), 0), values;
  for (std::size_t i = 0; i < made.of.size(); ++i) {
    if (kind >= 0 && made.classes[i] != kind) continue;
    means[static_cast<std::size_t>(made.network[i])] += made.of[i][step];
    ++counts[static_cast<std::size_t>(made.network[i])];
    values.push_back(made.of[i][step]);
  }
  if (networks == 1) return pooled_over(values);
  for (std::size_t n = 0; n < means.size(); ++n) means[n] /= std::max(1.0, counts[n]);
  return pooled_over(means);
}

render::Panel heat_panel(const Contributions& made, const models::StepStates& states, int networks,
                         double most, const render::Style& style) {
  render::Panel panel;
  panel.title = "By class";
  panel.x.label = "step";
  panel.x.low = states.steps.front() - 0.5;
  panel.x.high = states.steps.back() + 0.5;
  panel.y.low = -0.5;
  panel.y.high = states.count() - 0.5;
  render::Rectangles cells;
  cells.tiled = true;
  for (int kind = 0; kind < states.count(); ++kind) {
    const double y = states.count() - 1 - kind;
    panel.y.ticks.push_back({y, states.class_names[static_cast<std::size_t>(kind)]});
    for (std::size_t step = 0; step < states.steps.size(); ++step) {
      const double x = states.steps[step];
      cells.boxes.push_back({x - 0.5, y - 0.5, x + 0.5, y + 0.5});
      cells.colors.push_back(
          render::diverging_color(mean_at(made, step, kind, networks).mean / most, style.paper));
    }
  }
  panel.marks.emplace_back(std::move(cells));
  return panel;
}

formats::Table table_of(const Contributions& made, const models::StepStates& states, int networks) {
  formats::Table table;
  table.header = {"step", "class", "contribution", "low", "high"};
  const auto number = [](double value) {
    return std::isnan(value) ? std::string() : formats::format_number(value);
  };
  for (std::int32_t kind = -1; kind < states.count(); ++kind)
    for (std::size_t step = 0; step < states.steps.size(); ++step) {
      const Pooled cell = mean_at(made, step, kind, networks);
      table.rows.push_back({std::to_string(states.steps[step]),
                            kind < 0 ? "all" : states.class_names[static_cast<std::size_t>(kind)],
                            number(cell.mean), number(cell.low), number(cell.high)});
    }
  return table;
}

double largest(const Contributions& made, const models::StepStates& states, int networks) {
  double most = 0;
  for (std::int32_t kind = 0; kind < states.count(); ++kind)
    for (std::size_t step = 0; step < states.steps.size(); ++step)
      most = std::max(most, std::abs(mean_at(made, step, kind, networks).mean));
  return most > 0 ? most : 1;
}

render::Caption caption_of(const FigureRequest& request, const std::vector<Recorded>& of,
                           const Contributions& made) {
  const models::StepStates& states = of.front().file.states;
  return {"What each step adds to the answer",
          sample_sentence(of) +
              "The output of a sequence's own class, less the mean over classes, after its first t steps and "
              "then "
              "steps without input up to the last, less the same after t - 1 steps. Summed over steps this "
              "is the "
              "answer less the answer to no input at all (largest difference " +
              formats::format_number(made.residual) +
              ", of rounding). Above 0: the step speaks for the right class, given all before it and nothing "
              "after. "
              "Line: all sequences; band: 95 % by Student's t over " +
              std::string(of.size() > 1 ? "networks"
                                        : "sequences of one network, so it doesn't speak of other seeds") +
              ". 0, no contribution, is the null. A step of no contribution here may matter to those that "
              "follow. " +
              note_sentences(states.notes) + network_sentence(request)};
}

}  // namespace

static Drawn make_step_contributions(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const std::vector<Recorded> of = recorded(request);
  const models::StepStates& states = of.front().file.states;
  const int networks = static_cast<int>(of.size());
  Contributions made;
  for (int n = 0; n < networks; ++n) add_network(of[static_cast<std::size_t>(n)], n, request.execution, made);
  const double most = largest(made, states, networks);
  render::Figure figure = figure_with(look);
  figure.panels.push_back(heat_panel(made, states, networks, most, look.style));
  render::Panel chart = step_chart("All classes", "added to the right output");
  chart.row = 1;
  chart.x.low = states.steps.front() - 0.5;
  chart.x.high = states.steps.back() + 0.5;
  ChartLine line{"all", steps_as_x(states), {}, render::class_colors(look.style, 7)[0]};
  for (std::size_t step = 0; step < states.steps.size(); ++step)
    line.y.push_back(mean_at(made, step, -1, networks));
  chart.marks.emplace_back(render::Rule{true, 0, look.style.muted, 0.5, render::Dash::dotted, ""});
  add_chart_line(line, chart);
  figure.panels.push_back(std::move(chart));
  render::ColorBar bar;
  bar.title = "added to the right output";
  bar.palette = "red-blue";
  bar.low = -most;
  bar.high = most;
  bar.side = render::Side::bottom;
  bar.panels = {0};
  figure.color_bars.push_back(std::move(bar));
  figure.row_aspects = {std::clamp(0.05 * states.count(), 0.12, 0.42), 0.3};
  letter_panels(figure, look);
  figure.caption = caption_of(request, of, made);
  Drawn drawn(std::move(figure), table_of(made, states, networks));
  drawn.findings = {{"largest difference of the sum from the answer", made.residual}};
  return drawn;
}

FigureKind step_contributions_kind() {
  return {.name = "step-contributions",
          .summary = "what each step adds to the answer, by class",
          .of = Networks::several,
          .reads = kReadsNetwork,
          .needs = {"class"},
          .options = {most_sequences_option(), latex_option()},
          .make = make_step_contributions};
}

}  // namespace rssviz::cli
