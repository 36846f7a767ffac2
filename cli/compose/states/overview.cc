// overview: one page of bare states: their maps, the ways of some sequences on the last of them, and the
// states of the first of these sequences unit by unit.
#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
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

// What a map's file says of itself.
struct MapFacts {
  std::string name{};         // "PCA (71 %)", "UMAP", or the file's name
  std::string title{};        // and its trust
  double kept{std::nan("")};  // share of nearest neighbours; NaN where it isn't known
};

MapFacts facts_of(const std::filesystem::path& file) {
  const formats::Archive archive = formats::read_arrays(file.string());
  MapFacts facts{.name = file.filename().string()};
  if (const auto settings = archive.find("settings"); settings != archive.end()) {
    const formats::Json record =
        formats::parse_json(formats::to_string(settings->second, "settings"), file.string());
    const auto method = formats::field_or<std::string>(record, "method", "", file.string() + ": settings");
    facts.name = method == "pca" ? "PCA" : "UMAP";
  }
  if (const auto variances = archive.find("pca_variances"); variances != archive.end()) {
    const double total = formats::to_number(formats::require(archive, "pca_total_variance", file.string()),
                                            "pca_total_variance");
    double share = 0;
    for (const double variance : formats::to_doubles(variances->second, "pca_variances")) share += variance;
    if (total > 0) facts.name += " (" + percent(share / total) + ")";
  }
  const auto trust = archive.find("trustworthiness");
  const auto kept = archive.find("neighbors_kept");
  if (trust != archive.end() && kept != archive.end() && trust->second.size() == 1)
    facts.kept = formats::to_number(kept->second, "neighbors_kept");
  facts.title = facts.name;
  if (trust != archive.end() && trust->second.size() == 1)
    facts.title += ": trust " + decimals(formats::to_number(trust->second, "trustworthiness"), 3);
  return facts;
}

// Panels in reading order: the maps, the ways on the last of them, and the states of a sequence, which take
// what is left of the last row, or a row of their own.
struct Grid {
  int across{1};
  int maps{1};  // with that of the ways

  int left() const { return (across - maps % across) % across; }
  int rows_of_maps() const { return (maps + across - 1) / across; }
};

Grid grid_of(std::size_t maps, bool ways, double width_pt) {
  constexpr double kTwoAcross_pt = 300;  // a column of a journal
  Grid grid;
  grid.maps = static_cast<int>(maps) + (ways ? 1 : 0);
  grid.across = std::min(grid.maps, width_pt < kTwoAcross_pt ? 2 : 3);
  return grid;
}

void put_at(int place, const Grid& grid, render::Panel& panel) {
  panel.row = place / grid.across;
  panel.column = place % grid.across;
}

struct OverviewMaps {
  std::vector<std::vector<render::Point>> at{};
  double aspect{0};
  std::vector<embed::Packing> packings{};
  std::string kept{};  // for the caption
  std::vector<Finding> findings{};
};

OverviewMaps add_maps(const FigureRequest& request, std::size_t points, const Grid& grid,
                      render::Figure& figure) {
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
    if (!std::isnan(facts.kept)) {
      maps.kept += facts.name + " keeps " + percent(facts.kept) + " of nearest neighbours. ";
      maps.findings.push_back({"nearest neighbours kept: " + facts.name, facts.kept});
    }
    render::Panel panel = map_panel(facts.title, limits);
    put_at(static_cast<int>(figure.panels.size()), grid, panel);
    figure.panels.push_back(std::move(panel));
  }
  return maps;
}

// The ways on the last map, and the states of the first of those sequences. Returns the place of the ways;
// the states come after it.
std::size_t add_ways(const OverviewMaps& maps, long long sequence, const Grid& grid, render::Figure& figure) {
  const std::size_t place = figure.panels.size();
  render::Panel ways =
      map_panel("trajectories", limits_of(with_hulls(maps.packings.back(), placed(maps.at.back()))));
  put_at(static_cast<int>(place), grid, ways);
  figure.panels.push_back(std::move(ways));
  render::Panel heat;
  heat.title = "states along sequence " + std::to_string(sequence);
  put_at(static_cast<int>(place) + 1, grid, heat);
  heat.column_span = grid.left() > 0 ? grid.left() : grid.across;
  figure.panels.push_back(std::move(heat));
  return place;
}

// What all maps mean by their colours is said once, below all of them.
void say_colors_once(render::Figure& figure) {
  if (figure.legends.size() > 1) figure.legends.resize(1);
  if (figure.color_bars.size() > 1) figure.color_bars.resize(1);
  if (!figure.legends.empty()) {
    figure.legends.front().panels.clear();
    figure.legends.front().side = render::Side::bottom;
  }
  if (figure.color_bars.empty()) return;
  figure.color_bars.front().panels.clear();
  figure.color_bars.front().side = render::Side::bottom;
}

// The points of all maps, coloured by the column where one is wanted, and quiet under the ways.
void add_points(const FigureRequest& request, const OverviewMaps& maps, const ScatterColumn& column,
                const Look& look, double width_pt, std::optional<std::size_t> ways, render::Figure& figure) {
  const Settings& settings = request.settings;
  const auto marks_of = [&](const std::vector<render::Point>& at) {
    return scatter_marks(at, look.style, limits_of(placed(at)), width_pt, settings);
  };
  for (std::size_t i = 0; i < maps.at.size(); ++i) {
    if (settings.has("color-by"))
      color_points(marks_of(maps.at[i]), column, settings, i, figure);
    else
      plain_points(marks_of(maps.at[i]), render::class_colors(look.style, 1).front(), figure.panels[i]);
    add_hulls(maps.packings[i], look.style, figure.panels[i]);
  }
  say_colors_once(figure);
  if (!ways) return;
  plain_points(marks_of(maps.at.back()), look.style.quiet, figure.panels[*ways]);
  add_hulls(maps.packings.back(), look.style, figure.panels[*ways]);
}

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

namespace {

// The ways of the first sequences over the last map, and the states of the first of them.
void add_sequences(const FigureRequest& request, const Matrix& states, const OverviewMaps& maps,
                   const FollowedSequences& followed, const Look& look, std::size_t ways,
                   render::Figure& figure) {
  const std::vector<std::string> symbols =
      symbols_of_points(request.settings, request.folders.front(), maps.at.back().size());
  add_paths(maps.at.back(), followed, look.style, ways, figure, symbols);
  figure.legends.back().panels.clear();
  add_heat_maps(states, {followed.sequences.front()}, request.settings, ways + 1, figure, symbols);
  figure.panels[ways + 1].y.label = "unit";              // the caption says in which order
  figure.color_bars.back().side = render::Side::bottom;  // beside it, it would take width from the maps
}

std::vector<double> aspects_of(const Grid& grid, double aspect, bool known) {
  constexpr double kHeatMap = 0.3;  // over the whole width
  std::vector<double> aspects(static_cast<std::size_t>(grid.rows_of_maps()), aspect);
  if (known && grid.left() == 0) aspects.push_back(kHeatMap);
  return aspects;
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
  const bool colored = settings.has("color-by");
  ScatterColumn column;
  if (colored)
    column = chosen_column(settings, request.folders.front(), settings.text("color-by"), places,
                           request.execution.progress);
  refuse_unread_looks(
      settings, colored ? std::vector<const ScatterColumn*>{&column} : std::vector<const ScatterColumn*>{});
  const FollowedSequences followed =
      followed_sequences(request, column, places, 3, look.style,
                         columns_of(settings, request.folders.front(), places, request.execution.progress));
  const bool known = !followed.sequences.empty();
  const Grid grid = grid_of(request.folders.size(), known, look.width_pt);
  const OverviewMaps maps = add_maps(request, places.points, grid, figure);
  std::optional<std::size_t> ways;
  if (known) ways = add_ways(maps, followed.sequences.front().sequence, grid, figure);
  add_points(request, maps, column, look, look.width_pt / grid.across, ways, figure);
  if (ways) add_sequences(request, states, maps, followed, look, *ways, figure);
  figure.row_aspects = aspects_of(grid, maps.aspect, known);
  letter_panels(figure, look);
  set_title(request, "States of " + std::filesystem::path(settings.text("states")).filename().string(),
            figure);
  figure.caption.text = "Trust: trustworthiness. " + with_commas(static_cast<long long>(places.points)) +
                        " states of " + with_commas(states.cols()) + " units. " + read.reading +
                        (colored ? "Colour: " + settings.text("color-by") + ". " : "") + maps.kept +
                        trajectories_sentence(known) +
                        (known ? heat_map_sentence(states, {followed.sequences.front()}) : "") +
                        kMapSentence + packing_caption(maps.packings.back());
  Drawn drawn{std::move(figure), table_of_maps(request, maps.at, places, column)};
  drawn.findings = maps.findings;
  return drawn;
}

FigureKind overview_kind() {
  std::vector<Option> options{
      palette_of_either(), labels_option(),   states_option(),       plane_option(),     sequences_option(),
      color_by_option(),   color_as_option(), name_classes_option(), highlight_option(), radius_option(),
      opacity_option(),    title_option(),    no_pack_option()};
  for (Option& option : reading_options()) options.push_back(std::move(option));
  return {.name = "overview",
          .summary = "one page of bare states: their maps, trajectories, a sequence",
          .of = Networks::maps,
          .reads = 0,
          .needs = {},
          .options = with_column_look(std::move(options)),
          .make = make_overview};
}

}  // namespace rssviz::cli
