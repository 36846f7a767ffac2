// A film of bare maps, one a stage: points move from each stage's map to the next, and those that come or go
// fade; beside it, how far each map can be trusted and how much moved, where the file says.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>

#include "cli/compose/film_parts/film_charts.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/film_parts/growing_curves.h"
#include "cli/compose/film_parts/moving_names.h"
#include "cli/compose/film_parts/packed_stages.h"
#include "cli/compose/films/kinds.h"
#include "cli/compose/parts/columns/column_look.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/subjects/file_states.h"
#include "cli/subjects/map_stages.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/label_source.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kTrueFrames = 15;  // that each stage itself is shown

struct Scene {
  DrawnPlane plane{};
  MapStages stages{};  // of the points that are shown
  PackedStages packed{};
  std::vector<double> trust{}, moved{},
      null{};                           // by stage; empty where they aren't known; NaN: nothing shared
  std::vector<render::Color> colors{};  // by row of the file
  render::Style style{};
  std::vector<StageMoment> moments{};
  std::vector<GrowingCurves> curves{};       // of the charts
  std::optional<MovingNames> class_names{};  // --name-classes
  std::size_t without_place{0};              // points of a file of the same points, left out
  double radius{3};
  std::string color_sentence{};  // what colours mean, for the caption
  std::string own_name{};        // --curve: of its column
  std::vector<double> own{};     // by stage
};

// Mean distance between the places of the same points, as a share of the map's size (root mean square
// distance from its centre) at the later stage.
double movement(const std::vector<render::Point>& before, const std::vector<render::Point>& now) {
  render::Point centre;
  for (const render::Point& point : now) centre = {centre.x + point.x, centre.y + point.y};
  const auto n = static_cast<double>(now.size());
  if (now.empty()) return std::numeric_limits<double>::quiet_NaN();
  centre = {centre.x / n, centre.y / n};
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < now.size(); ++i) {
    sum += std::hypot(now[i].x - before[i].x, now[i].y - before[i].y);
    squares += std::pow(now[i].x - centre.x, 2) + std::pow(now[i].y - centre.y, 2);
  }
  return squares > 0 ? sum / n / std::sqrt(squares / n) : 0;
}

// The places of the points that are there at both of two stages.
std::pair<std::vector<render::Point>, std::vector<render::Point>> shared_places(const MapStages& stages,
                                                                                std::size_t before,
                                                                                std::size_t now) {
  std::pair<std::vector<render::Point>, std::vector<render::Point>> places;
  for (std::size_t i = 0; i < stages.points(); ++i) {
    if (!stages.is_there(before, i) || !stages.is_there(now, i)) continue;
    places.first.push_back(stages.at[before][i]);
    places.second.push_back(stages.at[now][i]);
  }
  return places;
}

void read_numbers(const formats::Archive& archive, Scene& scene) {
  const std::size_t stages = scene.stages.at.size();
  const auto read = [&](const char* name) -> std::vector<double> {
    const auto found = archive.find(name);
    if (found == archive.end()) return {};
    std::vector<double> values = formats::to_doubles(found->second, name);
    return values.size() == stages ? values : std::vector<double>();
  };
  scene.trust = read("trustworthiness");
  if (std::all_of(scene.trust.begin(), scene.trust.end(), [](double trust) { return trust == 0; }))
    scene.trust.clear();  // not measured
  scene.moved = read("movement");
  if (!scene.moved.empty()) scene.null = read("null_movement");
  if (std::all_of(scene.null.begin(), scene.null.end(), [](double moved) { return moved == 0; }))
    scene.null.clear();
  if (scene.moved.empty()) {
    scene.moved.push_back(0);
    for (std::size_t s = 1; s < stages; ++s) {
      const auto [before, now] = shared_places(scene.stages, s - 1, s);
      scene.moved.push_back(movement(before, now));
    }
  }
}

// Leaves out the points that have no place (NaN) at some stage, as umap-learn leaves what it can't connect.
void keep_placed(Scene& scene) {
  MapStages& stages = scene.stages;
  if (stages.come_and_go) return;
  std::vector<std::size_t> kept;
  for (std::size_t i = 0; i < stages.points(); ++i) {
    bool always = true;
    for (std::size_t s = 0; s < stages.at.size(); ++s) always = always && stages.is_there(s, i);
    if (always) kept.push_back(i);
  }
  scene.without_place = stages.points() - kept.size();
  for (std::size_t s = 0; s < stages.at.size(); ++s) {
    for (std::size_t i = 0; i < kept.size(); ++i) {
      stages.at[s][i] = stages.at[s][kept[i]];
      stages.rows[s][i] = stages.rows[s][kept[i]];
    }
    stages.at[s].resize(kept.size());
    stages.rows[s].resize(kept.size());
  }
}

// What is there at each stage.
std::vector<std::vector<render::Point>> places_by_stage(const MapStages& stages) {
  std::vector<std::vector<render::Point>> places(stages.at.size());
  for (std::size_t s = 0; s < stages.at.size(); ++s)
    for (std::size_t i = 0; i < stages.points(); ++i)
      if (stages.is_there(s, i)) places[s].push_back(stages.at[s][i]);
  return places;
}

std::vector<int> needed_frames(const MapStages& stages, double width) {
  std::vector<int> needed;
  for (std::size_t s = 1; s < stages.at.size(); ++s) {
    auto [before, now] = shared_places(stages, s - 1, s);
    needed.push_back(frames_between({std::move(before), std::move(now)}, width).front());
  }
  return needed;
}

MovingNames names_of(const MapStages& stages, const ScatterColumn& column, const Limits& limits,
                     const render::Style& style) {
  std::vector<std::vector<std::int32_t>> classes(stages.at.size());
  for (std::size_t s = 0; s < stages.at.size(); ++s)
    for (const std::int32_t row : stages.rows[s])
      if (row >= 0) classes[s].push_back(column.values[static_cast<std::size_t>(row)]);
  return moving_names(places_by_stage(stages), classes, classes_of(column.labels, style), limits, style);
}

// One colour a row of the file, and the legend or bar that explains them.
void add_colors(const FigureRequest& request, const Limits& limits, Scene& scene, render::Figure& still) {
  const std::size_t rows = scene.stages.rows_in_file;
  const bool named = request.settings.flag("name-classes");
  if (!request.settings.has("color-by")) {
    if (request.settings.has("labels"))
      fail(ErrorKind::usage, "--labels is given without --color-by, the column that colours the points");
    refuse_unread_looks(request.settings, {});
    scene.colors.assign(rows, render::class_colors(scene.style, 1).front());
    return;
  }
  const std::filesystem::path& file = request.folders.front();
  ScatterColumn column = chosen_column(
      request.settings, file, request.settings.text("color-by"),
      places_of_points(request.settings, file, {.points = rows, .point = scene.stages.point_of_row}),
      request.execution.progress);
  order_classes(request.settings, column);
  std::vector<std::size_t> all(rows);
  std::iota(all.begin(), all.end(), std::size_t{0});
  scene.colors =
      film_point_colors(column, all, request.settings, scene.style, still, request.execution.progress);
  scene.color_sentence = film_color_sentence(column, request.settings, scene.style);
  if (!named) return;
  scene.class_names = names_of(scene.stages, column, limits, scene.style);
}

std::string moved_text(const Scene& scene, const StageMoment& moment) {
  const std::size_t next = told_stage(moment, scene.stages.names.size());
  if (next == 0) return "the first stage";
  if (std::isnan(scene.moved[next])) return "no point in common with the last stage";
  return movement_text(scene.moved[next],
                       scene.null.empty() ? std::nullopt : std::optional<double>(scene.null[next]), "stage");
}

// Maps that rssviz aligned are of UMAP, in which gaps mean nothing; of other maps it isn't known.
void pack(const formats::Archive& archive, const Settings& settings, Scene& scene) {
  const bool known = archive.contains("alignment") && !scene.plane.given;
  if (known)
    scene.packed = packed_stages(settings, true, scene.stages.at);
  else
    to_one_size(scene.stages.at);
}

// Points that come or go fade where they are; few strengths, since films keep a picture of each.
render::Points dots_at(const Scene& scene, const StageMoment& moment) {
  const MapStages& stages = scene.stages;
  const auto k = static_cast<std::size_t>(moment.stage);
  const std::size_t next = moment.is_true() ? k : std::min(k + 1, stages.at.size() - 1);
  render::Points points;
  for (std::size_t i = 0; i < stages.points(); ++i) {
    const bool here = stages.is_there(k, i), then = stages.is_there(next, i);
    if (!here && !then) continue;
    const render::Point from = stages.at[here ? k : next][i], to = stages.at[then ? next : k][i];
    points.at.push_back({from.x + moment.share * (to.x - from.x), from.y + moment.share * (to.y - from.y)});
    render::Color color = scene.colors[static_cast<std::size_t>(stages.rows[here ? k : next][i])];
    if (here != then) color.alpha *= std::round(8 * (here ? 1 - moment.share : moment.share)) / 8;
    points.colors.push_back(color);
  }
  return points;
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const StageMoment& moment = scene.moments[number];
  render::Points points = dots_at(scene, moment);
  points.radius_pt = scene.radius;
  render::Frame frame;
  frame.interpolated = !moment.is_true();
  frame.panels.push_back({0, hulls_at(scene.packed, moment, scene.style), {}});
  frame.panels.back().marks.emplace_back(std::move(points));
  if (scene.class_names) frame.panels.back().labels = names_at(*scene.class_names, moment);
  for (std::size_t chart = 0; chart < scene.curves.size(); ++chart)
    frame.panels.push_back({chart + 1, drawn_until(scene.curves[chart], moment.stage + moment.share), {}});
  frame.texts = {{"stage", passage_text(scene.stages.names, moment)}, {"moved", moved_text(scene, moment)}};
  return frame;
}

void add_still(const Limits& limits, const Settings& settings, Scene& scene, render::Figure& figure) {
  figure.title = settings.has("title") ? settings.text("title") : "A map from stage to stage";
  std::vector<double> numbers(scene.stages.at.size());
  std::iota(numbers.begin(), numbers.end(), 0.);
  render::Panel map = map_panel("", limits);
  figure.panels = {std::move(map)};
  if (!scene.trust.empty()) {
    render::Panel trust = film_chart("trustworthiness of each map", 0, numbers, scene.trust, 0, scene.style);
    trust.y.high = 1;
    scene.curves.push_back(growing_curves(trust));
    figure.panels.push_back(std::move(trust));
  }
  render::Panel moved =
      film_movement_chart("movement since the last stage", numbers, scene.moved, scene.null, scene.style);
  moved.x.label = "stage";
  if (scene.trust.empty()) moved.row = 0;
  const std::size_t place_of_moved = figure.panels.size();
  if (!scene.own.empty()) moved.x.label.clear();
  scene.curves.push_back(growing_curves(moved));
  const int row = moved.row;
  figure.panels.push_back(std::move(moved));
  if (!scene.own.empty()) {
    render::Panel own = film_chart(scene.own_name, row + 1, numbers, scene.own, 0, scene.style);
    own.x.label = "stage";
    scene.curves.push_back(growing_curves(own));
    figure.panels.push_back(std::move(own));
  }
  figure.panels.front().row_span = static_cast<int>(figure.panels.size()) - 1;
  if (!scene.null.empty())
    figure.legends.push_back(film_movement_legend("states and layout", true, place_of_moved, scene.style));
  const std::vector<std::string>& names = scene.stages.names;
  figure.slots =
      above_players_bar({{"stage", names.front(), widest_passage(names), render::Side::top, 44, true},
                         {"moved", moved_text(scene, {0, 0}), movement_text(1, 1, "stage")}});
}

// --curve: the first column of numbers with a value a stage, or that of --curve-column.
void read_own_curve(const Settings& settings, Scene& scene) {
  const std::string wanted = settings.has("curve-column") ? settings.text("curve-column") : "";
  if (!settings.has("curve")) {
    if (!wanted.empty()) fail(ErrorKind::usage, "--curve-column needs --curve, the table that has it");
    return;
  }
  const std::size_t stages = scene.stages.at.size();
  const std::string& file = settings.text("curve");
  const formats::Archive columns = formats::read_columns(file, stages);
  for (const auto& [name, array] : columns) {
    if (name.starts_with('@') || array.dtype == formats::DType::text || (!wanted.empty() && name != wanted))
      continue;
    if (array.size() != stages) {
      if (wanted.empty()) continue;
      fail(ErrorKind::data, file + ": column '" + name + "' has " + std::to_string(array.size()) +
                                " values for " + std::to_string(stages) + " stages");
    }
    scene.own = formats::to_doubles(array, file + ": " + name);
    scene.own_name = name;
    return;
  }
  fail(ErrorKind::data, file + ": has no column " + (wanted.empty() ? "of numbers" : "'" + wanted + "'") +
                            " with a value for each of " + std::to_string(stages) + " stages");
}

void tell_left_out(const Scene& scene, const std::string& file, Progress& progress) {
  if (scene.without_place > 0)
    progress.warn(file + ": " + counted(scene.without_place, "point") +
                  " without a place (NaN) at some stage left out");
}

render::Caption caption_of(const Scene& scene, const std::string& file) {
  render::Caption caption;
  caption.title = "Maps of " + file + " from stage to stage";
  const MapStages& stages = scene.stages;
  caption.text =
      with_commas(static_cast<long long>(stages.points())) + " points" +
      (scene.without_place > 0
           ? " (" + counted(scene.without_place, "other") + " without a place at some stage)"
           : "") +
      " at " + std::to_string(stages.at.size()) + " stages (" + scene.stages.names.front() + " to " +
      scene.stages.names.back() +
      "), drawn at one size; between two of them places are interpolated and stand for no network. " +
      (stages.come_and_go
           ? with_commas(static_cast<long long>(stages.staying())) +
                 " of the points are there at every stage; the others fade in where they come and out where "
                 "they go. "
           : "") +
      packing_caption(scene.packed) + plane_sentence(scene.plane, stages.dims) +
      "Movement: mean distance from the stage before as a share of the map's size (root mean square "
      "distance from its centre)" +
      (scene.null.empty() ? "; how much of it is the layout's own isn't known from the file. "
                          : "; dotted: what the layout alone moves, of states that stay. ") +
      (scene.trust.empty() ? "" : "Trustworthiness: of each stage's own neighbours. ") +
      (scene.own.empty() ? "" : "Below: " + scene.own_name + ", as given. ") + scene.color_sentence +
      "Distances between clusters and their sizes carry no meaning.";
  return caption;
}

}  // namespace

static render::Animation make_stages_film(const FigureRequest& request) {
  const std::string file = request.folders.front().string();
  const formats::Archive archive = formats::read_arrays(file);
  auto scene = std::make_shared<Scene>();
  scene->style = film_style(request.settings);
  scene->plane = plane_of(request.settings);
  scene->stages = read_map_stages(archive, file, scene->plane);
  keep_placed(*scene);
  if (scene->stages.points() == 0) fail(ErrorKind::data, file + ": no point has a place at every stage");
  tell_left_out(*scene, file, request.execution.progress);
  read_numbers(archive, *scene);
  read_own_curve(request.settings, *scene);
  scene->radius = std::clamp(220 / std::sqrt(static_cast<double>(scene->stages.points())), 2.5, 9.0);
  const FilmTime time = film_time(request.settings, 720);
  pack(archive, request.settings, *scene);
  const Limits limits = limits_of_all(with_hulls(scene->packed, places_by_stage(scene->stages)));
  scene->moments = film_timeline(needed_frames(scene->stages, limits.second.x - limits.first.x), {}, time, 0,
                                 kTrueFrames, request.settings, request.execution.progress);
  render::Animation film;
  film.frames_per_second = time.fps;
  film.frames = scene->moments.size();
  film.still = film_still(request.settings);
  add_still(limits, request.settings, *scene, film.still);
  add_colors(request, limits, *scene, film.still);
  film.still.caption = caption_of(*scene, request.folders.front().filename().string());
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  for (std::size_t i = 0; i < scene->moments.size(); ++i)
    if (scene->moments[i].is_true() && (i == 0 || scene->moments[i - 1].stage != scene->moments[i].stage))
      film.chapters.push_back({i, scene->stages.names[static_cast<std::size_t>(scene->moments[i].stage)]});
  film.poster_frame = film.frames - 1;
  return film;
}

namespace {

std::vector<Option> options_of(std::vector<Option> options) {
  for (Option& option : column_look_options()) options.push_back(std::move(option));
  options.push_back({"curve",
                     OptionType::file,
                     "",
                     "a table with a value for each stage (accuracy, loss): a chart beside the map",
                     true,
                     {}});
  options.push_back(
      {"curve-column", OptionType::text, "", "its column (default: the first of numbers)", true, {}});
  return options;
}

}  // namespace

FilmKind stages_film_kind() {
  return {.name = "stages",
          .summary = "a file of maps, one a stage (rssviz embed --align), from each to the next",
          .of = Networks::coordinates,
          .reads = 0,
          .needs = {},
          .options = options_of({palette_of_either(), labels_option(), states_option(), plane_option(),
                                 color_by_option(), color_as_option(), name_classes_option(), title_option(),
                                 no_pack_option()}),
          .make = make_stages_film};
}

}  // namespace rssviz::cli
