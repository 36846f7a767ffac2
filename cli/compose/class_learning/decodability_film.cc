// decodability-surface: how what a probe tells and what the output reads come apart and together while the
// network learns; true stages alone.
#include <algorithm>
#include <cmath>
#include <memory>

#include "cli/compose/class_learning/kinds.h"
#include "cli/compose/class_parts/decodability.h"
#include "cli/compose/film_parts/film_frame.h"
#include "core/number_text.h"
#include "models/analysis/geometry/step_probes.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kSteps = 12;
constexpr int kStages = 60;
constexpr double kMove = 0.35;  // of a stage's time: its curves move there from those of the stage before

struct Scene {
  Decodability told{};
  std::vector<std::string> names{};
  HeldStages held{};
  int fps{30};
  render::Style style{};
};

// Curves of a stage on their way from the stage before, so that the eye can follow; at rest they are the
// stage's own.
Told shown_at(const Scene& scene, std::size_t number, std::size_t step) {
  const auto stage = static_cast<std::size_t>(scene.held.stage_at[number]);
  const Told now = scene.told.mean_at(stage, step);
  const double share = std::min(1., static_cast<double>(scene.held.since[number]) / (kMove * scene.fps));
  if (stage == 0 || share >= 1) return now;
  const Told before = scene.told.mean_at(stage - 1, step);
  const double eased = share * share * (3 - 2 * share);
  return {before.probe + eased * (now.probe - before.probe),
          before.output + eased * (now.output - before.output)};
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const std::vector<render::Color> colors = render::class_colors(scene.style, 7);
  render::Line probe, output;
  render::Band gap;
  for (std::size_t t = 0; t < scene.told.steps.size(); ++t) {
    const double x = scene.told.steps[t];
    const Told at = shown_at(scene, number, t);
    probe.at.push_back({x, at.probe});
    output.at.push_back({x, at.output});
    gap.x.push_back(x);
    gap.low.push_back(at.output);
    gap.high.push_back(at.probe);
  }
  probe.color = colors[0];
  output.color = colors[1];
  probe.width_pt = output.width_pt = 7;
  gap.color = render::with_alpha(colors[0], 0.15);
  render::Frame frame;
  render::PanelFrame moving{0, {}, {}};
  moving.marks = {std::move(gap), std::move(probe), std::move(output)};
  frame.panels.push_back(std::move(moving));
  frame.texts = {{"stage", scene.names[static_cast<std::size_t>(scene.held.stage_at[number])]}};
  return frame;
}

render::Panel panel_of(const Scene& scene) {
  const models::StepStates& states = scene.told.of.front().file.states;
  render::Panel panel;
  panel.x.label = "step";
  panel.y.label = "accuracy, held out";
  panel.x.low = scene.told.steps.front();
  panel.x.high = scene.told.steps.back();
  panel.y.low = 0;
  panel.y.high = 1;
  panel.marks.emplace_back(render::Rule{true, models::chance_of(states.classes, states.count()),
                                        scene.style.muted, 2, render::Dash::dotted, "chance"});
  return panel;
}

render::Legend legend_of(const Scene& scene) {
  const std::vector<render::Color> colors = render::class_colors(scene.style, 7);
  render::Legend legend;
  legend.entries = {{"a probe trained anew at the step", colors[0], render::SwatchKind::line},
                    {"the network's own output", colors[1], render::SwatchKind::line},
                    {"there, and not read", render::with_alpha(colors[0], 0.25), render::SwatchKind::band}};
  legend.side = render::Side::bottom;
  return legend;
}

render::Caption caption_of(const FigureRequest& request, const Scene& scene) {
  return {
      "What can be told and isn't read, through learning",
      sample_sentence(scene.told.of) + "Probe: held out, " +
          std::to_string(request.settings.integer("folds")) + " folds, noise of " +
          percent(request.settings.number("noise")) +
          " of the root mean square state, one penalty a network, at " +
          std::to_string(scene.told.steps.size()) + " steps of " + std::to_string(scene.told.stages.size()) +
          " stages; curves rest at stages and move between them, where nothing was measured. Stage 0 is the "
          "network before training, the probe's null" +
          (scene.told.of.size() > 1 ? "; means over networks. " : "; one network. ") +
          network_sentence(request)};
}

}  // namespace

static render::Animation make_decodability_film(const FigureRequest& request) {
  const auto [frames, fps] = film_time(request.settings, 360);
  auto scene = std::make_shared<Scene>();
  scene->style = film_style(request.settings);
  scene->fps = fps;
  scene->told = decodability_of(request, kStages, kSteps);
  const NetworkView& view = *request.networks.front();
  std::string widest;
  for (const int stage : scene->told.stages) {
    scene->names.push_back(view.stage_names[static_cast<std::size_t>(stage)]);
    if (scene->names.back().size() > widest.size()) widest = scene->names.back();
  }
  const std::size_t passages = std::max<std::size_t>(1, scene->told.stages.size() - 1);
  scene->held = held_stages(static_cast<int>(scene->told.stages.size()), frames, fps,
                            std::vector<double>(passages, 1.0 / static_cast<double>(passages)));
  render::Animation film;
  film.still = film_still(request.settings);
  film.still.panels = {panel_of(*scene)};
  film.still.legends = {legend_of(*scene)};
  film.still.slots = {{"stage", scene->names.front(), widest + "0", render::Side::top, 44, true}};
  film.frames_per_second = fps;
  film.frames = scene->held.stage_at.size();
  film.still.caption = caption_of(request, *scene);
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  film.chapters.push_back({0, scene->names.front()});
  film.poster_frame = film.frames - 1;
  return film;
}

FilmKind decodability_film_kind() {
  return {
      .name = "decodability-surface",
      .summary = "how what a probe tells and what the output reads come together while the network learns",
      .of = Networks::several,
      .reads = kReadsNetwork | kReadsStages,
      .needs = {"class"},
      .options = decodability_options(),
      .make = make_decodability_film};
}

}  // namespace rssviz::cli
