// One sentence read word by word: the text with a cursor, the state on its way over the map, the outputs that
// the state gives, and units; one row a network, all at the same word. Only the point on the map moves
// between words, hollow, since a network has no states between them.
#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>

#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/spoken_words.h"
#include "cli/compose/films/kinds.h"
#include "cli/compose/films/reading_panels.h"
#include "cli/compose/films/reading_words.h"
#include "cli/compose/parts/claims.h"
#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/kind_options.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/maps/shown_map.h"
#include "cli/compose/parts/output_groups.h"
#include "cli/options/option_table.h"
#include "core/error.h"
#include "render/cairo/text_engine.h"
#include "render/figure/animation.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

constexpr int kUnits = 24;  // of the strip
constexpr double kGroupGap = 0.7;
constexpr double kMostMagnified = 3;

std::vector<ReadingBar> bars_of(const models::Task& task, const render::Style& style) {
  std::vector<ReadingBar> bars;
  double x = 0;
  for (std::size_t g = 0; g < task.groups().size(); ++g) {
    const OutputGroup& group = task.groups()[g];
    const bool begins = g == 0 || group.slot != task.groups()[g - 1].slot;
    x = begins ? 0 : x + (is_yes_or_no(group) ? 0 : kGroupGap);
    const Classes classes = classes_of(group.labels, style);
    if (is_yes_or_no(group)) {  // one bar, under the question: the other is what is left to 1
      bars.push_back({x++, static_cast<int>(g), group.slot, 1, group.question, classes.colors[1]});
      continue;
    }
    for (std::size_t k = 0; k < group.labels.size(); ++k)
      bars.push_back(
          {x++, static_cast<int>(g), group.slot, static_cast<int>(k), group.labels[k], classes.colors[k]});
  }
  return bars;
}

// The units that change most from word to word over the sample, next to how much they vary, in the order of
// the words at which they are furthest above their mean.
std::vector<int> units_of(const models::StateTrace& sample, const models::StateTrace& sentence) {
  Eigen::RowVectorXf change = Eigen::RowVectorXf::Zero(sample.states.cols());
  for (Eigen::Index row = 1; row < sample.states.rows(); ++row)
    if (sample.step[static_cast<std::size_t>(row)] > 0)
      change += (sample.states.row(row) - sample.states.row(row - 1)).cwiseAbs();
  std::vector<int> units(static_cast<std::size_t>(sample.states.cols()));
  std::iota(units.begin(), units.end(), 0);
  const Eigen::RowVectorXf spread =
      (sample.states.rowwise() - sample.states.colwise().mean()).cwiseAbs().colwise().mean();
  const auto rank = [&](int unit) { return change[unit] / std::max(1e-6F, spread[unit]); };
  std::stable_sort(units.begin(), units.end(), [&](int a, int b) { return rank(a) > rank(b); });
  units.resize(std::min<std::size_t>(units.size(), kUnits));
  const auto peak = [&](int unit) {
    Eigen::Index at = 0;
    sentence.states.col(unit).maxCoeff(&at);
    return at;
  };
  std::stable_sort(units.begin(), units.end(), [&](int a, int b) { return peak(a) < peak(b); });
  return units;
}

Reader read(const NetworkView& view, const models::Tokens& tokens, const FigureRequest& request) {
  const Execution& execution = request.execution;
  Reader reader;
  reader.map = shown_map(view, request.settings, execution);
  reader.view = &view;
  reader.path = path_of(view, reader.map, tokens, execution);
  reader.trace = view.record(*view.network_at(-1), {tokens}, view.trace.what, execution);
  if (reader.trace.outputs.cols() == 0)
    fail(ErrorKind::data, view.id + " has no outputs; reading needs a trained run");
  reader.units = units_of(view.trace, reader.trace);
  for (const int unit : reader.units) {
    const float mean = view.trace.states.col(unit).mean();
    reader.mean.push_back(static_cast<double>(mean));
    reader.largest.push_back(
        std::max(1e-6, static_cast<double>((reader.trace.states.col(unit).array() - mean).abs().maxCoeff())));
  }
  std::vector<render::Point> everything = map_points(view.trace, reader.map.coords).at;
  everything.insert(everything.end(), reader.path.at.begin(), reader.path.at.end());
  reader.limits = limits_of(with_hulls(reader.map, everything), 0.05);
  reader.camera = camera_stops(reader.path.at, reader.limits, kMostMagnified);
  return reader;
}

// The words in one line, as large as it allows.
void place_words(Reading& reading) {
  const render::TextEngine engine(reading.style.font);
  const auto width = [&](const std::string& text) {
    return engine.measure(text, {reading.text_pt, true, false}).width_pt;
  };
  double total = 0;
  const auto add_up = [&] {
    total = -0.45 * reading.text_pt;
    for (const ReadingWord& word : reading.words) total += width(word.text) + 0.45 * reading.text_pt;
  };
  add_up();
  const double room = kReadingTextWidth - reading.name_width();
  reading.text_pt *= std::min(1.0, 0.97 * room / total);
  add_up();
  double x = reading.name_width() + (room - total) / 2;
  for (ReadingWord& word : reading.words) {
    word.half = width(word.text) / 2;
    word.x = x + word.half;
    x += 2 * word.half + 0.45 * reading.text_pt;
  }
}

// A second before, .45 s of way and .75 s of rest a word, 4.5 s after, stretched to the frames asked for.
std::vector<ReadingMoment> moments_of(std::size_t words, int frames, int fps) {
  const double seconds = 1 + 0.75 + static_cast<double>(words - 1) * 1.2 + 4.5;
  const double stretch = frames > 0 ? frames / (seconds * fps) : 1;
  const auto count = [&](double s) { return std::max(1, static_cast<int>(std::lround(s * stretch * fps))); };
  std::vector<ReadingMoment> moments(static_cast<std::size_t>(count(1.75)), ReadingMoment{0, 0});
  for (std::size_t word = 1; word < words; ++word) {
    const int way = count(0.45);
    for (int i = 1; i < way; ++i) {
      const double share = static_cast<double>(i) / way;
      moments.push_back({word - 1, share * share * (3 - 2 * share)});
    }
    moments.insert(moments.end(), static_cast<std::size_t>(count(0.75)), ReadingMoment{word, 0});
  }
  // The camera goes back to the whole map, which rests.
  const int back = count(1);
  for (int i = 1; i <= back; ++i) {
    const double share = static_cast<double>(i) / back;
    moments.push_back({words - 1, 0, share * share * (3 - 2 * share)});
  }
  moments.insert(moments.end(), static_cast<std::size_t>(count(3.5)), ReadingMoment{words - 1, 0, 1});
  // What rounding left over is rest at the end.
  while (static_cast<int>(moments.size()) < frames) moments.push_back({words - 1, 0, 1});
  // What it put on is taken from the rests at the end and the start.
  const auto rests = [&](std::size_t i) { return moments[i].share == 0; };
  while (frames > 0 && static_cast<int>(moments.size()) > frames) {
    if (rests(moments.size() - 2) && moments[moments.size() - 2].word == words - 1)
      moments.pop_back();
    else if (rests(1) && moments[1].word == 0)
      moments.erase(moments.begin());
    else
      fail(ErrorKind::usage, "a film of " + std::to_string(frames) + " frames is too short for " +
                                 std::to_string(words) + " words; " + std::to_string(moments.size()) + " (" +
                                 std::to_string((static_cast<int>(moments.size()) + fps - 1) / fps) +
                                 " s) are enough");
  }
  return moments;
}

render::Rectangles unit_boxes(const Reading& reading, std::size_t n, const ReadingMoment& moment);

// The words, with the units over them.
render::PanelFrame text_frame(const Reading& reading, const ReadingMoment& moment) {
  render::PanelFrame panel{0, {}, {}};
  const double middle = kReadingStripLow / 2;
  for (std::size_t n = 0; n < reading.readers.size(); ++n)
    panel.marks.emplace_back(unit_boxes(reading, n, moment));
  for (std::size_t w = 0; w < reading.words.size(); ++w) {
    render::Label label;
    label.at = {reading.words[w].x, middle};
    label.text = reading.words[w].text;
    label.centred = true;
    label.size_pt = reading.text_pt;
    label.bold = w == moment.word;
    label.color = w <= moment.word ? reading.style.ink : reading.style.muted;
    panel.labels.push_back(std::move(label));
  }
  const auto edge = [&](std::size_t w) {
    return reading.words[w].x + reading.words[w].half + 0.2 * reading.text_pt;
  };
  const std::size_t next = std::min(moment.word + 1, reading.words.size() - 1);
  const double x = edge(moment.word) + moment.share * (edge(next) - edge(moment.word));
  render::Line cursor;
  cursor.at = {{x, 0.24 * middle}, {x, 1.76 * middle}};
  cursor.color = reading.style.ink;
  cursor.width_pt = 5;
  panel.marks.emplace_back(std::move(cursor));
  return panel;
}

CameraView camera_at(const Reader& reader, const ReadingMoment& moment) {
  const std::size_t next = std::min(moment.word + 1, reader.camera.size() - 1);
  if (moment.away > 0) return between(reader.camera[moment.word], whole_map(reader.limits), moment.away);
  return between(reader.camera[moment.word], reader.camera[next], moment.share);
}

// The map's dots and the way so far, as the camera sees them.
std::vector<render::Mark> seen_marks(const Reader& reader, std::vector<render::Mark> marks,
                                     const CameraView& view) {
  for (render::Mark& mark : marks) {
    if (auto* const points = std::get_if<render::Points>(&mark))
      for (render::Point& at : points->at) at = seen(at, view, reader.limits);
    if (auto* const line = std::get_if<render::Line>(&mark))
      for (render::Point& at : line->at) at = seen(at, view, reader.limits);
    if (auto* const band = std::get_if<render::Band>(&mark))  // of hulls
      for (std::size_t i = 0; i < band->x.size(); ++i) {
        const render::Point low = seen({band->x[i], band->low[i]}, view, reader.limits);
        band->high[i] = seen({band->x[i], band->high[i]}, view, reader.limits).y;
        band->x[i] = low.x;
        band->low[i] = low.y;
      }
  }
  return marks;
}

render::PanelFrame map_frame(const Reading& reading, std::size_t n, const ReadingMoment& moment) {
  const Reader& reader = reading.readers[n];
  const std::vector<render::Point>& at = reader.path.at;
  const CameraView view = camera_at(reader, moment);
  render::PanelFrame panel{1 + reading.columns() * n, {}, {}};
  render::Line trail;
  trail.at.assign(at.begin(), at.begin() + static_cast<std::ptrdiff_t>(moment.word) + 1);
  const render::Point from = at[moment.word];
  const render::Point to = at[std::min(moment.word + 1, at.size() - 1)];
  const render::Point now{from.x + moment.share * (to.x - from.x), from.y + moment.share * (to.y - from.y)};
  render::Points stops;
  stops.at = trail.at;
  stops.colors = {reading.style.ink};
  stops.radius_pt = 5;
  stops.keep_order = true;
  trail.at.push_back(now);
  trail.color = reading.style.ink;
  trail.width_pt = 3;
  trail.halo_pt = 2.5;
  render::Points state;
  state.at = {now};
  state.colors = {moment.share == 0 ? reading.style.ink : reading.style.paper};
  state.outline = moment.share == 0 ? reading.style.paper : reading.style.ink;
  state.outline_pt = 4;
  state.radius_pt = 14;
  state.keep_order = true;
  std::vector<render::Mark> marks = reader.dots;
  marks.insert(marks.end(), {std::move(trail), std::move(stops), std::move(state)});
  panel.marks = seen_marks(reader, std::move(marks), view);
  if (moment.share == 0) {
    render::Label word;
    word.at = seen(now, view, reader.limits);
    word.text = reading.words[moment.word].text;
    word.bold = true;
    word.color = reading.style.ink;
    word.clear_radius_pt = 16;
    panel.labels.push_back(std::move(word));
  }
  return panel;
}

// The readout of an echo state network trained after END alone says nothing certain before.
bool is_taught(const NetworkView& view, std::size_t word, std::size_t words) {
  return view.trained_at_every_word || word + 1 == words;
}

render::PanelFrame bars_frame(const Reading& reading, std::size_t n, int object,
                              const ReadingMoment& moment) {
  const Reader& reader = reading.readers[n];
  render::Rectangles boxes;
  std::vector<std::vector<double>> shares;
  for (const OutputGroup& group : reader.view->task->groups())
    shares.push_back(
        group_probabilities(reader.trace.outputs, static_cast<Eigen::Index>(moment.word), group.outputs));
  const bool taught = is_taught(*reader.view, moment.word, reading.words.size());
  for (const ReadingBar& bar : reading.bars) {
    if (bar.slot != object) continue;
    const double height = shares[static_cast<std::size_t>(bar.group)][static_cast<std::size_t>(bar.place)];
    boxes.boxes.push_back({bar.x - 0.4, 0, bar.x + 0.4, height});
    boxes.colors.push_back(render::with_alpha(bar.color, taught ? 1 : 0.45));
  }
  return {2 + static_cast<std::size_t>(object) + reading.columns() * n, {std::move(boxes)}, {}};
}

// What the units were at the words so far, a column a word, in the row of the words.
render::Rectangles unit_boxes(const Reading& reading, std::size_t n, const ReadingMoment& moment) {
  const Reader& reader = reading.readers[n];
  const auto [low, high] = strip_of(reading, n);
  const double height = (high - low) / static_cast<double>(reader.units.size());
  render::Rectangles boxes;
  boxes.tiled = true;
  for (std::size_t w = 0; w <= moment.word; ++w)
    for (std::size_t u = 0; u < reader.units.size(); ++u) {
      const double y = low + static_cast<double>(u) * height;
      const double value =
          reader.trace.states(static_cast<Eigen::Index>(w), reader.units[u]) - reader.mean[u];
      boxes.boxes.push_back({left_of(reading, w), y, left_of(reading, w + 1), y + height});
      boxes.colors.push_back(render::diverging_color(value / reader.largest[u], reading.style.paper));
    }
  return boxes;
}

render::Frame frame_of(const Reading& reading, std::size_t number) {
  const ReadingMoment& moment = reading.moments[number];
  render::Frame frame;
  frame.interpolated = moment.share > 0;
  frame.panels.push_back(text_frame(reading, moment));
  for (std::size_t n = 0; n < reading.readers.size(); ++n) {
    frame.panels.push_back(map_frame(reading, n, moment));
    for (int object = 0; object < reading.slots; ++object)
      frame.panels.push_back(bars_frame(reading, n, object, moment));
  }
  return frame;
}

// Each word is a chapter, and is said, from the picture on at which its state is reached.
void name_words(const Reading& reading, render::Animation& film) {
  std::vector<SpokenWord> words;
  for (std::size_t i = 0; i < reading.moments.size(); ++i) {
    const ReadingMoment& moment = reading.moments[i];
    if (i > 0 && reading.moments[i - 1].word == moment.word) continue;
    const std::string& word = reading.words[moment.word].text;
    film.chapters.push_back({i, word});
    words.push_back({i, word + " "});
  }
  speak(std::move(words), film);
}

}  // namespace

static render::Animation make_reading(const FigureRequest& request) {
  const Settings& settings = request.settings;
  if (request.networks.size() > 2)
    fail(ErrorKind::usage,
         "reading shows one network or two, got " + std::to_string(request.networks.size()));
  const auto [frames, fps] = film_time(settings, 0);
  auto reading = std::make_shared<Reading>();
  reading->style = film_style(settings);
  const NetworkView& first = *request.networks.front();
  const models::Tokens tokens = followed_sentence(first, settings.texts("sentence"));
  for (const NetworkView* view : request.networks) {
    if (view->corpus->vocabulary != first.corpus->vocabulary ||
        view->task->groups().size() != first.task->groups().size())
      fail(ErrorKind::data,
           first.id + " and " + view->id + " learned different tasks; reading needs the same words");
    reading->readers.push_back(read(*view, tokens, request));
  }
  for (const std::string& word : reading->readers.front().path.words) reading->words.push_back({word, 0, 0});
  place_words(*reading);
  reading->slots = std::min(2, static_cast<int>(grid_of(*first.task).slots));
  reading->bars = bars_of(*first.task, reading->style);
  reading->moments = moments_of(reading->words.size(), frames, fps);
  render::Animation film;
  film.frames_per_second = fps;
  film.frames = reading->moments.size();
  film.still = film_still(settings);
  add_dots(*reading);
  add_reading_still(*reading, film.still);
  film.still.caption = reading_caption(*reading);
  film.moving_at = [reading](std::size_t number) { return frame_of(*reading, number); };
  name_words(*reading, film);
  describe(reading_in_words(*reading), film);
  film.poster_frame = film.frames - 1;
  return film;
}

FilmKind reading_kind() {
  return {.name = "reading",
          .summary = "one sentence word by word: text, map, outputs and units, of one network or two",
          .of = Networks::several,
          .reads = kReadsMap | kReadsNetwork,
          .of_task = {"outer"},
          .options = {sentence_option(), no_pack_option()},
          .make = make_reading};
}

}  // namespace rssviz::cli
