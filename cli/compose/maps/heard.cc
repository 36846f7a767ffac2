// R5: what has been named so far, for either object: six panels.
#include <array>

#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/subjects/network_view.h"
#include "models/data/columns.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

render::Figure make_heard(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const MapPoints points = map_points(view.trace, view.embedding.coords);
  const Limits limits = limits_of(points.at);
  const std::array<const char*, 3> questions{"object", "position", "colour"};
  for (int object = 0; object < 2; ++object)
    for (std::size_t q = 0; q < questions.size(); ++q) {
      const std::string number = std::to_string(object + 1);
      const models::IntColumn& column =
          view.trace.require_integer("heard_" + std::string(questions[q]) + "_" + number);
      const Classes classes = classes_of(column.labels, look.style);
      render::Panel panel = map_panel(std::string(questions[q]) + " " + number, limits);
      panel.row = object;
      panel.column = static_cast<int>(q);
      panel.marks = class_marks(points.at, values_at(column, points.row), classes, look.style,
                                dot_radius_pt(points.at.size(), look.width_pt / 3));
      figure.panels.push_back(std::move(panel));
      if (object == 0) continue;
      render::Legend legend = class_legend("", classes, "not heard", look.style);
      legend.panels = {q, q + 3};
      figure.legends.push_back(std::move(legend));
    }
  const double aspect = aspect_of(limits);
  figure.row_aspects = {aspect, aspect};
  letter_panels(figure, look);
  figure.caption.title = "What the " + view.name + " has heard so far, on the map of its states";
  figure.caption.text =
      "The same map six times; colour: the object, position and colour that the sentence has named so far "
      "for its "
      "first (top) and second object (bottom); grey: not yet named. Colours of panels are those below each "
      "column. " +
      map_caption(view);
  return figure;
}

}  // namespace rssviz::cli
