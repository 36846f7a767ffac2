// class-projection: states by class as they move from step to step in one plane of principal components.
#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>

#include "cli/compose/class_parts/class_column.h"
#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/last_picture.h"
#include "cli/compose/geometry/class_places.h"
#include "cli/compose/geometry/kinds.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/columns/class_looks.h"
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
  bool since_input{false};
};

// How far along the steps a frame is; the last tenth rests at the end.
double moment_of(const Scene& scene, std::size_t number) {
  const double share = std::min(1., static_cast<double>(number) / (0.9 * static_cast<double>(scene.frames)));
  return share * (static_cast<double>(scene.steps.size()) - 1);
}

std::string step_text(const Scene& scene, double moment) {
  return "step " + std::to_string(scene.steps[static_cast<std::size_t>(std::lround(moment))]) + " of " +
         std::to_string(scene.steps.back()) + (scene.since_input ? " since the first input" : "");
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

namespace {

// By step every sequence in the same place of the list; those that have ended rest where they ended.
std::vector<std::vector<render::Point>> filled(const ClassPlaces& places) {
  std::vector<std::vector<render::Point>> at;
  for (std::size_t k = 0; k < places.shown.size(); ++k) {
    const std::vector<std::int32_t>& members = places.states.members[places.shown[k]];
    if (k == 0 && members.size() != places.states.classes.size())
      fail(ErrorKind::data, "the film of class-projection needs sequences that begin together");
    at.push_back(k == 0 ? places.at[0] : at.back());
    for (std::size_t i = 0; i < members.size(); ++i)
      at.back()[static_cast<std::size_t>(members[i])] = places.at[k][i];
  }
  return at;
}

render::Animation film_of(const FigureRequest& request, const std::shared_ptr<Scene>& scene,
                          const ClassPlaces& places) {
  render::Animation film;
  film.still = film_still(request.settings);
  film.still.panels = {map_panel(places.title, limits_of_all(scene->at))};
  film.still.legends = {class_legend("class", scene->classes, "", scene->style)};
  film.still.legends.front().side = render::Side::right;
  film.still.slots = {{"step", step_text(*scene, 0),
                       step_text(*scene, static_cast<double>(scene->steps.size()) - 1), render::Side::top, 44,
                       true}};
  film.frames = scene->frames;
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  film.chapters.push_back({0, step_text(*scene, 0)});
  film.poster_frame = film.frames - 1;
  return film;
}

}  // namespace

static render::Animation make_projection_film(const FigureRequest& request) {
  const auto [frames, fps] = film_time(request.settings, 360);
  const ClassPlaces places = class_places(request, std::numeric_limits<int>::max());
  const models::StepStates& states = places.states;
  auto scene = std::make_shared<Scene>();
  scene->style = film_style(request.settings);
  scene->classes = classes_named(states.class_names, "class", request.settings, scene->style);
  scene->at = filled(places);
  scene->values = states.classes;
  scene->steps = states.steps;
  scene->since_input = request.settings.flag("from-input");
  scene->frames = static_cast<std::size_t>(frames);
  scene->radius = std::clamp(220 / std::sqrt(static_cast<double>(states.classes.size())), 3., 9.);
  render::Animation film = film_of(request, scene, places);
  film.frames_per_second = fps;
  hold_last_picture(request.settings, film);
  film.still.caption = {
      "States by class, step by step",
      sample_sentence(states, 1) + places.sentence +
          "Between two steps points move straight, which no state did. " +
          (states.is_rectangular() ? "" : "Sequences that have ended rest where they ended. ") +
          note_sentences(states.notes) + network_sentence(request)};
  return film;
}

FilmKind projection_film_kind() {
  std::vector<Option> options = class_places_options();
  options.push_back(most_sequences_option());
  for (Option& option : class_look_options()) options.push_back(std::move(option));
  return {.name = "class-projection",
          .summary = "states by class as they move from step to step in one plane or on one UMAP",
          .of = Networks::recorded,
          .reads = kReadsNetwork,
          .needs = {"class"},
          .options = options,
          .make = make_projection_film};
}

}  // namespace rssviz::cli
