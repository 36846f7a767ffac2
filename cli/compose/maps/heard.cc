// heard: what has been named so far: a panel for each group of outputs whose right answer is known so far.
#include <algorithm>

#include "cli/compose/maps/kinds.h"
#include "cli/compose/parts/agreement_findings.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/output_groups.h"
#include "cli/compose/parts/point_colors.h"
#include "cli/compose/parts/word_forms.h"
#include "cli/subjects/network_view.h"
#include "core/error.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

namespace {

// The groups whose right answers are known so far, in a grid: a question a column, a slot a row.
struct Asked {
  std::vector<OutputGroup> groups{};
  std::vector<std::string> questions{};
  int slots{0};
};

Asked asked_of(const NetworkView& view) {
  Asked asked;
  for (const OutputGroup& group : view.task->groups()) {
    if (group.heard.empty()) continue;
    asked.groups.push_back(group);
    asked.slots = std::max(asked.slots, group.slot + 1);
    if (std::find(asked.questions.begin(), asked.questions.end(), group.question) == asked.questions.end())
      asked.questions.push_back(group.question);
  }
  if (asked.groups.empty())
    fail(ErrorKind::data, "heard: the task " + view.task->name() + " of " + view.id +
                              " tells of no outputs what the right answer is so far");
  return asked;
}

std::size_t place_of(const Asked& asked, const OutputGroup& group) {
  return static_cast<std::size_t>(std::find(asked.questions.begin(), asked.questions.end(), group.question) -
                                  asked.questions.begin());
}

// The panels of one column share its key: the classes of its last panel.
void add_keys(const Asked& asked, const std::vector<PointColors>& colors, const render::Style& style,
              render::Figure& figure) {
  for (std::size_t q = 0; q < asked.questions.size(); ++q) {
    std::vector<std::size_t> panels;
    for (std::size_t k = 0; k < asked.groups.size(); ++k)
      if (place_of(asked, asked.groups[k]) == q) panels.push_back(k);
    render::Legend legend = class_legend("", colors[panels.back()].classes, "not heard", style);
    legend.panels = std::move(panels);
    figure.legends.push_back(std::move(legend));
  }
}

render::Caption caption_of(const NetworkView& view, const ShownMap& map, const Asked& asked) {
  render::Caption caption;
  caption.title = "What the " + view.name + " has heard so far, on the map of its states";
  caption.text =
      "The same map " + times(asked.groups.size()) + "; colour: the " + listed(asked.questions) +
      " that the " + view.task->wording().sequence + " has named so far" +
      (asked.slots == 2 ? " for its first (top) and second " + asked.questions.front() + " (bottom)" : "") +
      "; grey, below the others: not yet named. Colours of panels are those below each column. " +
      map_caption(view, map);
  return caption;
}

}  // namespace

static Drawn make_heard(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Asked asked = asked_of(view);
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const ShownMap map = shown_map(view, request.settings, request.execution);
  const MapPoints points = map_points(view.trace, map.coords);
  const Limits limits = limits_of(with_hulls(map, points.at));
  const double radius =
      dot_radius_pt(points.at.size(), look.width_pt / static_cast<double>(asked.questions.size()));
  std::vector<PointColors> colors;
  for (const OutputGroup& group : asked.groups) {
    colors.push_back(
        point_colors(models::ColorColumn{group.heard, "", ""}, view.trace, request.settings, look.style));
    render::Panel panel = map_panel(title_of(group, grid_of(*view.task)), limits);
    panel.row = group.slot;
    panel.column = static_cast<int>(place_of(asked, group));
    panel.marks = colors.back().marks(points.at, look.style, radius);
    add_hulls(map.packing, look.style, panel);
    figure.panels.push_back(std::move(panel));
  }
  add_keys(asked, colors, look.style, figure);
  figure.row_aspects.assign(static_cast<std::size_t>(asked.slots), aspect_of(limits));
  letter_panels(figure, look);
  figure.caption = caption_of(view, map, asked);
  Drawn drawn{std::move(figure)};
  std::vector<std::string> columns;
  for (const OutputGroup& group : asked.groups) columns.push_back(group.heard);
  for (const ClassAgreement& found : class_agreement(view, columns, request.execution))
    for (const OutputGroup& group : asked.groups)
      if (group.heard == found.column)
        add_agreement(title_of(group, grid_of(*view.task)), found, drawn.findings);
  return drawn;
}

FigureKind heard_kind() {
  return {.name = "heard",
          .summary = "what has been named so far, for either object",
          .of = Networks::one,
          .reads = kReadsMap,
          .of_task = {"outer"},
          .options = {zoom_option(), no_pack_option(), strict_option()},
          .make = make_heard};
}

}  // namespace rssviz::cli
