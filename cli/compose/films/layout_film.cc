// A map while its layout forms, from the steps that `rssviz embed --snapshots` kept; beside it, how far each
// step can be trusted and how much it moved.
#include <algorithm>
#include <cmath>
#include <memory>

#include "cli/compose/film_parts/film_charts.h"
#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/film_parts/growing_curves.h"
#include "cli/compose/film_parts/packed_stages.h"
#include "cli/compose/films/kinds.h"
#include "cli/compose/parts/columns/column_look.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/subjects/file_states.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/npz.h"
#include "core/number_text.h"
#include "embed/align/procrustes.h"
#include "embed/embedding.h"
#include "render/figure/animation.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kTrueFrames = 2;
constexpr int kMeasuredPoints = 1000;  // on which each step's trust is measured

struct Scene {
  std::vector<std::int32_t> epochs{};            // done at each step
  std::vector<std::vector<render::Point>> at{};  // step -> points
  std::vector<double> trust{};                   // of each step; 0 where points are too few
  std::vector<double> moved{};                   // since the step before, as a share of the map's size
  std::vector<render::Color> colors{};           // one a point, or one for all
  PackedStages packed{};
  render::Style style{};
  double radius{4};
  std::vector<StageMoment> moments{};
  std::vector<GrowingCurves> curves{};  // of the charts
};

embed::Embedding read_map(const std::filesystem::path& file) {
  const embed::Embedding map = embed::from_archive(formats::read_npz(file), file.string());
  if (map.snapshots.size() < 2)
    fail(ErrorKind::data, file.string() +
                              ": holds no steps of its layout; make it again with: rssviz embed "
                              "STATES --snapshots 60 -o " +
                              file.string());
  return map;
}

void measure(const embed::Embedding& map, const Execution& execution, Scene& scene) {
  scene.epochs = map.snapshot_epochs;
  const std::size_t steps = map.snapshots.size();
  std::vector<std::int32_t> rows(static_cast<std::size_t>(map.map.reference.rows()));  // of distinct points
  for (std::size_t i = map.index.size(); i-- > 0;)
    rows[static_cast<std::size_t>(map.index[i])] = static_cast<std::int32_t>(i);
  scene.trust.resize(steps);
  scene.moved.resize(steps);
  execution.progress.begin("measuring steps of the layout", steps);
  execution.workers.for_each(steps, [&](std::size_t s) {
    execution.progress.check_stop();
    const embed::QualityOptions options{
        .k = map.options.umap.n_neighbors, .metric = map.options.umap.metric, .sample = kMeasuredPoints};
    scene.trust[s] =
        embed::map_quality(map.map.reference, embed::select_rows(map.snapshots[s], rows), options, execution)
            .trustworthiness;
    if (s > 0) scene.moved[s] = embed::mean_movement(map.snapshots[s - 1], map.snapshots[s]);
  });
  for (const Matrix& snapshot : map.snapshots) {
    std::vector<render::Point>& at = scene.at.emplace_back();
    for (const std::int32_t row : rows)
      at.push_back({static_cast<double>(snapshot(row, 0)), static_cast<double>(snapshot(row, 1))});
  }
}

// The colours of the distinct points, and what tells what they mean.
void color_points(const FigureRequest& request, const embed::Embedding& map, Scene& scene,
                  render::Figure& still, std::string& sentence) {
  const Settings& settings = request.settings;
  if (!settings.has("color-by")) {
    if (settings.has("labels"))
      fail(ErrorKind::usage, "--labels is given without --color-by, the column that colours the points");
    refuse_unread_looks(settings, {});
    scene.colors = {render::class_colors(scene.style, 1).front()};
    return;
  }
  const std::size_t points = map.index.size();
  const PointPlaces places = places_of_points(settings, request.folders.front(), {.points = points});
  ScatterColumn column = chosen_column(settings, request.folders.front(), settings.text("color-by"), places,
                                       request.execution.progress);
  order_classes(settings, column);
  sentence = film_color_sentence(column, settings, scene.style);
  std::vector<std::size_t> row(scene.at.front().size());
  for (std::size_t i = points; i-- > 0;) row[static_cast<std::size_t>(map.index[i])] = i;
  scene.colors = film_point_colors(column, row, settings, scene.style, still, request.execution.progress);
}

// Steps come many a second: the headline counts epochs and never says where it is between two steps.
std::string step_text(const Scene& scene, const StageMoment& moment) {
  const std::int32_t epoch = scene.epochs[told_stage(moment, scene.epochs.size())];
  return "epoch " + std::to_string(epoch) + " of " + std::to_string(scene.epochs.back());
}

double epoch_at(const Scene& scene, const StageMoment& moment) {
  const auto k = static_cast<std::size_t>(moment.stage);
  const double from = scene.epochs[k];
  return from + moment.share * (scene.epochs[std::min(k + 1, scene.epochs.size() - 1)] - from);
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const StageMoment& moment = scene.moments[number];
  render::Frame frame;
  frame.interpolated = !moment.is_true();
  render::Points points;
  points.radius_pt = scene.radius;
  points.at = places_at(scene.at, moment);
  points.colors = scene.colors;
  frame.panels.push_back({0, hulls_at(scene.packed, moment, scene.style), {}});
  frame.panels.back().marks.emplace_back(std::move(points));
  for (std::size_t chart = 0; chart < scene.curves.size(); ++chart)
    frame.panels.push_back({chart + 1, drawn_until(scene.curves[chart], epoch_at(scene, moment)), {}});
  frame.texts = {{"step", step_text(scene, moment)}};
  return frame;
}

void add_still(const Limits& limits, Scene& scene, render::Figure& figure) {
  figure.title = "A map forms";
  render::Panel map = map_panel("states; near ones attract, all push one another away", limits);
  map.row_span = 2;
  const std::vector<double> epochs(scene.epochs.begin(), scene.epochs.end());
  render::Panel trust = film_chart("trustworthiness of each step", 0, epochs, scene.trust, 0, scene.style);
  trust.y.high = 1;
  render::Panel moved = film_chart("movement since the step before", 1, epochs, scene.moved, 1, scene.style);
  moved.x.label = "epoch of the layout";
  trust.x.high = moved.x.high = epochs.back();
  moved.y.low = 0;
  scene.curves = {growing_curves(trust), growing_curves(moved)};
  figure.panels = {std::move(map), std::move(trust), std::move(moved)};
  const std::string last = std::to_string(scene.epochs.back());
  figure.slots = above_players_bar(
      {{"step", step_text(scene, {0, 0}), "epoch " + last + " of " + last, render::Side::top, 44, true}});
}

render::Caption caption_of(const Scene& scene, const embed::Embedding& map, const std::string& file,
                           const std::string& colors) {
  const embed::UmapOptions& umap = map.options.umap;
  render::Caption caption;
  caption.title = "The layout of " + file + " while it forms";
  caption.text =
      "Each dot is one of " + with_commas(static_cast<long long>(scene.at.front().size())) +
      " distinct states. " + colors + std::to_string(scene.epochs.size()) +
      " steps of the layout were kept, from its start (" + std::string(embed::name_of(umap.init)) +
      ") to epoch " + std::to_string(scene.epochs.back()) +
      "; between two of them places are interpolated. Each is drawn at one size, since a layout's units mean "
      "nothing. " +
      packing_caption(scene.packed) +
      "This is the layout's way to one and the same "
      "map "
      "of states that do not change: no network learns here, and the way from the start to the end carries "
      "no "
      "meaning. UMAP, " +
      std::to_string(umap.n_neighbors) + " neighbours, min_dist " + formats::format_number(umap.min_dist) +
      ", seed " + std::to_string(umap.seed) + ". Trustworthiness: over " + std::to_string(umap.n_neighbors) +
      " neighbours, of " +
      with_commas(std::min<long long>(kMeasuredPoints, static_cast<long long>(scene.at.front().size()))) +
      " states against all; " + decimals(scene.trust.front(), 3) + " at the start, " +
      decimals(scene.trust.back(), 3) +
      " at the end. Movement: mean distance between two kept steps as a share of the map's size (root mean "
      "square distance from its centre). Distances between clusters and their sizes carry no meaning.";
  return caption;
}

}  // namespace

static render::Animation make_layout_film(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const std::filesystem::path& file = request.folders.front();
  const embed::Embedding map = read_map(file);
  const FilmTime time = film_time(settings, 480);
  auto scene = std::make_shared<Scene>();
  scene->style = film_style(settings);
  measure(map, request.execution, *scene);
  render::Animation film;
  film.still = film_still(settings);
  std::string colors;
  scene->packed = packed_stages(settings, true, scene->at);
  const Limits limits = limits_of_all(with_hulls(scene->packed, scene->at));
  add_still(limits, *scene, film.still);
  color_points(request, map, *scene, film.still, colors);
  scene->radius = std::clamp(220 / std::sqrt(static_cast<double>(scene->at.front().size())), 2.5, 9.0);
  scene->moments = film_timeline(frames_between(scene->at, limits.second.x - limits.first.x), {}, time, 0,
                                 kTrueFrames, settings, request.execution.progress);
  film.frames_per_second = time.fps;
  film.frames = scene->moments.size();
  film.still.caption = caption_of(*scene, map, file.filename().string(), colors);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  film.chapters.push_back({0, step_text(*scene, scene->moments.front())});
  film.chapters.push_back({film.frames - 1, step_text(*scene, scene->moments.back())});
  film.poster_frame = film.frames - 1;
  return film;
}

namespace {

std::vector<Option> options_of_layout() {
  std::vector<Option> options{palette_of_either(), labels_option(),   states_option(),
                              color_by_option(),   color_as_option(), no_pack_option()};
  for (Option& option : column_look_options()) options.push_back(std::move(option));
  return options;
}

}  // namespace

FilmKind layout_film_kind() {
  return {.name = "layout",
          .summary = "a map while its layout forms (rssviz embed --snapshots)",
          .of = Networks::coordinates,
          .reads = 0,
          .needs = {},
          .options = options_of_layout(),
          .make = make_layout_film};
}

}  // namespace rssviz::cli
