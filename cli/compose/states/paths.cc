// Sequences as paths through a file of coordinates, in a colour each or coloured by a column.
#include <algorithm>
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

constexpr std::size_t kMostFirsts = 9;  // of classes, a sequence each: as many colours as there are

constexpr std::size_t kPieces = 5;  // of a line that gets darker with its steps

// The way of a sequence over the map, and the colours of its states: one each, or none.
struct Way {
  std::vector<render::Point> at{};
  std::vector<render::Color> colors{};
};

// A line that begins light and ends dark, so that its direction is seen. Of a way with colours each step has
// the colour of the state that it leads to, and the line gets wider: a pale class would be lost if it faded.
void add_fading_line(const Way& way, const render::Style& style, render::Panel& panel) {
  const std::size_t steps = way.at.size() - 1, pieces = std::min(kPieces, steps);
  const bool colored = !way.colors.empty();
  for (std::size_t k = 0; k < pieces; ++k) {
    const double share = static_cast<double>(k + 1) / static_cast<double>(pieces);
    const std::size_t end = (k + 1) * steps / pieces;
    for (std::size_t from = k * steps / pieces; from < end;) {
      std::size_t to = from + 1;
      while (to < end && (!colored || way.colors[to + 1] == way.colors[from + 1])) ++to;
      render::Line line;
      line.at.assign(way.at.begin() + static_cast<std::ptrdiff_t>(from),
                     way.at.begin() + static_cast<std::ptrdiff_t>(to) + 1);
      line.color = colored ? way.colors[from + 1] : render::mix(style.quiet, style.ink, share);
      line.width_pt = colored ? 0.4 + 0.8 * share : 0.6;
      panel.marks.emplace_back(std::move(line));
      from = to;
    }
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

// Whether each of the sequences has one class from its first state to its last.
bool classes_stay(const ScatterColumn& column, const FollowedSequences& followed) {
  return std::all_of(followed.sequences.begin(), followed.sequences.end(), [&](const SequenceRows& one) {
    return std::all_of(one.rows.begin(), one.rows.end(), [&](std::size_t row) {
      return column.values[row] >= 0 && column.values[row] == column.values[one.rows.front()];
    });
  });
}

// The sequences that a column colours: those of --sequences; else of classes that sequences have as a whole
// the first of each, of all others the first few.
std::vector<SequenceRows> colored_sequences(const FigureRequest& request, const BareMap& map,
                                            const ScatterColumn& column, const render::Style& style) {
  const ColumnOf column_of = columns_of_map(request, map);
  const std::vector<SequenceRows> first =
      known_sequences(request.settings, request.folders.front(), map.places, kSequences, column_of);
  if (column.is_scale || !request.settings.texts("sequences").empty()) return first;
  const std::size_t count = std::clamp(column.labels.size(), kSequences, kMostFirsts);
  FollowedSequences followed = followed_sequences(request, column, map.places, count, style, column_of);
  const bool whole = followed.sequences.size() <= column.labels.size() && classes_stay(column, followed);
  return whole ? std::move(followed.sequences) : first;
}

// The chosen sequences as thin lines that get darker, with their states as dots in the column's colours.
std::vector<SequenceRows> add_colored_paths(const FigureRequest& request, const BareMap& map,
                                            const ScatterMarks& scatter, ScatterColumn column,
                                            render::Figure& figure) {
  const std::vector<SequenceRows> sequences = colored_sequences(request, map, column, scatter.style);
  const std::vector<render::Color> colors = column.is_scale
                                                ? std::vector<render::Color>{}
                                                : colors_by_class(column, request.settings, scatter.style);
  ScatterMarks followed = scatter;
  followed.at.clear();
  followed.radius = request.settings.has("radius") ? scatter.radius : 1.6;
  followed.opacity = 1;
  ScatterColumn of_followed = column;
  of_followed.numbers.clear();
  of_followed.values.clear();
  std::vector<render::Points> ends;
  for (const SequenceRows& sequence : sequences) {
    Way way;
    for (const std::size_t row : sequence.rows) {
      if (std::isnan(map.at[row].x)) continue;
      way.at.push_back(map.at[row]);
      if (!colors.empty()) way.colors.push_back(colors[row]);
      followed.at.push_back(map.at[row]);
      if (column.is_scale)
        of_followed.numbers.push_back(column.numbers[row]);
      else
        of_followed.values.push_back(column.values[row]);
    }
    if (way.at.size() < 2) continue;
    add_fading_line(way, scatter.style, figure.panels.front());
    ends.push_back(ends_of(way.at, scatter.style));
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
    colors = (column.is_scale ? std::string("Lines get darker from step to step")
                              : "Lines have the colour of the class of the state that they lead to, and get "
                                "wider from step to step") +
             "; filled dot: first state; open dot: last. " + column_sentence(column, settings);
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
  return {
      .name = "paths",
      .summary = "trajectories by sequence through a file of coordinates",
      .of = Networks::coordinates,
      .reads = 0,
      .needs = {},
      .options = with_column_look({palette_of_either(), labels_option(), states_option(), stage_option(),
                                   plane_option(), sequences_option(), color_by_option(), color_as_option(),
                                   name_classes_option(), highlight_option(), radius_option(),
                                   opacity_option(), title_option(), zoom_option(), no_pack_option()}),
      .make = make_paths};
}

}  // namespace rssviz::cli
