// The story that a film of learning tells around the learning itself: first one sentence, word by word, so
// that everyone knows what a dot is; then all others join; and at the end, while the picture rests, what the
// colours say. Left out of short films and where --story none asks for it.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cli/compose/parts/colors.h"
#include "cli/options/option_table.h"
#include "render/figure/animation.h"

namespace rssviz::cli {

struct Story {
  std::size_t panel{0};               // the map
  std::vector<render::Point> path{};  // the sentence, word by word, where the film's first picture has it
  std::vector<std::string> words{};   // one a point of the path
  std::string slot{};                 // the TextSlot that explains
  std::string one_dot{};              // what it says of one sentence, of all, and at the end
  std::string all_dots{};
  std::string at_the_end{};
};

// Frames that the story takes before the learning of a film of so many: half a second a word and a second for
// one sentence, a quarter of the film at most; 2.5 s and a tenth of it at most for the others; 0 where
// --story is none or the film lasts under 12 s.
struct StoryTime {
  int one{0};
  int join{0};
  int word{15};  // frames that a word is the last one
  int all() const { return one + join; }
};
StoryTime story_time(const Settings& settings, int frames, int fps, std::size_t words);

// The sentence that --sentence names, "" where it names none; Error{usage} where it names several.
std::string sentence_in_film(const Settings& settings);

// Puts the story before `film`, and what it says at the end over the last `rest` frames.
void tell_story(const Story& story, const StoryTime& time, std::size_t rest, render::Animation& film);

// A name for each class, at the place of the class's points that has most of its own around it, these being
// more than all others there; of classes whose names would touch, the smaller one's is left out. `width` and
// `height`: what a name takes, in the map's units, at most.
std::vector<render::Label> names_of_classes(const std::vector<render::Point>& at,
                                            const std::vector<std::int32_t>& classes, const Classes& palette,
                                            double width, double height, const render::Style& style);

}  // namespace rssviz::cli
