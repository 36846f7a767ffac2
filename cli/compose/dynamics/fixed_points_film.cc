// fixed-points as a film: points among the recorded states move, appear and change their stability while the
// network learns; beside them the loss and how many there are.
#include <algorithm>
#include <cmath>
#include <memory>

#include "cli/compose/dynamics/kinds.h"
#include "cli/compose/film_parts/film_charts.h"
#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/film_parts/growing_curves.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/studies/point_history.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

using models::Stability;

constexpr int kTrueFrames = 8;    // that each stage itself is shown
constexpr int kMostBetween = 24;  // frames from a stage to the next
constexpr int kStarts = 400;      // of the search at each stage

struct Scene {
  PointHistory history{};
  std::vector<std::string> names{};  // of the stages looked at
  std::vector<StageMoment> moments{};
  std::vector<GrowingCurves> curves{};  // of the charts
  render::Style style{};
};

// The colours and shapes of fixed-points on paper, lighter on dark paper.
render::Color color_of(Stability stability, const render::Style& style) {
  const bool dark = style.paper.red < 128;
  switch (stability) {
    case Stability::stable:
      return dark ? render::Color{86, 180, 233, 1.0} : render::Color{0, 114, 178, 1.0};
    case Stability::saddle:
      return dark ? render::Color{230, 159, 0, 1.0} : render::Color{213, 94, 0, 1.0};
    case Stability::unstable:
      return dark ? render::Color{204, 121, 167, 1.0} : render::Color{117, 48, 136, 1.0};
  }
  return {};
}

render::MarkerShape shape_of(Stability stability) {
  return stability == Stability::stable   ? render::MarkerShape::circle
         : stability == Stability::saddle ? render::MarkerShape::ring
                                          : render::MarkerShape::diamond;
}

// A point on its way: where both stages have its identity it moves, else it fades.
struct Shown {
  render::Point at{};
  Stability stability{Stability::stable};
  double opacity{1};
};

std::vector<Shown> shown_at(const PointHistory& history, const StageMoment& moment) {
  const auto k = static_cast<std::size_t>(moment.stage);
  std::vector<Shown> shown;
  const std::vector<FollowedPoint>& now = history.points[k];
  const std::vector<FollowedPoint>& next = history.points[std::min(k + 1, history.points.size() - 1)];
  const auto find = [](const std::vector<FollowedPoint>& points, int identity) {
    return std::find_if(points.begin(), points.end(),
                        [&](const FollowedPoint& one) { return one.identity == identity; });
  };
  for (const FollowedPoint& one : now) {
    const auto later = find(next, one.identity);
    if (later == next.end()) {
      shown.push_back({one.at, one.point.stability, 1 - moment.share});
      continue;
    }
    const double s = moment.share;
    shown.push_back({{one.at.x + s * (later->at.x - one.at.x), one.at.y + s * (later->at.y - one.at.y)},
                     s < 0.5 ? one.point.stability : later->point.stability,
                     1});
  }
  if (moment.is_true()) return shown;
  for (const FollowedPoint& one : next)
    if (find(now, one.identity) == now.end()) shown.push_back({one.at, one.point.stability, moment.share});
  return shown;
}

std::vector<render::Mark> marks_of(const std::vector<Shown>& shown, const render::Style& style) {
  std::vector<render::Mark> marks;
  for (const Stability kind : {Stability::unstable, Stability::saddle, Stability::stable}) {
    render::Points points;
    points.shape = shape_of(kind);
    points.radius_pt = 11;
    points.keep_order = true;
    for (const Shown& one : shown)
      if (one.stability == kind) {
        points.at.push_back(one.at);
        points.colors.push_back(render::with_alpha(color_of(kind, style), one.opacity));
      }
    if (!points.at.empty()) marks.emplace_back(std::move(points));
  }
  return marks;
}

std::string counts_text(const PointHistory& history, std::size_t k) {
  std::string text;
  const auto add = [&](Stability kind, const char* one, const char* many) {
    const int count = history.count(k, kind);
    if (count > 0) text += (text.empty() ? "" : ", ") + with_commas(count) + " " + (count == 1 ? one : many);
  };
  add(Stability::stable, "stable point", "stable points");
  add(Stability::saddle, "saddle", "saddles");
  add(Stability::unstable, "unstable point", "unstable points");
  return text.empty() ? "no fixed point" : text;
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const StageMoment& moment = scene.moments[number];
  const auto k = static_cast<std::size_t>(moment.stage);
  render::Points states;
  states.at = places_at(scene.history.states, moment);
  states.colors = {render::with_alpha(scene.style.muted, 0.35)};
  states.radius_pt = 2.2;
  std::vector<render::Mark> marks{std::move(states)};
  for (render::Mark& mark : marks_of(shown_at(scene.history, moment), scene.style))
    marks.push_back(std::move(mark));
  render::Frame frame;
  frame.interpolated = !moment.is_true();
  frame.panels.push_back({0, std::move(marks), {}});
  const std::vector<int>& stages = scene.history.stages;
  const double from = stages[k], to = stages[std::min(k + 1, stages.size() - 1)];
  for (std::size_t chart = 0; chart < scene.curves.size(); ++chart)
    frame.panels.push_back(
        {chart + 1, drawn_until(scene.curves[chart], from + moment.share * (to - from)), {}});
  frame.texts = {{"stage", passage_text(scene.names, moment)}, {"counts", counts_text(scene.history, k)}};
  return frame;
}

// The number of points by kind over the stages, and a line where that of stable ones changes.
render::Panel counts_chart(const Scene& scene, const std::vector<double>& numbers, const std::string& axis) {
  render::Panel panel = film_chart("fixed points", 1, numbers, {}, 0, scene.style);
  panel.marks.clear();
  panel.y.low = 0;
  panel.x.label = axis;
  for (const Stability kind : {Stability::unstable, Stability::saddle, Stability::stable}) {
    render::Line line;
    line.color = color_of(kind, scene.style);
    line.width_pt = 4;
    int most = 0;
    for (std::size_t k = 0; k < numbers.size(); ++k) {
      const int count = scene.history.count(k, kind);
      most = std::max(most, count);
      line.at.push_back({numbers[k], static_cast<double>(count)});
    }
    if (most > 0) panel.marks.emplace_back(std::move(line));
  }
  return panel;
}

render::Legend legend_of(const Scene& scene) {
  render::Legend legend;
  for (const auto& [kind, name] :
       {std::pair{Stability::stable, "stable"}, std::pair{Stability::saddle, "saddle"},
        std::pair{Stability::unstable, "unstable"}}) {
    bool any = false;
    for (std::size_t k = 0; k < scene.history.points.size(); ++k) any |= scene.history.count(k, kind) > 0;
    if (any)
      legend.entries.push_back(
          {name, color_of(kind, scene.style), render::SwatchKind::point, shape_of(kind)});
  }
  legend.entries.push_back({"recorded states", scene.style.muted});
  legend.panels = {0};
  return legend;
}

std::vector<render::TextSlot> slots_of(const Scene& scene) {
  std::string counts;
  for (std::size_t k = 0; k < scene.names.size(); ++k)
    if (counts_text(scene.history, k).size() > counts.size()) counts = counts_text(scene.history, k);
  return above_players_bar(
      {{"stage", scene.names.front(), widest_passage(scene.names), render::Side::top, 44, true},
       {"counts", counts_text(scene.history, 0), counts}});
}

std::string caption_of(const Scene& scene, const DynamicsSubject& subject) {
  const NetworkView& view = subject.view();
  return "The " + view.description + ", " + subject.input_text() + ", at " +
         std::to_string(scene.names.size()) +
         " of its stages, on the two largest principal components of the last stage's states (" +
         percent(scene.history.first_share + scene.history.second_share) +
         " of their variance), the same for all. A point keeps its identity where Newton's method leads from "
         "it "
         "to the point "
         "under the next weights; others fade. Between two stages places are interpolated and stand for no "
         "network. Grey lines: the number "
         "of stable points changes. " +
         std::to_string(kStarts) + " searches a stage: points may be missing.";
}

void add_still(const DynamicsSubject& subject, const Settings& settings, Scene& scene,
               render::Figure& figure) {
  const NetworkView& view = subject.view();
  std::vector<std::vector<render::Point>> all = scene.history.states;
  for (const std::vector<FollowedPoint>& points : scene.history.points)
    for (const FollowedPoint& one : points) all.front().push_back(one.at);
  figure.title = settings.has("title") ? settings.text("title")
                                       : "Fixed points of the " + view.name + " while it learns";
  figure.panels = {map_panel("", limits_of_all(all))};
  figure.panels.front().row_span = 2;
  std::vector<double> numbers(scene.history.stages.begin(), scene.history.stages.end());
  render::Panel loss =
      film_chart("loss (" + scene.history.split + ")", 0, numbers, scene.history.losses, 0, scene.style);
  loss.y.logarithmic = true;
  figure.panels.push_back(std::move(loss));
  figure.panels.push_back(counts_chart(scene, numbers, view.counted_by_epochs ? "epoch" : "stage"));
  for (const std::size_t panel : {std::size_t{1}, std::size_t{2}}) {
    for (const std::size_t place : scene.history.bifurcations()) {
      std::vector<render::Mark>& marks = figure.panels[panel].marks;
      marks.insert(marks.begin(),
                   render::Rule{false, numbers[place], scene.style.quiet, 2, render::Dash::solid, ""});
    }
    scene.curves.push_back(growing_curves(figure.panels[panel]));
  }
  figure.legends.push_back(legend_of(scene));
  figure.slots = slots_of(scene);
  figure.caption.title = figure.title;
  figure.caption.text = caption_of(scene, subject);
}

}  // namespace

static render::Animation make_fixed_points_film(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const DynamicsSubject subject(view, request.settings);
  auto scene = std::make_shared<Scene>();
  scene->style = film_style(request.settings);
  models::FixedPointOptions options;
  options.starts = kStarts;
  options.seed = static_cast<std::uint64_t>(request.settings.integer("seed"));
  const auto most = static_cast<int>(std::clamp(request.settings.integer("most-stages"), 2LL, 1000LL));
  scene->history = point_history(subject, options, most, request.execution);
  for (const int stage : scene->history.stages)
    scene->names.push_back(view.stage_names[static_cast<std::size_t>(stage)]);
  const FilmTime time = film_time(request.settings, 720);
  const Limits limits = limits_of_all(scene->history.states);
  std::vector<int> needed = frames_between(scene->history.states, limits.second.x - limits.first.x);
  for (int& count : needed) count = std::min(count, kMostBetween);
  scene->moments =
      film_timeline(needed, {}, time, 0, kTrueFrames, request.settings, request.execution.progress);
  render::Animation film;
  film.frames_per_second = time.fps;
  film.frames = scene->moments.size();
  film.still = film_still(request.settings);
  add_still(subject, request.settings, *scene, film.still);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  const std::vector<std::size_t> changes = scene->history.bifurcations();
  for (std::size_t i = 0; i < scene->moments.size(); ++i) {
    const StageMoment& moment = scene->moments[i];
    const bool begins = moment.is_true() && (i == 0 || scene->moments[i - 1].stage != moment.stage ||
                                             !scene->moments[i - 1].is_true());
    const auto k = static_cast<std::size_t>(moment.stage);
    if (begins && (k == 0 || std::find(changes.begin(), changes.end(), k) != changes.end()))
      film.chapters.push_back({i, scene->names[k] + ": " + counts_text(scene->history, k)});
  }
  film.poster_frame = film.frames - 1;
  return film;
}

FilmKind fixed_points_film_kind() {
  std::vector<Option> options = dynamics_options();
  options.push_back(
      {"most-stages", OptionType::integer, "21", "stages that are shown, at most, evenly spaced", true, {}});
  options.push_back({"title", OptionType::text, "", "title of the film", true, {}});
  options.push_back(no_palette());
  return {.name = "fixed-points",
          .summary = "fixed points among the states while a network learns, with the loss",
          .of = Networks::one,
          .reads = kReadsMetrics | kReadsNetwork | kReadsStages,
          .needs = {},
          .options = std::move(options),
          .make = make_fixed_points_film};
}

}  // namespace rssviz::cli
