#include "cli/compose/film_parts/film_story.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numeric>
#include <span>

#include "cli/compose/film_parts/spoken_words.h"
#include "core/error.h"
#include "core/rng.h"

namespace rssviz::cli {
namespace {

// How strong the other dots are while one sentence is read: a path on empty paper would be a scribble.
constexpr double kWaiting = 0.12;

void fade(render::Mark& mark, const render::Color& paper, double share) {
  const auto toward_paper = [&](render::Color& color) { color = render::mix(paper, color, share); };
  if (auto* const points = std::get_if<render::Points>(&mark)) {
    std::for_each(points->colors.begin(), points->colors.end(), toward_paper);
    toward_paper(points->outline);
  } else if (auto* const line = std::get_if<render::Line>(&mark)) {
    toward_paper(line->color);
  }
}

// The sentence as far as it has been read, and its last word beside its dot.
void show_path(const Story& story, std::size_t words, const render::Style& style, render::PanelFrame& panel) {
  const auto end = story.path.begin() + static_cast<std::ptrdiff_t>(words);
  render::Line way;
  way.at.assign(story.path.begin(), end);
  way.color = style.ink;
  way.width_pt = 3;
  way.halo_pt = 2;
  render::Points stops;
  stops.at = way.at;
  stops.colors = {style.ink};
  stops.radius_pt = 8;
  stops.keep_order = true;
  panel.marks.emplace_back(std::move(way));
  panel.marks.emplace_back(std::move(stops));
  render::Label word;
  word.at = story.path[words - 1];
  word.text = story.words[words - 1];
  word.bold = true;
  word.color = style.ink;
  word.clear_radius_pt = 12;
  panel.labels.push_back(std::move(word));
}

render::PanelFrame& panel_of(render::Frame& frame, std::size_t panel) {
  const auto found = std::find_if(frame.panels.begin(), frame.panels.end(),
                                  [&](const render::PanelFrame& p) { return p.panel == panel; });
  if (found != frame.panels.end()) return *found;
  return frame.panels.emplace_back(render::PanelFrame{panel, {}, {}});
}

void say(const std::string& slot, const std::string& text, render::Frame& frame) {
  for (render::SlotText& present : frame.texts)
    if (present.slot == slot) {
      present.text = text;
      return;
    }
  frame.texts.push_back({slot, text});
}

// A frame before the film: one dot as a sentence, then all of them. `frame`: the first of the film.
render::Frame frame_of_story(const Story& story, const StoryTime& time, std::size_t number,
                             const render::Style& style, render::Frame frame) {
  render::PanelFrame& map = panel_of(frame, story.panel);
  const auto one = static_cast<std::size_t>(time.one);
  if (number < one) {
    map.labels.clear();
    // The hulls and the dots, without what follows one of them.
    const auto dots = std::find_if(map.marks.begin(), map.marks.end(), [](const render::Mark& mark) {
      return std::holds_alternative<render::Points>(mark);
    });
    if (dots != map.marks.end()) map.marks.erase(dots + 1, map.marks.end());
    for (render::Mark& mark : map.marks) fade(mark, style.paper, kWaiting);
    const auto word = static_cast<std::size_t>(std::max(1, time.word));
    show_path(story, std::min(story.path.size(), 1 + number / word), style, map);
    say(story.slot, story.one_dot, frame);
    return frame;
  }
  const double share = static_cast<double>(number - one + 1) / (time.join + 1);
  map.labels.clear();
  for (render::Mark& mark : map.marks)
    fade(mark, style.paper, kWaiting + (1 - kWaiting) * share * share * (3 - 2 * share));
  show_path(story, story.path.size(), style, map);
  say(story.slot, story.all_dots, frame);
  return frame;
}

// The words of the sentence as they are read.
std::vector<SpokenWord> read_words(const Story& story, const StoryTime& time) {
  const std::size_t shown = std::min(story.path.size(), story.words.size());
  const auto last = static_cast<std::size_t>(std::max(0, time.one - 1));
  std::vector<SpokenWord> words;
  for (std::size_t word = 0; word < shown; ++word)
    words.push_back(
        {std::min(word * static_cast<std::size_t>(std::max(1, time.word)), last), story.words[word] + " "});
  return words;
}

}  // namespace

std::string sentence_in_film(const Settings& settings) {
  const std::vector<std::string>& named = settings.texts("sentence");
  if (named.size() > 1)
    fail(ErrorKind::usage,
         "--sentence is given " + std::to_string(named.size()) + " times; a film of learning follows one");
  return named.empty() ? "" : named.front();
}

StoryTime story_time(const Settings& settings, int frames, int fps, std::size_t words) {
  if (settings.text("story") == "none" || frames < 12 * fps || words == 0) return {};
  const int count = static_cast<int>(words);
  const int one = std::min(count * fps / 2 + fps, frames / 4);
  // The last word rests for a second, or a quarter of what is left to it.
  return {one, std::min(5 * fps / 2, frames / 10), std::max(1, (one - std::min(fps, one / 4)) / count)};
}

void tell_story(const Story& told, const StoryTime& time, std::size_t rest, render::Animation& film) {
  if (time.all() == 0 || told.path.empty()) return;
  const auto story = std::make_shared<Story>(told);
  const auto before = static_cast<std::size_t>(time.all());
  const render::Style style = film.still.style;
  film.frames += before;
  film.poster_frame += before;
  film.lead_frames = before;
  for (render::Chapter& chapter : film.chapters) chapter.first_frame += before;
  if (!film.chapters.empty() && film.chapters.front().first_frame > 0)
    film.chapters.insert(film.chapters.begin(), {0, "what a dot is"});
  film.moving_at = [story, time, before, rest, style, frames = film.frames,
                    learning = film.moving_at](std::size_t number) {
    if (number >= before) {
      render::Frame frame = learning(number - before);
      if (number + rest < frames) return frame;
      say(story->slot, story->at_the_end, frame);
      return frame;
    }
    return frame_of_story(*story, time, number, style, learning(0));
  };
  speak(read_words(*story, time), film);
}

namespace {

// Where a class's name may stand.
struct Name {
  std::size_t count{0};
  std::size_t own{0};  // points of the class around the place
  render::Point place{};
};

// Every point is held against every other: of many, a sample tells the same.
std::vector<std::size_t> compared_points(std::size_t count) {
  constexpr std::size_t kMostCompared = 3000;
  std::vector<std::size_t> compared(count);
  std::iota(compared.begin(), compared.end(), std::size_t{0});
  if (compared.size() > kMostCompared) {
    Rng rng(1, "points of names");
    rng.shuffle(std::span<std::size_t>(compared));
    compared.resize(kMostCompared);
    std::sort(compared.begin(), compared.end());
  }
  return compared;
}

// The point of each class with most of its own around it.
std::vector<Name> places_of_names(const std::vector<render::Point>& at,
                                  const std::vector<std::int32_t>& classes, std::size_t count, double width) {
  std::vector<Name> found(count);
  const std::vector<std::size_t> compared = compared_points(at.size());
  for (const std::size_t i : compared) {
    if (classes[i] < 0) continue;
    Name& name = found[static_cast<std::size_t>(classes[i])];
    ++name.count;
    std::size_t own = 0, all = 0;
    for (const std::size_t j : compared) {
      const double x = at[j].x - at[i].x, y = at[j].y - at[i].y;
      if (x * x + y * y >= width * width) continue;
      ++all;
      own += classes[j] == classes[i];
    }
    if (own <= name.own || 2 * own <= all) continue;
    name.own = own;
    name.place = at[i];
  }
  return found;
}

}  // namespace

std::vector<render::Label> names_of_classes(const std::vector<render::Point>& at,
                                            const std::vector<std::int32_t>& classes, const Classes& palette,
                                            double width, double height, const render::Style& style) {
  const std::vector<Name> found = places_of_names(at, classes, palette.labels.size(), width);
  std::vector<std::size_t> order(found.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return found[a].count > found[b].count; });
  std::vector<render::Label> names;
  for (const std::size_t c : order) {
    const render::Point& place = found[c].place;
    const bool touches = std::any_of(names.begin(), names.end(), [&](const render::Label& other) {
      return std::abs(other.at.x - place.x) < width && std::abs(other.at.y - place.y) < height;
    });
    if (found[c].own == 0 || touches) continue;
    render::Label name;
    name.at = place;
    name.text = palette.labels[c];
    name.bold = true;
    name.color = style.ink;
    name.size_pt = 34;
    name.clear_radius_pt = 0;
    names.push_back(std::move(name));
  }
  return names;
}

}  // namespace rssviz::cli
