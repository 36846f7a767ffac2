#include "cli/compose/outputs/outputs_by_step.h"

#include <algorithm>
#include <cmath>

#include "cli/compose/parts/claims.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/paths.h"
#include "cli/compose/parts/step_axis.h"
#include "core/error.h"
#include "models/tasks/arrays/array_annotations.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kSteps = 150;
constexpr std::size_t kMostRows = 6;

struct Shown {
  const NetworkView& view;
  models::StateTrace trace{};
  Matrix outputs{};
  models::Tokens tokens{};
};

render::Line line_of(const std::vector<double>& values, render::Color color, double width_pt) {
  render::Line line;
  for (std::size_t t = 0; t < values.size(); ++t) line.at.push_back({static_cast<double>(t), values[t]});
  line.color = color;
  line.width_pt = width_pt;
  return line;
}

std::vector<double> output_values(const Shown& shown, int output) {
  std::vector<double> values;
  for (Eigen::Index t = 0; t < shown.outputs.rows(); ++t)
    values.push_back(static_cast<double>(shown.outputs(t, output)));
  return values;
}

std::vector<double> target_values(const Shown& shown, const std::string& output) {
  const models::FloatColumn& column = shown.trace.require_number(models::target_column(output));
  return {column.values.begin(), column.values.end()};
}

// Target below, output above it, and in a panel of its own what is left between.
void add_numbers(const Shown& shown, const Look& look, render::Figure& figure) {
  const std::vector<OutputGroup>& groups = shown.view.task->groups();
  const std::size_t count = std::min(groups.size(), kMostRows);
  const std::vector<render::Color> palette = render::class_colors(look.style, 0);
  render::Panel error;
  error.title = count == 1 ? "output less target" : "outputs less targets";
  error.y.label = "error";
  error.marks.emplace_back(render::Rule{true, 0, look.style.frame, 0.5, render::Dash::solid, ""});
  for (std::size_t g = 0; g < count; ++g) {
    const std::string& name = groups[g].question;
    const std::vector<double> said = output_values(shown, groups[g].outputs.front());
    const std::vector<double> wanted = target_values(shown, name);
    const render::Color color = palette[count == 1 ? 0 : g % palette.size()];
    std::vector<double> left;
    for (std::size_t t = 0; t < said.size(); ++t) left.push_back(said[t] - wanted[t]);
    render::Panel panel;
    panel.title = count == 1 ? "" : name;
    panel.y.label = count == 1 ? name : "";
    panel.marks = {line_of(wanted, look.style.quiet, 3.2), line_of(said, color, 1.0)};
    panel.row = static_cast<int>(g);
    figure.panels.push_back(std::move(panel));
    error.marks.emplace_back(line_of(left, color, 0.8));
  }
  error.row = static_cast<int>(count);
  figure.panels.push_back(std::move(error));
  render::Legend legend;
  legend.entries = {{"target", look.style.quiet, render::SwatchKind::line}};
  for (std::size_t g = 0; g < count; ++g)
    legend.entries.push_back({count == 1 ? "output" : "output " + groups[g].question,
                              palette[count == 1 ? 0 : g % palette.size()], render::SwatchKind::line});
  figure.legends.push_back(std::move(legend));
}

// The class that was right, as a strip above `high`, and a cross at each step where another won.
struct Right {
  render::Rectangles strip{};
  render::Points wrong{};
};

Right right_above(const Shown& shown, const Classes& classes, double high, double unit,
                  const render::Style& style) {
  const models::IntColumn& target = shown.trace.require_integer("target");
  Right above;
  for (Eigen::Index t = 0; t < shown.outputs.rows(); ++t) {
    const auto right = static_cast<std::size_t>(target.values[static_cast<std::size_t>(t)]);
    Eigen::Index said = 0;
    shown.outputs.row(t).maxCoeff(&said);
    const auto x = static_cast<double>(t);
    above.strip.boxes.push_back({x - 0.5, high + unit, x + 0.5, high + 2 * unit});
    above.strip.colors.push_back(classes.colors[right]);
    if (static_cast<std::size_t>(said) != right) above.wrong.at.push_back({x, high + 3 * unit});
  }
  above.wrong.colors = {style.ink};
  above.wrong.shape = render::MarkerShape::cross;
  above.wrong.radius_pt = 1.6;
  above.wrong.keep_order = true;
  return above;
}

// A line a class; the class that was right as a strip above, steps where another won marked.
void add_classes(const Shown& shown, const Look& look, render::Figure& figure) {
  const OutputGroup& group = shown.view.task->groups().front();
  const Classes classes = classes_of(group.labels, look.style);
  render::Panel panel;
  panel.y.label = shown.view.softmax ? "probability" : "output";
  double high = 1, low = 0;
  for (std::size_t k = 0; k < group.outputs.size(); ++k) {
    const std::vector<double> values = output_values(shown, group.outputs[k]);
    high = std::max(high, *std::max_element(values.begin(), values.end()));
    low = std::min(low, *std::min_element(values.begin(), values.end()));
    panel.marks.emplace_back(line_of(values, classes.colors[k], 1.0));
  }
  const double unit = (high - low) / 20;
  Right above = right_above(shown, classes, high, unit, look.style);
  panel.y.low = low - unit;
  panel.y.high = high + 4 * unit;
  panel.marks.emplace_back(std::move(above.strip));
  const bool any = !above.wrong.at.empty();
  if (any) panel.marks.emplace_back(std::move(above.wrong));
  figure.panels.push_back(std::move(panel));
  render::Legend legend = class_legend("", classes, "", look.style);
  for (render::LegendEntry& entry : legend.entries) entry.swatch = render::SwatchKind::line;
  if (any)
    legend.entries.push_back(
        {"another class won", look.style.ink, render::SwatchKind::point, render::MarkerShape::cross});
  figure.legends.push_back(std::move(legend));
}

std::string caption_text(const NetworkView& view) {
  std::string text =
      view.task->classes()
          ? std::string(view.softmax ? "Softmax of the outputs after each step; "
                                     : "Outputs after each step; ") +
                "the largest names the class. Strip: the class that was right; crosses: steps "
                "where another class won. "
          : "Outputs after each step over their targets (grey), and below them the difference. ";
  if (!view.task->classes() && view.task->groups().size() > kMostRows)
    text += "The first " + std::to_string(kMostRows) + " of " + std::to_string(view.task->groups().size()) +
            " outputs are shown. ";
  return text + "The state goes on from the steps before those shown. Network: " + view.description + ", " +
         view.training + "; " + view.task->description() + ". One " + view.task->wording().sequence +
         "; it need not be typical.";
}

}  // namespace

render::Figure outputs_by_step(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  if (view.task->groups().empty())
    fail(ErrorKind::data, "the task " + view.task->name() + " of " + view.id +
                              " has no few outputs that could be drawn as curves; text-predictions shows the "
                              "likeliest ones under a text");
  render::Figure figure = figure_with(look);
  Shown shown{view};
  shown.tokens = followed_sentence(view, request.settings.texts("sentence"), kSteps);
  shown.trace = view.record(*view.network_at(-1), {shown.tokens}, "", request.execution);
  if (shown.trace.outputs.cols() == 0)
    fail(ErrorKind::data, "the states of " + view.id + " hold no outputs; record a trained run");
  shown.outputs = shown_outputs(view, shown.trace.outputs);
  if (view.task->classes())
    add_classes(shown, look, figure);
  else
    add_numbers(shown, look, figure);
  for (std::size_t i = 0; i < figure.panels.size(); ++i) {
    words_below(view, shown.tokens, figure.panels[i]);
    if (i + 1 == figure.panels.size()) continue;
    figure.panels[i].x.show_ticks = false;
    figure.panels[i].x.label.clear();
  }
  figure.row_aspects.assign(figure.panels.size(), figure.panels.size() > 3 ? 0.16 : 0.26);
  figure.caption.title = "Outputs of the " + view.name + " along " + view.task->text(shown.tokens);
  figure.caption.text = caption_text(view);
  return figure;
}

}  // namespace rssviz::cli
