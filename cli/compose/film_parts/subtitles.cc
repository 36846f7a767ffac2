#include "cli/compose/film_parts/subtitles.h"

#include <algorithm>
#include <cmath>

#include "core/number_text.h"

namespace rssviz::cli {
namespace {

constexpr double kLeast_s = 1.5;      // that a subtitle stands
constexpr double kLookedAt_s = 0.25;  // between two looks at what a film says

std::string chapter_at(const render::Animation& film, std::size_t frame) {
  std::string title;
  for (const render::Chapter& chapter : film.chapters)
    if (chapter.first_frame <= frame) title = chapter.title;
  return title;
}

std::string said_at(const render::Animation& film, std::size_t frame) {
  const render::Frame now = film.moving_at(frame);
  std::string text;
  for (const render::TextSlot& slot : film.still.slots) {
    const auto given = std::find_if(now.texts.begin(), now.texts.end(),
                                    [&](const render::SlotText& one) { return one.slot == slot.name; });
    const std::string& said = given == now.texts.end() ? slot.text : given->text;
    if (!said.empty()) text += (text.empty() ? "" : "\n") + said;
  }
  return text.empty() ? chapter_at(film, frame) : text;
}

double seconds_at(const render::Animation& film, std::size_t frame) {
  return static_cast<double>(frame) / film.frames_per_second;
}

std::string digits(long long value, std::size_t count) {
  const std::string text = std::to_string(value);
  return std::string(count - std::min(count, text.size()), '0') + text;
}

// "00:01:02,500": SubRip has a comma, WebVTT a point.
std::string clock(double seconds, char point) {
  const long long all = std::llround(seconds * 1000);
  return digits(all / 3600000, 2) + ":" + digits(all / 60000 % 60, 2) + ":" + digits(all / 1000 % 60, 2) +
         point + digits(all % 1000, 3);
}

std::string in_one_line(std::string text) {
  for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n'))
    text.replace(at, 1, "; ");
  return text;
}

}  // namespace

std::vector<Subtitle> subtitles_of(const render::Animation& film) {
  std::vector<Subtitle> subtitles;
  const auto step = static_cast<std::size_t>(std::max(1., std::floor(kLookedAt_s * film.frames_per_second)));
  for (std::size_t frame = 0; frame < film.frames; frame += step) {
    const std::string text = said_at(film, frame);
    const double now = seconds_at(film, frame);
    if (!subtitles.empty() && (text == subtitles.back().text || now - subtitles.back().from_s < kLeast_s))
      continue;
    if (!subtitles.empty()) subtitles.back().until_s = now;
    subtitles.push_back({now, seconds_at(film, film.frames), text});
  }
  std::erase_if(subtitles, [](const Subtitle& one) { return one.text.empty(); });
  return subtitles;
}

std::string srt_text(const std::vector<Subtitle>& subtitles) {
  std::string text;
  long long number = 0;
  for (const Subtitle& one : subtitles)
    text += std::to_string(++number) + "\n" + clock(one.from_s, ',') + " --> " + clock(one.until_s, ',') +
            "\n" + one.text + "\n\n";
  return text;
}

std::string vtt_text(const std::vector<Subtitle>& subtitles) {
  std::string text = "WEBVTT\n\n";
  for (const Subtitle& one : subtitles) {
    std::string said = one.text;  // "-->" would be read as a time
    for (std::size_t at; (at = said.find("-->")) != std::string::npos;) said.replace(at, 3, "\u2192");
    text += clock(one.from_s, '.') + " --> " + clock(one.until_s, '.') + "\n" + said + "\n\n";
  }
  return text;
}

std::string alt_text(const render::Animation& film) {
  if (film.frames == 0) return film.still.caption.title;
  std::string text =
      "A film of " + decimals(seconds_at(film, film.frames), 0) + " s: " + film.still.caption.title;
  if (!text.ends_with('.')) text += '.';
  const std::string first = in_one_line(said_at(film, 0));
  const std::string last = in_one_line(said_at(film, film.frames - 1));
  if (!first.empty()) text += " It begins with: " + first + ".";
  if (!last.empty() && last != first) text += " It ends with: " + last + ".";
  return text;
}

}  // namespace rssviz::cli
