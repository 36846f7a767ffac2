// Points from bare coordinates: any map that someone has, with one column as colour.
#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/scatter_marks.h"
#include "cli/subjects/file_states.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {

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
                        " points; dots are drawn in random order (seed 1) and are " +
                        percent(scatter.opacity) + " opaque. " + colors +
                        "The axes have equal scales and no units.";
  return figure;
}

}  // namespace rssviz::cli
