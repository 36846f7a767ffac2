// conditions: trajectories of conditions as they run, heads with fading tails; of three components the camera
// turns once around, or a tour walks through the planes of any number of components.
#include <algorithm>
#include <cmath>
#include <memory>
#include <utility>

#include "cli/compose/conditions/condition_paths.h"
#include "cli/compose/conditions/kinds.h"
#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/last_picture.h"
#include "cli/compose/parts/columns/class_looks.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/geometry/grand_tour.h"
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
  std::optional<models::Tour> tour{};
};

constexpr double kTail = 0.3;  // share of the steps that a tail holds before it is as pale as the rest

View view_at(const Scene& scene, std::size_t number) {
  View view = *scene.view;
  // Full turns only, so that the film may be shown in a loop without a jump.
  if (scene.turning) view.azimuth += 360. * static_cast<double>(number) / static_cast<double>(scene.frames);
  return view;
}

// Where the paths lie on the paper in a frame.
std::vector<Projected> paths_at(const Scene& scene, std::size_t number) {
  if (scene.tour)
    return on_plane(scene.at, models::plane_at(*scene.tour, static_cast<double>(number) /
                                                                static_cast<double>(scene.frames)));
  return projected(scene.at, scene.view ? std::optional<View>(view_at(scene, number)) : std::nullopt);
}

// The axes of that frame.
render::Panel axes_at(const Scene& scene, std::size_t number) {
  render::Panel axes;
  if (scene.tour)
    add_tour_axes(
        models::plane_at(*scene.tour, static_cast<double>(number) / static_cast<double>(scene.frames)),
        scene.limits, scene.style, axes);
  else if (scene.view)
    add_triad(view_at(scene, number), scene.limits, scene.style, axes);
  for (render::Mark& mark : axes.marks)
    if (auto* const line = std::get_if<render::Line>(&mark)) line->width_pt = 3;
  return axes;
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

// Above the tails, whose order stays (many may lie on one another), and the near ones above the far ones.
void add_heads(const Scene& scene, const std::vector<Projected>& paths, double head,
               std::vector<render::Mark>& marks) {
  const auto t = static_cast<std::size_t>(std::floor(head));
  const double share = head - static_cast<double>(t);
  std::vector<std::pair<double, render::Points>> heads;
  for (std::size_t p = 0; p < paths.size(); ++p) {
    const std::size_t next = std::min(t + 1, paths[p].at.size() - 1);
    const render::Point from = paths[p].at[t], to = paths[p].at[next];
    const double depth = paths[p].depth[t] + share * (paths[p].depth[next] - paths[p].depth[t]);
    heads.emplace_back(depth, end_dot({from.x + share * (to.x - from.x), from.y + share * (to.y - from.y)},
                                      depth, scene.classes.colors[p], scene.style, 11));
  }
  std::stable_sort(heads.begin(), heads.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  for (auto& one : heads) marks.emplace_back(std::move(one.second));
}

std::string step_text(const Scene& scene, double head) {
  return "step " + std::to_string(scene.steps[static_cast<std::size_t>(std::lround(head))]) + " of " +
         std::to_string(scene.steps.back());
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const std::vector<Projected> paths = paths_at(scene, number);
  const double head = head_at(scene, number);
  render::Panel axes = axes_at(scene, number);
  render::Frame frame;
  render::PanelFrame moving{0, std::move(axes.marks), std::move(axes.labels)};
  add_tails(scene, paths, head, moving.marks);
  add_heads(scene, paths, head, moving.marks);
  frame.panels.push_back(std::move(moving));
  frame.texts = {{"step", step_text(scene, head)}};
  return frame;
}

// Around all sides that the camera, or the tour, will show.
Limits limits_of_turn(const Scene& scene) {
  std::vector<Projected> all;
  constexpr std::size_t kSides = 200;
  for (std::size_t k = 0; k < (scene.tour || scene.view ? kSides : 1); ++k) {
    std::vector<Projected> paths;
    if (scene.tour) {
      paths = on_plane(scene.at, models::plane_at(*scene.tour, static_cast<double>(k) / kSides));
    } else if (scene.view) {
      View view = *scene.view;
      view.azimuth += 360. * static_cast<double>(k) / kSides;
      paths = projected(scene.at, view);
    } else {
      paths = projected(scene.at, std::nullopt);
    }
    for (Projected& path : paths) all.push_back(std::move(path));
  }
  Limits limits = limits_of_paths(all);
  // The axes stand beside the paths: a film is wider than these are.
  if (scene.tour || scene.view) limits.first.x -= 0.35 * (limits.second.x - limits.first.x);
  return limits;
}

}  // namespace

namespace {

constexpr int kMostDimensions = 20;
constexpr double kPassage_s = 3;  // of a tour from one plane to the next, about

// --dims of a tour: 3 to 20.
int tour_dims(const Settings& settings) {
  const auto dims = static_cast<int>(settings.integer("dims"));
  if (dims < 3 || dims > kMostDimensions)
    fail(ErrorKind::usage, "--dims = " + std::to_string(dims) + " is out of range for --tour: 3 to 20");
  return dims;
}

render::Caption caption_of(const ConditionMeans& means, const Scene& scene, int dims) {
  std::string motion;
  if (scene.tour)
    motion =
        " A grand tour (Asimov 1985) walks at even speed through planes of these components, drawn at "
        "random, and "
        "back to the first two: every frame is a linear projection of the states, and what moves besides the "
        "heads "
        "is the plane.";
  else if (dims == 3)
    motion = " The camera turns once around the third axis: what turns is the view.";
  return {"Trajectories of " + std::to_string(means.names.size()) + " conditions",
          sentence_of(means) + "Means over trials on " + std::to_string(dims) +
              " principal components of the means. Between two steps heads move straight." + motion};
}

std::shared_ptr<Scene> scene_of(const FigureRequest& request, const ConditionMeans& means,
                                const MeanAxes& axes, int dims, const FilmTime& time) {
  auto scene = std::make_shared<Scene>();
  scene->style = film_style(request.settings);
  scene->classes = classes_named(means.names, request.settings.text("class"), request.settings, scene->style);
  scene->at = on_axes(means, axes);
  scene->steps = means.steps;
  scene->frames = static_cast<std::size_t>(time.frames);
  if (request.settings.flag("tour")) {
    const double seconds = static_cast<double>(time.frames) / time.fps;
    scene->tour = models::grand_tour(dims, std::max(1, static_cast<int>(seconds / kPassage_s) - 1),
                                     static_cast<std::uint64_t>(request.settings.integer("seed")));
  } else if (dims == 3) {
    scene->view = view_named(request.settings.text("view"));
    scene->turning = true;
  }
  scene->limits = limits_of_turn(*scene);
  return scene;
}

render::Figure still_of(const FigureRequest& request, const Scene& scene, const MeanAxes& axes) {
  render::Figure still = film_still(request.settings);
  double kept = 0;
  for (const double share : axes.shares) kept += share;
  still.panels = {map_panel(std::to_string(axes.shares.size()) + " principal components, " + percent(kept) +
                                " of the means' variance",
                            scene.limits)};
  still.legends = {class_legend(request.settings.text("class"), scene.classes, "", scene.style)};
  still.legends.front().side = render::Side::right;
  still.slots = {{"step", step_text(scene, 0), step_text(scene, static_cast<double>(scene.steps.size()) - 1),
                  render::Side::top, 44, true}};
  return still;
}

}  // namespace

static render::Animation make_conditions_film(const FigureRequest& request) {
  const FilmTime time = film_time(request.settings, request.settings.flag("tour") ? 720 : 360);
  const int dims = request.settings.flag("tour") ? tour_dims(request.settings) : dims_of(request.settings);
  const ConditionMeans means = condition_means(request);
  const MeanAxes axes = principal_axes(means, dims);
  if (axes.axes.cols() < dims)
    fail(ErrorKind::data, request.folders.front().string() + ": has " + std::to_string(axes.axes.cols()) +
                              " units; --dims " + std::to_string(dims) + " needs as many");
  const std::shared_ptr<Scene> scene = scene_of(request, means, axes, dims, time);
  render::Animation film;
  film.still = still_of(request, *scene, axes);
  film.frames_per_second = time.fps;
  film.frames = scene->frames;
  film.still.caption = caption_of(means, *scene, dims);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  film.chapters.push_back({0, step_text(*scene, 0)});
  film.poster_frame = film.frames - 1;
  hold_last_picture(request.settings, film);
  return film;
}

FilmKind conditions_film_kind() {
  std::vector<Option> options = condition_options();
  options.push_back(
      {"tour", OptionType::flag, "", "walk through the planes of --dims components (3 to 20)", true, {}});
  return {.name = "conditions",
          .summary =
              "trajectories of conditions as they run; with --dims 3 the camera turns, with --tour planes do",
          .of = Networks::states,
          .reads = 0,
          .needs = {},
          .of_task = {},
          .options = options,
          .make = make_conditions_film};
}

}  // namespace rssviz::cli
