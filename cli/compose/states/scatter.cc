// Points from bare coordinates: any map that someone has, with one column as colour.
#include "cli/compose/parts/columns/column_look.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/scatter_marks.h"
#include "cli/compose/states/bare_states.h"
#include "cli/compose/states/kinds.h"
#include "cli/compose/states/point_table.h"
#include "cli/subjects/file_states.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/canvas/point_order.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// How the dots are painted: in the order of the panel's marks, each in random order.
std::string painting_sentence(const render::Panel& panel) {
  std::size_t pies = 0;
  for (const render::Mark& mark : panel.marks)
    if (const auto* points = std::get_if<render::Points>(&mark))
      pies += render::point_order(*points, render::random_order(points->at.size(), 1, 0)).pies.size();
  std::string asides;
  if (panel.marks.size() > 1) asides += ", grey ones below the others";
  if (pies > 0)
    asides += ", as a pie of classes at " + with_commas(static_cast<long long>(pies)) +
              (pies == 1 ? " place that several share" : " places that several share");
  return "dots are drawn in random order (seed 1)" + asides + (asides.empty() ? "" : ",");
}

}  // namespace

static Drawn make_scatter(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const Look look = look_of(settings, false);
  render::Figure figure = figure_with(look);
  BareMap map = read_bare_map(request);
  const ScatterMarks scatter = scatter_marks(map.at, look.style, map.limits, look.width_pt, settings);
  figure.panels.push_back(panel_of_map(map));
  figure.row_aspects = {aspect_of(map.limits, 0.5, 1.1)};
  std::string colors;
  std::vector<ScatterColumn> columns;
  if (settings.has("color-by")) {
    ScatterColumn column = column_of_map(request, map, settings.text("color-by"));
    refuse_unread_looks(settings, {&column});
    colors = column_sentence(column, settings);
    columns.push_back(column);
    color_points(scatter, std::move(column), settings, 0, figure);
  } else {
    if (settings.has("labels"))
      fail(ErrorKind::usage, "--labels is given without --color-by, the column that colours the points");
    refuse_unread_looks(settings, {});
    plain_points(scatter, render::class_colors(look.style, 1).front(), figure.panels.front());
  }
  const std::string painted = painting_sentence(figure.panels.front());
  add_hulls(map.packing, look.style, figure.panels.front());
  set_title(request, "Points of " + file_name(request), figure);
  figure.caption.text = "Each dot is one of " + with_commas(static_cast<long long>(placed(map.at).size())) +
                        " points; " + painted + " and are " + percent(scatter.opacity) + " opaque. " +
                        colors + map.sentences + axes_sentence(map);
  Drawn drawn{std::move(figure), table_of_points(map, all_points(map), columns)};
  for (const ScatterColumn& column : columns)
    add_agreement_on_map(map, column, request.execution, drawn.findings);
  return drawn;
}

FigureKind scatter_kind() {
  return {.name = "scatter",
          .summary = "points from a file of coordinates, coloured by a column",
          .of = Networks::coordinates,
          .reads = 0,
          .needs = {},
          .options = with_column_look({palette_of_either(), labels_option(), states_option(), stage_option(),
                                       plane_option(), color_by_option(), color_as_option(),
                                       name_classes_option(), highlight_option(), radius_option(),
                                       opacity_option(), title_option(), zoom_option(), no_pack_option()}),
          .make = make_scatter};
}

}  // namespace rssviz::cli
