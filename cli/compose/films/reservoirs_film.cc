// film reservoirs: the map of untrained reservoirs while one parameter changes and all else, the random
// numbers included, stays. Maps are aligned from value to value; beside them what can be measured before
// training.
#include <algorithm>
#include <cmath>
#include <memory>

#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/film_parts/growing_curves.h"
#include "cli/compose/film_parts/packed_stages.h"
#include "cli/compose/films/kinds.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/point_colors.h"
#include "cli/options/option_table.h"
#include "cli/studies/reservoir_study.h"
#include "core/error.h"
#include "core/number_text.h"
#include "embed/align/stages.h"
#include "embed/quality/overlap.h"
#include "models/recording/record.h"
#include "render/figure/animation.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kNeighbors = 15;
constexpr int kTrueFrames = 12;

struct Scene {
  Parameter parameter{};
  bool over_arrays{false};
  std::vector<double> values{};
  ReservoirSetting reference{};
  std::vector<ReservoirCell> cells{};
  std::pair<double, double> seeds{0, 0};  // overlap of other seeds with the reference
  std::size_t band{0};
  embed::AlignedMaps maps{};
  std::vector<std::vector<render::Point>> at{};
  PackedStages packed{};
  PointColors colors{};
  render::Style style{};
  double radius{4};
  std::vector<StageMoment> moments{};
  std::vector<GrowingCurves> curves{};  // of the charts
};

const std::vector<double>& film_values(Parameter parameter) {
  static const std::array<std::vector<double>, kParameters.size()> kUsual{
      {{0.1, 0.3, 0.6, 0.9, 1.1, 1.5, 2, 3, 5},
       {0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 1},
       {0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.85, 1},
       {0.1, 0.2, 0.5, 0.8, 1, 1.5, 2, 3, 5}}};
  return kUsual[static_cast<std::size_t>(parameter)];
}

embed::Neighbors reference_neighbors(const ReservoirBench& bench, const Scene& scene) {
  return embed::nearest_neighbors(models::distinct_states(bench.trace(scene.reference)), kNeighbors,
                                  embed::Metric::euclidean, embed::Self::exclude, bench.execution());
}

void measure(const ReservoirBench& bench, const Settings& settings, Scene& scene) {
  const Execution& execution = bench.execution();
  std::vector<ReservoirCell> band(
      static_cast<std::size_t>(std::max<long long>(0, settings.integer("band-seeds"))));
  scene.cells.resize(scene.values.size());
  for (std::size_t k = 0; k < scene.cells.size(); ++k) {
    scene.cells[k].setting = scene.reference;
    scene.cells[k].setting.set(scene.parameter, scene.values[k]);
  }
  for (std::size_t k = 0; k < band.size(); ++k) {
    band[k].setting = scene.reference;
    band[k].setting.seed += k + 1;
  }
  const auto cell_at = [&](std::size_t i) -> ReservoirCell& {
    return i < scene.cells.size() ? scene.cells[i] : band[i - scene.cells.size()];
  };
  execution.workers.for_each(scene.cells.size() + band.size(), [&](std::size_t i) {
    execution.progress.check_stop();
    const models::StateTrace trace = bench.trace(cell_at(i).setting);
    cell_at(i).states = models::distinct_states(trace);
    if (i < scene.cells.size()) scene.cells[i].numbers = bench.numbers(scene.cells[i].setting, trace);
  });
  const embed::Neighbors near = reference_neighbors(bench, scene);
  execution.workers.for_each(scene.cells.size() + band.size(), [&](std::size_t i) {
    cell_at(i).overlap = embed::mean_neighbor_overlap(near, cell_at(i).states, execution);
  });
  scene.band = band.size();
  scene.seeds = {1, 0};
  for (const ReservoirCell& cell : band)
    scene.seeds = {std::min(scene.seeds.first, cell.overlap), std::max(scene.seeds.second, cell.overlap)};
  embed::StagesOptions options;
  options.umap.n_neighbors = static_cast<int>(settings.integer("neighbors"));
  options.umap.seed = bench.seed();
  if (settings.has("first-epochs")) options.umap.epochs = static_cast<int>(settings.integer("first-epochs"));
  options.stage_epochs = static_cast<int>(settings.integer("stage-epochs"));
  std::vector<Matrix> stages;
  for (const ReservoirCell& cell : scene.cells) stages.push_back(cell.states);
  scene.maps = embed::align_stages(stages, options, execution);
}

// "leak rate 0.05": one a stage.
std::vector<std::string> stage_names(const Scene& scene) {
  std::vector<std::string> names;
  for (const double value : scene.values)
    names.push_back(std::string(words_of(scene.parameter)) + " " + short_number(value));
  return names;
}

// The film's place on the parameter's axis, between two values by their logarithm.
double place_at(const Scene& scene, const StageMoment& moment) {
  const auto k = static_cast<std::size_t>(moment.stage);
  const double from = std::log(scene.values[k]);
  const double to = std::log(scene.values[std::min(k + 1, scene.values.size() - 1)]);
  return std::exp(from + moment.share * (to - from));
}

render::Points moving_points(const Scene& scene, const StageMoment& moment) {
  render::Points points;
  points.radius_pt = scene.radius;
  points.at = places_at(scene.at, moment);
  scene.colors.color(points, scene.style.frame);
  return points;
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const StageMoment& moment = scene.moments[number];
  render::Frame frame;
  frame.interpolated = !moment.is_true();
  frame.panels.push_back({0, hulls_at(scene.packed, moment, scene.style), {}});
  frame.panels.back().marks.emplace_back(moving_points(scene, moment));
  for (std::size_t chart = 0; chart < scene.curves.size(); ++chart)
    frame.panels.push_back({chart + 1, drawn_until(scene.curves[chart], place_at(scene, moment)), {}});
  const std::vector<std::string> names = stage_names(scene);
  frame.texts = {{"value", passage_text(names, moment)}};
  return frame;
}

render::Panel curve(const Scene& scene, const std::string& title, int row,
                    const std::function<double(const ReservoirCell&)>& value) {
  render::Panel panel;
  panel.title = title;
  panel.row = row;
  panel.column = 1;
  panel.x.logarithmic = true;
  panel.x.low = scene.values.front();
  panel.x.high = scene.values.back();
  for (std::size_t k = 0; k < scene.values.size(); k += 2)
    panel.x.ticks.push_back({scene.values[k], short_number(scene.values[k])});
  if (row == 2) panel.x.label = words_of(scene.parameter);
  render::Line line;
  double low = 1e300, high = -1e300;
  for (std::size_t k = 0; k < scene.cells.size(); ++k) {
    const double y = value(scene.cells[k]);
    line.at.push_back({scene.values[k], y});
    low = std::min(low, y);
    high = std::max(high, y);
  }
  line.color = scene.style.ink;
  line.width_pt = 4;
  const double rim = 0.08 * std::max(1e-3, high - low);
  panel.y.low = low - rim;
  panel.y.high = high + rim;
  panel.marks = {std::move(line)};
  return panel;
}

render::Panel overlap_panel(const Scene& scene) {
  render::Panel overlap = curve(scene, "neighbours shared with the reference", 0,
                                [](const ReservoirCell& cell) { return cell.overlap; });
  overlap.y.low = 0;
  overlap.y.high = 1.04;
  overlap.y.ticks = {{0, "0"}, {0.5, ".5"}, {1, "1"}};
  if (scene.band > 0)
    overlap.marks.insert(overlap.marks.begin(),
                         render::Mark(render::Band{{scene.values.front(), scene.values.back()},
                                                   {scene.seeds.first, scene.seeds.first},
                                                   {scene.seeds.second, scene.seeds.second},
                                                   scene.style.frame}));
  return overlap;
}

void add_still(const Limits& limits, Scene& scene, render::Figure& figure) {
  figure.title = "Untrained reservoirs while one parameter changes";
  render::Panel map =
      map_panel(std::string("states after each ") + (scene.over_arrays ? "step" : "word") +
                    "; colour: " + (scene.colors.title.empty() ? "part of the sentence" : scene.colors.title),
                limits);
  map.row_span = 3;
  render::Panel memory = curve(scene, scene.over_arrays ? "input memory (steps)" : "word memory (words)", 1,
                               [](const ReservoirCell& cell) { return cell.numbers.memory; });
  memory.y.low = std::min(0.0, memory.y.low.value_or(0));
  render::Panel lyapunov =
      curve(scene, std::string("conditional Lyapunov exponent (a ") + (scene.over_arrays ? "step)" : "word)"),
            2, [](const ReservoirCell& cell) { return cell.numbers.lyapunov; });
  lyapunov.marks.insert(lyapunov.marks.begin(),
                        render::Mark(render::Rule{true, 0, scene.style.muted, 2, render::Dash::dashed, ""}));
  lyapunov.y.high = std::max(*lyapunov.y.high, 0.02);
  render::Panel overlap = overlap_panel(scene);
  for (render::Panel* const chart : {&overlap, &memory, &lyapunov})
    scene.curves.push_back(growing_curves(*chart));
  figure.panels = {std::move(map), std::move(overlap), std::move(memory), std::move(lyapunov)};
  PointColors key = scene.colors;
  if (!key.is_scale) key.title.clear();  // it stands above the map
  add_key(key, scene.style, figure, {0});
  if (scene.band > 0) {
    render::Legend seeds;
    seeds.entries = {
        {"other seeds at the reference's settings", scene.style.frame, render::SwatchKind::band}};
    seeds.panels = {1};
    figure.legends.push_back(std::move(seeds));
  }
  const std::vector<std::string> names = stage_names(scene);
  figure.slots =
      above_players_bar({{"value", names.front(), widest_passage(names), render::Side::top, 44, true}});
}

render::Caption caption_of(const Scene& scene, const ReservoirBench& bench) {
  const auto [low, high] =
      std::minmax_element(scene.maps.trustworthiness.begin(), scene.maps.trustworthiness.end());
  render::Caption caption;
  caption.title = std::string("Untrained reservoirs over ") + words_of(scene.parameter);
  caption.text =
      "Each dot is one of " + with_commas(static_cast<long long>(scene.at.front().size())) +
      (bench.over_arrays() ? " steps of " + bench.description() : " distinct prefixes of " + bench.sample()) +
      "; its place is that of the state after it in a " + with_commas(bench.units()) +
      "-unit reservoir before any training. Only the " + words_of(scene.parameter) + " changes, over " +
      std::to_string(scene.values.size()) +
      " values; the random numbers stay. Values on the curves are reservoirs; between two of them places are "
      "interpolated and no reservoir's. Reference: spectral radius " +
      short_number(scene.reference.value(Parameter::spectral_radius)) + ", leak rate " +
      short_number(scene.reference.value(Parameter::leak_rate)) + ", density " +
      short_number(scene.reference.value(Parameter::density)) + ", input scaling " +
      short_number(scene.reference.value(Parameter::input_scaling)) +
      "; neighbours: the share of a state's " + std::to_string(kNeighbors) +
      " nearest states that are its neighbours in the reference, the band is that of " +
      std::to_string(scene.band) + " other seeds: within it a reservoir can't be told from another seed. " +
      (bench.over_arrays()
           ? "Input memory: how much better than from the present input a linear reader "
             "tells the inputs 1 to 12 "
             "steps back, on the second half of the steps, less the same of shuffled inputs. "
           : "Word memory: how much better than from the present word a linear reader tells "
             "the words 1 to 12 "
             "back, on held-out prefixes, less the same of words shuffled among prefixes of one length. ") +
      "Below 0, the conditional Lyapunov exponent says that the reservoir forgets its start on these " +
      (bench.over_arrays() ? "inputs" : "sentences") +
      ". Maps are "
      "aligned from value to value and drawn at one size; trustworthiness " +
      decimals(*low, 3) + " to " + decimals(*high, 3) + ". " + packing_caption(scene.packed) +
      shared_caption(scene.colors) + "Distances between clusters and their sizes carry no meaning; one seed.";
  return caption;
}

void check_values(const Scene& scene) {
  if (scene.values.size() < 2) fail(ErrorKind::usage, "--values: at least two values are needed");
  for (std::size_t k = 0; k < scene.values.size(); ++k)
    if (!(scene.values[k] > 0) || (k > 0 && scene.values[k] <= scene.values[k - 1]))
      fail(ErrorKind::usage, "--values: " + short_number(scene.values[k]) +
                                 " is out of range: ascending values above 0 are needed");
}

// Where each value is reached.
std::vector<render::Chapter> chapters_of(const Scene& scene) {
  std::vector<render::Chapter> chapters;
  const std::vector<std::string> names = stage_names(scene);
  for (std::size_t i = 0; i < scene.moments.size(); ++i) {
    const StageMoment& moment = scene.moments[i];
    const bool first = moment.is_true() && (i == 0 || !scene.moments[i - 1].is_true());
    if (first) chapters.push_back({i, names[static_cast<std::size_t>(moment.stage)]});
  }
  return chapters;
}

}  // namespace

static render::Animation make_reservoirs_film(const FigureRequest& request) {
  const Settings& settings = request.settings;
  auto scene = std::make_shared<Scene>();
  scene->parameter = parameter_named(settings.text("vary"));
  scene->values =
      settings.has("values") ? numbers_in(settings.texts("values"), "values") : film_values(scene->parameter);
  check_values(*scene);
  const FilmTime time = film_time(settings, 720);
  const ReservoirBench bench(settings, 1000, request.execution);
  scene->over_arrays = bench.over_arrays();
  scene->reference.seed = bench.seed();
  scene->style = film_style(settings);
  measure(bench, settings, *scene);
  for (const Matrix& coords : scene->maps.coords) {
    std::vector<render::Point>& at = scene->at.emplace_back();
    for (Eigen::Index i = 0; i < coords.rows(); ++i) at.push_back({coords(i, 0), coords(i, 1)});
  }
  scene->packed = packed_stages(settings, true, scene->at);
  const Limits limits = limits_of_all(with_hulls(scene->packed, scene->at));
  scene->colors = point_colors(bench.color(), bench.words(), settings, scene->style);
  std::vector<render::MarkerShape>& shapes = scene->colors.classes.shapes;
  shapes.assign(shapes.size(), render::MarkerShape::circle);  // as all dots of films
  if (!bench.over_arrays() && !settings.has("color-by")) scene->colors.title.clear();
  scene->radius = std::clamp(220 / std::sqrt(static_cast<double>(scene->at.front().size())), 4.0, 9.0);
  scene->moments = film_timeline(frames_between(scene->at, limits.second.x - limits.first.x), {}, time, 0,
                                 kTrueFrames, settings, request.execution.progress);
  render::Animation film;
  film.frames_per_second = time.fps;
  film.frames = scene->moments.size();
  film.still = film_still(settings);
  add_still(limits, *scene, film.still);
  film.still.caption = caption_of(*scene, bench);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  film.chapters = chapters_of(*scene);
  film.poster_frame = film.frames - 1;
  return film;
}

FilmKind reservoirs_film_kind() {
  return {.name = "reservoirs",
          .summary = "the map of untrained reservoirs while one parameter changes",
          .of = Networks::none,
          .reads = 0,
          .needs = {},
          .options =
              {palette_of_either(),
               labels_option(),
               color_by_option(),
               neighbors_option(),
               {"vary",
                OptionType::text,
                "leak-rate",
                "the parameter that changes",
                true,
                {"spectral-radius", "leak-rate", "density", "input-scaling"}},
               {"values", OptionType::texts, "", "its values, in order (default: nine)", true, {}},
               objects_option(),
               inputs_option(),
               lengths_option(),
               washout_option(),
               sample_option(),
               units_option(),
               band_seeds_option(),
               no_pack_option(),
               {"first-epochs", OptionType::integer, "", "rounds of the layout of the first stage", true, {}},
               {"stage-epochs",
                OptionType::integer,
                "100",
                "rounds of the layout of each further stage",
                true,
                {}}},
          .make = make_reservoirs_film};
}

}  // namespace rssviz::cli
