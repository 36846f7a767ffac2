// R6: the activation of outputs over the map; one output, some, or a page of all.
#include <algorithm>
#include <cmath>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/claims.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/step_axis.h"
#include "cli/subjects/network_view.h"
#include "core/error.h"
#include "render/figure/figure.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// Where colours end: of what is taught as 0 or 1 a little beyond, else where the outputs themselves end.
struct Range {
  double low{-0.3};
  double high{1.3};
  std::string palette{"viridis"};
  bool is_real{false};
};

struct Wanted {
  int output{0};
  std::string title{};
  int row{0};
  int column{0};
};

std::vector<Wanted> named(const NetworkView& view, const std::vector<std::string>& names) {
  std::vector<Wanted> wanted;
  for (const std::string& name : names) {
    const int place = static_cast<int>(wanted.size());
    wanted.push_back({output_named(view, name), name, place / 3, place % 3});
  }
  return wanted;
}

// All outputs, one group of one object a row: the first object's groups, then the second's.
std::vector<Wanted> page_of_all(const NetworkView& view, render::Figure& figure) {
  std::vector<Wanted> wanted;
  int row = 0;
  if (view.task.every_step()) return named(view, view.corpus->output_names);
  for (const OutputGroup& group : view.task.groups) {
    const std::size_t in_row = 5;  // a task with many objects needs several rows a group
    const int first_row = row;
    for (std::size_t i = 0; i < group.outputs.size(); ++i) {
      if (i > 0 && i % in_row == 0) ++row;
      wanted.push_back({group.outputs[i], group.labels[i], row, static_cast<int>(i % in_row)});
    }
    figure.headings.push_back(
        {true, first_row, row, group.question + " " + std::to_string(group.object + 1), true});
    ++row;
  }
  return wanted;
}

// Numbers on both sides of 0 get a scale with two arms.
Range range_of(const NetworkView& view, MatrixRef outputs, const std::vector<Wanted>& wanted) {
  if (!view.task.every_step()) return {};
  if (view.task.softmax) return {0, 1, "viridis", true};
  double low = 1e300, high = -1e300;
  for (const Wanted& one : wanted) {
    low = std::min(low, static_cast<double>(outputs.col(one.output).minCoeff()));
    high = std::max(high, static_cast<double>(outputs.col(one.output).maxCoeff()));
  }
  const double most = std::max(std::abs(low), std::abs(high));
  if (low < -0.1 * most && high > 0.1 * most) return {-most, most, "red-blue", true};
  return {low, high > low ? high : low + 1, "viridis", true};
}

}  // namespace

render::Figure make_output_map(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const std::vector<std::string>& names = request.settings.texts("concept");
  const Look look = look_of(request.settings, names.size() != 1);
  render::Figure figure = figure_with(look);
  const MapPoints points = map_points(view.trace, view.embedding.coords);
  if (view.trace.outputs.cols() == 0)
    fail(ErrorKind::data, "the states of " + view.id + " hold no outputs; record a trained run");
  const std::vector<Wanted> wanted = names.empty() ? page_of_all(view, figure) : named(view, names);
  const Matrix outputs = shown_outputs(view.task, view.trace.outputs);
  const Range range = range_of(view, outputs, wanted);
  const std::string palette = scale_palette(request.settings, range.palette);
  const Limits limits = limits_of(points.at);
  bool below = false, above = false;
  int columns = 1, rows = 1;
  for (const Wanted& one : wanted) {
    columns = std::max(columns, one.column + 1);
    rows = std::max(rows, one.row + 1);
  }
  for (const Wanted& one : wanted) {
    render::Panel panel = map_panel(one.title, limits);
    panel.row = one.row;
    panel.column = one.column;
    render::Points marks;
    marks.at = points.at;
    marks.radius_pt = dot_radius_pt(points.at.size(), look.width_pt / columns);
    for (const std::int32_t row : points.row) {
      const double value = outputs(row, one.output);
      below |= value < range.low;
      above |= value > range.high;
      marks.colors.push_back(render::sample_palette(palette, (value - range.low) / (range.high - range.low)));
    }
    panel.marks.emplace_back(std::move(marks));
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects.assign(static_cast<std::size_t>(rows),
                            aspect_of(limits, 0.6, names.empty() ? 0.75 : 1.0));
  render::ColorBar bar;
  bar.title = view.task.softmax ? "softmax of the outputs" : "output";
  bar.palette = palette;
  bar.low = range.low;
  bar.high = range.high;
  bar.clipped_low = below;
  bar.clipped_high = above;
  if (!range.is_real) bar.ticks = {{-0.3, "-0.3"}, {0, "0"}, {0.5, "0.5"}, {1, "1"}, {1.3, "1.3"}};
  bar.side = render::Side::bottom;
  figure.color_bars.push_back(std::move(bar));
  figure.caption.title = "Activation of the outputs of the " + view.name + " over the map of its states";
  if (range.is_real) {
    figure.caption.text = wanted.size() == 1 ? "The map, coloured by the output"
                                             : "The same map once for each output, coloured by its value";
    figure.caption.text +=
        view.task.softmax
            ? " (softmax over the classes). "
            : "; colours end at the lowest and the highest value shown" +
                  std::string(range.low < 0 && range.high > 0 ? ", alike on both sides of 0. " : ". ");
    figure.caption.text += map_caption(view);
    return figure;
  }
  figure.caption.text =
      "The same map once for each output, coloured by the output's activation; 1 is the value taught for a "
      "named "
      "concept, 0 for one that is not. Colours end at -0.3 and 1.3";
  figure.caption.text +=
      below || above ? ", and values beyond have the colour of the end (pointed ends of the bar). " : ". ";
  if (view.cell == "esn" && !view.trained_at_every_word)
    figure.caption.text +=
        "The readout was trained on the states after END only: elsewhere it is extrapolation. ";
  figure.caption.text += map_caption(view);
  return figure;
}

}  // namespace rssviz::cli
