// Points from bare coordinates: any map that someone has, with one column as colour.
#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/scatter_marks.h"
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

render::Figure make_scatter(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const Look look = look_of(settings, false);
  render::Figure figure = figure_with(look);
  const std::filesystem::path& file = request.folders.front();
  std::vector<render::Point> at = read_coordinates(file);
  const Limits limits = limits_of(at);
  const ScatterMarks scatter = scatter_marks(std::move(at), look.style, limits, look.width_pt, settings);
  figure.title = settings.has("title") ? settings.text("title") : "";
  figure.panels.push_back(map_panel("", limits));
  figure.row_aspects = {aspect_of(limits, 0.5, 1.1)};
  std::string colors;
  if (settings.has("color-by")) {
    ScatterColumn column = chosen_column(request.settings, request.folders.front(), settings.text("color-by"),
                                         scatter.at.size());
    colors = column_sentence(column, settings);
    color_points(scatter, std::move(column), settings, 0, figure);
  } else {
    if (settings.has("labels"))
      fail(ErrorKind::usage, "--labels is given without --color-by, the column that colours the points");
    plain_points(scatter, render::class_colors(look.style, 1).front(), figure.panels.front());
  }
  figure.caption.title =
      settings.has("title") ? settings.text("title") : "Points of " + file.filename().string();
  figure.caption.text = "Each dot is one of " + with_commas(static_cast<long long>(scatter.at.size())) +
                        " points; " + painting_sentence(figure.panels.front()) + " and are " +
                        percent(scatter.opacity) + " opaque. " + colors +
                        "The axes have equal scales and no units.";
  return figure;
}

}  // namespace rssviz::cli
