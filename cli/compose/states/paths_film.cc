// A film of bare states along their steps: each sequence is a dot on its way over the map, with the last of
// its way behind it, all at the same step.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/film_parts/last_picture.h"
#include "cli/compose/parts/columns/column_look.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/scatter_marks.h"
#include "cli/compose/states/bare_states.h"
#include "cli/compose/states/kinds.h"
#include "core/error.h"
#include "core/number_text.h"
#include "render/figure/animation.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kFollowed = 8;   // sequences, where --sequences names none: there are as many colours
constexpr std::size_t kTail = 6;       // steps of the way that are seen behind a dot
constexpr std::size_t kStrengths = 6;  // of a tail: films keep a picture of each colour

struct Scene {
  std::vector<std::vector<render::Point>> ways{};  // sequence, step
  std::vector<render::Color> colors{};             // by sequence
  render::Style style{};
  std::string title{};   // --title: before the step, since both stand over the one panel
  std::size_t steps{0};  // of the longest
  std::size_t frames{0};
  std::size_t rest{0};  // frames at either end
};

// Where the film is at a frame: a step, and how far on the way to the next.
struct Moment {
  std::size_t step{0};
  double share{0};
};

Moment moment_of(const Scene& scene, std::size_t frame) {
  const std::size_t from = std::max(frame, scene.rest) - scene.rest;
  const std::size_t last = scene.frames - 1 - 2 * scene.rest;
  const double at =
      std::min(1., static_cast<double>(from) / static_cast<double>(std::max<std::size_t>(1, last))) *
      static_cast<double>(scene.steps - 1);
  Moment moment{static_cast<std::size_t>(at + 1e-9), 0};
  moment.share = at - static_cast<double>(moment.step);
  if (moment.share < 1e-9) moment.share = 0;
  return moment;
}

// The place of a sequence at a moment; a sequence that has ended stays at its last state.
render::Point place_of(const std::vector<render::Point>& way, const Moment& moment) {
  if (moment.step + 1 >= way.size()) return way.back();
  const render::Point &from = way[moment.step], &to = way[moment.step + 1];
  return {from.x + moment.share * (to.x - from.x), from.y + moment.share * (to.y - from.y)};
}

// The last of the way, the further back the fainter.
void add_tail(const std::vector<render::Point>& way, const Moment& moment, const render::Color& color,
              std::vector<render::Mark>& marks) {
  const std::size_t last = std::min(moment.step, way.size() - 1);
  for (std::size_t back = std::min(kTail, last + 1); back-- > 0;) {
    const std::size_t from = last - back;
    const render::Point to = back == 0 ? place_of(way, moment) : way[from + 1];
    render::Line line;
    line.at = {way[from], to};
    line.color = render::with_alpha(color, static_cast<double>(kStrengths - back) / kStrengths);
    line.width_pt = 6;
    marks.emplace_back(std::move(line));
  }
}

std::string step_text(const Scene& scene, const Moment& moment) {
  return (scene.title.empty() ? "step " : scene.title + ": step ") + std::to_string(moment.step) + " of " +
         std::to_string(scene.steps - 1);
}

render::Frame frame_of(const Scene& scene, std::size_t number) {
  const Moment moment = moment_of(scene, number);
  render::PanelFrame panel{0, {}, {}};
  for (std::size_t s = 0; s < scene.ways.size(); ++s)
    add_tail(scene.ways[s], moment, scene.colors[s], panel.marks);
  for (std::size_t s = 0; s < scene.ways.size(); ++s) {
    const std::vector<render::Point>& way = scene.ways[s];
    const bool ended = moment.step + 1 >= way.size() && (moment.step >= way.size() || moment.share > 0);
    render::Points dot;
    dot.at = {place_of(way, moment)};
    dot.colors = {scene.colors[s]};
    dot.outline = scene.style.paper;
    dot.outline_pt = 3;
    dot.radius_pt = ended ? 7 : 12;
    dot.keep_order = true;
    panel.marks.emplace_back(std::move(dot));
  }
  render::Frame frame;
  frame.interpolated = moment.share > 0;
  frame.panels.push_back(std::move(panel));
  frame.texts = {{"step", step_text(scene, moment)}};
  return frame;
}

void take_ways(const BareMap& map, const FollowedSequences& followed, Scene& scene) {
  for (std::size_t s = 0; s < followed.sequences.size(); ++s) {
    std::vector<render::Point> way;
    for (const std::size_t row : followed.sequences[s].rows)
      if (!std::isnan(map.at[row].x)) way.push_back(map.at[row]);
    if (way.empty()) continue;
    scene.steps = std::max(scene.steps, way.size());
    scene.ways.push_back(std::move(way));
    scene.colors.push_back(followed.colors[s]);
  }
}

// Classes where each sequence has one colour for its class, else sequences by number.
void add_legend(const FollowedSequences& followed, const ScatterColumn& column, const Settings& settings,
                const Scene& scene, render::Figure& still) {
  render::Legend legend;
  const Classes classes = classes_of_column(column, settings, scene.style);
  const bool by_class =
      !column.labels.empty() &&
      std::all_of(scene.colors.begin(), scene.colors.end(), [&](const render::Color& own) {
        return std::find(classes.colors.begin(), classes.colors.end(), own) != classes.colors.end();
      });
  if (by_class)
    legend = class_legend("", classes, "", scene.style);
  else if (!followed.alike)
    for (std::size_t s = 0; s < followed.sequences.size(); ++s)
      legend.entries.push_back(
          {"sequence " + std::to_string(followed.sequences[s].sequence), followed.colors[s]});
  if (legend.entries.empty()) return;
  legend.panels = {0};
  still.legends.push_back(std::move(legend));
}

// Each class in the colour of column_look.
void color_by_class(const ScatterColumn& column, const Settings& settings, const render::Style& style,
                    FollowedSequences& followed) {
  if (column.labels.empty()) return;
  const Classes classes = classes_of_column(column, settings, style);
  std::vector<std::int32_t> of;
  for (const SequenceRows& sequence : followed.sequences) {
    const std::int32_t first = sequence.rows.empty() ? -1 : column.values[sequence.rows.front()];
    const bool one = std::all_of(sequence.rows.begin(), sequence.rows.end(),
                                 [&](std::size_t row) { return column.values[row] == first; });
    of.push_back(one ? first : -1);
  }
  if (std::find(of.begin(), of.end(), -1) != of.end())
    fail(ErrorKind::data, "--color-by " + column.name +
                              ": a sequence changes its class on its way; a film of paths has a colour a "
                              "sequence (figure paths --color-by shows classes along the way)");
  for (std::size_t s = 0; s < of.size(); ++s)
    followed.colors[s] = classes.colors[static_cast<std::size_t>(of[s])];
}

// The column that colours the sequences, its classes in order; empty where none is named.
ScatterColumn coloring_column(const FigureRequest& request, const BareMap& map) {
  const Settings& settings = request.settings;
  if (!settings.has("color-by")) {
    refuse_unread_looks(settings, {});
    return {};
  }
  ScatterColumn column = column_of_map(request, map, settings.text("color-by"));
  if (column.is_scale)
    fail(ErrorKind::usage,
         "--color-by: '" + column.name + "' is a scale; a film of paths has a colour a sequence");
  refuse_unread_looks(settings, {&column});
  order_classes(settings, column);
  return column;
}

render::Panel panel_of_points(const BareMap& map, const render::Style& style) {
  render::Panel panel = map_panel("", map.limits);
  render::Points all;
  all.at = placed(map.at);
  all.colors = {render::mix(style.frame, style.paper, 0.5)};
  all.radius_pt = std::clamp(160 / std::sqrt(static_cast<double>(all.at.size())), 2., 6.);
  panel.marks = {std::move(all)};
  return panel;
}

render::Caption caption_of(const Scene& scene, const BareMap& map, const std::string& file) {
  render::Caption caption;
  caption.title = "Sequences on the map of " + file;
  caption.text = std::to_string(scene.ways.size()) + (scene.ways.size() == 1 ? " sequence" : " sequences") +
                 ", all at the same step, over all " +
                 with_commas(static_cast<long long>(placed(map.at).size())) +
                 " points (grey). Between two steps dots are on their way, where no network was. Behind each "
                 "dot the last " +
                 std::to_string(kTail) +
                 " steps of its way; small dots: sequences that have ended. A long step on the map need not "
                 "be a long step in state space. " +
                 map.sentences;
  return caption;
}

void add_chapters(const Scene& scene, render::Animation& film) {
  for (std::size_t part = 0; part < 10; ++part) {
    const std::size_t first = part * film.frames / 10;
    film.chapters.push_back({first, step_text(scene, {moment_of(scene, first).step, 0})});
  }
}

render::Animation make_paths_film(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const std::filesystem::path& file = request.folders.front();
  auto scene = std::make_shared<Scene>();
  scene->style = film_style(settings);
  if (settings.has("title")) scene->title = settings.text("title");
  const BareMap map = read_bare_map(request);
  const ScatterColumn column = coloring_column(request, map);
  const ColumnOf column_of = columns_of_map(request, map);
  (void)known_sequences(settings, file, map.places, kFollowed, column_of);
  FollowedSequences followed =
      followed_sequences(request, column, map.places, kFollowed, scene->style, column_of);
  color_by_class(column, settings, scene->style, followed);
  take_ways(map, followed, *scene);
  if (scene->steps < 2) fail(ErrorKind::data, file.string() + ": no sequence has two states with a place");
  const FilmTime time =
      film_time(settings, static_cast<int>(std::clamp<std::size_t>(8 * scene->steps, 180, 900)));
  scene->frames = static_cast<std::size_t>(time.frames);
  scene->rest = std::min<std::size_t>(scene->frames / 8, static_cast<std::size_t>(time.fps) / 2);
  render::Animation film;
  film.frames_per_second = time.fps;
  film.frames = scene->frames;
  film.still = film_still(settings);
  film.still.panels = {panel_of_points(map, scene->style)};
  film.still.column_weights = {1};
  add_legend(followed, column, settings, *scene, film.still);
  film.still.slots =
      above_players_bar({{"step", step_text(*scene, {0, 0}), step_text(*scene, {scene->steps - 1, 0}),
                          render::Side::top, 44, true}});
  film.still.caption = caption_of(*scene, map, file.filename().string());
  film.moving_at = [scene](std::size_t number) { return frame_of(*scene, number); };
  add_chapters(*scene, film);
  film.poster_frame = film.frames - 1;
  hold_last_picture(settings, film);
  return film;
}

}  // namespace

FilmKind paths_film_kind() {
  return {.name = "paths",
          .summary = "sequences on their way through a file of coordinates, step by step",
          .of = Networks::coordinates,
          .reads = 0,
          .needs = {},
          .options = with_column_look({labels_option(), states_option(), stage_option(), plane_option(),
                                       sequences_option(), color_by_option(), color_as_option(),
                                       title_option(), no_pack_option()}),
          .make = make_paths_film};
}

}  // namespace rssviz::cli
