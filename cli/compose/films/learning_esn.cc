// film learning-esn: a fixed map while the readout learns: the states after END of all test sentences,
// coloured by whether the readout after so many sentences says what they say. A reservoir is not trained, so
// that the map stays; every frame shows a readout that was recorded.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <numeric>

#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/film_parts/film_story.h"
#include "cli/compose/film_parts/growing_curves.h"
#include "cli/compose/films/kinds.h"
#include "cli/compose/films/learning_esn_steps.h"
#include "cli/compose/parts/claims.h"
#include "cli/compose/parts/error_text.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/learning_chart.h"
#include "cli/compose/parts/map_caption.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/paths.h"
#include "cli/studies/followed_sentence.h"
#include "cli/studies/judged_ends.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/animation.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kFlash = 8;  // frames during which a dot that changed is larger

struct Bar {
  double x{0};
  std::string label{};
  render::Color color{};
};

struct Scene {
  const NetworkView* view{nullptr};
  render::Style style{};
  ShownMap map{};
  std::vector<render::Point> background{};                 // all states of the sample
  std::vector<render::Point> ends{};                       // states after END of the test sentences
  std::vector<std::vector<std::int32_t>> judged{};         // stage -> class of each
  std::size_t followed{0};                                 // the sentence whose claims are shown
  std::vector<std::vector<std::vector<double>>> claims{};  // stage -> group -> probabilities
  std::vector<std::vector<Bar>> bars{};                    // group -> bars
  HeldStages held{};
  GrowingCurves errors{};  // the chart
};

// A simple sentence that states all it can and is learned in the end: its claims can be followed.
std::size_t sentence_to_follow(const models::Task& task, const models::StateTrace& ends,
                               const std::vector<std::int32_t>& judged_last) {
  std::vector<const models::IntColumn*> stated;
  for (const OutputGroup& group : task.groups())
    if (group.slot == 0 && !group.stated.empty()) stated.push_back(&ends.require_integer(group.stated));
  const std::vector<std::string> compound = task.role("compound");
  for (std::size_t i = 0; i < ends.points(); ++i) {
    const bool simple = compound.empty() || ends.require_integer(compound.front()).values[i] == 0;
    const bool all = std::all_of(stated.begin(), stated.end(),
                                 [i](const models::IntColumn* column) { return column->values[i] >= 0; });
    if (simple && all && judged_last[i] == 0) return i;
  }
  return 0;
}

void place_bars(Scene& scene) {
  double x = 0;
  for (const OutputGroup& group : scene.view->task->groups()) {
    if (group.slot != 0) continue;
    const Classes classes = classes_of(group.labels, scene.style);
    std::vector<Bar>& bars = scene.bars.emplace_back();
    for (std::size_t k = 0; k < group.labels.size(); ++k)
      bars.push_back({x++, group.labels[k], classes.colors[k]});
    x += 0.8;
  }
}

// The test sentences, of which one is followed.
std::vector<models::Tokens> test_sentences(const models::Task& task) {
  return task.sequences({"test", 0, 1});
}

void show_claims(const JudgedEnds& judged, const std::string& wanted, Scene& scene) {
  scene.ends = judged.at;
  scene.map.move(scene.ends);
  scene.judged = judged.judged;
  scene.followed = wanted.empty() ? sentence_to_follow(*scene.view->task, judged.ends, scene.judged.back())
                                  : place_of_sentence(*scene.view, wanted, test_sentences(*scene.view->task),
                                                      "test sentences");
  for (const Matrix& output : judged.outputs) {
    auto& claims = scene.claims.emplace_back();
    for (const OutputGroup& group : scene.view->task->groups())
      if (group.slot == 0)
        claims.push_back(
            group_probabilities(output, static_cast<Eigen::Index>(scene.followed), group.outputs));
  }
}

render::Points judged_points(const Scene& scene, std::size_t stage, int since) {
  render::Points points;
  points.keep_order = false;
  for (std::size_t i = 0; i < scene.ends.size(); ++i) {
    const std::int32_t now = scene.judged[stage][i];
    const bool changed = stage > 0 && scene.judged[stage - 1][i] != now;
    const double flash = changed && since < kFlash ? 1.0 - static_cast<double>(since) / kFlash : 0.0;
    points.at.push_back(scene.ends[i]);
    points.colors.push_back(judged_color(static_cast<std::size_t>(now), scene.style));
    points.radii_pt.push_back(static_cast<float>(5.5 + 3.5 * flash));
  }
  return points;
}

std::vector<render::Mark> claim_marks(const Scene& scene, std::size_t stage) {
  render::Rectangles boxes;
  for (std::size_t g = 0; g < scene.bars.size(); ++g)
    for (std::size_t k = 0; k < scene.bars[g].size(); ++k) {
      const Bar& bar = scene.bars[g][k];
      boxes.boxes.push_back({bar.x - 0.36, 0, bar.x + 0.36, scene.claims[stage][g][k]});
      boxes.colors.push_back(bar.color);
    }
  return {std::move(boxes)};
}

// "valid, not exact" among others: "valid but not exact".
std::string in_a_list(std::string verdict) {
  const std::size_t comma = verdict.find(", ");
  return comma == std::string::npos ? verdict : verdict.replace(comma, 2, " but ");
}

std::string count_text(const Scene& scene, std::size_t stage) {
  const std::vector<long long> counts = count_judged(*scene.view->task, scene.judged[stage]);
  const std::vector<std::string> verdicts = scene.view->task->verdicts().labels;
  std::string text = with_commas(static_cast<long long>(scene.ends.size())) + " " +
                     name_of_split(*scene.view->task, models::Split::test);
  for (std::size_t k = 0; k < verdicts.size(); ++k)
    text += (k == 0 ? ": " : ", ") + with_commas(counts[k]) + " " + in_a_list(verdicts[k]);
  return text;
}

// As wide as the counts can become.
std::string longest_count(const Scene& scene) {
  std::string text = "1,000 " + name_of_split(*scene.view->task, models::Split::test);
  const std::vector<std::string> verdicts = scene.view->task->verdicts().labels;
  for (std::size_t k = 0; k < verdicts.size(); ++k)
    text += (k == 0 ? ": 1,000 " : ", 1,000 ") + in_a_list(verdicts[k]);
  return text;
}

std::string stage_text(const Scene& scene, std::size_t stage) {
  return stage == 0 ? "before learning" : "after " + scene.view->stage_names[stage];
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const auto stage = static_cast<std::size_t>(scene.held.stage_at[number]);
  render::Frame frame;
  render::Points followed;
  followed.at = {scene.ends[scene.followed]};
  followed.colors = {scene.style.ink};
  followed.shape = render::MarkerShape::ring;
  followed.radius_pt = 13;
  followed.keep_order = true;
  frame.panels.push_back(
      {0, {judged_points(scene, stage, scene.held.since[number]), std::move(followed)}, {}});
  frame.panels.push_back({1, errors_at(*scene.view, false, stage, scene.errors, scene.style), {}});
  frame.panels.push_back({2, claim_marks(scene, stage), {}});
  frame.texts = {{"stage", stage_text(scene, stage)}, {"counts", count_text(scene, stage)}};
  return frame;
}

render::Panel claims_panel(const Scene& scene, const std::string& sentence) {
  render::Panel panel;
  panel.title = "claims: \"" + sentence + "\"";
  panel.row = 1;
  panel.column = 1;
  panel.x.low = -0.7;
  panel.x.high = scene.bars.back().back().x + 0.7;
  panel.x.slanted = true;
  panel.y.low = 0;
  panel.y.high = 1;
  panel.y.ticks = {{0, "0"}, {0.5, "0.5"}, {1, "1"}};
  std::size_t g = 0;
  for (const OutputGroup& group : scene.view->task->groups()) {
    if (group.slot != 0) continue;
    render::Line threshold;
    threshold.at = {{scene.bars[g].front().x - 0.5, group.threshold},
                    {scene.bars[g].back().x + 0.5, group.threshold}};
    threshold.color = scene.style.muted;
    threshold.width_pt = 2;
    threshold.dash = render::Dash::dashed;
    if (group.threshold > 0) panel.marks.emplace_back(std::move(threshold));
    for (const Bar& bar : scene.bars[g]) panel.x.ticks.push_back({bar.x, bar.label});
    ++g;
  }
  return panel;
}

render::Legend verdicts_legend(const Scene& scene) {
  const std::vector<std::string> verdicts = scene.view->task->verdicts().labels;
  render::Legend legend;
  for (std::size_t k = 0; k < std::min(verdicts.size(), kJudgedColors.size()); ++k)
    legend.entries.push_back({verdicts[k], judged_color(k, scene.style)});
  legend.entries.push_back(
      {"followed", scene.style.ink, render::SwatchKind::point, render::MarkerShape::ring});
  legend.panels = {0};
  return legend;
}

render::Legend threshold_legend(const render::Style& style) {
  render::Legend legend;
  legend.entries = {{"below: no claim", style.muted, render::SwatchKind::line, {}, render::Dash::dashed}};
  legend.panels = {2};
  return legend;
}

void add_still(const std::string& sentence, const Limits& limits, Scene& scene, render::Figure& figure) {
  figure.title = "The readout of an echo state network learns";
  const models::Wording wording = scene.view->task->wording();
  const std::string trained =
      scene.view->trained_at_every_word ? "every " + wording.step : wording.last + " only";
  render::Panel map =
      map_panel("large: after " + wording.last + " (trained at " + trained + "); faint: others", limits);
  map.row_span = 2;
  render::Points all;
  all.at = scene.background;
  all.colors = {scene.style.quiet};
  all.radius_pt = 3;
  map.marks.emplace_back(std::move(all));
  add_hulls(scene.map.packing, scene.style, map);
  render::Panel curve = film_learning_curve(*scene.view, false, scene.style);
  curve.column = 1;
  scene.errors = growing_curves(curve);
  figure.panels = {std::move(map), std::move(curve), claims_panel(scene, sentence)};
  figure.legends = {verdicts_legend(scene), film_learning_legend(*scene.view, 1, scene.style),
                    threshold_legend(scene.style)};
  figure.slots = above_players_bar(
      {{"stage", stage_text(scene, 0), "after 10,000 " + wording.sequences, render::Side::top, 44, true},
       {"counts", count_text(scene, 0), longest_count(scene)}});
}

void measure(const FigureRequest& request, Scene& scene) {
  const NetworkView& view = *scene.view;
  std::vector<int> stages(static_cast<std::size_t>(view.stages));
  std::iota(stages.begin(), stages.end(), 0);
  show_claims(judge_ends(view, stages, request.execution), sentence_in_film(request.settings), scene);
  scene.background = map_points(view.trace, scene.map.coords).at;
  place_bars(scene);
}

render::Caption caption_of(const Scene& scene) {
  const NetworkView& view = *scene.view;
  const models::Wording wording = view.task->wording();
  return {
      "The readout of an echo state network while it learns",
      "Large dots: the states after " + wording.last + " of the " +
          with_commas(static_cast<long long>(scene.ends.size())) + " test " + wording.sequences +
          ", coloured by what the readout of each stage claims about them against the whole " +
          wording.sequence + "; they were placed by the transform of a map fitted on the states of " +
          view.sample +
          " (faint dots). A dot that changes class is larger for a moment. The map is fixed, since a "
          "reservoir is not trained. " +
          std::to_string(view.stages) + " readouts were recorded, from " + view.stage_names.front() + " to " +
          view.stage_names.back() +
          "; every frame shows one of them, none is interpolated. Lower right: the softmax of the outputs "
          "about the followed " +
          wording.sequence + ". " + interval_example(view.corpus->validation.size()) + " " +
          map_caption(view, scene.map)};
}

Story story_of(const Scene& scene, const SentencePath& followed) {
  const models::Wording wording = scene.view->task->wording();
  Story told;
  told.slot = "counts";
  told.path = followed.at;
  told.words = followed.words;
  told.one_dot = "one dot: the reservoir's state after the " + wording.steps + " so far";
  told.all_dots = with_commas(static_cast<long long>(scene.ends.size())) +
                  " large dots: its states after the last " + wording.step + " of each test " +
                  wording.sequence;
  told.at_the_end = count_text(scene, static_cast<std::size_t>(scene.view->stages - 1));
  return told;
}

}  // namespace

static render::Animation make_learning_esn(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const auto [frames, fps] = film_time(request.settings, 840);
  if (!view.states_stay)
    fail(ErrorKind::usage, "learning-esn shows a readout that learns over states that stay; " + view.id +
                               " is an " + view.cell + ", whose states change: use learning-lstm");
  if (view.task->every_step()) {
    if (!sentence_in_film(request.settings).empty())
      fail(ErrorKind::usage, "--sentence: where every step has a target no single sequence is followed");
    return learning_of_readout_by_step(request);
  }
  auto scene = std::make_shared<Scene>();
  scene->view = &view;
  scene->style = film_style(request.settings);
  scene->map = shown_map(view, request.settings, request.execution);
  measure(request, *scene);
  const SentencePath followed =
      path_of(view, scene->map, test_sentences(*view.task)[scene->followed], request.execution);
  const StoryTime story = story_time(request.settings, frames, fps, followed.words.size());
  scene->held = held_stages(view.stages, frames - story.all(), fps,
                            passage_shares(view, request.settings.text("pace")));
  std::vector<render::Point> everything = with_hulls(scene->map, scene->background);
  everything.insert(everything.end(), scene->ends.begin(), scene->ends.end());
  render::Animation film;
  film.frames_per_second = fps;
  film.frames = scene->held.stage_at.size();
  film.still = film_still(request.settings);
  add_still(followed.text, limits_of(everything, 0.03), *scene, film.still);
  film.still.caption = caption_of(*scene);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  for (const std::size_t i : chapter_frames(scene->held))
    film.chapters.push_back({i, stage_text(*scene, static_cast<std::size_t>(scene->held.stage_at[i]))});
  film.poster_frame = film.frames - 1;
  tell_story(story_of(*scene, followed), story, 0, film);
  return film;
}

FilmKind learning_esn_kind() {
  return {.name = "learning-esn",
          .summary = "a fixed map while the readout learns",
          .of = Networks::one,
          .reads = kReadsMap | kReadsMetrics | kReadsNetwork | kReadsStages,
          .needs = {},
          .options = {sentence_option(), pace_option(), story_option(), no_pack_option()},
          .make = make_learning_esn};
}

}  // namespace rssviz::cli
