// conditions: trajectories of conditions as they run, heads with fading tails; of three components the camera
// turns once around.
#include <algorithm>
#include <cmath>
#include <memory>

#include "cli/compose/conditions/condition_paths.h"
#include "cli/compose/conditions/kinds.h"
#include "cli/compose/film_parts/film_frame.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {

namespace {

struct Scene {
  models::Conditions at{};  // steps x axes
  Classes classes{};
  render::Style style{};
  std::vector<std::int32_t> steps{};
  std::optional<View> view{};  // at the start
  Limits limits{};
  std::size_t frames{0};
  bool turning{false};
};

constexpr double kTail = 0.3;  // share of the steps that a tail holds before it is as pale as the rest

View view_at(const Scene& scene, std::size_t number) {
  View view = *scene.view;
  // Full turns only, so that the film may be shown in a loop without a jump.
  if (scene.turning) view.azimuth += 360. * static_cast<double>(number) / static_cast<double>(scene.frames);
  return view;
}

// How far along the steps the heads are: all of them by the last frame but a rest.
double head_at(const Scene& scene, std::size_t number) {
  const double share = std::min(1., static_cast<double>(number) / (0.9 * static_cast<double>(scene.frames)));
  return share * (static_cast<double>(scene.steps.size()) - 1);
}

void add_tails(const Scene& scene, const std::vector<Projected>& paths, double head,
               std::vector<render::Mark>& marks) {
  const double tail = kTail * static_cast<double>(scene.steps.size());
  for (std::size_t p = 0; p < paths.size(); ++p)
    for (std::size_t t = 0; t + 1 < paths[p].at.size() && static_cast<double>(t) < head; ++t) {
      const double end = std::min(1., head - static_cast<double>(t));
      const render::Point from = paths[p].at[t], to = paths[p].at[t + 1];
      const double age = std::clamp((head - static_cast<double>(t)) / tail, 0., 1.);
      const double depth = 0.5 * (paths[p].depth[t] + paths[p].depth[t + 1]);
      render::Line line;
      line.at = {from, {from.x + end * (to.x - from.x), from.y + end * (to.y - from.y)}};
      line.color = render::mix(scene.style.paper, scene.classes.colors[p],
                               (0.95 - 0.65 * age) * (0.45 + 0.55 * depth));
      line.width_pt = 4.5 * (0.6 + 0.4 * depth);
      marks.emplace_back(std::move(line));
    }
}

render::Points heads_of(const Scene& scene, const std::vector<Projected>& paths, double head) {
  render::Points heads;
  const auto t = static_cast<std::size_t>(std::floor(head));
  const double share = head - static_cast<double>(t);
  for (std::size_t p = 0; p < paths.size(); ++p) {
    const render::Point from = paths[p].at[t], to = paths[p].at[std::min(t + 1, paths[p].at.size() - 1)];
    heads.at.push_back({from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)});
    heads.colors.push_back(scene.classes.colors[p]);
  }
  heads.radius_pt = 10;
  heads.keep_order = true;
  return heads;
}

std::string step_text(const Scene& scene, double head) {
  return "step " + std::to_string(scene.steps[static_cast<std::size_t>(std::lround(head))]) + " of " +
         std::to_string(scene.steps.back());
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  std::optional<View> view;
  if (scene.view) view = view_at(scene, number);
  const std::vector<Projected> paths = projected(scene.at, view);
  const double head = head_at(scene, number);
  render::Frame frame;
  render::PanelFrame moving{0, {}, {}};
  if (view) {
    render::Panel triad;
    add_triad(*view, scene.limits, scene.style, triad);
    for (render::Mark& mark : triad.marks)
      if (auto* const line = std::get_if<render::Line>(&mark)) line->width_pt = 3;
    moving.marks = std::move(triad.marks);
    moving.labels = std::move(triad.labels);
  }
  add_tails(scene, paths, head, moving.marks);
  moving.marks.emplace_back(heads_of(scene, paths, head));
  frame.panels.push_back(std::move(moving));
  frame.texts = {{"step", step_text(scene, head)}};
  return frame;
}

// Of all sides that the camera will see.
Limits limits_of_turn(const Scene& scene) {
  if (!scene.view) return limits_of_paths(projected(scene.at, std::nullopt));
  std::vector<Projected> all;
  for (int k = 0; k < 36; ++k) {
    View view = *scene.view;
    view.azimuth += 10. * k;
    for (Projected& path : projected(scene.at, view)) all.push_back(std::move(path));
  }
  return limits_of_paths(all);
}

}  // namespace

namespace {

render::Caption caption_of(const ConditionMeans& means, int dims) {
  return {"Trajectories of " + std::to_string(means.names.size()) + " conditions",
          sentence_of(means) + "Means over trials on " + std::to_string(dims) +
              " principal components of the means. Between two steps heads move straight." +
              (dims == 3 ? " The camera turns once around the third axis: what turns is the view." : "")};
}

}  // namespace

static render::Animation make_conditions_film(const FigureRequest& request) {
  const auto [frames, fps] = film_time(request.settings, 360);
  const int dims = dims_of(request.settings);
  const ConditionMeans means = condition_means(request);
  const MeanAxes axes = principal_axes(means, dims);
  if (axes.axes.cols() < dims)
    fail(ErrorKind::data, request.folders.front().string() + ": has " + std::to_string(axes.axes.cols()) +
                              " units; --dims " + std::to_string(dims) + " needs as many");
  auto scene = std::make_shared<Scene>();
  scene->style = film_style(request.settings);
  scene->classes = classes_of(means.names, scene->style);
  scene->at = on_axes(means, axes);
  scene->steps = means.steps;
  if (dims == 3) scene->view = view_named(request.settings.text("view"));
  scene->turning = dims == 3;
  scene->frames = static_cast<std::size_t>(frames);
  scene->limits = limits_of_turn(*scene);
  render::Animation film;
  film.still = film_still(request.settings);
  double kept = 0;
  for (const double share : axes.shares) kept += share;
  film.still.panels = {
      map_panel(std::to_string(dims) + " principal components, " + percent(kept) + " of the means' variance",
                scene->limits)};
  film.still.legends = {class_legend(request.settings.text("class"), scene->classes, "", scene->style)};
  film.still.legends.front().side = render::Side::right;
  film.still.slots = {{"step", step_text(*scene, 0),
                       step_text(*scene, static_cast<double>(means.steps.size()) - 1), render::Side::top, 44,
                       true}};
  film.frames_per_second = fps;
  film.frames = scene->frames;
  film.still.caption = caption_of(means, dims);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  film.chapters.push_back({0, step_text(*scene, 0)});
  film.poster_frame = film.frames - 1;
  return film;
}

FilmKind conditions_film_kind() {
  return {.name = "conditions",
          .summary = "trajectories of conditions as they run; with --dims 3 the camera turns",
          .of = Networks::states,
          .reads = 0,
          .needs = {},
          .of_task = {},
          .options = condition_options(),
          .make = make_conditions_film};
}

}  // namespace rssviz::cli
