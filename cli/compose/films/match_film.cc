// match: the text runs past a cursor, word by word, and the cells of the network light up with it; where the
// selected ones are on again, the match takes its place in the ranking. The text is cut: the range first,
// then the best matches in the order in which they stand, each with a few words around it.
#include <algorithm>
#include <cmath>
#include <memory>

#include "cli/compose/film_parts/film_frame.h"
#include "cli/compose/film_parts/film_moments.h"
#include "cli/compose/film_parts/last_picture.h"
#include "cli/compose/films/kinds.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/count_color.h"
#include "cli/studies/match_study.h"
#include "cli/subjects/match_corpus.h"
#include "cli/subjects/match_settings.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "render/cairo/text_engine.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMatches = 10;  // that gather
constexpr std::size_t kBefore = 5, kAfter = 5;
constexpr std::size_t kMostLength = 16;  // steps of a match that are read
constexpr double kWide = 1000;           // of the panels of words, in their own units

// A stretch of the text: the range, or a match of the ranking.
struct Stretch {
  std::size_t first{0}, last{0};  // steps read, context included
  std::size_t begin{0}, end{0};   // the match
  int rank{-1};                   // -1: the range
};

struct Moment {
  std::size_t stretch{0};
  std::size_t step{0};
};

struct Reel {
  render::Style style{};
  MatchCorpus corpus{};
  MatchAnswer answer{};
  models::OnBits bits{};
  std::vector<Stretch> stretches{};
  std::vector<Moment> moments{};
  int cell_columns{1};
  double word_pt{34}, row_pt{28};
  std::size_t window{21};     // words of the running text
  std::size_t row_words{13};  // of a gathered match
};

Stretch stretch_of(const MatchCorpus& corpus, std::size_t begin, std::size_t end, int rank) {
  const std::size_t s = corpus.sequences.of(begin), first = corpus.sequences.starts[s],
                    last = corpus.sequences.end(s);
  const std::size_t shown = std::min(end, begin + kMostLength);
  return {begin - std::min(begin - first, kBefore), std::min(last, shown + kAfter), begin, end, rank};
}

std::vector<Stretch> stretches_of(const Reel& reel, const models::StepRange& range) {
  std::vector<Stretch> found;
  for (std::size_t i = 0; i < std::min(kMatches, reel.answer.matches.top.size()); ++i) {
    const models::Match& match = reel.answer.matches.top[i];
    found.push_back(stretch_of(reel.corpus, match.step, match.step + match.length, static_cast<int>(i)));
  }
  std::sort(found.begin(), found.end(), [](const Stretch& a, const Stretch& b) { return a.begin < b.begin; });
  found.insert(found.begin(), stretch_of(reel.corpus, range.begin, range.end, -1));
  return found;
}

// A second before, then each word its time, three seconds after; stretched to the frames asked for.
std::vector<Moment> moments_of(const std::vector<Stretch>& stretches, FilmTime time) {
  std::vector<Moment> words;
  for (std::size_t s = 0; s < stretches.size(); ++s)
    for (std::size_t t = stretches[s].first; t < stretches[s].last; ++t) words.push_back({s, t});
  constexpr double kSecondsOfWord = 0.25, kSecondsBefore = 1, kSecondsAfter = 3;
  const double seconds = kSecondsBefore + kSecondsAfter + kSecondsOfWord * static_cast<double>(words.size());
  const double stretch = time.frames > 0 ? time.frames / (seconds * time.fps) : 1;
  const auto frame_of = [&](double at) {
    return static_cast<std::size_t>(std::lround(at * stretch * time.fps));
  };
  std::vector<Moment> moments;
  for (std::size_t w = 0; w < words.size(); ++w) {
    const std::size_t end = frame_of(kSecondsBefore + kSecondsOfWord * static_cast<double>(w + 1));
    while (moments.size() < end) moments.push_back(words[w]);
  }
  const std::size_t all = time.frames > 0 ? static_cast<std::size_t>(time.frames) : frame_of(seconds);
  while (moments.size() < all) moments.push_back(words.back());
  moments.resize(all);
  return moments;
}

std::string shown_word(const Reel& reel, std::size_t step) {
  constexpr std::size_t kMost = 14;
  std::string word = reel.corpus.word(step);
  if (word.empty()) word = std::to_string(step);
  if (word == " ") word = "␣";
  std::string text;
  std::size_t letters = 0;
  for (const char c : word) {
    letters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    if (letters > kMost) return text + "…";
    text += c == '$' ? "\\$" : std::string(1, c);
  }
  return text;
}

// So many words that the widest of those read fits its cell.
void choose_window(Reel& reel) {
  const render::TextEngine engine(reel.style.font);
  double wide = 0, row_wide = 0;
  for (const Stretch& stretch : reel.stretches)
    for (std::size_t t = stretch.first; t < stretch.last; ++t) {
      wide = std::max(wide, engine.measure(shown_word(reel, t), {reel.word_pt, true}).width_pt);
      row_wide = std::max(row_wide, engine.measure(shown_word(reel, t), {reel.row_pt}).width_pt);
    }
  constexpr double kTextWidth = 1850, kRowWidth = 1000;
  reel.window = std::clamp<std::size_t>(static_cast<std::size_t>(kTextWidth / (wide + 14)), 5, 25) | 1U;
  reel.row_words = std::clamp<std::size_t>(static_cast<std::size_t>(kRowWidth / (row_wide + 10)), 4, 22);
}

// One word on its shade.
void add_word(const Reel& reel, std::size_t step, double x, double width, double y, double height, bool bold,
              double size, render::Rectangles& shades, render::PanelFrame& panel) {
  const render::Color shade = count_color(reel.answer.counts[step], reel.answer.cells.size(), reel.style);
  shades.boxes.push_back({x + 0.03 * width, y - height, x + 0.97 * width, y + height});
  shades.colors.push_back(shade);
  render::Label label;
  label.at = {x + width / 2, y};
  label.text = shown_word(reel, step);
  label.centred = true;
  label.bold = bold;
  label.size_pt = size;
  const double light = (0.299 * shade.red + 0.587 * shade.green + 0.114 * shade.blue) / 255;
  label.color = light < 0.5 ? render::Color{255, 255, 255} : render::Color{26, 26, 26};
  panel.labels.push_back(std::move(label));
}

render::PanelFrame text_frame(const Reel& reel, const Moment& now) {
  render::PanelFrame panel{0, {}, {}};
  const Stretch& stretch = reel.stretches[now.stretch];
  const double width = kWide / static_cast<double>(reel.window);
  const auto half = static_cast<long>(reel.window / 2);
  render::Rectangles shades, cursor;
  for (long o = -half; o <= half; ++o) {
    const long step = static_cast<long>(now.step) + o;
    if (step < static_cast<long>(stretch.first) || step >= static_cast<long>(stretch.last)) continue;
    add_word(reel, static_cast<std::size_t>(step), static_cast<double>(o + half) * width, width, 0.5, 0.36,
             o == 0, reel.word_pt, shades, panel);
  }
  const double x = static_cast<double>(half) * width;
  cursor.boxes = {{x, 0.06, x + width, 0.94}};
  cursor.colors = {{0, 0, 0, 0}};
  cursor.outline = reel.style.ink;
  cursor.outline_pt = 3;
  panel.marks.emplace_back(std::move(shades));
  panel.marks.emplace_back(std::move(cursor));
  return panel;
}

render::PanelFrame cells_frame(const Reel& reel, const Moment& now) {
  render::PanelFrame panel{1, {}, {}};
  render::Rectangles on, off, frames;
  const render::Color quiet = render::mix(reel.style.paper, reel.style.muted, 0.12);
  const render::Color other = render::mix(reel.style.paper, reel.style.muted, 0.6);
  const render::Color selected = count_color(1, 1, reel.style);
  for (std::size_t c = 0; c < reel.bits.cells; ++c) {
    const auto columns = static_cast<std::size_t>(reel.cell_columns);
    const double x = static_cast<double>(c % columns), y = -static_cast<double>(c / columns);
    const render::Rectangles::Box box{x + 0.08, y - 0.92, x + 0.92, y - 0.08};
    const bool is_selected = std::find(reel.answer.cells.begin(), reel.answer.cells.end(),
                                       static_cast<int>(c)) != reel.answer.cells.end();
    const bool lit = reel.bits.on(now.step, c);
    on.boxes.push_back(box);
    on.colors.push_back(!lit ? quiet : is_selected ? selected : other);
    if (is_selected) frames.boxes.push_back(box);
  }
  frames.colors = {{0, 0, 0, 0}};
  frames.outline = reel.style.ink;
  frames.outline_pt = 3;
  panel.marks.emplace_back(std::move(on));
  if (!frames.boxes.empty()) panel.marks.emplace_back(std::move(frames));
  return panel;
}

// A match stands in its row once the cursor has read it.
bool is_gathered(const Stretch& stretch, std::size_t number, const Moment& now) {
  if (number < now.stretch) return true;
  const std::size_t read = std::min(stretch.end, stretch.begin + kMostLength);
  return number == now.stretch && now.step + 1 >= read;
}

render::PanelFrame gathered_frame(const Reel& reel, const Moment& now) {
  render::PanelFrame panel{2, {}, {}};
  render::Rectangles shades, frames;
  frames.colors = {{0, 0, 0, 0}};
  frames.outline = reel.style.ink;
  frames.outline_pt = 2.5;
  const double left = 190, width = (kWide - left) / static_cast<double>(reel.row_words);
  const std::size_t before = std::min<std::size_t>(3, reel.row_words / 4);
  for (std::size_t n = 0; n < reel.stretches.size(); ++n) {
    const Stretch& stretch = reel.stretches[n];
    if (stretch.rank < 0 || !is_gathered(stretch, n, now)) continue;
    const double y = -0.5 - stretch.rank;
    const std::size_t s = reel.corpus.sequences.of(stretch.begin);
    for (std::size_t w = 0; w < reel.row_words; ++w) {
      const long step = static_cast<long>(stretch.begin) - static_cast<long>(before) + static_cast<long>(w);
      if (step < static_cast<long>(reel.corpus.sequences.starts[s]) ||
          step >= static_cast<long>(reel.corpus.sequences.end(s)))
        continue;
      add_word(reel, static_cast<std::size_t>(step), left + static_cast<double>(w) * width, width, y, 0.4,
               false, reel.row_pt, shades, panel);
    }
    const models::Match& match = reel.answer.matches.top[static_cast<std::size_t>(stretch.rank)];
    render::Label number;
    const double begin = left + static_cast<double>(before) * width;
    const double end = begin + width * static_cast<double>(std::min(match.length, reel.row_words - before));
    frames.boxes.push_back({begin, y - 0.42, end, y + 0.42});
    number.at = {0.5 * left + 20, y};
    number.centred = true;
    number.color = reel.style.ink;
    number.size_pt = reel.row_pt;
    number.text =
        std::to_string(match.intersection) + "/" + std::to_string(reel.answer.cells.size()) + " cells";
    panel.labels.push_back(std::move(number));
  }
  panel.marks.emplace_back(std::move(shades));
  if (!frames.boxes.empty()) panel.marks.emplace_back(std::move(frames));
  return panel;
}

render::Frame frame_of(const Reel& reel, std::size_t number) {
  const Moment& now = reel.moments[number];
  const Stretch& stretch = reel.stretches[now.stretch];
  render::Frame frame;
  frame.panels = {text_frame(reel, now), cells_frame(reel, now), gathered_frame(reel, now)};
  frame.texts = {{"where", stretch.rank < 0
                               ? "the range that selects the cells: " + std::to_string(stretch.begin) + ":" +
                                     std::to_string(stretch.end)
                               : "step " + with_commas(static_cast<long long>(now.step)) + " of " +
                                     with_commas(static_cast<long long>(reel.corpus.sequences.steps))}};
  return frame;
}

void add_still(const Reel& reel, render::Figure& still) {
  render::Panel text, cells, gathered;
  for (render::Panel* panel : {&text, &cells, &gathered}) panel->kind = render::PanelKind::blank;
  text.x.low = gathered.x.low = 0;
  text.x.high = gathered.x.high = kWide;
  text.y.low = 0;
  text.y.high = 1;
  text.column_span = 2;
  cells.title = "Cells (framed: selected)";
  cells.row = gathered.row = 1;
  cells.x.low = 0;
  cells.x.high = reel.cell_columns;
  const auto count = static_cast<int>(reel.bits.cells);
  cells.y.low = -std::max(1, (count + reel.cell_columns - 1) / reel.cell_columns);
  cells.y.high = 0;
  gathered.column = 1;
  gathered.title = "Where they are on again, best first";
  gathered.y.low = -static_cast<double>(kMatches);
  gathered.y.high = 0;
  const std::size_t ranks = std::min(kMatches, reel.answer.matches.top.size());
  for (std::size_t rank = 0; rank < ranks; ++rank)
    gathered.labels.push_back({.at = {18, -0.5 - static_cast<double>(rank)},
                               .text = std::to_string(rank + 1),
                               .color = reel.style.muted,
                               .size_pt = reel.row_pt,
                               .centred = true});
  still.panels = {std::move(text), std::move(cells), std::move(gathered)};
  still.column_weights = {0.5, 1};
  still.row_aspects = {0.07, 1.3};
  const std::string widest =
      "the range that selects the cells: " + std::to_string(reel.corpus.sequences.steps) + ":" +
      std::to_string(reel.corpus.sequences.steps);
  still.slots = above_players_bar({{"where", "", widest}});
}

render::Caption caption_of(const Reel& reel) {
  render::Caption caption;
  caption.title =
      "Cells selected by a range of words, and where they are on again (" + reel.corpus.name + ").";
  caption.text =
      "The text is cut: the range, then the best " + std::to_string(reel.stretches.size() - 1) + " of " +
      with_commas(static_cast<long long>(reel.answer.matches.candidates)) +
      " candidates in the order in which they stand. A cell is on where " +
      (reel.answer.rule.transform == models::Transform::tanh ? "the tanh of its state" : "its state") +
      " is at least " + formats::format_number(reel.answer.rule.threshold) +
      "; shade of words: how many of the " + std::to_string(reel.answer.cells.size()) +
      " selected cells are on. Not shown: how often the same words stand elsewhere without the cells, which "
      "rssviz match --batch counts.";
  return caption;
}

render::Animation make_match_film(const FigureRequest& request) {
  const Settings& settings = request.settings;
  const FilmTime time = film_time(settings, 0);
  auto reel = std::make_shared<Reel>();
  reel->style = film_style(settings);
  reel->corpus = match_corpus_of(*request.networks.front());
  const StateSet& set = reel->corpus.sets.front();
  const MatchQuery query = query_of(settings, set);
  if (!query.range) fail(ErrorKind::usage, "--range A:B is needed: the film begins with it");
  reel->bits = models::on_bits(*open_states(reel->corpus, set), query.rule, request.execution.workers);
  reel->answer = answer_query(reel->corpus, set, reel->bits, query);
  reel->stretches = stretches_of(*reel, *query.range);
  reel->moments = moments_of(reel->stretches, time);
  reel->cell_columns =
      std::max(1, static_cast<int>(std::lround(std::sqrt(static_cast<double>(reel->bits.cells) * 0.8))));
  choose_window(*reel);
  render::Animation film;
  film.frames_per_second = time.fps;
  film.frames = reel->moments.size();
  film.still = film_still(settings);
  add_still(*reel, film.still);
  film.still.caption = caption_of(*reel);
  film.moving_at = [reel](std::size_t number) { return frame_of(*reel, number); };
  for (std::size_t i = 0; i < reel->moments.size(); ++i)
    if (i == 0 || reel->moments[i - 1].stretch != reel->moments[i].stretch) {
      const int rank = reel->stretches[reel->moments[i].stretch].rank;
      film.chapters.push_back({i, rank < 0 ? "the range" : "match " + std::to_string(rank + 1)});
    }
  film.poster_frame = film.frames - 1;
  hold_last_picture(settings, film);
  return film;
}

}  // namespace

FilmKind match_film_kind() {
  std::vector<Option> options;
  for (Option& option : match_selecting_options())
    if (option.name != "source" && option.name != "layers") options.push_back(std::move(option));
  for (Option& option : match_ranking_options()) options.push_back(std::move(option));
  options.push_back(no_palette());
  return {.name = "match",
          .summary = "the text runs, cells light up, and the matches of a selection gather",
          .of = Networks::one,
          .reads = kReadsMap,
          .options = std::move(options),
          .make = make_match_film};
}

}  // namespace rssviz::cli
