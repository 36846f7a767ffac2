// spectrum: the eigenvalues of the recurrent weights through learning, with the unit circle; true stages
// alone.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "cli/compose/class_learning/kinds.h"
#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/parts/map_panels.h"
#include "core/error.h"
#include "core/number_text.h"
#include "models/analysis/geometry/spectrum.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

struct Scene {
  std::vector<std::vector<render::Point>> at{};  // by stage: eigenvalues
  std::vector<std::string> names{};
  std::vector<double> radius{};
  render::Style style{};
  HeldStages held{};
};

std::string stage_text(const Scene& scene, std::size_t stage) {
  return scene.names[stage] + ", spectral radius " + decimals(scene.radius[stage], 2);
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const auto stage = static_cast<std::size_t>(scene.held.stage_at[number]);
  render::Points inside, outside;
  for (const render::Point& value : scene.at[stage])
    (std::hypot(value.x, value.y) > 1 ? outside : inside).at.push_back(value);
  const std::vector<render::Color> colors = render::class_colors(scene.style, 7);
  inside.colors = {colors[0]};
  outside.colors = {colors[1]};
  render::Frame frame;
  render::PanelFrame moving{0, {}, {}};
  for (render::Points* const points : {&inside, &outside}) {
    points->radius_pt = 7;
    if (!points->at.empty()) moving.marks.emplace_back(*points);
  }
  frame.panels.push_back(std::move(moving));
  frame.texts = {{"stage", stage_text(scene, stage)}};
  return frame;
}

render::Line unit_circle(const render::Style& style) {
  render::Line circle;
  for (int k = 0; k <= 180; ++k)
    circle.at.push_back({std::cos(2 * std::numbers::pi * k / 180), std::sin(2 * std::numbers::pi * k / 180)});
  circle.color = style.muted;
  circle.width_pt = 2.5;
  return circle;
}

}  // namespace

static render::Animation make_spectrum_film(const FigureRequest& request) {
  const NetworkView& view = *request.networks.front();
  if (view.run->recurrent_weights(0).size() == 0)
    fail(ErrorKind::data, view.id + ": the film spectrum needs an rnn of one layer; a " + view.name +
                              " has gates, whose weights have no one spectrum");
  const auto [frames, fps] = film_time(request.settings, 360);
  auto scene = std::make_shared<Scene>();
  scene->style = film_style(request.settings);
  double most = 1;
  for (int stage = 0; stage < view.stages; ++stage) {
    std::vector<render::Point>& at = scene->at.emplace_back();
    for (const std::complex<double>& value : models::eigenvalues_of(view.run->recurrent_weights(stage)))
      at.push_back({value.real(), value.imag()});
    scene->radius.push_back(std::hypot(at.front().x, at.front().y));
    scene->names.push_back(view.stage_names[static_cast<std::size_t>(stage)]);
    most = std::max(most, scene->radius.back());
  }
  const auto passages = static_cast<std::size_t>(std::max(1, view.stages - 1));
  scene->held = held_stages(view.stages, frames, fps,
                            std::vector<double>(passages, 1.0 / static_cast<double>(passages)));
  const double limit = 1.06 * most;
  render::Animation film;
  film.still = film_still(request.settings);
  film.still.panels = {map_panel("eigenvalues of the recurrent weights; circle: modulus 1",
                                 {{-limit, -limit}, {limit, limit}})};
  film.still.panels.front().marks.emplace_back(unit_circle(scene->style));
  film.still.slots = {{"stage", stage_text(*scene, 0), stage_text(*scene, scene->names.size() - 1) + "0",
                       render::Side::top, 44, true}};
  film.frames_per_second = fps;
  film.frames = scene->held.stage_at.size();
  film.still.caption = {
      "Eigenvalues of the recurrent weights through learning",
      "Each stage as it was kept; nothing lies between. Orange: modulus above 1. Without input and near "
      "0 the state grows along these directions and turns by their angle. Network: " +
          view.description + ", " + view.training + "."};
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  film.chapters.push_back({0, stage_text(*scene, 0)});
  film.poster_frame = film.frames - 1;
  return film;
}

FilmKind spectrum_film_kind() {
  return {.name = "spectrum",
          .summary = "eigenvalues of the recurrent weights of an rnn through learning",
          .of = Networks::one,
          .reads = kReadsStages,
          .needs = {},
          .options = {},
          .make = make_spectrum_film};
}

}  // namespace rssviz::cli
