// beliefs: the beliefs read from the states while the network learns, from stage to stage.
#include <algorithm>
#include <cmath>
#include <memory>

#include "cli/compose/conditions/belief_panels.h"
#include "cli/compose/conditions/kinds.h"
#include "cli/compose/film_parts/film_frame.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {

namespace {

constexpr int kTrueFrames = 12;  // a stage rests so long

struct Scene {
  BeliefStudy study{};
  std::vector<std::vector<render::Point>> at{};  // by stage
  std::vector<render::Color> colors{};
  std::vector<std::string> names{};  // of the stages
  std::vector<StageMoment> moments{};
  render::Style style{};
  double radius{4};
};

std::string text_of(const Scene& scene, const StageMoment& moment) {
  const auto k = static_cast<std::size_t>(moment.stage);
  const std::size_t shown = std::min(moment.share < 0.5 ? k : k + 1, scene.names.size() - 1);
  return scene.names[shown] + ": R\u00b2 " + decimals(scene.study.by_stage[shown].r2, 2);
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const StageMoment& moment = scene.moments[number];
  render::Frame frame;
  frame.interpolated = !moment.is_true();
  render::Points dots;
  dots.at = places_at(scene.at, moment);
  dots.colors = scene.colors;
  dots.radius_pt = scene.radius;
  frame.panels.push_back({1, {std::move(dots)}, {}});
  const auto k = static_cast<std::size_t>(moment.stage);
  const double from = scene.study.stages[k];
  const double to = scene.study.stages[std::min(k + 1, scene.study.stages.size() - 1)];
  frame.panels.push_back({2,
                          {render::Rule{false, from + moment.share * (to - from), scene.style.muted, 2,
                                        render::Dash::solid, ""}},
                          {}});
  frame.texts = {{"step", text_of(scene, moment)}};
  return frame;
}

void add_still(const NetworkView& view, const Scene& scene, const BeliefPlaces& places,
               render::Figure& still) {
  still.title = "Beliefs form";
  still.panels = {belief_panel("true beliefs", scene.study.truth, scene.study.truth, places, scene.radius),
                  map_panel("read from the states", places.limits()),
                  r2_panel(view, scene.study, scene.style)};
  places.add_frame(still.panels[1]);
  still.panels[1].column = 1;
  still.panels[2].row = 1;
  still.panels[2].column_span = 2;
  still.row_aspects = {belief_aspect(places), 0.22};
  still.legends = {r2_legend(scene.study, scene.style, 2)};
  for (render::Mark& mark : still.panels[2].marks) {
    if (auto* const line = std::get_if<render::Line>(&mark)) line->width_pt *= 3;
    if (auto* const dots = std::get_if<render::Points>(&mark)) dots->radius_pt *= 3;
    if (auto* const rule = std::get_if<render::Rule>(&mark)) rule->width_pt *= 3;
  }
  std::string widest;
  for (const std::string& name : scene.names)
    if (name.size() > widest.size()) widest = name;
  still.slots = {{"step", text_of(scene, {0, 0}), widest + ": R\u00b2 -0.00", render::Side::top, 44, true}};
}

}  // namespace

static render::Animation make_beliefs_film(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  const FilmTime time = film_time(request.settings, 480);
  auto scene = std::make_shared<Scene>();
  scene->style = film_style(request.settings);
  scene->study = study_beliefs(view, belief_options(request), request.execution);
  BeliefPlaces places(scene->study.truth, scene->study.names, scene->style);
  for (std::size_t k = 0; k < scene->study.stages.size(); ++k) {
    scene->at.push_back(places.places(scene->study.by_stage[k].found));
    places.keep_clear(scene->at.back());
    scene->names.push_back(view.stage_names[static_cast<std::size_t>(scene->study.stages[k])]);
  }
  scene->colors = places.colors(scene->study.truth);
  scene->radius = std::clamp(160 / std::sqrt(static_cast<double>(scene->colors.size())), 2.0, 7.0);
  render::Animation film;
  film.still = film_still(request.settings);
  add_still(view, *scene, places, film.still);
  scene->moments = film_timeline(frames_between(scene->at, 1), {}, time, 0, kTrueFrames, request.settings,
                                 request.execution.progress);
  film.frames_per_second = time.fps;
  film.frames = scene->moments.size();
  film.still.caption = belief_caption(view, scene->study, places, request.settings);
  film.still.caption.text += " Between two stages dots move straight; only the stages are real networks.";
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  film.chapters.push_back({0, scene->names.front()});
  film.chapters.push_back({film.frames - 1, scene->names.back()});
  film.poster_frame = film.frames - 1;
  return film;
}

FilmKind beliefs_film_kind() {
  std::vector<Option> options = belief_kind_options();
  options.pop_back();  // films have no table
  return {.name = "beliefs",
          .summary = "beliefs about a hidden state, read from the states while the network learns",
          .of = Networks::one,
          .reads = kReadsMap | kReadsNetwork | kReadsStages,
          .needs = {},
          .of_task = {},
          .options = options,
          .make = make_beliefs_film};
}

}  // namespace rssviz::cli
