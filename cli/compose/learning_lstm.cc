// R17: the map itself while the network learns. Stages are aligned, so that points move and don't jump;
// frames between two stages are interpolated and say so; how much moved stands beside how much the layout
// alone would have moved.
#include <algorithm>
#include <cmath>
#include <memory>

#include "cli/compose/error_text.h"
#include "cli/compose/film_frame.h"
#include "core/error.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// No point may move further than this between two frames, as a share of the panel's width.
constexpr double kMostMovement = 0.03;
constexpr double kSteepest = 1.5;  // of the easing between stages
constexpr int kTrueFrames = 5;

struct Scene {
  const NetworkView* view{nullptr};
  render::Style style{};
  std::vector<std::vector<render::Point>> at{};  // stage -> distinct points
  std::vector<std::int32_t> classes{};
  Classes palette{};
  double radius{4};
  std::vector<StageMoment> moments{};
};

std::vector<std::vector<render::Point>> stage_points(const NetworkView& view) {
  std::vector<std::vector<render::Point>> stages;
  for (const Matrix& coords : view.aligned.coords) stages.push_back(map_points(view.stage_trace, coords).at);
  return stages;
}

Limits limits_of_all(const std::vector<std::vector<render::Point>>& stages) {
  std::vector<render::Point> all;
  for (const auto& stage : stages) all.insert(all.end(), stage.begin(), stage.end());
  return limits_of(all, 0.03);
}

// Frames that the way from each stage to the next needs, so that its fastest point keeps to the limit.
std::vector<int> needed_frames(const std::vector<std::vector<render::Point>>& stages, double width) {
  std::vector<int> needed;
  for (std::size_t k = 0; k + 1 < stages.size(); ++k) {
    double most = 0;
    for (std::size_t i = 0; i < stages[k].size(); ++i)
      most = std::max(most,
                      std::hypot(stages[k + 1][i].x - stages[k][i].x, stages[k + 1][i].y - stages[k][i].y));
    needed.push_back(std::max(6, static_cast<int>(std::ceil(kSteepest * most / width / kMostMovement))));
  }
  return needed;
}

render::Points moving_points(const Scene& scene, const StageMoment& moment) {
  const auto k = static_cast<std::size_t>(moment.stage);
  const std::vector<render::Point>& from = scene.at[k];
  const std::vector<render::Point>& to = scene.at[std::min(k + 1, scene.at.size() - 1)];
  render::Points points;
  points.radius_pt = scene.radius;
  points.shape = moment.is_true() ? render::MarkerShape::circle : render::MarkerShape::ring;
  for (std::size_t i = 0; i < from.size(); ++i) {
    points.at.push_back(
        {from[i].x + moment.share * (to[i].x - from[i].x), from[i].y + moment.share * (to[i].y - from[i].y)});
    points.colors.push_back(scene.classes[i] < 0
                                ? scene.style.frame
                                : scene.palette.colors[static_cast<std::size_t>(scene.classes[i])]);
  }
  return points;
}

std::string stage_text(const Scene& scene, const StageMoment& moment) {
  const auto k = static_cast<std::size_t>(moment.stage);
  if (moment.is_true()) return scene.view->stage_names[k];
  return "on the way to " + scene.view->stage_names[std::min(k + 1, scene.view->stage_names.size() - 1)];
}

// One decimal below 10 %.
std::string fine_percent(double share) {
  const long long tenths = std::llround(share * 1000);
  return tenths >= 100 ? percent(share)
                       : std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

std::string drift_text(const Scene& scene, const StageMoment& moment) {
  const std::size_t next = static_cast<std::size_t>(moment.stage) + (moment.is_true() ? 0 : 1);
  if (next == 0) return "before learning";
  const embed::StageDrift& drift = scene.view->aligned.drift[next];
  return "moved " + fine_percent(drift.movement) +
         " of the map's size since the last epoch; the layout alone " + fine_percent(drift.null_movement);
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const StageMoment& moment = scene.moments[number];
  render::Frame frame;
  frame.interpolated = !moment.is_true();
  const double stage = moment.stage + moment.share;
  frame.panels.push_back({0, {moving_points(scene, moment)}, {}});
  frame.panels.push_back({1, film_curve_marks(*scene.view, true, stage, scene.style), {}});
  frame.panels.push_back(
      {2, {render::Rule{false, stage, scene.style.muted, 2, render::Dash::solid, ""}}, {}});
  frame.texts = {{"stage", stage_text(scene, moment)}, {"drift", drift_text(scene, moment)}};
  return frame;
}

render::Panel drift_panel(const NetworkView& view, const render::Style& style) {
  render::Panel panel;
  panel.title = "movement since the last epoch";
  panel.x.label = "epoch";
  panel.x.low = 0;
  panel.y.logarithmic = true;
  panel.row = 1;
  panel.column = 1;
  render::Line moved, null;
  for (std::size_t k = 1; k < view.aligned.drift.size(); ++k) {
    moved.at.push_back({static_cast<double>(k), view.aligned.drift[k].movement});
    null.at.push_back({static_cast<double>(k), view.aligned.drift[k].null_movement});
  }
  moved.color = style.ink;
  null.color = style.muted;
  null.dash = render::Dash::dotted;
  moved.width_pt = null.width_pt = 4;
  panel.marks = {std::move(null), std::move(moved)};
  return panel;
}

std::string with_article(const NetworkView& view) {
  return (view.cell == "gru" ? "A " : "An ") + view.name;  // an LSTM, an RNN
}

void add_still(const Scene& scene, const Limits& limits, render::Figure& figure) {
  const NetworkView& view = *scene.view;
  figure.title = with_article(view) + " learns what sentences say";
  render::Panel map =
      map_panel(view.stage_trace.what + " states after each word; colour: first object named", limits);
  map.row_span = 2;
  render::Panel curve = film_learning_curve(view, true, scene.style);
  curve.column = 1;
  curve.x.label.clear();  // the panel below has the same axis
  figure.panels = {std::move(map), std::move(curve), drift_panel(view, scene.style)};
  render::Legend colors = class_legend("", scene.palette, "none yet", scene.style);
  colors.entries.back().color = scene.style.frame;
  colors.panels = {0};
  render::Legend drift;
  drift.entries = {{"network and layout", scene.style.ink, render::SwatchKind::line},
                   {"layout alone", scene.style.muted, render::SwatchKind::line, {}, render::Dash::dotted}};
  drift.panels = {2};
  figure.legends = {std::move(colors), film_learning_legend(1, scene.style), std::move(drift)};
  figure.slots = {
      {"stage", stage_text(scene, {0, 0}), "on the way to epoch 100", render::Side::top, 44, true},
      {"drift", drift_text(scene, {0, 0}),
       "moved 100 % of the map's size since the last epoch; the layout alone 100 %", render::Side::bottom, 0,
       false}};
}

render::Caption caption_of(const Scene& scene) {
  const NetworkView& view = *scene.view;
  render::Caption caption;
  caption.title = "The map of the " + view.name + "'s states while it learns";
  const auto [low, high] =
      std::minmax_element(view.aligned.trustworthiness.begin(), view.aligned.trustworthiness.end());
  const auto [least, most] =
      std::minmax_element(view.aligned.neighbors_kept.begin(), view.aligned.neighbors_kept.end());
  caption.text = "Each dot is one of " + with_commas(view.stage_trace.n_distinct) + " distinct prefixes of " +
                 view.sample + "; its place is that of the " + view.stage_trace.what +
                 " state after it at each of " + std::to_string(view.stages) + " stages (" +
                 view.stage_names.front() + " to " + view.stage_names.back() +
                 "). Filled dots: a recorded stage; hollow dots: places interpolated between two stages, not "
                 "a real network. The chain begins with a map of the mean of all stages' neighbour graphs; "
                 "every stage's map starts "
                 "from the one before, is laid out on its own neighbours and turned onto it (Procrustes). "
                 "Movement: mean distance between "
                 "the maps of neighbouring stages as a share of the map's size (root mean square distance "
                 "from its centre); layout alone: the same stage "
                 "laid out twice from the same start with different random numbers, which is movement "
                 "without learning. Network: " +
                 view.description + ", " + view.training + "; " + view.task.description +
                 ". Trustworthiness of the stages' maps " + decimals(*low, 3) + " to " + decimals(*high, 3) +
                 "; " + percent(*least) + " to " + percent(*most) +
                 " of a state's 15 nearest neighbours are shown as neighbours. Distances between clusters "
                 "and their sizes "
                 "carry no meaning; one network, one seed. " +
                 interval_example(view.corpus->validation.size());
  return caption;
}

}  // namespace

render::Animation make_learning_lstm(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  if (view.cell == "esn")
    fail(ErrorKind::usage, "learning-lstm shows a map that changes; the states of " + view.id +
                               ", an esn, stay while its readout learns: use learning-esn");
  auto scene = std::make_shared<Scene>();
  scene->view = &view;
  scene->style = film_style(request.settings);
  scene->at = stage_points(view);
  const models::IntColumn& heard = view.stage_trace.require_integer("heard_object_1");
  scene->classes = values_at(heard, models::distinct_rows(view.stage_trace));
  scene->palette = classes_of(heard.labels, scene->style);
  scene->radius = std::clamp(220 / std::sqrt(static_cast<double>(scene->classes.size())), 4.0, 9.0);
  const Limits limits = limits_of_all(scene->at);
  const auto [frames, fps] = film_time(request.settings, 720);
  std::vector<int> needed = needed_frames(scene->at, limits.second.x - limits.first.x);
  scene->moments = stage_timeline(needed, frames, fps, kTrueFrames);
  if (static_cast<int>(scene->moments.size()) > frames)
    request.execution.progress.note("learning-lstm: " + std::to_string(scene->moments.size()) +
                                    " frames are needed to keep points slow, not " + std::to_string(frames));
  render::Animation film;
  film.frames_per_second = fps;
  film.frames = scene->moments.size();
  film.still = film_still(request.settings);
  add_still(*scene, limits, film.still);
  film.still.caption = caption_of(*scene);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  for (std::size_t i = 0; i < scene->moments.size(); ++i) {
    const StageMoment& moment = scene->moments[i];
    const bool first = moment.is_true() && (i == 0 || scene->moments[i - 1].stage != moment.stage ||
                                            !scene->moments[i - 1].is_true());
    if (first && moment.stage % 5 == 0)
      film.chapters.push_back({i, view.stage_names[static_cast<std::size_t>(moment.stage)]});
  }
  film.poster_frame = film.frames - 1;
  return film;
}

}  // namespace rssviz::cli
