// drift: where the class is while the network goes on without input after the last step.
#include <algorithm>
#include <cmath>

#include "cli/compose/class_parts/chart_lines.h"
#include "cli/compose/geometry/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/geometry/step_probes.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr double kNoises[] = {0, 0.01, 0.1};

struct Drift {
  std::vector<std::int32_t> steps{};
  std::vector<std::vector<double>> probe[3]{};  // by noise, [network][step]
  std::vector<std::vector<double>> output{};
  double chance{0};
  std::vector<double> chances{};  // by network
};

std::vector<std::int32_t> wanted_steps(std::size_t given, long long after) {
  std::vector<std::int32_t> wanted;
  for (std::size_t step = 0; step < given; ++step) wanted.push_back(static_cast<std::int32_t>(step));
  for (long long step = 10; step <= after; step += 10)
    wanted.push_back(static_cast<std::int32_t>(static_cast<long long>(given) - 1 + step));
  return wanted;
}

void add_network(const FigureRequest& request, const Recorded& one, Drift& drift) {
  const models::StepStates& states = one.file.states;
  const std::int32_t blank = one.view->task->blank_token();
  if (blank < 0 || !states.is_rectangular())
    fail(ErrorKind::data, one.view->id +
                              ": drift needs a task with steps without input and sequences of one "
                              "length (images, clusters)");
  const StatesAt found = states_at(*one.run.network, one.run.tokens, blank, drift.steps, request.execution);
  const std::vector<std::vector<std::int32_t>> members(drift.steps.size(), states.members.front());
  const models::SteppedFeatures features{found.states, members, states.classes, states.count()};
  models::StepProbeOptions options;
  options.folds = static_cast<int>(request.settings.integer("folds"));
  options.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  options.check();
  options.logistic.lambda = models::choose_penalty(
      {std::span(found.states).first(states.steps.size()), members, states.classes, states.count()}, options,
      request.execution);
  const double size = models::root_mean_square(std::span(found.states).first(states.steps.size()));
  for (std::size_t k = 0; k < std::size(kNoises); ++k) {
    options.noise_sd = kNoises[k] * size;
    std::vector<double>& shares = drift.probe[k].emplace_back();
    for (const models::Accuracy& accuracy : models::probe_steps(features, options, request.execution))
      shares.push_back(accuracy.share());
  }
  if (!states.outputs.empty()) {
    std::vector<double>& shares = drift.output.emplace_back();
    for (const Matrix& outputs : found.outputs)
      shares.push_back(static_cast<double>(models::right_answers(
                           models::largest_columns(outputs.cast<double>()), states.classes)) /
                       static_cast<double>(states.classes.size()));
  }
  drift.chances.push_back(models::chance_of(states.classes, states.count()));
  drift.chance += drift.chances.back();
}

Pooled at(const std::vector<std::vector<double>>& all, std::size_t step) {
  std::vector<double> values;
  for (const auto& of : all) values.push_back(of[step]);
  return pooled_over(values);
}

std::vector<ChartLine> lines_of(const Drift& drift, const render::Style& style) {
  const std::vector<render::Color> colors = render::class_colors(style, 7);
  const render::Dash dashes[] = {render::Dash::solid, render::Dash::dashed, render::Dash::dotted};
  std::vector<ChartLine> lines;
  for (std::size_t k = 0; k < std::size(kNoises); ++k) {
    ChartLine line{kNoises[k] > 0 ? "probe, noise " + percent(kNoises[k]) : "probe of states",
                   {drift.steps.begin(), drift.steps.end()},
                   {},
                   colors[0],
                   dashes[k]};
    for (std::size_t step = 0; step < drift.steps.size(); ++step) line.y.push_back(at(drift.probe[k], step));
    lines.push_back(std::move(line));
  }
  if (drift.output.empty()) return lines;
  ChartLine line{"trained output", {drift.steps.begin(), drift.steps.end()}, {}, colors[1]};
  for (std::size_t step = 0; step < drift.steps.size(); ++step) line.y.push_back(at(drift.output, step));
  lines.push_back(std::move(line));
  return lines;
}

// The part of a line that a panel shows.
ChartLine between(const ChartLine& line, double low, double high) {
  ChartLine part = line;
  part.x.clear();
  part.y.clear();
  for (std::size_t i = 0; i < line.x.size(); ++i) {
    if (line.x[i] < low || line.x[i] > high) continue;
    part.x.push_back(line.x[i]);
    part.y.push_back(line.y[i]);
  }
  return part;
}

formats::Table table_of(const std::vector<ChartLine>& lines, double chance) {
  formats::Table table;
  table.header = {"step", "curve", "accuracy", "low", "high", "chance"};
  const auto number = [](double value) {
    return std::isnan(value) ? std::string() : formats::format_number(value);
  };
  for (const ChartLine& line : lines)
    for (std::size_t i = 0; i < line.x.size(); ++i)
      table.rows.push_back({formats::format_number(line.x[i]), line.name, number(line.y[i].mean),
                            number(line.y[i].low), number(line.y[i].high), number(chance)});
  return table;
}

// Of each network at the last step and some after, so that claims are put to tests over seeds.
std::vector<Finding> findings_of(const std::vector<Recorded>& of, const Drift& drift) {
  const auto last = static_cast<std::int32_t>(of.front().file.states.steps.size()) - 1;
  const std::pair<const char*, std::int32_t> places[] = {
      {"last step", last}, {"ten steps after", last + 10}, {"a hundred steps after", last + 100}};
  std::vector<Finding> findings;
  for (std::size_t n = 0; n < of.size(); ++n) {
    if (of[n].view == nullptr) continue;
    for (const auto& [name, step] : places) {
      const auto at = std::find(drift.steps.begin(), drift.steps.end(), step) - drift.steps.begin();
      if (at == static_cast<std::ptrdiff_t>(drift.steps.size())) continue;
      const auto place = static_cast<std::size_t>(at);
      const std::string where = std::string(", ") + name + ", " + of[n].view->id;
      for (std::size_t k = 0; k < std::size(kNoises); ++k)
        findings.push_back({(kNoises[k] > 0 ? "probe with noise " + percent(kNoises[k]) : "probe") + where,
                            drift.probe[k][n][place]});
      if (!drift.output.empty()) findings.push_back({"output" + where, drift.output[n][place]});
    }
    findings.push_back({"chance, " + of[n].view->id, drift.chances[n]});
  }
  return findings;
}

render::Caption caption_of(const FigureRequest& request, const std::vector<Recorded>& of, long long after) {
  const models::StepStates& states = of.front().file.states;
  return {
      "Whether the class stays while the network goes on without input",
      sample_sentence(of) + "After the last step " + std::to_string(after) +
          " steps of zeros; probes at every step while input is on and at every tenth afterwards, each "
          "trained anew "
          "on other sequences (" +
          std::to_string(request.settings.integer("folds")) +
          " folds, one penalty a network, no standardising by step). Noise: a normal number added to each "
          "unit, sd a "
          "share of the root mean square state while input is on: what noise takes away was held in small "
          "differences. The output was trained at step " +
          std::to_string(states.steps.back()) + " alone. " +
          (of.size() > 1 ? "Bands: 95 % by Student's t over networks. "
                         : "One network: no band over seeds. ") +
          "Chance, the share of the most frequent class, is the null. " + note_sentences(states.notes) +
          network_sentence(request)};
}

}  // namespace

static Drawn make_drift(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const long long after = request.settings.integer("after");
  check_range("after", static_cast<double>(after), after >= 10 && after <= 10000, "10 to 10000");
  const std::vector<Recorded> of = recorded(request);
  const models::StepStates& states = of.front().file.states;
  Drift drift;
  drift.steps = wanted_steps(states.steps.size(), after);
  for (const Recorded& one : of) add_network(request, one, drift);
  drift.chance /= static_cast<double>(of.size());
  const std::vector<ChartLine> lines = lines_of(drift, look.style);
  render::Figure figure = figure_with(look);
  const auto last = static_cast<double>(states.steps.size()) - 1;
  figure.panels.push_back(step_chart("While input is on", "accuracy, held out"));
  figure.panels.push_back(step_chart("Without input", ""));
  figure.panels[0].x.low = 0;
  figure.panels[0].x.high = figure.panels[1].x.low = last;
  figure.panels[1].x.high = drift.steps.back();
  figure.panels[1].column = 1;
  for (render::Panel& panel : figure.panels) {
    panel.y.low = 0;
    panel.y.high = 1;
    panel.marks.emplace_back(
        render::Rule{true, drift.chance, look.style.muted, 0.5, render::Dash::dotted, "chance"});
    for (const ChartLine& line : lines) add_chart_line(between(line, *panel.x.low, *panel.x.high), panel);
  }
  figure.legends.push_back(legend_of_lines(lines, {}));
  figure.column_weights = {1, 1.4};
  figure.row_aspects = {0.7};
  letter_panels(figure, look);
  figure.caption = caption_of(request, of, after);
  Drawn drawn(std::move(figure), table_of(lines, drift.chance));
  drawn.findings = findings_of(of, drift);
  return drawn;
}

FigureKind drift_kind() {
  return {.name = "drift",
          .summary = "where the class is while the network goes on without input",
          .of = Networks::several,
          .reads = kReadsNetwork,
          .needs = {"class"},
          .options = {most_sequences_option(),
                      folds_option(),
                      {"after", OptionType::integer, "300", "steps without input after the last", true, {}},
                      latex_option()},
          .make = make_drift};
}

}  // namespace rssviz::cli
