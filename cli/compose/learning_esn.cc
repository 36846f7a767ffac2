// R16: a fixed map while the readout learns: the states after END of all test sentences, coloured by whether
// the readout after so many sentences says what they say. A reservoir is not trained, so that the map stays;
// every frame shows a readout that was recorded.
#include <algorithm>
#include <array>
#include <cmath>
#include <memory>

#include "cli/compose/claims.h"
#include "cli/compose/film_frame.h"
#include "core/error.h"
#include "models/recording/record.h"
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
  std::vector<render::Point> background{};                 // all states of the sample
  std::vector<render::Point> ends{};                       // states after END of the test sentences
  std::vector<std::vector<std::int32_t>> judged{};         // stage -> class of each
  std::size_t followed{0};                                 // the sentence whose claims are shown
  std::vector<std::vector<std::vector<double>>> claims{};  // stage -> group -> probabilities
  std::vector<std::vector<Bar>> bars{};                    // group -> bars
  std::vector<int> stage_at{};                             // frame -> stage
  std::vector<int> since{};                                // frame -> frames since the stage began
};

models::IntColumn only_rows(const models::IntColumn& column, const std::vector<std::size_t>& rows) {
  models::IntColumn out{column.name, {}, column.labels};
  for (const std::size_t row : rows) out.values.push_back(column.values[row]);
  return out;
}

std::vector<std::size_t> rows_after_end(const models::StateTrace& trace) {
  const models::IntColumn& final = trace.require_integer("is_final");
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < trace.points(); ++i)
    if (final.values[i] == 1) rows.push_back(i);
  return rows;
}

// The rows of a trace after the last word of each sentence, with their columns.
models::StateTrace final_rows(const models::StateTrace& trace) {
  const std::vector<std::size_t> rows = rows_after_end(trace);
  models::StateTrace out;
  out.what = trace.what;
  out.vocabulary = trace.vocabulary;
  out.output_names = trace.output_names;
  out.states.resize(static_cast<Eigen::Index>(rows.size()), trace.states.cols());
  out.outputs.resize(static_cast<Eigen::Index>(rows.size()), trace.outputs.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.states.row(static_cast<Eigen::Index>(i)) = trace.states.row(static_cast<Eigen::Index>(rows[i]));
    out.outputs.row(static_cast<Eigen::Index>(i)) = trace.outputs.row(static_cast<Eigen::Index>(rows[i]));
    out.sequence.push_back(trace.sequence[rows[i]]);
    out.step.push_back(trace.step[rows[i]]);
    out.token.push_back(trace.token[rows[i]]);
    out.index.push_back(static_cast<std::int32_t>(i));
  }
  out.n_distinct = static_cast<std::int32_t>(rows.size());
  for (const models::IntColumn& column : trace.integers) out.set(only_rows(column, rows));
  return out;
}

// Both objects together: the worse of the two judgements.
std::vector<std::int32_t> worst_of(const std::vector<models::IntColumn>& columns) {
  std::vector<std::int32_t> worst;
  for (const models::IntColumn& column : columns) {
    if (column.name != "sentence_error_1" && column.name != "sentence_error_2") continue;
    worst.resize(column.values.size(), 0);
    for (std::size_t i = 0; i < worst.size(); ++i) worst[i] = std::max(worst[i], column.values[i]);
  }
  return worst;
}

// A one-object sentence that states all it can and is learned in the end: its claims can be followed.
std::size_t sentence_to_follow(const models::StateTrace& ends, const std::vector<std::int32_t>& judged_last) {
  const models::IntColumn& two = ends.require_integer("two_objects");
  const models::IntColumn& object = ends.require_integer("stated_object_1");
  const models::IntColumn& position = ends.require_integer("stated_position_1");
  const models::IntColumn& colour = ends.require_integer("stated_colour_1");
  for (std::size_t i = 0; i < ends.points(); ++i)
    if (two.values[i] == 0 && object.values[i] >= 0 && position.values[i] >= 0 && colour.values[i] >= 0 &&
        judged_last[i] == 0)
      return i;
  return 0;
}

void place_bars(Scene& scene) {
  double x = 0;
  for (const OutputGroup& group : scene.view->task.groups) {
    if (group.object != 0) continue;
    const Classes classes = classes_of(group.labels, scene.style);
    std::vector<Bar>& bars = scene.bars.emplace_back();
    for (std::size_t k = 0; k < group.labels.size(); ++k)
      bars.push_back({x++, group.labels[k], classes.colors[k]});
    x += 0.8;
  }
}

void judge_stages(const models::StateTrace& all, const models::StateTrace& ends, const Execution& execution,
                  Scene& scene) {
  const NetworkView& view = *scene.view;
  const std::vector<std::size_t> rows = rows_after_end(all);
  scene.judged.resize(static_cast<std::size_t>(view.stages));
  std::vector<Matrix> outputs(static_cast<std::size_t>(view.stages));
  execution.workers.for_each(outputs.size(), [&](std::size_t stage) {
    outputs[stage] = view.network_at(static_cast<int>(stage))->read_out(ends.states);
    // Tasks judge whole sentences; only the outputs after END are looked at.
    Matrix whole = Matrix::Zero(static_cast<Eigen::Index>(all.points()), outputs[stage].cols());
    for (std::size_t i = 0; i < rows.size(); ++i)
      whole.row(static_cast<Eigen::Index>(rows[i])) = outputs[stage].row(static_cast<Eigen::Index>(i));
    const std::vector<std::int32_t> worst = worst_of(view.task.judge(all, whole));
    for (const std::size_t row : rows) scene.judged[stage].push_back(worst[row]);
  });
  scene.followed = sentence_to_follow(ends, scene.judged.back());
  for (const Matrix& output : outputs) {
    auto& claims = scene.claims.emplace_back();
    for (const OutputGroup& group : view.task.groups)
      if (group.object == 0)
        claims.push_back(
            group_probabilities(output, static_cast<Eigen::Index>(scene.followed), group.outputs));
  }
}

void share_out_frames(int frames, int fps, Scene& scene) {
  const int stages = scene.view->stages;
  const int hold_first = std::min(fps, frames / 8);
  const int hold_last = std::min(2 * fps, frames / 5);
  const int between = std::max(1, frames - hold_first - hold_last);
  for (int i = 0; i < frames; ++i) {
    const int running = std::clamp(i - hold_first, 0, between - 1);
    const int stage = i < hold_first            ? 0
                      : i >= frames - hold_last ? stages - 1
                                                : 1 + running * (stages - 1) / between;
    const int last = scene.stage_at.empty() ? -1 : scene.stage_at.back();
    scene.since.push_back(stage == last ? scene.since.back() + 1 : 0);
    scene.stage_at.push_back(std::min(stage, stages - 1));
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
    points.colors.push_back(kJudgedColors[static_cast<std::size_t>(now)]);
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

std::string count_text(const Scene& scene, std::size_t stage) {
  std::array<long long, 3> counts{};
  for (const std::int32_t value : scene.judged[stage]) ++counts[static_cast<std::size_t>(value)];
  return with_commas(static_cast<long long>(scene.ends.size())) +
         " test sentences: " + with_commas(counts[0]) + " exact, " + with_commas(counts[1]) +
         " valid but not exact, " + with_commas(counts[2]) + " not valid";
}

std::string stage_text(const Scene& scene, std::size_t stage) {
  return stage == 0 ? "before learning" : "after " + scene.view->stage_names[stage];
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const auto stage = static_cast<std::size_t>(scene.stage_at[number]);
  render::Frame frame;
  render::Points followed;
  followed.at = {scene.ends[scene.followed]};
  followed.colors = {scene.style.ink};
  followed.shape = render::MarkerShape::ring;
  followed.radius_pt = 13;
  followed.keep_order = true;
  frame.panels.push_back({0, {judged_points(scene, stage, scene.since[number]), std::move(followed)}, {}});
  frame.panels.push_back(
      {1, film_curve_marks(*scene.view, false, static_cast<double>(stage), scene.style), {}});
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
  for (const OutputGroup& group : scene.view->task.groups) {
    if (group.object != 0) continue;
    render::Line threshold;
    threshold.at = {{scene.bars[g].front().x - 0.5, group.threshold},
                    {scene.bars[g].back().x + 0.5, group.threshold}};
    threshold.color = scene.style.muted;
    threshold.width_pt = 2;
    threshold.dash = render::Dash::dashed;
    panel.marks.emplace_back(std::move(threshold));
    for (const Bar& bar : scene.bars[g]) panel.x.ticks.push_back({bar.x, bar.label});
    ++g;
  }
  return panel;
}

void add_still(const Scene& scene, const std::string& sentence, const Limits& limits,
               render::Figure& figure) {
  figure.title = "The readout of an echo state network learns";
  const bool every_word = scene.view->trained_at_every_word;
  render::Panel map = map_panel(every_word ? "large: after END (trained at every word); faint: others"
                                           : "large: after END (trained at END only); faint: others",
                                limits);
  map.row_span = 2;
  render::Points all;
  all.at = scene.background;
  all.colors = {scene.style.quiet};
  all.radius_pt = 3;
  map.marks.emplace_back(std::move(all));
  render::Panel curve = film_learning_curve(*scene.view, false);
  curve.column = 1;
  figure.panels = {std::move(map), std::move(curve), claims_panel(scene, sentence)};
  render::Legend classes;
  for (std::size_t k = 0; k < kJudgedColors.size(); ++k)
    classes.entries.push_back({kJudgedBySentence[k], kJudgedColors[k]});
  classes.entries.push_back(
      {"followed", scene.style.ink, render::SwatchKind::point, render::MarkerShape::ring});
  classes.panels = {0};
  render::Legend threshold;
  threshold.entries = {
      {"below: no claim", scene.style.muted, render::SwatchKind::line, {}, render::Dash::dashed}};
  threshold.panels = {2};
  figure.legends = {std::move(classes), film_learning_legend(1), std::move(threshold)};
  figure.slots = {{"stage", stage_text(scene, 0), "after 10,000 sentences", render::Side::top, 44, true},
                  {"counts", count_text(scene, 0),
                   "1,000 test sentences: 1,000 exact, 1,000 valid but not exact, 1,000 not valid",
                   render::Side::bottom, 0, false}};
}

}  // namespace

render::Animation make_learning_esn(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const int frames = static_cast<int>(request.settings.integer("frames"));
  const int fps = static_cast<int>(request.settings.integer("fps"));
  if (frames < 2 || fps < 1) fail(ErrorKind::usage, "--frames and --fps must be at least 2 and 1");
  if (view.cell != "esn")
    fail(ErrorKind::usage, "learning-esn shows a readout that learns over states that stay; " + view.id +
                               " is an " + view.cell + ", whose states change: use learning-lstm");
  auto scene = std::make_shared<Scene>();
  scene->view = &view;
  scene->style = render::style_for_theme(request.settings.text("theme"));
  const models::Corpus& corpus = *view.corpus;
  models::StateTrace all =
      models::record_states(*view.network_at(-1), corpus.sequences_of(corpus.test), corpus.vocabulary,
                            corpus.output_names, {view.trace.what}, request.execution);
  view.task.annotate(all);
  const models::StateTrace ends = final_rows(all);
  const Matrix placed = embed::transform(view.embedding, ends.states, request.execution);
  for (Eigen::Index i = 0; i < placed.rows(); ++i) scene->ends.push_back({placed(i, 0), placed(i, 1)});
  scene->background = map_points(view.trace, view.embedding.coords).at;
  judge_stages(all, ends, request.execution, *scene);
  place_bars(*scene);
  share_out_frames(frames, fps, *scene);
  std::vector<render::Point> everything = scene->background;
  everything.insert(everything.end(), scene->ends.begin(), scene->ends.end());
  const std::string sentence =
      path_of(view, corpus.sequences[static_cast<std::size_t>(corpus.test[scene->followed])],
              request.execution)
          .text;

  render::Animation film;
  film.frames_per_second = fps;
  film.frames = scene->stage_at.size();
  film.still = film_still(request.settings);
  add_still(*scene, sentence, limits_of(everything, 0.03), film.still);
  film.still.caption.title = "The readout of an echo state network while it learns";
  film.still.caption.text =
      "Large dots: the states after END of the " + with_commas(static_cast<long long>(scene->ends.size())) +
      " test sentences, coloured by what the readout of each stage claims about them against the whole "
      "sentence; they were placed by the transform of a map fitted on the states "
      "of " +
      view.sample +
      " (faint dots). A dot that changes class is larger for a moment. The map is fixed, since a reservoir "
      "is not trained. " +
      std::to_string(view.stages) + " readouts were recorded, from " + view.stage_names.front() + " to " +
      view.stage_names.back() +
      "; every frame shows one of them, none is interpolated. Lower right: the softmax of the outputs about "
      "the followed sentence. " +
      map_caption(view);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  for (std::size_t i = 0; i < scene->stage_at.size(); ++i)
    if (scene->since[i] == 0 && scene->stage_at[i] % 10 == 0)
      film.chapters.push_back({i, stage_text(*scene, static_cast<std::size_t>(scene->stage_at[i]))});
  film.poster_frame = film.frames - 1;
  return film;
}

}  // namespace rssviz::cli
