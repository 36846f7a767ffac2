// speed: how far states move from step to step and by which angle they turn, by class.
#include <algorithm>
#include <cmath>

#include "cli/compose/class_parts/chart_lines.h"
#include "cli/compose/geometry/kinds.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/columns/class_looks.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/geometry/class_geometry.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// By step from the first: values of the sequences of each class (place 0: all).
struct Moves {
  std::vector<std::vector<std::vector<double>>> speed{}, angle{};  // [class + 1][step]
};

Moves measured(const std::vector<Recorded>& of) {
  const models::StepStates& first = of.front().file.states;
  Moves moves;
  const std::vector<std::vector<double>> empty(first.steps.size() - 1);
  moves.speed.assign(static_cast<std::size_t>(first.count()) + 1, empty);
  moves.angle = moves.speed;
  for (const Recorded& one : of) {
    const models::StepStates& states = one.file.states;
    if (!states.is_rectangular())
      fail(ErrorKind::data, "speed needs sequences of one length; cut them, or give class -1 to the others");
    for (std::size_t step = 0; step + 1 < states.steps.size(); ++step) {
      const std::vector<models::Movement> found = models::movements(
          step > 0 ? states.states[step - 1] : Matrix(), states.states[step], states.states[step + 1]);
      for (std::size_t i = 0; i < found.size(); ++i)
        for (const std::size_t place : {std::size_t{0}, static_cast<std::size_t>(states.classes[i]) + 1}) {
          moves.speed[place][step].push_back(found[i].speed);
          if (!std::isnan(found[i].angle)) moves.angle[place][step].push_back(found[i].angle);
        }
    }
  }
  return moves;
}

// Mean, and the middle half of sequences.
Pooled spread(std::vector<double> values) {
  if (values.empty()) return {std::nan(""), std::nan(""), std::nan("")};
  double sum = 0;
  for (const double value : values) sum += value;
  std::sort(values.begin(), values.end());
  return {sum / static_cast<double>(values.size()), values[values.size() / 4],
          values[(3 * values.size()) / 4]};
}

formats::Table table_of(const Moves& moves, const models::StepStates& states) {
  formats::Table table;
  table.header = {"step", "class", "speed", "speed_low", "speed_high", "angle", "angle_low", "angle_high"};
  const auto number = [](double value) {
    return std::isnan(value) ? std::string() : formats::format_number(value);
  };
  for (std::size_t place = 0; place < moves.speed.size(); ++place)
    for (std::size_t step = 0; step < moves.speed[place].size(); ++step) {
      const Pooled speed = spread(moves.speed[place][step]), angle = spread(moves.angle[place][step]);
      table.rows.push_back({std::to_string(states.steps[step]),
                            place == 0 ? "all" : states.class_names[place - 1], number(speed.mean),
                            number(speed.low), number(speed.high), number(angle.mean), number(angle.low),
                            number(angle.high)});
    }
  return table;
}

// Beyond nine classes colours come again: lines are then dashed, as markers have other shapes.
render::Dash dash_of(render::MarkerShape shape) {
  if (shape == render::MarkerShape::circle) return render::Dash::solid;
  return shape == render::MarkerShape::square ? render::Dash::dashed : render::Dash::dotted;
}

std::vector<ChartLine> lines_of(const std::vector<std::vector<std::vector<double>>>& by_class,
                                const models::StepStates& states, const Settings& settings,
                                const render::Style& style) {
  const Classes classes = classes_named(states.class_names, "class", settings, style);
  std::vector<ChartLine> lines;
  std::vector<double> x = steps_as_x(states);
  x.pop_back();
  for (std::size_t place = by_class.size(); place-- > 0;) {  // all of them last, on top
    ChartLine line{place == 0 ? "all" : states.class_names[place - 1],
                   x,
                   {},
                   place == 0 ? style.ink : classes.colors[place - 1]};
    line.width_pt = place == 0 ? 1.6 : 0.8;
    if (place > 0) line.dash = dash_of(classes.shapes[place - 1]);
    for (const std::vector<double>& values : by_class[place]) {
      Pooled pooled = spread(values);
      if (place > 0) pooled.low = pooled.high = std::nan("");  // ten bands would hide one another
      line.y.push_back(pooled);
    }
    lines.push_back(std::move(line));
  }
  return lines;
}

}  // namespace

static Drawn make_speed(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  const std::vector<Recorded> of = recorded(request);
  const models::StepStates& states = of.front().file.states;
  const Moves moves = measured(of);
  render::Figure figure = figure_with(look);
  figure.panels.push_back(step_chart("Speed", "distance to the next state"));
  figure.panels.push_back(step_chart("Turning", "turning angle, degrees"));
  figure.panels[1].column = 1;
  figure.panels[0].y.low = 0;
  figure.panels[1].y.low = 0;
  figure.panels[1].y.high = 180;
  figure.panels[1].y.ticks = {{0, "0"}, {45, "45"}, {90, "90"}, {135, "135"}, {180, "180"}};
  figure.panels[1].marks.emplace_back(
      render::Rule{true, 90, look.style.muted, 0.5, render::Dash::dotted, ""});
  std::vector<ChartLine> lines = lines_of(moves.speed, states, request.settings, look.style);
  for (const ChartLine& line : lines) add_chart_line(line, figure.panels[0]);
  for (const ChartLine& line : lines_of(moves.angle, states, request.settings, look.style))
    add_chart_line(line, figure.panels[1]);
  std::reverse(lines.begin(), lines.end());
  figure.legends.push_back(legend_of_lines(lines, {}));
  figure.row_aspects = {0.75};
  letter_panels(figure, look);
  figure.caption = {"How far states move and where they turn",
                    sample_sentence(of) +
                        "Speed: the norm of h(t+1) - h(t). Turning: the angle between that step and the one "
                        "before; 0 goes on "
                        "straight, 90 (dotted) is what independent steps have in many dimensions, 180 turns "
                        "back. Lines: means by "
                        "class; band: the middle half of all sequences" +
                        (of.size() > 1 ? " of " + std::to_string(of.size()) + " networks" : std::string()) +
                        ". " + note_sentences(states.notes) + network_sentence(request)};
  Drawn drawn{std::move(figure), table_of(moves, states)};
  const std::vector<Pooled>& all = lines.front().y;  // the line of all classes
  drawn.findings = {{"mean distance to the next state: first step", all.front().mean},
                    {"mean distance to the next state: last step", all.back().mean}};
  return drawn;
}

static std::vector<Option> speed_options() {
  std::vector<Option> options = class_look_options();
  options.push_back(most_sequences_option());
  options.push_back(latex_option());
  return options;
}

FigureKind speed_kind() {
  return {.name = "speed",
          .summary = "how far states move from step to step and how they turn, by class",
          .of = Networks::recorded,
          .reads = kReadsNetwork,
          .needs = {"class"},
          .options = speed_options(),
          .make = make_speed};
}

}  // namespace rssviz::cli
