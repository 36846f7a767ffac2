// output-map: the activation of outputs over the map; one output, some, or a page of all.
#include <algorithm>
#include <cmath>

#include "cli/compose/maps/kinds.h"
#include "cli/compose/parts/answer_findings.h"
#include "cli/compose/parts/claims.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/output_groups.h"
#include "cli/compose/parts/step_axis.h"
#include "cli/subjects/imported.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/roles.h"
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

// Whether outputs are taught 0 or 1, as claims about concepts; else they are numbers or classes.
bool are_claims(const NetworkView& view) {
  const std::vector<OutputGroup>& groups = view.task->groups();
  return !groups.empty() && std::all_of(groups.begin(), groups.end(),
                                        [](const OutputGroup& group) { return group.threshold > 0; });
}

// All outputs, of claims one group a row: those of the first slot, then those of the next.
std::vector<Wanted> page_of_all(const NetworkView& view, render::Figure& figure) {
  std::vector<Wanted> wanted;
  int row = 0;
  if (!are_claims(view)) return named(view, view.corpus->output_names);
  for (const OutputGroup& group : view.task->groups()) {
    const std::size_t in_row = 5;  // a task with many objects needs several rows a group
    const int first_row = row;
    for (std::size_t i = 0; i < group.outputs.size(); ++i) {
      if (i > 0 && i % in_row == 0) ++row;
      wanted.push_back({group.outputs[i], group.labels[i], row, static_cast<int>(i % in_row)});
    }
    figure.headings.push_back({true, first_row, row, title_of(group, grid_of(*view.task)), true});
    ++row;
  }
  return wanted;
}

// Numbers on both sides of 0 get a scale with two arms.
Range range_of(const NetworkView& view, MatrixRef outputs, const std::vector<Wanted>& wanted) {
  if (are_claims(view)) return {};
  if (view.softmax) return {0, 1, "viridis", true};
  double low = 1e300, high = -1e300;
  for (const Wanted& one : wanted) {
    low = std::min(low, static_cast<double>(outputs.col(one.output).minCoeff()));
    high = std::max(high, static_cast<double>(outputs.col(one.output).maxCoeff()));
  }
  const double most = std::max(std::abs(low), std::abs(high));
  if (low < -0.1 * most && high > 0.1 * most) return {-most, most, "red-blue", true};
  return {low, high > low ? high : low + 1, "viridis", true};
}

// A scale that ends where it begins would give the lowest and the highest output one colour; one with two
// arms has its middle where nothing is special about claims.
void check_scale(const Settings& settings, const Range& range) {
  const std::string palette = scale_palette(settings, range.palette);
  if (palette == "twilight")
    fail(ErrorKind::usage,
         "--palette twilight is cyclic: outputs of both ends would have one colour; take viridis");
  if (palette == "red-blue" && !range.is_real)
    fail(ErrorKind::usage,
         "--palette red-blue has its middle at 0.5, where nothing is special about these outputs; take "
         "viridis");
}

// Whether values lie beyond the ends of the colours.
constexpr std::size_t kFramed = 6;  // maps; frames of more take the eye from them

struct Clipped {
  bool low{false};
  bool high{false};
};

Clipped add_panels(const NetworkView& view, const ShownMap& map, const std::vector<Wanted>& wanted,
                   MatrixRef outputs, const Range& range, const Look& look, render::Figure& figure) {
  const MapPoints points = map_points(view.trace, map.coords);
  const Limits limits = limits_of(with_hulls(map, points.at));
  int columns = 1;
  for (const Wanted& one : wanted) columns = std::max(columns, one.column + 1);
  Clipped clipped;
  for (const Wanted& one : wanted) {
    render::Panel panel = map_panel(one.title, limits);
    panel.row = one.row;
    panel.column = one.column;
    render::Points marks;
    marks.at = points.at;
    marks.radius_pt = dot_radius_pt(points.at.size(), look.width_pt / columns);
    for (const std::int32_t row : points.row) {
      const double value = outputs(row, one.output);
      clipped.low |= value < range.low;
      clipped.high |= value > range.high;
      marks.colors.push_back(
          render::sample_palette(range.palette, (value - range.low) / (range.high - range.low)));
    }
    panel.marks.emplace_back(std::move(marks));
    add_hulls(map.packing, look.style, panel);
    figure.panels.push_back(std::move(panel));
  }
  return clipped;
}

// A row a state: where it lies and what each of the shown outputs says.
formats::Table table_of_outputs(const NetworkView& view, const ShownMap& map,
                                const std::vector<Wanted>& wanted, MatrixRef outputs) {
  const MapPoints points = map_points(view.trace, map.coords);
  formats::Table table;
  table.header = {"sequence", "step", "x", "y"};
  for (const Wanted& one : wanted)
    table.header.push_back(view.corpus->output_names[static_cast<std::size_t>(one.output)]);
  for (std::size_t i = 0; i < points.at.size(); ++i) {
    const auto place = static_cast<std::size_t>(points.row[i]);
    std::vector<std::string> row{
        std::to_string(view.trace.sequence[place]), std::to_string(view.trace.step[place]),
        formats::format_number(points.at[i].x), formats::format_number(points.at[i].y)};
    for (const Wanted& one : wanted)
      row.push_back(formats::format_number(outputs(points.row[i], one.output)));
    table.rows.push_back(std::move(row));
  }
  return table;
}

render::ColorBar bar_of(const NetworkView& view, const Range& range, const Clipped& clipped) {
  render::ColorBar bar;
  bar.title = view.softmax ? "softmax of the outputs" : "output";
  bar.palette = range.palette;
  bar.low = range.low;
  bar.high = range.high;
  bar.clipped_low = clipped.low;
  bar.clipped_high = clipped.high;
  if (!range.is_real) bar.ticks = {{-0.3, "-0.3"}, {0, "0"}, {0.5, "0.5"}, {1, "1"}, {1.3, "1.3"}};
  bar.side = render::Side::bottom;
  return bar;
}

std::string real_text(const NetworkView& view, std::size_t outputs, const Range& range) {
  std::string text = outputs == 1 ? "The map, coloured by the output"
                                  : "The same map once for each output, coloured by its value";
  if (view.softmax) return text + " (softmax over the classes). ";
  return text + "; colours end at the lowest and the highest value shown" +
         (range.low < 0 && range.high > 0 ? ", alike on both sides of 0. " : ". ");
}

std::string claims_text(const NetworkView& view, const Clipped& clipped) {
  std::string text =
      "The same map once for each output, coloured by the output's activation; 1 is the value taught for a "
      "named concept, 0 for one that is not. Colours end at -0.3 and 1.3";
  text += clipped.low || clipped.high
              ? ", and values beyond have the colour of the end (pointed ends of the bar). "
              : ". ";
  // States that no learning shaped for this readout.
  if (view.states_stay && !view.trained_at_every_word && !is_imported(view))
    text += "The readout was trained on the states after " + view.task->wording().last +
            " only: elsewhere it is extrapolation. ";
  return text;
}

}  // namespace

static Drawn make_output_map(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const std::vector<std::string>& names = request.settings.texts("concept");
  const Look look = look_of(request.settings, names.size() != 1);
  render::Figure figure = figure_with(look);
  if (view.trace.outputs.cols() == 0)
    fail(ErrorKind::data, "the states of " + view.id + " hold no outputs; record a trained run");
  const std::vector<Wanted> wanted = names.empty() ? page_of_all(view, figure) : named(view, names);
  const Matrix outputs = shown_outputs(view, view.trace.outputs);
  Range range = range_of(view, outputs, wanted);
  check_scale(request.settings, range);
  range.palette = scale_palette(request.settings, range.palette);
  const ShownMap map = shown_map(view, request.settings, request.execution);
  const Clipped clipped = add_panels(view, map, wanted, outputs, range, look, figure);
  int rows = 1;
  for (const Wanted& one : wanted) rows = std::max(rows, one.row + 1);
  figure.row_aspects.assign(static_cast<std::size_t>(rows),
                            aspect_of(*figure.panels.front().limits, 0.6, names.empty() ? 0.75 : 1.0));
  figure.color_bars.push_back(bar_of(view, range, clipped));
  if (!figure.headings.empty())
    letter_rows(figure, look);
  else if (figure.panels.size() > 1)
    letter_panels(figure, look);
  if (figure.panels.size() > kFramed) figure.style.frame = figure.style.paper;
  figure.caption.title = "Activation of the outputs of the " + view.name + " over the map of its states";
  figure.caption.text = (range.is_real ? real_text(view, wanted.size(), range) : claims_text(view, clipped)) +
                        map_caption(view, map);
  Drawn drawn{std::move(figure), table_of_outputs(view, map, wanted, outputs)};
  const std::vector<std::string> ends = columns_for_role(view, nullptr, "ends");
  if (!ends.empty() && view.trace.integer(ends.front()) != nullptr)
    add_auroc_of_outputs(view, *view.trace.integer(ends.front()), drawn.findings);
  return drawn;
}

FigureKind output_map_kind() {
  return {
      .name = "output-map",
      .summary = "activation of outputs over the map",
      .of = Networks::one,
      .reads = kReadsMap,
      .needs = {},
      .options = {palette_of_scales(), concept_option(), zoom_option(), no_pack_option(), strict_option()},
      .make = make_output_map};
}

}  // namespace rssviz::cli
