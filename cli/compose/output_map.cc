// R6: the activation of outputs over the map; one output, some, or a page of all.
#include <algorithm>

#include "cli/compose/map_panels.h"
#include "core/error.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr double kLow = -0.3;
constexpr double kHigh = 1.3;

struct Wanted {
  int output{0};
  std::string title{};
  int row{0};
  int column{0};
};

// All outputs, one group of one object a row: the first object's groups, then the second's.
std::vector<Wanted> page_of_all(const NetworkView& view, render::Figure& figure) {
  std::vector<Wanted> wanted;
  int row = 0;
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

std::vector<Wanted> named(const NetworkView& view, const std::vector<std::string>& names) {
  std::vector<Wanted> wanted;
  for (const std::string& name : names) {
    const std::vector<std::string>& all = view.corpus->output_names;
    const auto found = std::find(all.begin(), all.end(), name);
    if (found == all.end()) {
      const std::string near = nearest_name(name, all);
      fail(ErrorKind::usage, "--concept: there is no output '" + name + "'" +
                                 (near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
    const int place = static_cast<int>(wanted.size());
    wanted.push_back({static_cast<int>(found - all.begin()), name, place / 3, place % 3});
  }
  return wanted;
}

}  // namespace

render::Figure make_output_map(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const std::vector<std::string>& names = request.settings.texts("concept");
  const Look look = look_of(request.settings, names.size() != 1);
  render::Figure figure = figure_with(look);
  const std::string palette = scale_palette(request.settings, "viridis");
  const MapPoints points = map_points(view.trace, view.embedding.coords);
  if (view.trace.outputs.cols() == 0)
    fail(ErrorKind::data, "the states of " + view.id + " hold no outputs; record a trained run");
  const std::vector<Wanted> wanted = names.empty() ? page_of_all(view, figure) : named(view, names);
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
      const double value = view.trace.outputs(row, one.output);
      below |= value < kLow;
      above |= value > kHigh;
      marks.colors.push_back(render::sample_palette(palette, (value - kLow) / (kHigh - kLow)));
    }
    panel.marks.emplace_back(std::move(marks));
    figure.panels.push_back(std::move(panel));
  }
  figure.row_aspects.assign(static_cast<std::size_t>(rows),
                            aspect_of(limits, 0.6, names.empty() ? 0.75 : 1.0));
  render::ColorBar bar;
  bar.title = "output";
  bar.palette = palette;
  bar.low = kLow;
  bar.high = kHigh;
  bar.clipped_low = below;
  bar.clipped_high = above;
  bar.ticks = {{-0.3, "-0.3"}, {0, "0"}, {0.5, "0.5"}, {1, "1"}, {1.3, "1.3"}};
  bar.side = render::Side::bottom;
  figure.color_bars.push_back(std::move(bar));
  figure.caption.title = "Activation of the outputs of the " + view.name + " over the map of its states";
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
