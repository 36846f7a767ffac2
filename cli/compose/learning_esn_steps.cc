#include "cli/compose/learning_esn_steps.h"

#include <algorithm>
#include <cmath>
#include <memory>

#include "cli/compose/claims.h"
#include "cli/compose/film_frame.h"
#include "cli/compose/film_story.h"
#include "cli/compose/unit_panels.h"
#include "core/error.h"
#include "models/tasks/array_annotations.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kSteps = 100;

struct Scene {
  const NetworkView* view{nullptr};
  render::Style style{};
  bool classes{false};
  std::vector<render::Point> at{};                           // the map
  std::vector<std::vector<double>> errors{};                 // stage -> error of each point
  double low{0}, high{1};                                    // ends of the colours, decadic logarithms
  models::Tokens tokens{};                                   // the stretch
  int output{0};                                             // shown along it
  std::vector<double> targets{};
  std::vector<std::vector<double>> outputs{};                // stage -> along the stretch
  HeldStages held{};
};

// What each row of a trace should have been: rows x outputs.
MatrixD targets_of(const NetworkView& view, const models::StateTrace& trace) {
  const std::vector<std::string>& names = view.corpus->output_names;
  MatrixD targets = MatrixD::Zero(static_cast<Eigen::Index>(trace.points()), static_cast<Eigen::Index>(names.size()));
  if (view.task.loss == "class") {
    const models::IntColumn& classes = trace.require_integer("target");
    for (Eigen::Index i = 0; i < targets.rows(); ++i) targets(i, classes.values[static_cast<std::size_t>(i)]) = 1;
    return targets;
  }
  for (std::size_t k = 0; k < names.size(); ++k) {
    const models::FloatColumn& column = trace.require_number(models::target_column(names[k]));
    for (Eigen::Index i = 0; i < targets.rows(); ++i)
      targets(i, static_cast<Eigen::Index>(k)) = static_cast<double>(column.values[static_cast<std::size_t>(i)]);
  }
  return targets;
}

// Root mean square over outputs; of classes 1 where another one won.
std::vector<double> errors_of(const Matrix& outputs, const MatrixD& targets, bool classes) {
  std::vector<double> errors;
  for (Eigen::Index i = 0; i < targets.rows(); ++i) {
    if (classes) {
      Eigen::Index said = 0, meant = 0;
      outputs.row(i).maxCoeff(&said);
      targets.row(i).maxCoeff(&meant);
      errors.push_back(said == meant ? 0 : 1);
      continue;
    }
    const double squares = (outputs.row(i).cast<double>() - targets.row(i)).squaredNorm();
    errors.push_back(std::sqrt(squares / static_cast<double>(targets.cols())));
  }
  return errors;
}

double quantile(std::vector<double> values, double share) {
  const auto place = values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

void measure(const FigureRequest& request, Scene& scene) {
  const NetworkView& view = *scene.view;
  const std::vector<std::int32_t> rows = models::distinct_rows(view.trace);
  scene.at = map_points(view.trace, view.embedding.coords).at;
  scene.tokens = followed_sentences(view, {}, 2, kSteps).back();
  for (int stage = 0; stage < view.stages; ++stage) {
    request.execution.progress.check_stop();
    const auto network = view.network_at(stage);
    const models::StateTrace trace = view.record(*network, view.sentences, "", request.execution);
    const std::vector<double> all = errors_of(trace.outputs, targets_of(view, trace), scene.classes);
    std::vector<double>& errors = scene.errors.emplace_back();
    for (const std::int32_t row : rows) errors.push_back(all[static_cast<std::size_t>(row)]);
    const models::StateTrace along = view.record(*network, {scene.tokens}, "", request.execution);
    std::vector<double>& outputs = scene.outputs.emplace_back();
    for (Eigen::Index t = 0; t < along.outputs.rows(); ++t)
      outputs.push_back(static_cast<double>(along.outputs(t, scene.output)));
    if (stage > 0) continue;
    const MatrixD targets = targets_of(view, along);
    for (Eigen::Index t = 0; t < targets.rows(); ++t) scene.targets.push_back(targets(t, scene.output));
  }
  if (scene.classes) return;
  scene.low = std::floor(std::log10(std::max(1e-12, quantile(scene.errors.back(), 0.1))));
  scene.high = std::ceil(std::log10(std::max(1e-11, quantile(scene.errors.front(), 0.9))));
  scene.high = std::max(scene.high, scene.low + 1);
}

render::Points colored_points(const Scene& scene, std::size_t stage) {
  render::Points points;
  points.at = scene.at;
  points.radius_pt = std::clamp(220 / std::sqrt(static_cast<double>(scene.at.size())), 4.0, 9.0);
  for (const double error : scene.errors[stage]) {
    if (scene.classes)
      points.colors.push_back(kJudgedColors[error > 0 ? 2 : 0]);
    else
      points.colors.push_back(render::sample_palette(
          "viridis", (std::log10(std::max(error, 1e-300)) - scene.low) / (scene.high - scene.low)));
  }
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
  const std::vector<double>& errors = scene.errors[stage];
  double sum = 0;
  for (const double error : errors) sum += scene.classes ? error : error * error;
  const double mean = sum / static_cast<double>(errors.size());
  const std::string steps = with_commas(static_cast<long long>(errors.size())) + " steps shown: ";
  if (scene.classes) return steps + percent(mean) + " wrong";
  return steps + "root mean square error " + decimals(std::sqrt(mean), 4);
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const auto stage = static_cast<std::size_t>(scene.held.stage_at[number]);
  const std::vector<render::Color> palette = render::class_colors(scene.style, 0);
  render::Frame frame;
  frame.panels.push_back({0, {colored_points(scene, stage)}, {}});
  frame.panels.push_back({1, film_curve_marks(*scene.view, false, static_cast<double>(stage), scene.style), {}});
  frame.panels.push_back({2, {along(scene.outputs[stage], palette[0], 4)}, {}});
  frame.texts = {{"stage", stage_text(scene, stage)}, {"error", error_text_of(scene, stage)}};
  return frame;
}

void add_still(const Scene& scene, render::Figure& figure) {
  const NetworkView& view = *scene.view;
  const std::vector<render::Color> palette = render::class_colors(scene.style, 0);
  figure.title = "The readout of an echo state network learns";
  render::Panel map = map_panel(view.states_name + " after each step; colour: error of the output",
                                limits_of(scene.at, 0.03));
  map.row_span = 2;
  render::Panel curve = film_learning_curve(view, false, scene.style);
  curve.column = 1;
  render::Panel outputs;
  const std::string& name = view.corpus->output_names[static_cast<std::size_t>(scene.output)];
  outputs.title = "output " + name + ", " + view.task.text(scene.tokens);
  outputs.row = 1;
  outputs.column = 1;
  words_below(view, scene.tokens, outputs);
  const auto [least, most] = std::minmax_element(scene.targets.begin(), scene.targets.end());
  const double rim = 0.15 * std::max(1e-9, *most - *least);
  outputs.y.low = *least - rim;
  outputs.y.high = *most + rim;
  outputs.marks.emplace_back(along(scene.targets, scene.style.quiet, 12));
  figure.panels = {std::move(map), std::move(curve), std::move(outputs)};
  if (scene.classes) {
    render::Legend judged;
    judged.entries = {{"right class", kJudgedColors[0]}, {"another class", kJudgedColors[2]}};
    judged.panels = {0};
    figure.legends.push_back(std::move(judged));
  } else {
    render::ColorBar bar;
    bar.title = "absolute error";
    bar.low = scene.low;
    bar.high = scene.high;
    bar.clipped_low = bar.clipped_high = true;
    for (double power = scene.low; power <= scene.high; ++power)
      bar.ticks.push_back({power, formats::format_number(std::pow(10, power))});
    bar.side = render::Side::bottom;
    bar.panels = {0};
    figure.color_bars.push_back(std::move(bar));
  }
  render::Legend lines;
  lines.entries = {{"target", scene.style.quiet, render::SwatchKind::line},
                   {"output", palette[0], render::SwatchKind::line}};
  lines.panels = {2};
  figure.legends.push_back(film_learning_legend(view, 1, scene.style));
  figure.legends.push_back(std::move(lines));
  figure.slots = {{"stage", stage_text(scene, 0), "after 100,000 steps", render::Side::top, 44, true},
                  {"error", error_text_of(scene, 0), "100,000 steps shown: root mean square error .0000",
                   render::Side::bottom, 0, false}};
}

}  // namespace

render::Animation learning_of_readout_by_step(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const auto [frames, fps] = film_time(request.settings, 720);
  auto scene = std::make_shared<Scene>();
  scene->view = &view;
  scene->style = film_style(request.settings);
  scene->classes = view.task.loss == "class";
  measure(request, *scene);
  const StoryTime story = story_time(request.settings, frames, fps);
  scene->held =
      held_stages(view.stages, frames - story.all(), fps, passage_shares(view, request.settings.text("pace")));
  render::Animation film;
  film.frames_per_second = fps;
  film.frames = scene->held.stage_at.size();
  film.still = film_still(request.settings);
  add_still(*scene, film.still);
  film.still.caption.title = "The readout of an echo state network while it learns";
  film.still.caption.text =
      std::string(scene->classes ? "Colour: whether the largest output of each stage's readout names the class. "
                                 : "Colour: how far the outputs of each stage's readout are from their targets (root "
                                   "mean square over outputs, logarithmic). ") +
      "The map is fixed, since a reservoir is not trained. " + std::to_string(view.stages) +
      " readouts were recorded, from " + view.stage_names.front() + " to " + view.stage_names.back() +
      "; every frame shows one of them, none is interpolated. Lower right: output over target (grey) along " +
      view.task.text(scene->tokens) + ". " + map_caption(view);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  for (std::size_t i = 0; i < scene->held.stage_at.size(); ++i)
    if (scene->held.since[i] == 0 && scene->held.stage_at[i] % 10 == 0)
      film.chapters.push_back({i, stage_text(*scene, static_cast<std::size_t>(scene->held.stage_at[i]))});
  film.poster_frame = film.frames - 1;
  Story told;
  told.slot = "error";
  const models::Tokens start(scene->tokens.begin(),
                             scene->tokens.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(20, scene->tokens.size())));
  const SentencePath followed = path_of(view, start, request.execution);
  told.path = followed.at;
  told.words = followed.words;
  told.one_dot = "one dot: the reservoir's state after a step; the series moves it on";
  told.all_dots = with_commas(static_cast<long long>(scene->at.size())) + " dots: its states along " + view.sample;
  told.at_the_end = error_text_of(*scene, static_cast<std::size_t>(view.stages - 1));
  tell_story(told, story, 0, film);
  return film;
}

}  // namespace rssviz::cli
