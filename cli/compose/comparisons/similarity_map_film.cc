// similarity-map: how alike states are from step to step (or layer to layer), through learning; true stages
// alone.
#include <algorithm>
#include <memory>

#include "cli/compose/comparisons/kinds.h"
#include "cli/compose/comparisons/similarity_map_parts.h"
#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/parts/look.h"
#include "cli/studies/run_states.h"
#include "core/error.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kMostStages = 60;
constexpr double kFade = 0.4;  // seconds from a stage's map to the next: nothing flashes

struct Scene {
  std::vector<SimilarityMap> maps{};  // by shown stage
  std::vector<std::string> names{};
  HeldStages held{};
  std::string palette{};
  int fps{30};
};

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const auto stage = static_cast<std::size_t>(scene.held.stage_at[number]);
  SimilarityMap now = scene.maps[stage];
  const double share = std::min(1., static_cast<double>(scene.held.since[number]) / (kFade * scene.fps));
  if (stage > 0 && share < 1) now.cka = (1 - share) * scene.maps[stage - 1].cka + share * now.cka;
  render::Frame frame;
  render::PanelFrame moving{0, {}, {}};
  moving.marks.emplace_back(alignment_cells(now, scene.palette));
  frame.panels.push_back(std::move(moving));
  frame.texts = {{"stage", scene.names[stage]}};
  return frame;
}

render::Animation film_of(const FigureRequest& request, const std::shared_ptr<Scene>& scene,
                          const std::string& word) {
  render::Animation film;
  film.still = film_still(request.settings);
  render::Panel panel;
  panel.x.label = panel.y.label = word;
  set_map_axes(scene->maps.front(), panel);
  film.still.panels = {std::move(panel)};
  film.still.row_aspects = {1};
  render::ColorBar bar;
  bar.palette = scene->palette;
  bar.low = 0;
  bar.high = 1;
  bar.title = "CKA";
  bar.side = render::Side::right;
  bar.panels = {0};
  film.still.color_bars = {std::move(bar)};
  std::string widest;
  for (const std::string& name : scene->names)
    if (name.size() > widest.size()) widest = name;
  film.still.slots = {{"stage", scene->names.front(), widest + "0", render::Side::top, 44, true}};
  film.frames = scene->held.stage_at.size();
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  film.chapters.push_back({0, scene->names.front()});
  film.poster_frame = film.frames - 1;
  return film;
}

}  // namespace

static render::Animation make_similarity_map_film(const FigureRequest& request) {
  const auto [frames, fps] = film_time(request.settings, 360);
  const SimilarityMapOptions options = similarity_map_options_of(request.settings);
  if (options.by == MapBy::stage)
    fail(ErrorKind::usage, "--by stage: the film goes through the stages; it compares steps or layers");
  const NetworkView& view = *request.networks.front();
  if (view.states_stay)
    fail(ErrorKind::data, view.id + ": its states don't change while it learns: there is nothing to film");
  const std::vector<models::Tokens> sequences = sequences_of_all(request.networks, options);
  auto scene = std::make_shared<Scene>();
  scene->palette = scale_palette(request.settings, "viridis");
  scene->fps = fps;
  for (const int stage : spread_numbers(view.stages, kMostStages)) {
    scene->maps.push_back(similarity_map(view, view, stage, sequences, options, request.execution));
    scene->names.push_back(view.stage_names[static_cast<std::size_t>(stage)]);
  }
  const std::size_t passages = std::max<std::size_t>(1, scene->maps.size() - 1);
  scene->held = held_stages(static_cast<int>(scene->maps.size()), frames, fps,
                            std::vector<double>(passages, 1.0 / static_cast<double>(passages)));
  const std::string word = compared_word(options, view);
  render::Animation film = film_of(request, scene, word);
  film.frames_per_second = fps;
  film.still.caption = {
      "How alike states are from " + word + " to " + word + ", through learning",
      "Linear CKA (1: equal up to rotation and scale; independent states give 0 on average) of the "
      "states of " +
          std::to_string(sequences.size()) + " test sequences at " + std::to_string(scene->maps.size()) +
          " stages; between stages colours fade, where nothing was measured. The first stage, before "
          "training, is the null. Network: " +
          view.description + ", " + view.training + "."};
  return film;
}

FilmKind similarity_map_film_kind() {
  return {.name = "similarity-map",
          .summary = "how alike states are from step to step or layer to layer, through learning",
          .of = Networks::one,
          .reads = kReadsNetwork | kReadsStages,
          .needs = {},
          .of_task = {},
          .options = similarity_map_options(),
          .make = make_similarity_map_film};
}

}  // namespace rssviz::cli
