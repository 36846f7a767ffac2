// R3: which part of its sentence each state belongs to.
#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/subjects/network_view.h"
#include "models/data/columns.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

render::Figure make_clauses(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  Look look = look_of(request.settings, false);
  if (!request.settings.has("width") && request.settings.text("theme") == "paper")
    look.width_pt = std::min(look.width_pt, 270.0);
  render::Figure figure = figure_with(look);
  const MapPoints points = map_points(view.trace, view.embedding.coords);
  const models::IntColumn& clause = view.trace.require_integer("clause");
  const Classes classes = classes_of(clause.labels, look.style);
  const Limits limits = limits_of(with_zero_state(view, points.at));
  render::Panel panel = map_panel("", limits);
  panel.marks = class_marks(points.at, values_at(clause, points.row), classes, look.style,
                            dot_radius_pt(points.at.size(), look.width_pt));
  if (!points.at.empty()) {  // the first distinct state is that after BEGIN, where all sentences start
    render::Points start;
    start.at = {points.at.front()};
    start.colors = {look.style.paper};
    start.shape = render::MarkerShape::star;
    start.radius_pt = 4;
    start.outline_pt = 0.9;
    start.outline = look.style.ink;
    panel.marks.emplace_back(std::move(start));
    render::Label label;
    label.at = points.at.front();
    label.text = "start (BEGIN)";
    label.color = look.style.ink;
    label.bold = true;
    label.clear_radius_pt = 4.5;
    panel.labels.push_back(std::move(label));
  }
  add_zero_state(view, look.style, true, panel);
  figure.panels.push_back(std::move(panel));
  figure.row_aspects = {aspect_of(limits)};
  render::Legend legend = class_legend("state after a word of the", classes, "", look.style);
  legend.title.clear();
  figure.legends.push_back(std::move(legend));
  figure.caption.title = "Where the parts of a sentence lie among the states of the " + view.name;
  figure.caption.text =
      "Colour: the part of the sentence that the last word heard belongs to. Star: the state after BEGIN, "
      "where every "
      "sentence starts. " +
      zero_state_caption(view) + map_caption(view);
  return figure;
}

}  // namespace rssviz::cli
