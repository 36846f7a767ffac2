// Sequences as paths through a file of coordinates, in a colour each or coloured by a column.
#include <cmath>

#include "cli/compose/parts/columns/column_look.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/scatter_marks.h"
#include "cli/compose/states/bare_states.h"
#include "cli/compose/states/kinds.h"
#include "cli/compose/states/point_table.h"
#include "cli/subjects/file_states.h"
#include "cli/subjects/symbols_of_points.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kSequences = 3;  // where --sequences names none

constexpr std::size_t kPieces = 5;  // of a line that gets darker with its steps

// A line that begins light and ends dark, so that its direction is seen.
void add_fading_line(const std::vector<render::Point>& way, const render::Style& style,
                     render::Panel& panel) {
  const std::size_t steps = way.size() - 1, pieces = std::min(kPieces, steps);
  for (std::size_t k = 0; k < pieces; ++k) {
    render::Line line;
    line.at.assign(way.begin() + static_cast<std::ptrdiff_t>(k * steps / pieces),
                   way.begin() + static_cast<std::ptrdiff_t>((k + 1) * steps / pieces) + 1);
    line.color =
        render::mix(style.quiet, style.ink, static_cast<double>(k + 1) / static_cast<double>(pieces));
    line.width_pt = 0.6;
    panel.marks.emplace_back(std::move(line));
  }
}

// A filled dot at the first state, an open one at the last.
render::Points ends_of(const std::vector<render::Point>& way, const render::Style& style) {
  render::Points ends;
  ends.at = {way.front(), way.back()};
  ends.colors = {style.ink, style.paper};
  ends.radius_pt = 2.2;
  ends.outline_pt = 0.8;
  ends.outline = style.ink;
  ends.keep_order = true;
  return ends;
}

// The chosen sequences as thin lines that get darker, with their states as dots in the column's colours.
std::vector<SequenceRows> add_colored_paths(const FigureRequest& request, const BareMap& map,
                                            const ScatterMarks& scatter, ScatterColumn column,
                                            render::Figure& figure) {
  const std::vector<SequenceRows> sequences = known_sequences(
      request.settings, request.folders.front(), map.places, kSequences, columns_of_map(request, map));
  ScatterMarks followed = scatter;
  followed.at.clear();
  followed.radius = request.settings.has("radius") ? scatter.radius : 1.6;
  followed.opacity = 1;
  ScatterColumn of_followed = column;
  of_followed.numbers.clear();
  of_followed.values.clear();
  std::vector<render::Points> ends;
  for (const SequenceRows& sequence : sequences) {
    std::vector<render::Point> way;
    for (const std::size_t row : sequence.rows) {
      if (std::isnan(map.at[row].x)) continue;
      way.push_back(map.at[row]);
      followed.at.push_back(map.at[row]);
      if (column.is_scale)
        of_followed.numbers.push_back(column.numbers[row]);
      else
        of_followed.values.push_back(column.values[row]);
    }
    if (way.size() < 2) continue;
    add_fading_line(way, scatter.style, figure.panels.front());
    ends.push_back(ends_of(way, scatter.style));
  }
  const std::vector<render::Mark> lines = figure.panels.front().marks;  // below all dots
  color_points(followed, std::move(of_followed), request.settings, 0, figure);
  std::vector<render::Mark>& marks = figure.panels.front().marks;
  if (!column.is_scale) marks.insert(marks.begin(), lines.begin(), lines.end());  // classes replace them
  for (render::Points& one : ends) marks.emplace_back(std::move(one));
  return sequences;
}

// The points of these, one sequence after the other.
std::vector<std::size_t> points_of(const std::vector<SequenceRows>& sequences) {
  std::vector<std::size_t> points;
  for (const SequenceRows& sequence : sequences)
    points.insert(points.end(), sequence.rows.begin(), sequence.rows.end());
  return points;
}

Drawn make_paths(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const Look look = look_of(settings, true);
  render::Figure figure = figure_with(look);
  const BareMap map = read_bare_map(request);
  const ScatterMarks scatter = scatter_marks(map.at, look.style, map.limits, look.width_pt, settings);
  figure.panels.push_back(panel_of_map(map));
  figure.row_aspects = {aspect_of(map.limits, 0.5, 0.9)};
  plain_points(scatter, look.style.quiet, figure.panels.front());
  std::vector<SequenceRows> sequences;
  std::vector<ScatterColumn> columns;
  std::string colors = "Filled dot: first state; open dot: last. ";
  if (settings.has("color-by")) {
    ScatterColumn column = column_of_map(request, map, settings.text("color-by"));
    refuse_unread_looks(settings, {&column});
    colors = "Lines get darker from step to step; filled dot: first state; open dot: last. " +
             column_sentence(column, settings);
    columns.push_back(column);
    sequences = add_colored_paths(request, map, scatter, std::move(column), figure);
  } else {
    refuse_unread_looks(settings, {});
    const ColumnOf column_of = columns_of_map(request, map);
    sequences = known_sequences(settings, request.folders.front(), map.places, kSequences, column_of);
    const FollowedSequences followed =
        followed_sequences(request, {}, map.places, kSequences, look.style, column_of);
    add_paths(map.at, followed, look.style, 0, figure,
              symbols_of_points(settings, request.folders.front(), map.at.size()));
    if (followed.alike) colors += "More sequences than there are colours: --color-by tells classes apart. ";
  }
  const std::size_t count = sequences.size();
  add_hulls(map.packing, look.style, figure.panels.front());
  set_title(request, "Trajectories through the points of " + file_name(request), figure);
  figure.caption.text =
      std::to_string(count) + (count == 1 ? " sequence" : " sequences") + ", step by step, over all " +
      with_commas(static_cast<long long>(placed(map.at).size())) + " points (grey). " + colors +
      "A long step on the map need not be a long step in state space. " + map.sentences;
  return {std::move(figure), table_of_points(map, points_of(sequences), columns)};
}

}  // namespace

FigureKind paths_kind() {
  return {.name = "paths",
          .summary = "trajectories by sequence through a file of coordinates",
          .of = Networks::coordinates,
          .reads = 0,
          .needs = {},
          .options = with_column_look({palette_of_either(), labels_option(), states_option(), stage_option(),
                                       sequences_option(), color_by_option(), color_as_option(),
                                       name_classes_option(), highlight_option(), radius_option(),
                                       opacity_option(), title_option(), zoom_option(), no_pack_option()}),
          .make = make_paths};
}

}  // namespace rssviz::cli
