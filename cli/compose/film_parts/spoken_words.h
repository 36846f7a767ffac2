// What a film says beside its picture (render/film/unseen.h): the words that it reads out, and what is seen.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "render/figure/animation.h"

namespace rssviz::cli {

// A word that the picture reads out from this frame on; its text ends in what parts it from the next.
struct SpokenWord {
  std::size_t first_frame{0};
  std::string text{};
};

// Has the frames of a film say the words, which are in order of frame.
void speak(std::vector<SpokenWord> words, render::Animation& film);
// Has its first frame say what is on the screen and what happens there, in sentences.
void describe(std::string seen, render::Animation& film);

// What a frame says of the two: how many words until then, and those that begin at it, one after another.
struct Said {
  std::size_t words{0};
  std::string word{};
};
Said word_of(const render::Frame& frame);
std::string seen_of(const render::Frame& frame);

}  // namespace rssviz::cli
