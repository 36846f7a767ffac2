// Figures of states and maps that come as bare files, without a run or a task: trajectories by sequence, a
// panel a column, a heat map along a sequence, and all of it on one page.
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/scatter_marks.h"
#include "cli/compose/states/bare_states.h"
#include "cli/compose/states/kinds.h"
#include "cli/subjects/file_states.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/json_fields.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr const char* kMapCaveat =
    "Distances between clusters and their sizes carry no meaning on a map by UMAP. ";

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

void set_title(const FigureRequest& request, const std::string& caption_title, render::Figure& figure) {
  const Settings& settings = request.settings;
  figure.title = settings.has("title") ? settings.text("title") : "";
  figure.caption.title = settings.has("title") ? settings.text("title") : caption_title;
}

std::string file_name(const FigureRequest& request) { return request.folders.front().filename().string(); }

}  // namespace

static render::Figure make_paths(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  std::vector<render::Point> at = read_coordinates(request.folders.front());
  const Limits limits = limits_of(at);
  const ScatterMarks scatter = scatter_marks(at, look.style, limits, look.width_pt, request.settings);
  figure.panels.push_back(map_panel("", limits));
  figure.row_aspects = {aspect_of(limits, 0.5, 0.9)};
  plain_points(scatter, look.style.quiet, figure.panels.front());
  const FollowedSequences followed = followed_sequences(request, {}, at.size(), 3, look.style);
  add_paths(at, followed, look.style, 0, figure);
  set_title(request, "Trajectories through the points of " + file_name(request), figure);
  figure.caption.text =
      std::to_string(followed.sequences.size()) + " sequences, step by step, over all " +
      with_commas(static_cast<long long>(at.size())) +
      " points (grey). Filled dot: first state; open dot: last. A long step on the map need not "
      "be a long step in state space.";
  return figure;
}

static render::Figure make_columns(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const Look look = look_of(settings, true);
  const std::vector<std::string> columns = settings.texts("columns");
  if (columns.empty() || columns.front().empty())
    fail(ErrorKind::usage, "--columns is needed: the columns to show, one a panel, separated by commas");
  render::Figure figure = figure_with(look);
  std::vector<render::Point> at = read_coordinates(request.folders.front());
  const Limits limits = limits_of(at);
  const int across = columns.size() == 4 ? 2 : static_cast<int>(std::min<std::size_t>(3, columns.size()));
  const ScatterMarks scatter = scatter_marks(at, look.style, limits, look.width_pt / across, settings);
  for (std::size_t i = 0; i < columns.size(); ++i) {
    render::Panel panel = map_panel(columns[i], limits);
    panel.row = static_cast<int>(i) / across;
    panel.column = static_cast<int>(i) % across;
    figure.panels.push_back(std::move(panel));
  }
  std::string colors;
  for (std::size_t i = 0; i < columns.size(); ++i) {
    ScatterColumn column = chosen_column(request.settings, request.folders.front(), columns[i], at.size());
    column.name.clear();  // the panel's title says it
    color_points(scatter, std::move(column), settings, i, figure);
    colors += (i > 0 ? ", " : "") + columns[i];
  }
  figure.row_aspects = {aspect_of(limits, 0.5, 1.1)};
  letter_panels(figure, look);
  set_title(request, "Columns on the map of " + file_name(request), figure);
  figure.caption.text = "The same " + with_commas(static_cast<long long>(at.size())) +
                        " points in each panel, coloured by " + colors + ". " + kMapCaveat;
  return figure;
}

static render::Figure make_heat_map(const FigureRequest& request) {
  const Look look = look_of(request.settings, true);
  render::Figure figure = figure_with(look);
  const Matrix states = read_last_states(request.folders.front().string());
  const std::vector<SequenceRows> sequences =
      chosen_sequences(request.settings, request.folders.front(), static_cast<std::size_t>(states.rows()), 1);
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    render::Panel panel;
    if (sequences.size() > 1) panel.title = "sequence " + std::to_string(sequences[i].sequence);
    panel.row = static_cast<int>(i);
    figure.panels.push_back(std::move(panel));
  }
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    add_heat_map(states, sequences[i], request.settings, i, figure);
    figure.caption.text += heat_map_sentence(states, sequences[i]);
  }
  set_title(request, "States of " + file_name(request) + " along a sequence", figure);
  return figure;
}

namespace {

// The maps of an overview, side by side in the first row.
struct OverviewMaps {
  std::vector<std::vector<render::Point>> at{};
  double aspect{0};
  std::string kept{};  // for the caption
};

OverviewMaps add_maps(const FigureRequest& request, std::size_t points, render::Figure& figure) {
  OverviewMaps maps;
  for (const std::filesystem::path& file : request.folders) {
    maps.at.push_back(read_coordinates(file));
    if (maps.at.back().size() != points)
      fail(ErrorKind::data, file.string() + ": has " + std::to_string(maps.at.back().size()) + " points, " +
                                request.settings.text("states") + " has " + std::to_string(points));
    const Limits limits = limits_of(maps.at.back());
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
  render::Panel below = map_panel("trajectories", limits_of(maps.at.back()));
  below.row = 1;
  below.column = across - 1;
  figure.panels.push_back(std::move(below));
  return figure.panels.size() - 1;
}

// The points of all maps, coloured by the column where one is wanted, and quiet under the trajectories.
void add_points(const FigureRequest& request, const OverviewMaps& maps, const ScatterColumn& column,
                const Look& look, std::size_t paths, render::Figure& figure) {
  const Settings& settings = request.settings;
  const double width_pt = look.width_pt / static_cast<double>(maps.at.size());
  const auto marks_of = [&](const std::vector<render::Point>& at) {
    return scatter_marks(at, look.style, limits_of(at), width_pt, settings);
  };
  for (std::size_t i = 0; i < maps.at.size(); ++i) {
    if (settings.has("color-by"))
      color_points(marks_of(maps.at[i]), column, settings, i, figure);
    else
      plain_points(marks_of(maps.at[i]), render::class_colors(look.style, 1).front(), figure.panels[i]);
  }
  plain_points(marks_of(maps.at.back()), look.style.quiet, figure.panels[paths]);
}

}  // namespace

static render::Figure make_overview(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const Look look = look_of(settings, true);
  if (!settings.has("states"))
    fail(ErrorKind::usage, "--states is needed: the states that the maps were made of");
  render::Figure figure = figure_with(look);
  const Matrix states = read_last_states(settings.text("states"));
  const auto points = static_cast<std::size_t>(states.rows());
  const OverviewMaps maps = add_maps(request, points, figure);
  ScatterColumn column;
  if (settings.has("color-by"))
    column = chosen_column(request.settings, request.folders.front(), settings.text("color-by"), points);
  const FollowedSequences followed = followed_sequences(request, column, points, 3, look.style);
  const SequenceRows& sequence = followed.sequences.front();
  const std::size_t paths = add_second_row(maps, sequence.sequence, figure);
  add_points(request, maps, column, look, paths, figure);
  add_paths(maps.at.back(), followed, look.style, paths, figure);
  const bool heat = maps.at.size() > 1;
  if (heat) add_heat_map(states, sequence, settings, paths - 1, figure);
  figure.row_aspects = {maps.aspect, maps.aspect};
  letter_panels(figure, look);
  set_title(request, "States of " + std::filesystem::path(settings.text("states")).filename().string(),
            figure);
  figure.caption.text = "Trust: trustworthiness. " + with_commas(static_cast<long long>(points)) +
                        " states of " + with_commas(states.cols()) + " units. " +
                        (settings.has("color-by") ? "Colour: " + settings.text("color-by") + ". " : "") +
                        maps.kept + "Trajectories: filled dot first state, open dot last. " +
                        (heat ? heat_map_sentence(states, sequence) : "") + kMapCaveat;
  return figure;
}

FigureKind paths_kind() {
  return {.name = "paths",
          .summary = "trajectories by sequence through a file of coordinates",
          .of = Networks::coordinates,
          .reads = 0,
          .needs = {},
          .options = {labels_option(), states_option(), sequences_option(), color_as_option(),
                      radius_option(), opacity_option(), title_option()},
          .make = make_paths};
}

FigureKind columns_kind() {
  return {.name = "columns",
          .summary = "a file of coordinates once for each column",
          .of = Networks::coordinates,
          .reads = 0,
          .needs = {},
          .options = {labels_option(),
                      states_option(),
                      {"columns", OptionType::texts, "", "the columns to show, one a panel", true, {}},
                      color_as_option(),
                      name_classes_option(),
                      highlight_option(),
                      radius_option(),
                      opacity_option(),
                      title_option()},
          .make = make_columns};
}

FigureKind heat_map_kind() {
  return {.name = "heat-map",
          .summary = "bare states along a sequence, unit by unit",
          .of = Networks::states,
          .reads = 0,
          .needs = {},
          .options = {labels_option(), states_option(), sequences_option(), title_option()},
          .make = make_heat_map};
}

FigureKind overview_kind() {
  return {.name = "overview",
          .summary = "one page of bare states: their maps, trajectories, a sequence",
          .of = Networks::maps,
          .reads = 0,
          .needs = {},
          .options = {labels_option(), states_option(), sequences_option(), color_by_option(),
                      color_as_option(), name_classes_option(), highlight_option(), radius_option(),
                      opacity_option(), title_option()},
          .make = make_overview};
}

}  // namespace rssviz::cli
