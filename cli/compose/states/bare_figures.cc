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

// What a map's file says of itself.
struct MapFacts {
  std::string title{};  // "PCA", "UMAP", or the file's name
  std::string kept{};   // "UMAP keeps 57 % of nearest neighbours"; "" where it isn't known
};

MapFacts facts_of(const std::filesystem::path& file) {
  const formats::Archive archive = formats::read_arrays(file.string());
  MapFacts facts{file.filename().string(), ""};
  if (const auto settings = archive.find("settings"); settings != archive.end()) {
    const formats::Json record =
        formats::parse_json(formats::to_string(settings->second, "settings"), file.string());
    const auto method = formats::field_or<std::string>(record, "method", "", file.string() + ": settings");
    facts.title = method == "pca" ? "PCA" : "UMAP";
  }
  if (const auto variances = archive.find("pca_variances"); variances != archive.end()) {
    const double total = formats::to_number(formats::require(archive, "pca_total_variance", file.string()),
                                            "pca_total_variance");
    double share = 0;
    for (const double variance : formats::to_doubles(variances->second, "pca_variances")) share += variance;
    if (total > 0) facts.title += " (" + percent(share / total) + ")";
  }
  const auto trust = archive.find("trustworthiness");
  const auto kept = archive.find("neighbors_kept");
  if (trust != archive.end() && kept != archive.end() && trust->second.size() == 1)
    facts.kept = facts.title + " keeps " + percent(formats::to_number(kept->second, "neighbors_kept")) +
                 " of nearest neighbours";
  if (trust != archive.end() && trust->second.size() == 1)
    facts.title += ": trust " + decimals(formats::to_number(trust->second, "trustworthiness"), 3);
  return facts;
}

std::vector<std::size_t> counted_rows(std::size_t count) {
  std::vector<std::size_t> rows(count);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  return rows;
}

std::vector<Option> with_reading(std::vector<Option> options) {
  for (Option& option : reading_options()) options.push_back(std::move(option));
  return options;
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
  for (std::size_t i = 0; i < columns.size(); ++i) {
    std::string title = columns[i];
    std::replace(title.begin(), title.end(), '_', ' ');
    render::Panel panel = map_panel(title, map.limits);
    panel.row = static_cast<int>(i) / across;
    panel.column = static_cast<int>(i) % across;
    figure.panels.push_back(std::move(panel));
  }
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
  return {std::move(figure), table_of_points(map, all_points(map), shown)};
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

namespace {

// The maps of an overview, side by side in the first row.
struct OverviewMaps {
  std::vector<std::vector<render::Point>> at{};
  double aspect{0};
  std::vector<embed::Packing> packings{};
  std::string kept{};  // for the caption
};

OverviewMaps add_maps(const FigureRequest& request, std::size_t points, render::Figure& figure) {
  OverviewMaps maps;
  for (const std::filesystem::path& file : request.folders) {
    maps.at.push_back(read_coordinates(file, plane_of(request.settings)).at);
    if (maps.at.back().size() != points)
      fail(ErrorKind::data, file.string() + ": has " + std::to_string(maps.at.back().size()) + " points, " +
                                request.settings.text("states") + " has " + std::to_string(points));
    maps.packings.push_back(pack_coordinates(request, file, maps.at.back()));
    const Limits limits = limits_of(with_hulls(maps.packings.back(), placed(maps.at.back())));
    maps.aspect = std::max(maps.aspect, aspect_of(limits, 0.6, 1));
    const MapFacts facts = facts_of(file);
    if (!facts.kept.empty()) maps.kept += facts.kept + ". ";
    render::Panel panel = map_panel(facts.title, limits);
    panel.column = static_cast<int>(figure.panels.size());
    figure.panels.push_back(std::move(panel));
  }
  return maps;
}

// The second row: trajectories on the last map, and beside them, where there is room, the states of the
// first of those sequences. Returns the place of the trajectories.
std::size_t add_second_row(const OverviewMaps& maps, long long sequence, render::Figure& figure) {
  const int across = static_cast<int>(maps.at.size());
  if (across > 1) {
    render::Panel heat;
    heat.title = "states along sequence " + std::to_string(sequence);
    heat.row = 1;
    heat.column_span = across - 1;
    figure.panels.push_back(std::move(heat));
  }
  render::Panel below =
      map_panel("trajectories", limits_of(with_hulls(maps.packings.back(), placed(maps.at.back()))));
  below.row = 1;
  below.column = across - 1;
  figure.panels.push_back(std::move(below));
  return figure.panels.size() - 1;
}

// The points of all maps, coloured by the column where one is wanted, and quiet under the trajectories.
void add_points(const FigureRequest& request, const OverviewMaps& maps, const ScatterColumn& column,
                const Look& look, std::optional<std::size_t> paths, render::Figure& figure) {
  const Settings& settings = request.settings;
  const double width_pt = look.width_pt / static_cast<double>(maps.at.size());
  const auto marks_of = [&](const std::vector<render::Point>& at) {
    return scatter_marks(at, look.style, limits_of(placed(at)), width_pt, settings);
  };
  for (std::size_t i = 0; i < maps.at.size(); ++i) {
    if (settings.has("color-by"))
      color_points(marks_of(maps.at[i]), column, settings, i, figure);
    else
      plain_points(marks_of(maps.at[i]), render::class_colors(look.style, 1).front(), figure.panels[i]);
  }
  for (std::size_t i = 0; i < maps.at.size(); ++i) add_hulls(maps.packings[i], look.style, figure.panels[i]);
  if (!paths) return;
  plain_points(marks_of(maps.at.back()), look.style.quiet, figure.panels[*paths]);
  add_hulls(maps.packings.back(), look.style, figure.panels[*paths]);
}

}  // namespace

namespace {

constexpr const char* kMapSentence =
    "Distances between clusters and their sizes carry no meaning on a map by UMAP.";

std::string trajectories_sentence(bool known) {
  return known ? "Trajectories: filled dot first state, open dot last. "
               : "Which states follow each other isn't known: no trajectories are drawn. ";
}

// A row a point: its place on each map, by the names of the maps' files.
formats::Table table_of_maps(const FigureRequest& request, const std::vector<std::vector<render::Point>>& at,
                             const PointPlaces& places, const ScatterColumn& column) {
  BareMap first;
  first.at.assign(places.points, {0, 0});
  first.places = places;
  formats::Table table = table_of_points(
      first, all_points(first), column.name.empty() ? std::vector<ScatterColumn>{} : std::vector{column});
  const auto x = static_cast<std::ptrdiff_t>(table.column("x"));
  std::vector<std::string> names;
  for (const std::filesystem::path& file : request.folders)
    for (const char* axis : {"_x", "_y"}) names.push_back(file.stem().string() + axis);
  const auto put = [&](std::vector<std::string>& row, const std::vector<std::string>& values) {
    row.erase(row.begin() + x, row.begin() + x + 2);
    row.insert(row.begin() + x, values.begin(), values.end());
  };
  put(table.header, names);
  for (std::size_t i = 0; i < table.rows.size(); ++i) {
    std::vector<std::string> values;
    for (const std::vector<render::Point>& map : at) {
      values.push_back(formats::format_number(map[i].x));
      values.push_back(formats::format_number(map[i].y));
    }
    put(table.rows[i], values);
  }
  return table;
}

}  // namespace

static Drawn make_overview(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const Look look = look_of(settings, true);
  if (!settings.has("states"))
    fail(ErrorKind::usage, "--states is needed: the states that the maps were made of");
  render::Figure figure = figure_with(look);
  const LastStates read = read_last_states(settings, settings.text("states"), request.execution.progress);
  const Matrix& states = read.states;
  const PointPlaces places = places_of_points(settings, request.folders.front(), read.places);
  const OverviewMaps maps = add_maps(request, places.points, figure);
  ScatterColumn column;
  if (settings.has("color-by"))
    column = chosen_column(settings, request.folders.front(), settings.text("color-by"), places,
                           request.execution.progress);
  const bool colored = settings.has("color-by");
  refuse_unread_looks(
      settings, colored ? std::vector<const ScatterColumn*>{&column} : std::vector<const ScatterColumn*>{});
  const FollowedSequences followed =
      followed_sequences(request, column, places, 3, look.style,
                         columns_of(settings, request.folders.front(), places, request.execution.progress));
  const bool known = !followed.sequences.empty();
  std::optional<std::size_t> paths;
  if (known) paths = add_second_row(maps, followed.sequences.front().sequence, figure);
  add_points(request, maps, column, look, paths, figure);
  const bool heat = known && maps.at.size() > 1;
  if (paths) add_paths(maps.at.back(), followed, look.style, *paths, figure);
  if (heat) add_heat_maps(states, {followed.sequences.front()}, settings, *paths - 1, figure);
  figure.row_aspects.assign(known ? 2 : 1, maps.aspect);
  letter_panels(figure, look);
  set_title(request, "States of " + std::filesystem::path(settings.text("states")).filename().string(),
            figure);
  figure.caption.text = "Trust: trustworthiness. " + with_commas(static_cast<long long>(places.points)) +
                        " states of " + with_commas(states.cols()) + " units. " + read.reading +
                        (colored ? "Colour: " + settings.text("color-by") + ". " : "") + maps.kept +
                        trajectories_sentence(known) +
                        (heat ? heat_map_sentence(states, {followed.sequences.front()}) : "") + kMapSentence +
                        packing_caption(maps.packings.back());
  return {std::move(figure), table_of_maps(request, maps.at, places, column)};
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

FigureKind overview_kind() {
  return {.name = "overview",
          .summary = "one page of bare states: their maps, trajectories, a sequence",
          .of = Networks::maps,
          .reads = 0,
          .needs = {},
          .options = with_column_look(with_reading(
              {palette_of_either(), labels_option(), states_option(), plane_option(), sequences_option(),
               color_by_option(), color_as_option(), name_classes_option(), highlight_option(),
               radius_option(), opacity_option(), title_option(), no_pack_option()})),
          .make = make_overview};
}

}  // namespace rssviz::cli
