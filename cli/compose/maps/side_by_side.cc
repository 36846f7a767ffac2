// side-by-side: two networks, the same sequences and colours in both maps.
#include <algorithm>

#include "cli/compose/maps/kinds.h"
#include "cli/compose/parts/agreement_findings.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/paths.h"
#include "cli/compose/parts/point_colors.h"
#include "cli/subjects/network_view.h"
#include "cli/subjects/roles.h"
#include "core/error.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

namespace {

render::Dash dash_of(std::size_t followed) {
  return followed == 0 ? render::Dash::solid : render::Dash::dashed;
}

render::Label bold_label(const render::Point& at, const std::string& text, const render::Style& style) {
  render::Label label;
  label.at = at;
  label.text = text;
  label.bold = true;
  label.color = style.ink;
  return label;
}

// The paths of the followed sequences, with the words of their ends.
void add_lines(const std::vector<SentencePath>& paths, const render::Style& style, render::Panel& panel) {
  for (std::size_t s = 0; s < paths.size(); ++s) {
    render::Line line;
    line.at = paths[s].at;
    line.color = style.ink;
    line.width_pt = 1;
    line.dash = dash_of(s);
    line.arrows = true;
    line.halo_pt = 1.2;
    panel.marks.emplace_back(std::move(line));
    panel.labels.push_back(bold_label(paths[s].at.back(), paths[s].words.back(), style));
  }
  render::Label begin = bold_label(paths.front().at.front(), paths.front().words.front(), style);
  begin.priority = 2;
  panel.labels.push_back(std::move(begin));
}

// "the first object that the sentence has named so far": what a column of heard answers is; else its title.
std::string said_of_class(const models::Task& task, const std::string& column, const std::string& title) {
  for (const OutputGroup& group : task.groups())
    if (!column.empty() && group.heard == column)
      return std::string(group.slot == 0 ? "the first " : "the second ") + group.question + " that the " +
             task.wording().sequence + " has named so far";
  return title;
}

models::ColorColumn color_of(const models::Task& task, const std::string& column) {
  const models::ColorColumn own = task.color();
  return column == own.name ? own : models::ColorColumn{column, task.title_of(column), ""};
}

std::string caption_text(const FigureRequest& request, const std::vector<ShownMap>& maps,
                         const std::string& column, const PointColors& colors) {
  const NetworkView& first = *request.networks.front();
  const models::Wording wording = first.task->wording();
  std::string text = "Colour: " + said_of_class(*first.task, column, colors.title) + "; lines: the same " +
                     wording.sequences +
                     " in both maps. Each map was made on its own: places can't be compared across panels, "
                     "neighbourhoods can. " +
                     shared_caption(colors);
  for (std::size_t n = 0; n < request.networks.size(); ++n)
    text +=
        (n > 0 ? " " : "") + request.networks[n]->name + ": " + map_caption(*request.networks[n], maps[n]);
  return text;
}

render::Panel panel_of(const FigureRequest& request, std::size_t n, const ShownMap& map,
                       const models::ColorColumn& color, const std::vector<SentencePath>& paths,
                       const Look& look) {
  const NetworkView& view = *request.networks[n];
  const MapPoints points = map_points(view.trace, map.coords);
  render::Panel panel = map_panel(view.name + ", " + view.states_name, limits_of(with_hulls(map, points.at)));
  panel.column = static_cast<int>(n);
  const double width_pt = look.width_pt / static_cast<double>(request.networks.size());
  panel.marks = point_colors(color, view.trace, request.settings, look.style)
                    .marks(points.at, look.style, dot_radius_pt(points.at.size(), width_pt));
  add_lines(paths, look.style, panel);
  add_hulls(map.packing, look.style, panel);
  return panel;
}

}  // namespace

static Drawn make_side_by_side(const FigureRequest& request) {
  if (request.networks.size() < 2)
    fail(ErrorKind::usage, "side-by-side needs two runs: rssviz figure side-by-side RUN RUN -o FILE");
  const NetworkView& first = *request.networks.front();
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const std::vector<models::Tokens> followed =
      followed_sentences(first, request.settings.texts("sentence"), 2);
  const std::string column = role_column(first, request.settings, "class");
  const models::ColorColumn color = color_of(*first.task, column);
  double aspect = 0;
  std::vector<SentencePath> paths;
  std::vector<ShownMap> maps;
  for (std::size_t n = 0; n < request.networks.size(); ++n) {
    const NetworkView& view = *request.networks[n];
    const ShownMap& map = maps.emplace_back(shown_map(view, request.settings, request.execution));
    paths.clear();
    for (const models::Tokens& tokens : followed)
      paths.push_back(path_of(view, map, tokens, request.execution));
    figure.panels.push_back(panel_of(request, n, map, color, paths, look));
    aspect = std::max(aspect, aspect_of(*figure.panels.back().limits, 0.75, 1.0));
  }
  figure.row_aspects = {aspect};
  const PointColors colors = point_colors(color, first.trace, request.settings, look.style);
  add_key(colors, look.style, figure);
  render::Legend lines;
  for (std::size_t s = 0; s < paths.size(); ++s)
    lines.entries.push_back({paths[s].text, look.style.ink, render::SwatchKind::line, {}, dash_of(s)});
  figure.legends.push_back(std::move(lines));
  letter_panels(figure, look);
  figure.caption.title = "The same " + first.task->wording().sequences + " in two networks";
  figure.caption.text = caption_text(request, maps, column, colors);
  Drawn drawn{std::move(figure)};
  for (const NetworkView* const view : request.networks)
    for (const ClassAgreement& found : class_agreement(*view, {column}, request.execution))
      drawn.findings.push_back(
          {first.task->title_of(column) + ": neighbours in state space that agree, " + view->name,
           found.share});
  return drawn;
}

FigureKind side_by_side_kind() {
  return {
      .name = "side-by-side",
      .summary = "two networks, the same sentences and colours",
      .of = Networks::several,
      .reads = kReadsMap | kReadsNetwork,
      .needs = {"class"},
      .options = {palette_of_either(), sentence_option(), zoom_option(), no_pack_option(), strict_option()},
      .make = make_side_by_side};
}

}  // namespace rssviz::cli
