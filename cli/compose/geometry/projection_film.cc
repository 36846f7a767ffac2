// class-projection: states by class as they move from step to step in one plane of principal components.
#include <algorithm>
#include <cmath>
#include <memory>

#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/geometry/class_column.h"
#include "cli/compose/geometry/class_projection.h"
#include "cli/compose/geometry/kinds.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/map_panels.h"
#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

struct Scene {
  std::vector<std::vector<render::Point>> at{};  // by step: sequences
  std::vector<std::int32_t> values{};
  std::vector<std::int32_t> steps{};
  Classes classes{};
  render::Style style{};
  std::size_t frames{0};
  double radius{0};
};

// How far along the steps a frame is; the last tenth rests at the end.
double moment_of(const Scene& scene, std::size_t number) {
  const double share = std::min(1., static_cast<double>(number) / (0.9 * static_cast<double>(scene.frames)));
  return share * (static_cast<double>(scene.steps.size()) - 1);
}

std::string step_text(const Scene& scene, double moment) {
  return "step " + std::to_string(scene.steps[static_cast<std::size_t>(std::lround(moment))]) + " of " +
         std::to_string(scene.steps.back());
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const double moment = moment_of(scene, number);
  const auto from = static_cast<std::size_t>(std::floor(moment));
  const std::size_t to = std::min(from + 1, scene.at.size() - 1);
  const double share = moment - static_cast<double>(from);
  std::vector<render::Point> at(scene.values.size());
  for (std::size_t i = 0; i < at.size(); ++i)
    at[i] = {scene.at[from][i].x + share * (scene.at[to][i].x - scene.at[from][i].x),
             scene.at[from][i].y + share * (scene.at[to][i].y - scene.at[from][i].y)};
  render::Frame frame;
  render::PanelFrame moving{0, {}, {}};
  moving.marks = class_marks(at, scene.values, scene.classes, scene.style, scene.radius);
  frame.panels.push_back(std::move(moving));
  frame.texts = {{"step", step_text(scene, moment)}};
  return frame;
}

}  // namespace

static render::Animation make_projection_film(const FigureRequest& request) {
  const auto [frames, fps] = film_time(request.settings, 360);
  const std::vector<Recorded> of = recorded(request);
  const models::StepStates& states = of.front().file.states;
  if (!states.is_rectangular())
    fail(ErrorKind::data, "the film of class-projection needs sequences of one length");
  const Plane plane = plane_of(states);
  auto scene = std::make_shared<Scene>();
  scene->style = film_style(request.settings);
  scene->classes = classes_of(states.class_names, scene->style);
  for (const Matrix& at : states.states) scene->at.push_back(places_on(plane, at));
  scene->values = states.classes;
  scene->steps = states.steps;
  scene->frames = static_cast<std::size_t>(frames);
  const Limits limits = limits_of_all(scene->at);
  scene->radius = std::clamp(220 / std::sqrt(static_cast<double>(states.classes.size())), 3., 9.);
  render::Animation film;
  film.still = film_still(request.settings);
  film.still.panels = {map_panel("first two principal components of all steps, " +
                                     percent(plane.share[0] + plane.share[1]) + " of the variance",
                                 limits)};
  film.still.legends = {class_legend("class", scene->classes, "", scene->style)};
  film.still.legends.front().side = render::Side::right;
  film.still.slots = {{"step", step_text(*scene, 0),
                       step_text(*scene, static_cast<double>(states.steps.size()) - 1), render::Side::top, 44,
                       true}};
  film.frames_per_second = fps;
  film.frames = scene->frames;
  film.still.caption = {
      "States by class, step by step",
      sample_sentence(states, 1) +
          "One plane for all steps; between two steps points move straight, which no state did. What "
          "lies together here may lie apart in the other directions. " +
          note_sentences(states.notes) + network_sentence(request)};
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  film.chapters.push_back({0, step_text(*scene, 0)});
  film.poster_frame = film.frames - 1;
  return film;
}

FilmKind projection_film_kind() {
  return {.name = "class-projection",
          .summary = "states by class as they move from step to step in one plane",
          .of = Networks::recorded,
          .reads = kReadsNetwork,
          .needs = {"class"},
          .options = {most_sequences_option()},
          .make = make_projection_film};
}

}  // namespace rssviz::cli
