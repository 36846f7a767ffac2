#include "cli/compose/films/learning_esn_steps.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "cli/compose/figure_kind.h"
#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/film_parts/film_story.h"
#include "cli/compose/film_parts/growing_curves.h"
#include "cli/compose/parts/error_colors.h"
#include "cli/compose/parts/learning_chart.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/paths.h"
#include "cli/compose/parts/step_axis.h"
#include "cli/studies/step_errors.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/animation.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kSteps = 100;

struct Scene {
  const NetworkView* view{nullptr};
  render::Style style{};
  ShownMap map{};
  std::vector<render::Point> at{};  // the map
  StepErrors errors{};
  models::Tokens tokens{};  // the stretch
  int output{0};            // shown along it
  std::vector<double> targets{};
  std::vector<std::vector<double>> outputs{};  // stage -> along the stretch
  HeldStages held{};
  GrowingCurves errors_by_stage{};  // the chart
};

void measure(const FigureRequest& request, Scene& scene) {
  const NetworkView& view = *scene.view;
  scene.at = map_points(view.trace, scene.map.coords).at;
  scene.tokens = followed_sentences(view, {}, 2, kSteps).back();
  std::vector<int> stages(static_cast<std::size_t>(view.stages));
  std::iota(stages.begin(), stages.end(), 0);
  scene.errors = step_errors(view, stages, request.execution);
  for (const int stage : stages) {
    const models::StateTrace along =
        view.record(*view.network_at(stage), {scene.tokens}, "", request.execution);
    if (stage == 0 && scene.errors.classes) scene.output = along.require_integer("target").values.front();
    std::vector<double>& outputs = scene.outputs.emplace_back();
    for (Eigen::Index t = 0; t < along.outputs.rows(); ++t)
      outputs.push_back(static_cast<double>(along.outputs(t, scene.output)));
    if (stage > 0) continue;
    const MatrixD targets = targets_of(view, along);
    for (Eigen::Index t = 0; t < targets.rows(); ++t) scene.targets.push_back(targets(t, scene.output));
  }
}

render::Points colored_points(const Scene& scene, std::size_t stage) {
  render::Points points;
  points.at = scene.at;
  points.radius_pt = std::clamp(220 / std::sqrt(static_cast<double>(scene.at.size())), 4.0, 9.0);
  points.colors = error_colors(scene.errors, stage, scene.style);
  return points;
}

render::Line along(const std::vector<double>& values, render::Color color, double width_pt) {
  render::Line line;
  for (std::size_t t = 0; t < values.size(); ++t) line.at.push_back({static_cast<double>(t), values[t]});
  line.color = color;
  line.width_pt = width_pt;
  return line;
}

std::string stage_text(const Scene& scene, std::size_t stage) {
  return stage == 0 ? "before learning" : "after " + scene.view->stage_names[stage];
}

std::string error_text_of(const Scene& scene, std::size_t stage) {
  const std::vector<double>& errors = scene.errors.by_stage[stage];
  double sum = 0;
  for (const double error : errors) sum += scene.errors.classes ? error : error * error;
  const double mean = sum / static_cast<double>(errors.size());
  const std::string steps = with_commas(static_cast<long long>(errors.size())) + " steps shown: ";
  if (scene.errors.classes) return steps + percent(mean) + " wrong";
  return steps + "root mean square error " + decimals(std::sqrt(mean), 4);
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const auto stage = static_cast<std::size_t>(scene.held.stage_at[number]);
  const std::vector<render::Color> palette = render::class_colors(scene.style, 0);
  render::Frame frame;
  frame.panels.push_back({0, {colored_points(scene, stage)}, {}});
  frame.panels.push_back({1, errors_at(*scene.view, false, stage, scene.errors_by_stage, scene.style), {}});
  frame.panels.push_back({2, {along(scene.outputs[stage], palette[0], 4)}, {}});
  frame.texts = {{"stage", stage_text(scene, stage)}, {"error", error_text_of(scene, stage)}};
  return frame;
}

void add_still(Scene& scene, render::Figure& figure) {
  const NetworkView& view = *scene.view;
  const std::vector<render::Color> palette = render::class_colors(scene.style, 0);
  figure.title = "The readout of an echo state network learns";
  render::Panel map = map_panel(view.states_name + " after each step; colour: error of the output",
                                limits_of(with_hulls(scene.map, scene.at), 0.03));
  map.row_span = 2;
  add_hulls(scene.map.packing, scene.style, map);
  render::Panel curve = film_learning_curve(view, false, scene.style);
  curve.column = 1;
  scene.errors_by_stage = growing_curves(curve);
  render::Panel outputs;
  const std::string& name = view.corpus->output_names[static_cast<std::size_t>(scene.output)];
  outputs.title = "output " + name + ", " + view.task->text(scene.tokens);
  outputs.row = 1;
  outputs.column = 1;
  words_below(view, scene.tokens, outputs);
  const auto [least, most] = std::minmax_element(scene.targets.begin(), scene.targets.end());
  const double rim = 0.15 * std::max(1e-9, *most - *least);
  outputs.y.low = scene.errors.classes ? -0.3 : *least - rim;
  outputs.y.high = scene.errors.classes ? 1.3 : *most + rim;
  outputs.marks.emplace_back(along(scene.targets, scene.style.quiet, 12));
  figure.panels = {std::move(map), std::move(curve), std::move(outputs)};
  add_key(scene.errors, {0}, figure);
  render::Legend lines;
  lines.entries = {{"target", scene.style.quiet, render::SwatchKind::line},
                   {"output", palette[0], render::SwatchKind::line}};
  lines.panels = {2};
  figure.legends.push_back(film_learning_legend(view, 1, scene.style));
  figure.legends.push_back(std::move(lines));
  figure.slots = above_players_bar(
      {{"stage", stage_text(scene, 0), "after 100,000 steps", render::Side::top, 44, true},
       {"error", error_text_of(scene, 0), "100,000 steps shown: root mean square error .0000"}});
}

render::Caption caption_of(const Scene& scene) {
  const NetworkView& view = *scene.view;
  return {
      "The readout of an echo state network while it learns",
      std::string(scene.errors.classes
                      ? "Colour: whether the largest output of each stage's readout names the class. "
                      : "Colour: how far the outputs of each stage's readout are from their targets (root "
                        "mean square over outputs, logarithmic). ") +
          "The map is fixed, since a reservoir is not trained. " + std::to_string(view.stages) +
          " readouts were recorded, from " + view.stage_names.front() + " to " + view.stage_names.back() +
          "; every frame shows one of them, none is interpolated. Lower right: output over target (grey) "
          "along " +
          view.task->text(scene.tokens) + ". " + map_caption(view, scene.map)};
}

Story story_of(const Scene& scene, const Execution& execution) {
  const NetworkView& view = *scene.view;
  const auto first = scene.tokens.begin();
  const models::Tokens start(
      first, first + static_cast<std::ptrdiff_t>(std::min<std::size_t>(20, scene.tokens.size())));
  const SentencePath followed = path_of(view, scene.map, start, execution);
  Story told;
  told.slot = "error";
  told.path = followed.at;
  told.words = followed.words;
  told.one_dot = "one dot: the reservoir's state after a step; the series moves it on";
  told.all_dots =
      with_commas(static_cast<long long>(scene.at.size())) + " dots: its states along " + view.sample;
  told.at_the_end = error_text_of(scene, static_cast<std::size_t>(view.stages - 1));
  return told;
}

}  // namespace

render::Animation learning_of_readout_by_step(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const auto [frames, fps] = film_time(request.settings, 840);
  auto scene = std::make_shared<Scene>();
  scene->view = &view;
  scene->style = film_style(request.settings);
  scene->map = shown_map(view, request.settings, request.execution);
  measure(request, *scene);
  const Story told = story_of(*scene, request.execution);
  const StoryTime story = story_time(request.settings, frames, fps, told.words.size());
  scene->held = held_stages(view.stages, frames - story.all(), fps,
                            passage_shares(view, request.settings.text("pace")));
  render::Animation film;
  film.frames_per_second = fps;
  film.frames = scene->held.stage_at.size();
  film.still = film_still(request.settings);
  add_still(*scene, film.still);
  film.still.caption = caption_of(*scene);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  for (const std::size_t i : chapter_frames(scene->held))
    film.chapters.push_back({i, stage_text(*scene, static_cast<std::size_t>(scene->held.stage_at[i]))});
  film.poster_frame = film.frames - 1;
  tell_story(told, story, 0, film);
  return film;
}

}  // namespace rssviz::cli
