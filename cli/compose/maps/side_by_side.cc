// R19: two networks, the same sentences and colours in both maps.
#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/paths.h"
#include "cli/subjects/network_view.h"
#include "core/error.h"
#include "models/data/columns.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

render::Figure make_side_by_side(const FigureRequest& request) {
  if (request.networks.size() < 2)
    fail(ErrorKind::usage, "side-by-side needs two runs: rssviz figure side-by-side RUN RUN -o FILE");
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const std::vector<models::Tokens> followed =
      followed_sentences(*request.networks.front(), request.settings.texts("sentence"), 2);
  const models::IntColumn& first_column = request.networks.front()->trace.require_integer("heard_object_1");
  const Classes classes = classes_of(first_column.labels, look.style);
  double aspect = 0;
  std::string captions;
  render::Legend lines;
  for (std::size_t n = 0; n < request.networks.size(); ++n) {
    const NetworkView& view = *request.networks[n];
    const MapPoints points = map_points(view.trace, view.embedding.coords);
    Limits limits = limits_of(points.at);
    render::Panel panel = map_panel(view.name + ", " + view.states_name, limits);
    panel.column = static_cast<int>(n);
    const double radius =
        dot_radius_pt(points.at.size(), look.width_pt / static_cast<double>(request.networks.size()));
    panel.marks = class_marks(points.at, values_at(view.trace.require_integer("heard_object_1"), points.row),
                              classes, look.style, radius);
    for (std::size_t s = 0; s < followed.size(); ++s) {
      const SentencePath path = path_of(view, followed[s], request.execution);
      render::Line line;
      line.at = path.at;
      line.color = look.style.ink;
      line.width_pt = 0.8;
      line.dash = s == 0 ? render::Dash::solid : render::Dash::dashed;
      line.arrows = true;
      line.halo_pt = 0.8;
      panel.marks.emplace_back(std::move(line));
      render::Label end;
      end.at = path.at.back();
      end.text = "END";
      end.bold = true;
      end.color = look.style.ink;
      panel.labels.push_back(std::move(end));
      if (n == 0)
        lines.entries.push_back({path.text,
                                 look.style.ink,
                                 render::SwatchKind::line,
                                 {},
                                 s == 0 ? render::Dash::solid : render::Dash::dashed});
    }
    render::Label begin;
    begin.at = path_of(view, followed.front(), request.execution).at.front();
    begin.text = "BEGIN";
    begin.bold = true;
    begin.priority = 2;
    begin.color = look.style.ink;
    panel.labels.push_back(std::move(begin));
    aspect = std::max(aspect, aspect_of(limits, 0.75, 1.0));
    figure.panels.push_back(std::move(panel));
    captions += (n > 0 ? " " : "") + view.name + ": " + map_caption(view);
  }
  figure.row_aspects = {aspect};
  render::Legend legend = class_legend("first object named", classes, "none yet", look.style);
  figure.legends.push_back(std::move(legend));
  figure.legends.push_back(std::move(lines));
  letter_panels(figure, look);
  figure.caption.title = "The same sentences in two networks";
  figure.caption.text =
      "Colour: the first object that the sentence has named so far; lines: the same sentences in both maps. "
      "Each map was "
      "made on its own: places can't be compared across panels, neighbourhoods can. " +
      captions;
  return figure;
}

}  // namespace rssviz::cli
