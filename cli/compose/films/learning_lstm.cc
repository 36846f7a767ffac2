// film learning-lstm: the map itself while the network learns. Stages are aligned, so that points move and
// don't jump; frames between two stages are interpolated and say so; how much moved stands beside how much
// the layout alone would have moved.
#include <algorithm>
#include <cmath>
#include <memory>
#include <optional>

#include "cli/compose/film_parts/drawn_classes.h"
#include "cli/compose/film_parts/film_charts.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/film_parts/film_story.h"
#include "cli/compose/film_parts/growing_curves.h"
#include "cli/compose/film_parts/moving_names.h"
#include "cli/compose/film_parts/packed_stages.h"
#include "cli/compose/film_parts/spoken_words.h"
#include "cli/compose/films/kinds.h"
#include "cli/compose/films/learning_words.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/error_text.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/learning_chart.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/point_colors.h"
#include "cli/studies/followed_sentence.h"
#include "cli/studies/sample_words.h"
#include "cli/studies/stages_by_pca.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kTrueFrames = 5;
constexpr std::size_t kNamedFrom = 2;  // the stage from which on classes are named

struct Scene {
  const NetworkView* view{nullptr};
  std::string sample{};  // whose states are drawn: those at all stages, not those of the run's map
  render::Style style{};
  std::vector<std::vector<render::Point>> at{};  // stage -> distinct points
  PackedStages packed{};
  PointColors colors{};
  double radius{4};
  std::vector<StageMoment> moments{};
  FollowedSentence followed{};
  std::optional<MovingNames> names{};  // where colours are classes
  GrowingCurves errors{}, drift{};     // the charts
  std::optional<PcaStages> control{};  // --control: in place of the aligned maps
};

std::vector<std::vector<render::Point>> stage_points(const NetworkView& view) {
  std::vector<std::vector<render::Point>> stages;
  for (const Matrix& coords : view.aligned.coords) stages.push_back(map_points(view.stage_trace, coords).at);
  return stages;
}

render::Points moving_points(const Scene& scene, const StageMoment& moment) {
  render::Points points;
  points.radius_pt = scene.radius;
  points.at = places_at(scene.at, moment);
  scene.colors.color(points, scene.style.frame);
  return points;
}

// The followed sentence's way and a ring around its state after END, which says how it is judged.
void add_followed(const Scene& scene, const StageMoment& moment, const render::Points& points,
                  render::PanelFrame& panel) {
  const FollowedSentence& followed = scene.followed;
  if (followed.points.empty()) return;
  render::Line way;
  for (const std::int32_t point : followed.points)
    way.at.push_back(points.at[static_cast<std::size_t>(point)]);
  way.color = scene.style.ink;
  way.width_pt = 2;
  render::Points ring;
  ring.at = {way.at.back()};
  ring.colors = {scene.style.ink};
  ring.shape = render::MarkerShape::ring;
  ring.radius_pt = 15;
  ring.keep_order = true;
  panel.marks.emplace_back(std::move(way));
  panel.marks.emplace_back(std::move(ring));
  if (followed.judged.empty()) return;
  render::Label judged;
  judged.at = points.at[static_cast<std::size_t>(followed.points.back())];
  judged.text = judgement_text(followed.judged[static_cast<std::size_t>(moment.stage)], *scene.view->task);
  judged.bold = true;
  judged.color = scene.style.ink;
  judged.clear_radius_pt = 20;
  if (scene.names) give_way(*scene.names, judged.at, panel.labels);
  panel.labels.push_back(std::move(judged));
}

std::string drift_text(const Scene& scene, const StageMoment& moment) {
  const std::size_t next = told_stage(moment, scene.at.size());
  if (next == 0) return "before learning";
  if (scene.control)
    return movement_text(scene.control->movement[next], {}, "epoch") + "; no layout, two fixed directions";
  const embed::StageDrift& drift = scene.view->aligned.drift[next];
  return movement_text(drift.movement, drift.null_movement, "epoch");
}

std::string followed_text(const Scene& scene) {
  return scene.followed.points.empty() ? "" : "followed: \"" + scene.followed.text + "\"";
}

// The line below the headline: whose way is drawn, which stays; else what moved, which a chart shows too.
std::string told_text(const Scene& scene, const StageMoment& moment) {
  const std::string followed = followed_text(scene);
  return followed.empty() || scene.control ? drift_text(scene, moment) : followed;
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const StageMoment& moment = scene.moments[number];
  render::Frame frame;
  frame.interpolated = !moment.is_true();
  const double stage = moment.stage + moment.share;
  render::Points points = moving_points(scene, moment);
  render::PanelFrame map{0, {}, {}};
  if (scene.names) map.labels = names_at(*scene.names, moment);
  add_followed(scene, moment, points, map);
  map.marks.insert(map.marks.begin(), std::move(points));
  std::vector<render::Mark> hulls = hulls_at(scene.packed, moment, scene.style);
  map.marks.insert(map.marks.begin(), std::make_move_iterator(hulls.begin()),
                   std::make_move_iterator(hulls.end()));
  frame.panels.push_back(std::move(map));
  frame.panels.push_back({1, errors_at(*scene.view, true, stage, scene.errors, scene.style), {}});
  frame.panels.push_back({2, drawn_until(scene.drift, stage), {}});
  frame.texts = {{"stage", passage_text(scene.view->stage_names, moment)},
                 {"drift", told_text(scene, moment)}};
  return frame;
}

render::Panel drift_panel(const Scene& scene) {
  const std::vector<embed::StageDrift>& drift = scene.view->aligned.drift;
  std::vector<double> epochs, moved, null;
  for (std::size_t k = 0; k < drift.size(); ++k) {
    epochs.push_back(static_cast<double>(k));
    moved.push_back(scene.control ? scene.control->movement[k] : drift[k].movement);
    if (!scene.control) null.push_back(drift[k].null_movement);
  }
  render::Panel panel =
      film_movement_chart("movement since the last epoch", epochs, moved, null, scene.style);
  panel.x.label = "epoch";
  return panel;
}

std::string with_article(const NetworkView& view) {
  return (view.run ? view.run->article() : "A") + " " + view.name;  // an LSTM, a GRU
}

// What the colours of the map mean.
void add_colors(const Scene& scene, render::Figure& figure) {
  if (scene.colors.is_scale) {
    add_key(scene.colors, scene.style, figure, {0});
    return;
  }
  const std::vector<std::int32_t>& values = scene.colors.values;
  const bool some = std::any_of(values.begin(), values.end(), [](std::int32_t value) { return value < 0; });
  render::Legend colors = class_legend("", scene.colors.classes, some ? scene.colors.none : "", scene.style);
  if (some) colors.entries.back().color = scene.style.frame;
  std::vector<std::int32_t> drawn = values;
  for (const PointColors::Further& further : scene.colors.further) drawn.push_back(further.value);
  keep_drawn_classes(drawn, scene.colors.classes.labels.size(), colors);
  if (!scene.followed.points.empty())
    colors.entries.push_back({"followed, after " + scene.view->task->wording().last, scene.style.ink,
                              render::SwatchKind::point, render::MarkerShape::ring});
  colors.panels = {0};
  figure.legends.push_back(std::move(colors));
}

void add_still(const Limits& limits, Scene& scene, render::Figure& figure) {
  const NetworkView& view = *scene.view;
  const bool steps = view.task->every_step();
  figure.title =
      with_article(view) + (steps ? " learns" : " learns what " + view.task->wording().sequences + " say");
  render::Panel map =
      map_panel(view.stage_trace.what + (scene.control ? " states on two fixed directions (PCA)"
                                                       : " states after each " + view.task->wording().step +
                                                             "; colour: " + scene.colors.title),
                limits);
  map.row_span = 2;
  render::Panel curve = film_learning_curve(view, true, scene.style);
  curve.column = 1;
  curve.x.label.clear();  // the panel below has the same axis
  render::Panel drift = drift_panel(scene);
  scene.errors = growing_curves(curve);
  scene.drift = growing_curves(drift);
  figure.panels = {std::move(map), std::move(curve), std::move(drift)};
  add_colors(scene, figure);
  figure.legends.push_back(film_learning_legend(view, 1, scene.style));
  figure.legends.push_back(
      film_movement_legend(scene.control ? "network" : "network and layout", !scene.control, 2, scene.style));
  const std::string widest = "moved 100 % of the map's size since the last epoch; the layout alone 100 %";
  const std::string followed = followed_text(scene);
  figure.slots = above_players_bar(
      {{"stage", view.stage_names.front(), widest_passage(view.stage_names), render::Side::top, 44, true},
       {"drift", told_text(scene, {0, 0}), followed.size() > widest.size() ? followed : widest}});
}

std::string control_caption(const PcaStages& control) {
  return "Places: the first two principal components of the states of all stages together, which hold " +
         percent(control.first_share) + " and " + percent(control.second_share) +
         " of their variance: nothing moves but the network, and what lies in other directions isn't seen. "
         "Movement: mean distance between neighbouring stages as a share of the root mean square distance "
         "from the centre. ";
}

render::Caption caption_of(const Scene& scene) {
  const NetworkView& view = *scene.view;
  render::Caption caption;
  caption.title = "The map of the " + view.name + "'s states while it learns";
  caption.text =
      "Each dot is one of " + with_commas(view.stage_trace.n_distinct) +
      (view.task->every_step() ? std::string(" steps") : " distinct prefixes of " + scene.sample) +
      "; its place is that of the " + view.stage_trace.what + " state after it at each of " +
      std::to_string(view.stages) + " stages (" + view.stage_names.front() + " to " +
      view.stage_names.back() +
      "), which are the dots on the curves; between two of them (epoch 6 \u2192 7) places are interpolated "
      "and no "
      "real network's. " +
      (scene.followed.points.empty() ? std::string()
       : scene.followed.judged.empty()
           ? "Line and ring: one " + view.task->wording().sequence + ", its last state ringed, chosen " +
                 (scene.followed.named ? "by hand. " : "as the first of 4 to 18 words. ")
           : "Line and ring: one " + view.task->wording().sequence + ", with what its claims after " +
                 view.task->wording().last +
                 (scene.followed.named
                      ? " are at each stage; chosen by hand. "
                      : " are at each stage; chosen because it is wrong at first and exact in the end. ")) +
      shared_caption(scene.colors) + packing_caption(scene.packed) +
      (scene.control ? control_caption(*scene.control) : alignment_caption(view.aligned)) +
      "Network: " + view.description + ", " + view.training + "; " + view.task->description() + ". " +
      (scene.control
           ? std::string("One network, one seed. ")
           : stage_trust_caption(view.aligned) +
                 "Distances between clusters and their sizes carry no meaning; one network, one seed. ") +
      interval_caption(view);
  return caption;
}

// For who can't see it.
std::string seen_in(const Scene& scene) {
  const NetworkView& view = *scene.view;
  const FollowedSentence& followed = scene.followed;
  const models::Wording wording = view.task->wording();
  return "On the left a map of the " + view.stage_trace.what + " states of the " + view.name + ": " +
         with_commas(view.stage_trace.n_distinct) + " dots, the states along " + scene.sample +
         ", colour: " + scene.colors.title + "; they move while it learns, from " + view.stage_names.front() +
         " to " + view.stage_names.back() + ". " +
         (followed.points.empty()
              ? ""
              : "A line goes over the map along the " + wording.sequence + " \"" + followed.text + "\"" +
                    (followed.judged.empty() ? std::string()
                                             : ", whose claims after " + wording.last + " are " +
                                                   judged_in_words(followed, view)) +
                    ". ") +
         "On the right two charts grow: " + measures_in_words(view) + "; and how far the dots moved" +
         (scene.control ? ", in two directions that are the same for all stages."
                        : ", " + drift_in_words(view) + ".");
}

Story story_of(const Scene& scene) {
  Story story;
  story.slot = "drift";
  for (const std::int32_t point : scene.followed.points)
    story.path.push_back(scene.at.front()[static_cast<std::size_t>(point)]);
  story.words = scene.followed.words;
  story.one_dot = "one dot: the network's state after the " + scene.view->task->wording().steps + " so far";
  story.all_dots = with_commas(scene.view->stage_trace.n_distinct) + " dots: its states " +
                   (scene.view->task->every_step() ? "after as many steps" : "along " + scene.sample);
  story.at_the_end =
      "colour: " + scene.colors.title + (scene.names ? "; names: where most of its states are" : "");
  return story;
}

std::shared_ptr<Scene> scene_of(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  auto scene = std::make_shared<Scene>();
  scene->view = &view;
  scene->sample = view.task->every_step() ? view.sample : sample_of_trace(view, view.stage_trace);
  scene->style = film_style(request.settings);
  scene->at = stage_points(view);
  scene->colors = point_colors(view, view.stage_trace, request.settings, scene->style);
  std::vector<render::MarkerShape>& shapes = scene->colors.classes.shapes;
  shapes.assign(shapes.size(), render::MarkerShape::circle);  // as all dots of films
  scene->radius = std::clamp(220 / std::sqrt(static_cast<double>(scene->at.front().size())), 4.0, 9.0);
  if (request.settings.flag("control")) {
    scene->control = stages_by_pca(view, request.execution);
    scene->at = scene->control->at;
  } else {
    scene->packed = packed_stages(request.settings, false, scene->at);
  }
  return scene;
}

// Names move with what the colours gather: from the third stage on, since before little is gathered, or with
// --name-classes from the first.
void name_classes(const Limits& limits, bool from_first, Scene& scene) {
  if (scene.colors.is_scale && from_first)
    fail(ErrorKind::usage, "--name-classes: " + scene.colors.title + " holds numbers; classes have names");
  if (scene.colors.is_scale) return;
  scene.names = moving_names(scene.at, scene.colors.values, scene.colors.classes, limits, scene.style,
                             from_first ? 0 : kNamedFrom);
}

// A chapter at every fifth stage.
void add_chapters(const Scene& scene, render::Animation& film) {
  for (std::size_t i = 0; i < scene.moments.size(); ++i) {
    const StageMoment& moment = scene.moments[i];
    const bool first = moment.is_true() && (i == 0 || scene.moments[i - 1].stage != moment.stage ||
                                            !scene.moments[i - 1].is_true());
    if (first && moment.stage % 5 == 0)
      film.chapters.push_back({i, scene.view->stage_names[static_cast<std::size_t>(moment.stage)]});
  }
}

}  // namespace

static render::Animation make_learning_lstm(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  if (view.states_stay)
    fail(ErrorKind::usage, "learning-lstm shows a map that changes; the states of " + view.id + ", an " +
                               view.cell + ", stay while its readout learns: use learning-esn");
  auto scene = scene_of(request);
  const Limits limits = limits_of_all(with_hulls(scene->packed, scene->at));
  name_classes(limits, request.settings.flag("name-classes"), *scene);
  const FilmTime time = film_time(request.settings, 840);
  scene->followed = sentence_to_follow(view, request.execution, sentence_in_film(request.settings));
  const StoryTime story = story_time(request.settings, time.frames, time.fps, scene->followed.words.size());
  std::vector<int> needed = frames_between(scene->at, limits.second.x - limits.first.x);
  scene->moments = film_timeline(needed, passage_shares(view, request.settings.text("pace")), time,
                                 story.all(), kTrueFrames, request.settings, request.execution.progress);
  render::Animation film;
  film.frames_per_second = time.fps;
  film.frames = scene->moments.size();
  film.still = film_still(request.settings);
  add_still(limits, *scene, film.still);
  film.still.caption = caption_of(*scene);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  add_chapters(*scene, film);
  film.poster_frame = film.frames - 1;
  tell_story(story_of(*scene), story, static_cast<std::size_t>(last_hold(time.frames, time.fps)), film);
  describe(seen_in(*scene), film);
  return film;
}

FilmKind learning_lstm_kind() {
  return {.name = "learning-lstm",
          .summary = "the map itself while the network learns, aligned from stage to stage",
          .of = Networks::one,
          .reads = kReadsMap | kReadsMetrics | kReadsNetwork | kReadsStages | kReadsAligned,
          .needs = {},
          .options = {palette_of_either(),
                      color_by_option(),
                      sentence_option(),
                      pace_option(),
                      story_option(),
                      name_classes_option(),
                      no_pack_option(),
                      {"control",
                       OptionType::flag,
                       "",
                       "on two principal components of all stages, where nothing moves but the network",
                       true,
                       {}}},
          .make = make_learning_lstm};
}

}  // namespace rssviz::cli
