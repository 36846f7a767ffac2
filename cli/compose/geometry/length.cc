// length: whether the number of steps is critical though added steps carry nothing: accuracy of the trained
// output with blank steps put in, or steps left out, and of networks trained with them.
#include <algorithm>
#include <cmath>
#include <map>

#include "cli/compose/class_parts/chart_lines.h"
#include "cli/compose/geometry/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/geometry/logistic_probe.h"
#include "models/analysis/geometry/step_probes.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

enum class Change { before, middle, after, from_start, from_end };
struct Row {
  Change change;
  const char* name;
  const char* legend;
  std::size_t color;
  render::Dash dash;
};
const Row kRows[] = {{Change::before, "before", "blank steps before", 0, render::Dash::solid},
                     {Change::after, "after", "blank steps after", 1, render::Dash::solid},
                     {Change::middle, "middle", "blank steps in the middle", 2, render::Dash::dashed},
                     {Change::from_start, "removed_start", "first steps left out", 0, render::Dash::dotted},
                     {Change::from_end, "removed_end", "last steps left out", 1, render::Dash::dotted}};
constexpr int kBlanks[] = {0, 1, 2, 3, 4, 6, 8, 12, 16, 24};

models::Tokens changed(const models::Tokens& tokens, Change change, int count, std::int32_t blank) {
  models::Tokens result = tokens;
  const auto n = static_cast<std::ptrdiff_t>(count);
  if (change == Change::from_start) result.erase(result.begin(), result.begin() + n);
  if (change == Change::from_end) result.erase(result.end() - n, result.end());
  if (change == Change::before) result.insert(result.begin(), static_cast<std::size_t>(count), blank);
  if (change == Change::after) result.insert(result.end(), static_cast<std::size_t>(count), blank);
  if (change == Change::middle)
    result.insert(result.begin() + static_cast<std::ptrdiff_t>((result.size() + 1) / 2),
                  static_cast<std::size_t>(count), blank);
  return result;
}

double accuracy(const Recorded& one, Change change, int count, const Execution& execution) {
  std::vector<models::Tokens> tokens;
  for (const models::Tokens& each : one.run.tokens)
    tokens.push_back(changed(each, change, count, one.view->task->blank_token()));
  const Matrix outputs = outputs_after(*one.run.network, tokens, execution);
  return static_cast<double>(models::right_answers(models::largest_columns(outputs.cast<double>()),
                                                   one.file.states.classes)) /
         static_cast<double>(tokens.size());
}

// One network, its sample recorded; of any number of steps.
Recorded recorded_one(const FigureRequest& request, const NetworkView& view) {
  Recorded one;
  one.view = &view;
  one.run = run_states(view, class_column(request), sample_of(request.settings), request.execution);
  one.file.states = one.run.states;
  if (view.task->blank_token() < 0 || !one.run.states.is_rectangular() || one.run.states.outputs.empty())
    fail(ErrorKind::data, view.id +
                              ": length needs a task with steps without input, an output a class and "
                              "sequences of one length (images, clusters)");
  return one;
}

ChartLine tested(const FigureRequest& request, const std::vector<Recorded>& of, const Row& row,
                 const std::vector<render::Color>& colors) {
  ChartLine line{row.legend, {}, {}, colors[row.color], row.dash};
  const bool removes = row.change == Change::from_start || row.change == Change::from_end;
  const int steps = static_cast<int>(of.front().file.states.steps.size());
  for (const int count : kBlanks) {
    if (removes && count >= steps) break;
    std::vector<double> values;
    for (const Recorded& one : of) values.push_back(accuracy(one, row.change, count, request.execution));
    line.x.push_back(count);
    line.y.push_back(pooled_over(values));
  }
  return line;
}

// Networks trained with more steps.
struct Trained {
  std::map<int, std::vector<double>> by_more{};  // accuracies, by how many more
  std::vector<Finding> findings{};               // of each network that has more
};
Trained trained_with(const FigureRequest& request, const std::vector<Recorded>& of, int steps) {
  Trained found;
  for (const Recorded& one : of) {
    const int more = static_cast<int>(one.file.states.steps.size()) - steps;
    const double reached = accuracy(one, Change::after, 0, request.execution);
    found.by_more[more].push_back(reached);
    if (more > 0)
      found.findings.push_back(
          {"trained with " + std::to_string(more) + " more steps, " + one.view->id, reached});
  }
  return found;
}

render::Points points_of(const std::map<int, std::vector<double>>& trained, const render::Style& style) {
  render::Points points;
  for (const auto& [more, values] : trained)
    points.at.push_back({static_cast<double>(more), pooled_over(values).mean});
  points.colors = {style.ink};
  points.radius_pt = 2.4;
  points.shape = render::MarkerShape::diamond;
  return points;
}

// Of each network with as many blank steps as half of its steps, so that claims are put to tests over seeds.
std::vector<Finding> findings_of(const FigureRequest& request, const std::vector<Recorded>& of) {
  std::vector<Finding> findings;
  const int half = static_cast<int>(of.front().file.states.steps.size()) / 2;
  for (const Recorded& one : of) {
    findings.push_back({"as trained, " + one.view->id, accuracy(one, Change::after, 0, request.execution)});
    for (const Row& row : kRows)
      findings.push_back({std::string(row.name) + ", half as many steps, " + one.view->id,
                          accuracy(one, row.change, half, request.execution)});
  }
  return findings;
}

formats::Table table_of(const std::vector<ChartLine>& lines,
                        const std::map<int, std::vector<double>>& trained) {
  formats::Table table;
  table.header = {"steps", "curve", "accuracy", "low", "high"};
  const auto number = [](double value) {
    return std::isnan(value) ? std::string() : formats::format_number(value);
  };
  const auto add = [&](double steps, const std::string& curve, const Pooled& at) {
    table.rows.push_back(
        {formats::format_number(steps), curve, number(at.mean), number(at.low), number(at.high)});
  };
  for (std::size_t k = 0; k < lines.size(); ++k)
    for (std::size_t i = 0; i < lines[k].x.size(); ++i) add(lines[k].x[i], kRows[k].name, lines[k].y[i]);
  for (const auto& [more, values] : trained) add(more, "trained", pooled_over(values));
  return table;
}

render::Caption caption_of(const FigureRequest& request, const std::vector<Recorded>& of, std::size_t steps,
                           std::size_t networks) {
  const models::StepStates& states = of.front().file.states;
  return {
      "Whether the number of steps is critical though added steps carry nothing",
      sample_sentence(of) + "Lines: the networks as they were trained (" + std::to_string(steps) +
          " steps), read after the last step of sequences with so many blank steps put in, or so many steps "
          "left "
          "out. Diamonds: networks trained with so many blank steps (" +
          std::to_string(networks) + " networks in all), on sequences like those they were trained on. " +
          (of.size() > 1 ? "Bands: 95 % by Student's t over networks. "
                         : "One network: no band over seeds. ") +
          "Chance, the share of the most frequent class, is the null: an output that fell to it has lost the "
          "class "
          "by the number of steps alone. " +
          note_sentences(states.notes) + network_sentence(request)};
}

}  // namespace

static Drawn make_length(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  std::vector<Recorded> all, of;
  for (const NetworkView* const view : request.networks) all.push_back(recorded_one(request, *view));
  std::size_t steps = all.front().file.states.steps.size();
  for (const Recorded& one : all) steps = std::min(steps, one.file.states.steps.size());
  const Trained trained = trained_with(request, all, static_cast<int>(steps));
  const std::size_t networks = all.size();
  for (Recorded& one : all)
    if (one.file.states.steps.size() == steps) of.push_back(std::move(one));
  std::vector<ChartLine> lines;
  const std::vector<render::Color> colors = render::class_colors(look.style, 7);
  for (const Row& row : kRows) lines.push_back(tested(request, of, row, colors));
  const models::StepStates& states = of.front().file.states;
  const double chance = models::chance_of(states.classes, states.count());
  render::Figure figure = figure_with(look);
  render::Panel panel = step_chart("", "accuracy of the trained output");
  panel.x.label = "steps put in, or left out";
  panel.x.low = 0;
  panel.y.low = 0;
  panel.y.high = 1;
  panel.marks.emplace_back(render::Rule{true, chance, look.style.muted, 0.5, render::Dash::dotted, "chance"});
  for (const ChartLine& line : lines) add_chart_line(line, panel);
  render::Legend legend = legend_of_lines(lines, {});
  legend.entries.push_back({"trained with so many blank steps", look.style.ink, render::SwatchKind::point,
                            render::MarkerShape::diamond});
  panel.marks.emplace_back(points_of(trained.by_more, look.style));
  figure.panels.push_back(std::move(panel));
  figure.legends.push_back(std::move(legend));
  figure.row_aspects = {0.5};
  figure.caption = caption_of(request, of, steps, networks);
  Drawn drawn(std::move(figure), table_of(lines, trained.by_more));
  drawn.findings = findings_of(request, of);
  drawn.findings.insert(drawn.findings.end(), trained.findings.begin(), trained.findings.end());
  return drawn;
}

FigureKind length_kind() {
  return {.name = "length",
          .summary = "accuracy with blank steps put in or steps left out",
          .of = Networks::several,
          .reads = kReadsNetwork,
          .needs = {"class"},
          .options = {most_sequences_option(), latex_option()},
          .make = make_length};
}

}  // namespace rssviz::cli
