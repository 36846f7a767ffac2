// film nested: the camera goes down from the map into a group, and into a group of that group, whose dots
// take the colours of the next level on the way. Nothing is laid out again and dots keep their size: only the
// camera moves.
#include <algorithm>
#include <cmath>
#include <memory>

#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/film_story.h"
#include "cli/compose/film_parts/last_picture.h"
#include "cli/compose/maps/kinds.h"
#include "cli/compose/maps/nested_groups.h"
#include "cli/compose/maps/nested_panels.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostGroups = 4;
constexpr double kRest = 2.4, kShortRest = 0.8, kWay = 1.7;  // seconds at a stop, between two
constexpr double kFaded = 0.6;                               // of the paper in dots outside of the group

struct Camera {
  render::Point middle{};
  double half{1};  // of what it sees, in the map's units
};

// Where the camera rests, in which colours.
struct Stop {
  Camera camera{};
  std::size_t level{0};
  std::string text{};
  std::vector<render::Color> colors{};  // one a state
  bool named{false};                    // names of the groups are shown
  double rest_s{kRest};
};

struct Moment {
  std::size_t stop{0};
  double share{0};  // of the way to the next
};

struct Scene {
  NestedSubject subject{};
  render::Style style{};
  std::vector<Classes> classes{};
  std::vector<NestedGroup> groups{};
  std::vector<render::Mark> hulls{};
  std::vector<render::Label> names{};  // of the groups of the first level
  std::vector<Stop> stops{};
  std::vector<Moment> moments{};
  double radius{5};
};

Camera camera_on(const Limits& box) {
  return {{(box.first.x + box.second.x) / 2, (box.first.y + box.second.y) / 2},
          std::max(box.second.x - box.first.x, box.second.y - box.first.y) / 2};
}

// On the way scales change by equal factors, and what the camera goes to moves straight.
Camera between(const Camera& from, const Camera& to, double share) {
  Camera camera{to.middle, from.half * std::pow(to.half / from.half, share)};
  const double change = from.half - to.half;
  const double done = std::abs(change) > 1e-9 * from.half ? (from.half - camera.half) / change : share;
  camera.middle = {from.middle.x + done * (to.middle.x - from.middle.x),
                   from.middle.y + done * (to.middle.y - from.middle.y)};
  return camera;
}

std::vector<render::Color> colors_of(const Scene& scene, std::size_t level,
                                     const std::vector<std::size_t>& rows) {
  const render::Color rest = render::mix(scene.style.quiet, scene.style.paper, kFaded);
  std::vector<render::Color> colors(scene.subject.at.size(), rest);
  for (const std::size_t i : rows) {
    const std::int32_t value = scene.subject.levels[level].values[i];
    colors[i] = value < 0 ? scene.style.quiet : scene.classes[level].colors[static_cast<std::size_t>(value)];
  }
  return colors;
}

std::vector<std::size_t> rows_of(const NestedSubject& subject, std::size_t level, std::int32_t value,
                                 const std::vector<std::size_t>& among) {
  std::vector<std::size_t> rows;
  for (const std::size_t i : among)
    if (subject.levels[level].values[i] == value) rows.push_back(i);
  return rows;
}

std::string times_text(const Camera& all, const Camera& camera) {
  const double times = all.half / camera.half;
  return "\u00d7" + decimals(times, times < 10 ? 1 : 0);
}

const std::string& label_of(const Scene& scene, std::size_t level, std::int32_t value) {
  return scene.subject.levels[level].labels[static_cast<std::size_t>(value)];
}

// The whole map; then, for each group, the group, the largest group inside it, and back.
void set_stops(const Limits& limits, Scene& scene) {
  const NestedSubject& subject = scene.subject;
  const std::vector<std::size_t> all = all_states(subject);
  Stop whole{camera_on(limits), 0, "all states: " + subject.levels[0].name, colors_of(scene, 0, all), true};
  scene.stops.push_back(whole);
  whole.rest_s = kShortRest;
  for (const NestedGroup& group : scene.groups) {
    const std::string& name = label_of(scene, 0, group.value);
    const std::vector<std::size_t> rows = rows_of(subject, 0, group.value, all);
    const Camera camera = camera_on(group.box);
    scene.stops.push_back({camera, 1,
                           name + " " + times_text(whole.camera, camera) + ": " + subject.levels[1].name,
                           colors_of(scene, 1, rows)});
    const std::vector<NestedGroup> inner = groups_among(subject, 1, group.inside, 1);
    if (subject.levels.size() > 2 && !inner.empty()) {
      const Camera deep = camera_on(inner.front().box);
      scene.stops.push_back({deep, 2,
                             name + ", " + label_of(scene, 1, inner.front().value) + " " +
                                 times_text(whole.camera, deep) + ": " + subject.levels[2].name,
                             colors_of(scene, 2, rows_of(subject, 1, inner.front().value, rows))});
    }
    scene.stops.push_back(whole);
  }
  scene.stops.back().rest_s = kRest;
}

void set_moments(const FilmTime& time, Scene& scene) {
  double seconds = 0;
  for (const Stop& stop : scene.stops) seconds += stop.rest_s + kWay;
  seconds -= kWay;
  const double stretch = time.frames > 0 ? time.frames / (seconds * time.fps) : 1;
  double at = 0;  // frames so far
  const auto add = [&](double s, auto moment) {
    const auto first = static_cast<std::int64_t>(std::llround(at));
    at += s * stretch * time.fps;
    const auto last = static_cast<std::int64_t>(std::llround(at));
    for (std::int64_t i = first; i < last; ++i)
      scene.moments.push_back(
          moment(static_cast<double>(i - first + 1) / static_cast<double>(last - first + 1)));
  };
  for (std::size_t k = 0; k < scene.stops.size(); ++k) {
    add(scene.stops[k].rest_s, [k](double) { return Moment{k, 0}; });
    if (k + 1 < scene.stops.size())
      add(kWay, [k](double share) { return Moment{k, share * share * (3 - 2 * share)}; });
  }
  while (static_cast<int>(scene.moments.size()) < time.frames)
    scene.moments.push_back({scene.stops.size() - 1, 0});
}

// From the map to where the camera shows it on the panel, whose limits are those of the first stop.
struct Lens {
  Camera whole{}, now{};

  render::Point operator()(render::Point p) const {
    const double scale = whole.half / now.half;
    return {whole.middle.x + (p.x - now.middle.x) * scale, whole.middle.y + (p.y - now.middle.y) * scale};
  }
};

render::Mark seen(const render::Mark& mark, const Lens& lens) {
  render::Mark moved = mark;
  if (auto* const line = std::get_if<render::Line>(&moved))
    for (render::Point& p : line->at) p = lens(p);
  if (auto* const band = std::get_if<render::Band>(&moved))
    for (std::size_t i = 0; i < band->x.size(); ++i) {
      const render::Point low = lens({band->x[i], band->low[i]}), high = lens({band->x[i], band->high[i]});
      band->x[i] = low.x;
      band->low[i] = low.y;
      band->high[i] = high.y;
    }
  return moved;
}

std::vector<render::Label> names_of(const Scene& scene, const Lens& lens) {
  std::vector<render::Label> names = scene.names;
  for (render::Label& name : names) name.at = lens(name.at);
  return names;
}

// Where each group of the first level is densest.
void set_names(const Limits& limits, Scene& scene) {
  const double width = (limits.second.x - limits.first.x) / 7;
  scene.names = names_of_classes(scene.subject.at, scene.subject.levels[0].values, scene.classes[0], width,
                                 width / 4, scene.style);
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const Moment& moment = scene.moments[number];
  const Stop& from = scene.stops[moment.stop];
  const Stop& to = scene.stops[std::min(moment.stop + 1, scene.stops.size() - 1)];
  const Lens lens{scene.stops.front().camera, between(from.camera, to.camera, moment.share)};
  render::PanelFrame map{0, {}, {}};
  for (const render::Mark& mark : scene.hulls) map.marks.push_back(seen(mark, lens));
  render::Points points;
  points.radius_pt = scene.radius;
  for (std::size_t i = 0; i < scene.subject.at.size(); ++i) {
    points.at.push_back(lens(scene.subject.at[i]));
    points.colors.push_back(moment.share == 0 ? from.colors[i]
                                              : render::mix(from.colors[i], to.colors[i], moment.share));
  }
  map.marks.emplace_back(std::move(points));
  const Stop& near = moment.share < 0.5 ? from : to;
  if (moment.share == 0 && from.named) map.labels = names_of(scene, lens);
  const double y = -static_cast<double>(near.level);
  render::Rectangles here;
  here.boxes = {{-0.62, y - 0.42, 1.03, y + 0.42}};
  here.colors = {render::with_alpha(scene.style.muted, 0.16)};
  render::Frame frame;
  frame.panels.push_back(std::move(map));
  frame.panels.push_back({1, {std::move(here)}, {}});
  frame.texts = {{"where", near.text}};
  return frame;
}

void add_still(const Scene& scene, const Limits& limits, render::Figure& figure) {
  figure.title = "Groups inside groups: the states of the " + scene.subject.name;
  figure.panels = {map_panel("", limits), agreement_panel(scene.subject, scene.style, 3)};
  figure.panels.back().column = 1;
  for (std::size_t level = 0; level < scene.subject.levels.size(); ++level) {
    const std::vector<std::int32_t>& values = scene.subject.levels[level].values;
    const bool none = std::find(values.begin(), values.end(), -1) != values.end();
    render::Legend legend = class_legend(scene.subject.levels[level].name, scene.classes[level],
                                         none ? "not yet" : "", scene.style);
    legend.panels = {0};
    figure.legends.push_back(std::move(legend));
  }
  render::Legend measured = agreement_legend(scene.subject, scene.style);
  measured.panels = {1};
  figure.legends.push_back(std::move(measured));
  std::string widest;
  for (const Stop& stop : scene.stops)
    if (stop.text.size() > widest.size()) widest = stop.text;
  figure.slots = {{"where", scene.stops.front().text, widest, render::Side::top, 44, true}};
}

render::Caption caption_of(const Scene& scene) {
  return {
      "Groups inside groups: the states of the " + scene.subject.name,
      "The map by " + scene.subject.levels.front().name +
          ", then each group larger by the next level, and the largest group inside it by the one after. "
          "Nothing is laid out again and dots keep their size; states outside of a group are faint. Right: "
          "share of a state's " +
          std::to_string(scene.subject.neighbors) +
          " nearest neighbours in state space that have its class, of further levels among the states of "
          "the same " +
          scene.subject.levels.front().name + "; line: neighbours drawn at random. " + scene.subject.made};
}

}  // namespace

static render::Animation make_nested_film(const FigureRequest& request) {
  auto scene = std::make_shared<Scene>();
  scene->subject = nested_subject(request, true);
  scene->style = film_style(request.settings);
  for (const NestedLevel& level : scene->subject.levels)
    scene->classes.push_back(classes_of(level.labels, scene->style));
  scene->groups = groups_among(scene->subject, 0, all_states(scene->subject), kMostGroups);
  if (scene->groups.empty())
    fail(ErrorKind::data, "nested: no state has a class of " + scene->subject.levels.front().column);
  scene->radius = std::clamp(220 / std::sqrt(static_cast<double>(scene->subject.at.size())), 4.0, 9.0);
  const Limits limits = limits_of(with_hulls(scene->subject.packing, scene->subject.at), 0.03);
  set_stops(limits, *scene);
  set_names(limits, *scene);
  const FilmTime time = film_time(request.settings, 0);
  set_moments(time, *scene);
  render::Panel hulls;
  add_hulls(scene->subject.packing, scene->style, hulls);
  scene->hulls = std::move(hulls.marks);
  render::Animation film;
  film.frames_per_second = time.fps;
  film.frames = scene->moments.size();
  film.still = film_still(request.settings);
  add_still(*scene, limits, film.still);
  film.still.caption = caption_of(*scene);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  for (std::size_t i = 0; i < scene->moments.size(); ++i) {
    const Moment& moment = scene->moments[i];
    const bool first = i == 0 || scene->moments[i - 1].stop != moment.stop;
    if (first && moment.share == 0) film.chapters.push_back({i, scene->stops[moment.stop].text});
    if (first && scene->stops[moment.stop].level == 1 && film.poster_frame == 0) film.poster_frame = i;
  }
  hold_last_picture(request.settings, film);
  return film;
}

FilmKind nested_film_kind() {
  return {.name = "nested",
          .summary = "the camera goes down into a group of the map, and into a group of the group",
          .of = Networks::recorded,
          .reads = kReadsMap | kReadsNetwork | kReadsStages,
          .needs = {},
          .options = nested_options(),
          .make = make_nested_film};
}

}  // namespace rssviz::cli
