// Figures of states and maps that come as bare files, without a run or a task: trajectories by sequence, a
// panel a column, a heat map along a sequence, and all of it on one page.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>
#include <optional>

#include "cli/compose/parts/columns/column_look.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/scatter_marks.h"
#include "cli/compose/states/bare_states.h"
#include "cli/compose/states/heat_maps.h"
#include "cli/compose/states/kinds.h"
#include "cli/compose/states/point_table.h"
#include "cli/subjects/file_states.h"
#include "cli/subjects/reading_options.h"
#include "cli/subjects/symbols_of_points.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/json_fields.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostHeatMaps = 10;  // below each other on a page

std::vector<std::size_t> counted_rows(std::size_t count) {
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

std::vector<Option> with_reading(std::vector<Option> options) {
  for (Option& option : reading_options()) options.push_back(std::move(option));
  return options;
}

// A panel a column, two or three in a row.
void add_panels(const std::vector<std::string>& columns, const Limits& limits, int across,
                render::Figure& figure) {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::string title = columns[i];
    std::replace(title.begin(), title.end(), '_', ' ');
    render::Panel panel = map_panel(title, limits);
    panel.row = static_cast<int>(i) / across;
    panel.column = static_cast<int>(i) % across;
    figure.panels.push_back(std::move(panel));
  }
}

}  // namespace

static Drawn make_columns(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const Look look = look_of(settings, true);
  const std::vector<std::string> columns = settings.texts("columns");
  if (columns.empty() || columns.front().empty())
    fail(ErrorKind::usage, "--columns is needed: the columns to show, one a panel, separated by commas");
  render::Figure figure = figure_with(look);
  const BareMap map = read_bare_map(request);
  const int across = columns.size() == 4 ? 2 : static_cast<int>(std::min<std::size_t>(3, columns.size()));
  const ScatterMarks scatter =
      scatter_marks(map.at, look.style, map.limits, look.width_pt / across, settings);
  add_panels(columns, map.limits, across, figure);
  std::string colors;
  std::vector<ScatterColumn> shown;
  for (const std::string& name : columns) shown.push_back(column_of_map(request, map, name));
  std::vector<const ScatterColumn*> all;
  for (const ScatterColumn& column : shown) all.push_back(&column);
  refuse_unread_looks(settings, all);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    ScatterColumn column = shown[i];
    column.name.clear();  // the panel's title says it
    color_points(scatter, std::move(column), settings, i, figure);
    add_hulls(map.packing, look.style, figure.panels[i]);
    colors += (i > 0 ? ", " : "") + columns[i];
  }
  figure.row_aspects = {aspect_of(map.limits, 0.5, 1.1)};
  letter_panels(figure, look);
  set_title(request, "Columns on the map of " + file_name(request), figure);
  figure.caption.text = "The same " + with_commas(static_cast<long long>(placed(map.at).size())) +
                        " points in each panel, coloured by " + colors + ". " + map.sentences;
  Drawn drawn{std::move(figure), table_of_points(map, all_points(map), shown)};
  for (const ScatterColumn& column : shown)
    add_agreement_on_map(map, column, request.execution, drawn.findings);
  return drawn;
}

static Drawn make_heat_map(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const Look look = look_of(settings, true);
  render::Figure figure = figure_with(look);
  const LastStates states =
      read_last_states(settings, request.folders.front().string(), request.execution.progress);
  const PointPlaces places = places_of_points(settings, request.folders.front(), states.places);
  const ColumnOf column_of =
      columns_of(settings, request.folders.front(), places, request.execution.progress);
  std::vector<SequenceRows> sequences = chosen_sequences(settings, places, 1, column_of);
  if (sequences.empty()) {
    if (settings.has("sequences"))
      (void)known_sequences(settings, request.folders.front(), places, 1, column_of);
    sequences.push_back({-1, counted_rows(places.points)});
  }
  if (sequences.size() > kMostHeatMaps)
    fail(ErrorKind::usage, "--sequences: " + std::to_string(sequences.size()) +
                               " sequences have no room on a page; at most " + std::to_string(kMostHeatMaps) +
                               " at a time, e.g. --sequences " + std::to_string(sequences[0].sequence) + "-" +
                               std::to_string(sequences[kMostHeatMaps - 1].sequence));
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    render::Panel panel;
    if (sequences.size() > 1) panel.title = "sequence " + std::to_string(sequences[i].sequence);
    panel.row = static_cast<int>(i);
    figure.panels.push_back(std::move(panel));
  }
  add_heat_maps(states.states, sequences, settings, 0, figure,
                symbols_of_points(settings, request.folders.front(), places.points));
  figure.caption.text = states.reading + heat_map_sentence(states.states, sequences);
  formats::Table table = heat_rows(states.states, sequences);
  set_title(request,
            "States of " + file_name(request) +
                (sequences.front().sequence < 0 ? ""
                 : sequences.size() > 1         ? " along sequences"
                                                : " along a sequence"),
            figure);
  return {std::move(figure), std::move(table)};
}

FigureKind columns_kind() {
  return {.name = "columns",
          .summary = "a file of coordinates once for each column",
          .of = Networks::coordinates,
          .reads = 0,
          .needs = {},
          .options = with_column_look(
              {palette_of_either(),
               labels_option(),
               states_option(),
               stage_option(),
               plane_option(),
               {"columns", OptionType::texts, "", "the columns to show, one a panel", true, {}},
               color_as_option(),
               name_classes_option(),
               highlight_option(),
               radius_option(),
               opacity_option(),
               title_option(),
               zoom_option(),
               no_pack_option()}),
          .make = make_columns};
}

FigureKind heat_map_kind() {
  return {.name = "heat-map",
          .summary = "bare states along a sequence, unit by unit",
          .of = Networks::states,
          .reads = 0,
          .needs = {},
          .options = with_reading(
              {palette_of_scales(), labels_option(), states_option(), sequences_option(), title_option()}),
          .make = make_heat_map};
}

}  // namespace rssviz::cli
