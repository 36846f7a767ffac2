// Sequences as paths through a file of coordinates, in a colour each or coloured by a column.
#include <cmath>

#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/scatter_marks.h"
#include "cli/compose/states/bare_states.h"
#include "cli/compose/states/kinds.h"
#include "cli/subjects/file_states.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kSequences = 3;  // where --sequences names none

// The chosen sequences as thin grey lines, with their states as dots in the column's colours.
std::size_t add_colored_paths(const FigureRequest& request, const BareMap& map, const ScatterMarks& scatter,
                              ScatterColumn column, render::Figure& figure) {
  const std::vector<SequenceRows> sequences =
      known_sequences(request.settings, request.folders.front(), map.places, kSequences);
  ScatterMarks followed = scatter;
  followed.at.clear();
  followed.radius = request.settings.has("radius") ? scatter.radius : 1.6;
  followed.opacity = 1;
  ScatterColumn of_followed = column;
  of_followed.numbers.clear();
  of_followed.values.clear();
  for (const SequenceRows& sequence : sequences) {
    render::Line line;
    line.color = scatter.style.muted;
    line.width_pt = 0.5;
    for (const std::size_t row : sequence.rows) {
      if (std::isnan(map.at[row].x)) continue;
      line.at.push_back(map.at[row]);
      followed.at.push_back(map.at[row]);
      if (column.is_scale)
        of_followed.numbers.push_back(column.numbers[row]);
      else
        of_followed.values.push_back(column.values[row]);
    }
    if (line.at.size() > 1) figure.panels.front().marks.emplace_back(std::move(line));
  }
  color_points(followed, std::move(of_followed), request.settings, 0, figure);
  return sequences.size();
}

render::Figure make_paths(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const Look look = look_of(settings, true);
  render::Figure figure = figure_with(look);
  const BareMap map = read_bare_map(request);
  const ScatterMarks scatter = scatter_marks(map.at, look.style, map.limits, look.width_pt, settings);
  figure.panels.push_back(map_panel("", map.limits));
  figure.row_aspects = {aspect_of(map.limits, 0.5, 0.9)};
  plain_points(scatter, look.style.quiet, figure.panels.front());
  std::size_t count = 0;
  std::string colors = "Filled dot: first state; open dot: last. ";
  if (settings.has("color-by")) {
    ScatterColumn column = column_of_map(request, map, settings.text("color-by"));
    check_palette(settings, !column.is_scale, column.is_scale, "'" + column.name + "'");
    colors = column_sentence(column, settings);
    count = add_colored_paths(request, map, scatter, std::move(column), figure);
  } else {
    check_palette(settings, true, false, "the lines");
    (void)known_sequences(settings, request.folders.front(), map.places, kSequences);
    const FollowedSequences followed = followed_sequences(request, {}, map.places, kSequences, look.style);
    add_paths(map.at, followed, look.style, 0, figure);
    count = followed.sequences.size();
  }
  set_title(request, "Trajectories through the points of " + file_name(request), figure);
  figure.caption.text =
      std::to_string(count) + (count == 1 ? " sequence" : " sequences") + ", step by step, over all " +
      with_commas(static_cast<long long>(placed(map.at).size())) + " points (grey). " + colors +
      "A long step on the map need not be a long step in state space. " + map.sentences;
  return figure;
}

}  // namespace

FigureKind paths_kind() {
  return {
      .name = "paths",
      .summary = "trajectories by sequence through a file of coordinates",
      .of = Networks::coordinates,
      .reads = 0,
      .needs = {},
      .options = with_column_look({labels_option(), states_option(), stage_option(), sequences_option(),
                                   color_by_option(), color_as_option(), name_classes_option(),
                                   highlight_option(), radius_option(), opacity_option(), title_option()}),
      .make = make_paths};
}

}  // namespace rssviz::cli
