// A film of bare maps, one a stage: points move from each stage's map to the next; beside it, how far each
// map can be trusted and how much moved, where the file says.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <optional>

#include "cli/compose/film_parts/film_charts.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/film_parts/growing_curves.h"
#include "cli/compose/film_parts/moving_names.h"
#include "cli/compose/films/kinds.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/subjects/file_states.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kTrueFrames = 15;  // that each stage itself is shown

struct Scene {
  std::vector<std::vector<render::Point>> at{};  // by stage
  std::vector<std::string> names{};              // of the stages
  std::vector<double> trust{}, moved{}, null{};  // by stage; empty where they aren't known
  std::vector<render::Color> colors{};           // by point
  render::Style style{};
  std::vector<StageMoment> moments{};
  std::vector<GrowingCurves> curves{};       // of the charts
  std::optional<MovingNames> class_names{};  // --name-classes
  std::vector<std::size_t> rows{};           // of the file: those that have a place at every stage
  std::size_t rows_in_file{0};
  double radius{3};
};

// Mean distance between the places of the same points, as a share of the map's size (root mean square
// distance from its centre) at the later stage.
double movement(const std::vector<render::Point>& before, const std::vector<render::Point>& now) {
  render::Point centre;
  for (const render::Point& point : now) centre = {centre.x + point.x, centre.y + point.y};
  const auto n = static_cast<double>(now.size());
  centre = {centre.x / n, centre.y / n};
  double sum = 0, squares = 0;
  for (std::size_t i = 0; i < now.size(); ++i) {
    sum += std::hypot(now[i].x - before[i].x, now[i].y - before[i].y);
    squares += std::pow(now[i].x - centre.x, 2) + std::pow(now[i].y - centre.y, 2);
  }
  return squares > 0 ? sum / n / std::sqrt(squares / n) : 0;
}

void read_numbers(const formats::Archive& archive, Scene& scene) {
  const std::size_t stages = scene.at.size();
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
    for (std::size_t s = 1; s < stages; ++s) scene.moved.push_back(movement(scene.at[s - 1], scene.at[s]));
  }
  if (const auto names = archive.find("stage_names"); names != archive.end())
    scene.names = formats::to_strings(names->second, "stage_names");
  if (scene.names.size() != stages) {
    scene.names.clear();
    for (std::size_t s = 0; s < stages; ++s) scene.names.push_back("stage " + std::to_string(s));
  }
}

std::vector<std::vector<render::Point>> read_stages(const formats::Archive& archive,
                                                    const std::string& file) {
  const auto found = archive.contains("coords") ? archive.find("coords") : archive.find("states");
  if (archive.contains("coords") && archive.contains("point"))
    fail(ErrorKind::data,
         file +
             ": its points come and go; only points that are there at all stages are filmed: "
             "embed states of stages x points x units (the rows that all stages have)");
  if (found == archive.end() || found->second.shape.size() != 3 || found->second.shape[2] < 2)
    fail(ErrorKind::data, file +
                              ": has no maps of several stages (stages x points x 2); make them with: rssviz "
                              "embed STATES --align -o " +
                              file);
  const formats::Array& array = found->second;
  const std::vector<double> values = formats::to_doubles(array, file);
  std::vector<std::vector<render::Point>> stages(array.shape[0]);
  std::size_t next = 0;
  for (std::vector<render::Point>& points : stages)
    for (std::size_t i = 0; i < array.shape[1]; ++i, next += array.shape[2]) {
      points.push_back({values[next], values[next + 1]});
      if (std::isinf(values[next]) || std::isinf(values[next + 1]))
        fail(ErrorKind::data, file + ": point " + std::to_string(i) + " is not finite");
      if (std::isnan(values[next + 1])) points.back().x = values[next + 1];
    }
  if (stages.size() < 2) fail(ErrorKind::data, file + ": has a single stage; a film needs two");
  return stages;
}

void keep_rows(const std::vector<std::size_t>& rows, ScatterColumn& column) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (column.is_scale)
      column.numbers[i] = column.numbers[rows[i]];
    else
      column.values[i] = column.values[rows[i]];
  }
  (column.is_scale ? column.numbers.resize(rows.size()) : column.values.resize(rows.size()));
}

// Leaves out the points that have no place (NaN) at some stage, as umap-learn leaves what it can't connect.
void keep_placed(Scene& scene) {
  scene.rows_in_file = scene.at.front().size();
  for (std::size_t i = 0; i < scene.rows_in_file; ++i)
    if (std::none_of(scene.at.begin(), scene.at.end(),
                     [&](const std::vector<render::Point>& at) { return std::isnan(at[i].x); }))
      scene.rows.push_back(i);
  for (std::vector<render::Point>& at : scene.at) {
    for (std::size_t i = 0; i < scene.rows.size(); ++i) at[i] = at[scene.rows[i]];
    at.resize(scene.rows.size());
  }
}

// One colour a point, and the legend or bar that explains them.
void add_colors(const FigureRequest& request, const Limits& limits, Scene& scene, render::Figure& still) {
  const std::size_t points = scene.at.front().size();
  const bool named = request.settings.flag("name-classes");
  if (!request.settings.has("color-by")) {
    if (named) fail(ErrorKind::usage, "--name-classes needs --color-by, the column with the classes");
    scene.colors.assign(points, render::class_colors(scene.style, 1).front());
    return;
  }
  const std::filesystem::path& file = request.folders.front();
  ScatterColumn column = chosen_column(
      request.settings, file, request.settings.text("color-by"),
      places_of_points(request.settings, file, {.points = scene.rows_in_file}), request.execution.progress);
  std::vector<std::size_t> rows(points);
  std::iota(rows.begin(), rows.end(), std::size_t{0});
  keep_rows(scene.rows, column);
  scene.colors =
      film_point_colors(column, rows, request.settings, scene.style, still, request.execution.progress);
  if (!named) return;
  if (column.is_scale)
    fail(ErrorKind::usage, "--name-classes: the column " + column.name + " is a scale and has no classes");
  scene.class_names =
      moving_names(scene.at, column.values, classes_of(column.labels, scene.style), limits, scene.style);
}

std::string moved_text(const Scene& scene, const StageMoment& moment) {
  const std::size_t next = told_stage(moment, scene.names.size());
  if (next == 0) return "the first stage";
  return movement_text(scene.moved[next],
                       scene.null.empty() ? std::nullopt : std::optional<double>(scene.null[next]), "stage");
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const StageMoment& moment = scene.moments[number];
  render::Points points;
  points.at = places_at(scene.at, moment);
  points.colors = scene.colors;
  points.radius_pt = scene.radius;
  render::Frame frame;
  frame.interpolated = !moment.is_true();
  frame.panels.push_back({0, {std::move(points)}, {}});
  if (scene.class_names) frame.panels.back().labels = names_at(*scene.class_names, moment);
  for (std::size_t chart = 0; chart < scene.curves.size(); ++chart)
    frame.panels.push_back({chart + 1, drawn_until(scene.curves[chart], moment.stage + moment.share), {}});
  frame.texts = {{"stage", passage_text(scene.names, moment)}, {"moved", moved_text(scene, moment)}};
  return frame;
}

void add_still(const Limits& limits, const Settings& settings, Scene& scene, render::Figure& figure) {
  figure.title = settings.has("title") ? settings.text("title") : "A map from stage to stage";
  std::vector<double> numbers(scene.at.size());
  std::iota(numbers.begin(), numbers.end(), 0.);
  render::Panel map = map_panel("", limits);
  figure.panels = {std::move(map)};
  if (!scene.trust.empty()) {
    render::Panel trust = film_chart("trustworthiness of each map", 0, numbers, scene.trust, 0, scene.style);
    trust.y.high = 1;
    scene.curves.push_back(growing_curves(trust));
    figure.panels.push_back(std::move(trust));
    figure.panels.front().row_span = 2;
  }
  render::Panel moved =
      film_movement_chart("movement since the last stage", numbers, scene.moved, scene.null, scene.style);
  moved.x.label = "stage";
  if (scene.trust.empty()) moved.row = 0;
  scene.curves.push_back(growing_curves(moved));
  figure.panels.push_back(std::move(moved));
  if (!scene.null.empty())
    figure.legends.push_back(
        film_movement_legend("states and layout", true, figure.panels.size() - 1, scene.style));
  figure.slots = above_players_bar(
      {{"stage", scene.names.front(), widest_passage(scene.names), render::Side::top, 44, true},
       {"moved", moved_text(scene, {0, 0}), movement_text(1, 1, "stage")}});
}

render::Caption caption_of(const Scene& scene, const std::string& file) {
  render::Caption caption;
  caption.title = "Maps of " + file + " from stage to stage";
  caption.text =
      with_commas(static_cast<long long>(scene.at.front().size())) + " points" +
      (scene.rows.size() < scene.rows_in_file
           ? " (" + counted(scene.rows_in_file - scene.rows.size(), "other") +
                 " without a place at some stage)"
           : "") +
      " at " + std::to_string(scene.at.size()) + " stages (" + scene.names.front() + " to " +
      scene.names.back() +
      "), drawn at one size; between two of them places are interpolated and stand for no network. Movement: "
      "mean distance from the stage before as a share of the map's size (root mean square "
      "distance from its centre)" +
      (scene.null.empty() ? "; how much of it is the layout's own isn't known from the file. "
                          : "; dotted: what the layout alone moves, of states that stay. ") +
      (scene.trust.empty() ? "" : "Trustworthiness: of each stage's own neighbours. ") +
      "Distances between clusters and their sizes carry no meaning.";
  return caption;
}

}  // namespace

static render::Animation make_stages_film(const FigureRequest& request) {
  const std::string file = request.folders.front().string();
  const formats::Archive archive = formats::read_arrays(file);
  auto scene = std::make_shared<Scene>();
  scene->style = film_style(request.settings);
  scene->at = read_stages(archive, file);
  keep_placed(*scene);
  if (scene->rows.empty()) fail(ErrorKind::data, file + ": no point has a place at every stage");
  if (const std::size_t without = scene->rows_in_file - scene->rows.size(); without > 0)
    request.execution.progress.warn(file + ": " + counted(without, "point") +
                                    " without a place (NaN) at some stage left out");
  read_numbers(archive, *scene);
  scene->radius = std::clamp(220 / std::sqrt(static_cast<double>(scene->at.front().size())), 2.5, 9.0);
  const FilmTime time = film_time(request.settings, 720);
  to_one_size(scene->at);
  const Limits limits = limits_of_all(scene->at);
  scene->moments = film_timeline(frames_between(scene->at, limits.second.x - limits.first.x), {}, time, 0,
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
      film.chapters.push_back({i, scene->names[static_cast<std::size_t>(scene->moments[i].stage)]});
  film.poster_frame = film.frames - 1;
  return film;
}

FilmKind stages_film_kind() {
  return {.name = "stages",
          .summary = "a file of maps, one a stage (rssviz embed --align), from each to the next",
          .of = Networks::coordinates,
          .reads = 0,
          .needs = {},
          .options = {labels_option(), states_option(), color_by_option(), color_as_option(),
                      name_classes_option(), title_option()},
          .make = make_stages_film};
}

}  // namespace rssviz::cli
