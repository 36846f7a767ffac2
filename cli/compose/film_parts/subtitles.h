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

// The texts of the slots as they change, or, of a film without any, the titles of its chapters. None stands
// for less than a second and a half but the last: what changes faster is left out until then.
std::vector<Subtitle> subtitles_of(const render::Animation& film);

std::string srt_text(const std::vector<Subtitle>& subtitles);
std::string vtt_text(const std::vector<Subtitle>& subtitles);

// "A film of 28 s: TITLE. It begins with ... It ends with ..."
std::string alt_text(const render::Animation& film);

}  // namespace rssviz::cli
