#include "cli/compose/film_parts/subtitles.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include "cli/compose/film_parts/joined_texts.h"
#include "cli/compose/film_parts/spoken_words.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace {

constexpr double kLeast_s = 1.5;  // that a subtitle stands

std::string chapter_at(const render::Animation& film, std::size_t frame) {
  std::string title;
  for (const render::Chapter& chapter : film.chapters)
    if (chapter.first_frame <= frame) title = chapter.title;
  return title;
}

// The texts of the slots, as they stand in the still, and behind them, where nothing is said, the title of
// the chapter.
std::vector<std::string> lines_of(const render::Animation& film, const render::Frame& now,
                                  std::size_t frame) {
  std::vector<std::string> lines;
  bool some = false;
  for (const render::TextSlot& slot : film.still.slots) {
    const auto given = std::find_if(now.texts.begin(), now.texts.end(),
                                    [&](const render::SlotText& one) { return one.slot == slot.name; });
    lines.push_back(given == now.texts.end() ? slot.text : given->text);
    some = some || !lines.back().empty();
  }
  lines.push_back(some || word_of(now).words > 0 ? "" : chapter_at(film, frame));
  return lines;
}

double seconds_at(const render::Animation& film, std::size_t frame) {
  return static_cast<double>(frame) / film.frames_per_second;
}

// From this frame on the film says so.
struct Change {
  std::size_t frame{0};
  std::vector<std::string> lines{};
  std::string word{};  // spoken
};

// What stands together: as many changes as it takes until they can be read.
struct Cue {
  std::vector<Change> changes{};
};

// Each picture is asked, since what is said for one picture alone is said too.
std::vector<Change> changes_of(const render::Animation& film) {
  std::vector<Change> changes;
  std::size_t words = 0;
  for (std::size_t frame = 0; frame < film.frames; ++frame) {
    const render::Frame now = film.moving_at(frame);
    Said said = word_of(now);
    std::vector<std::string> lines = lines_of(film, now, frame);
    const bool begins = said.words > words;
    if (!begins && !changes.empty() && lines == changes.back().lines) continue;
    words = std::max(words, said.words);
    changes.push_back({frame, std::move(lines), begins ? std::move(said.word) : ""});
  }
  return changes;
}

std::vector<Cue> cues_of(std::vector<Change> changes, const render::Animation& film) {
  std::vector<Cue> cues;
  const auto least = static_cast<std::size_t>(std::lround(kLeast_s * film.frames_per_second));
  for (Change& change : changes) {
    const bool open = !cues.empty() && change.frame - cues.back().changes.front().frame < least;
    if (!open) cues.emplace_back();
    cues.back().changes.push_back(std::move(change));
  }
  if (cues.size() > 1 &&
      film.frames - cues.back().changes.front().frame < least) {  // too short to stand alone
    std::vector<Change> last = std::move(cues.back().changes);
    cues.pop_back();
    std::move(last.begin(), last.end(), std::back_inserter(cues.back().changes));
  }
  return cues;
}

std::string text_of(const Cue& cue) {
  std::string text, spoken;
  const auto add = [&text](const std::string& line) {
    if (!line.empty()) text += (text.empty() ? "" : "\n") + line;
  };
  for (std::size_t n = 0; n < cue.changes.front().lines.size(); ++n) {
    std::vector<std::string> said;
    for (const Change& change : cue.changes)
      if (!change.lines[n].empty()) said.push_back(change.lines[n]);
    const bool headline = n == 0 || n + 1 == cue.changes.front().lines.size();
    add(headline ? joined_headlines(said) : first_and_last(said));
  }
  for (const Change& change : cue.changes) spoken += change.word;
  add(spoken.substr(0, spoken.find_last_not_of(' ') + 1));
  return text;
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

std::string in_one_line(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines)
    if (!line.empty()) text += (text.empty() ? "" : "; ") + line;
  return text;
}

// "On the screen: "map of ..."; "curve ..."; colours: cup, glass": what any still says of itself.
std::string seen_in(const render::Figure& still) {
  std::vector<std::string> parts;
  const auto add = [&parts](const std::string& text) {
    if (!text.empty() && std::find(parts.begin(), parts.end(), text) == parts.end()) parts.push_back(text);
  };
  for (const render::Panel& panel : still.panels) add(panel.title.empty() ? panel.y.label : panel.title);
  std::string keys;
  for (const render::Legend& legend : still.legends)
    for (const render::LegendEntry& entry : legend.entries) keys += (keys.empty() ? "" : ", ") + entry.text;
  for (const render::ColorBar& bar : still.color_bars)
    if (!bar.title.empty()) keys += (keys.empty() ? "" : ", ") + bar.title;
  if (!keys.empty()) add("key: " + keys);
  const std::string text = in_one_line(parts);
  return text.empty() ? "" : "On the screen: " + text + ".";
}

}  // namespace

std::vector<Subtitle> subtitles_of(const render::Animation& film) {
  std::vector<Subtitle> subtitles;
  for (const Cue& cue : cues_of(changes_of(film), film)) {
    if (!subtitles.empty()) subtitles.back().until_s = seconds_at(film, cue.changes.front().frame);
    subtitles.push_back(
        {seconds_at(film, cue.changes.front().frame), seconds_at(film, film.frames), text_of(cue)});
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
  const render::Frame begin = film.moving_at(0), end = film.moving_at(film.frames - 1);
  const std::string seen = seen_of(begin).empty() ? seen_in(film.still) : seen_of(begin);
  if (!seen.empty()) text += " " + seen;
  const std::string first = in_one_line(lines_of(film, begin, 0));
  const std::string last = in_one_line(lines_of(film, end, film.frames - 1));
  if (!first.empty()) text += " It begins with: " + first + ".";
  if (!last.empty() && last != first) text += " It ends with: " + last + ".";
  return text;
}

}  // namespace rssviz::cli
