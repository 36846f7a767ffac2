// What a film says, for those who don't see it or don't hear who speaks over it: its texts as subtitles
// (SubRip and WebVTT) and in a sentence or two. Pure.
#pragma once

#include <string>
#include <vector>

#include "render/figure/animation.h"

namespace rssviz::cli {

struct Subtitle {
  double from_s{0};
  double until_s{0};
  std::string text{};  // one line or more
};

// The texts of the slots as they change and the words that are spoken, or, of a film without either, the
// titles of its chapters. Each begins at the frame at which its first text is shown, and none stands for less
// than a second and a half (but the only one of a shorter film): what changes faster stands together, and
// nothing is left out (film_parts/joined_texts.h).
std::vector<Subtitle> subtitles_of(const render::Animation& film);

std::string srt_text(const std::vector<Subtitle>& subtitles);
std::string vtt_text(const std::vector<Subtitle>& subtitles);

// "A film of 28 s: TITLE. What is seen. It begins with ... It ends with ..."
std::string alt_text(const render::Animation& film);

}  // namespace rssviz::cli
