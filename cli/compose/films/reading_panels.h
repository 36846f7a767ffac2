// What the film `reading` holds and what of it stands still. Values.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/paths.h"
#include "cli/subjects/network_view.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

inline constexpr double kReadingTextWidth = 1840;  // points, of the row of words

// A bar of an output; x counts within the panel of its object.
struct ReadingBar {
  double x{0};
  int group{0};
  int slot{0};
  int place{0};  // in its group
  std::string label{};
  render::Color color{};
};

// One network's row.
struct Reader {
  const NetworkView* view{nullptr};
  SentencePath path{};
  models::StateTrace trace{};     // of the sentence: states and outputs
  std::vector<int> units{};       // shown, in the order of the words at which they are largest
  std::vector<double> largest{};  // unit of the strip -> its largest magnitude along the sentence
  Limits limits{};
};

struct ReadingWord {
  std::string text{};
  double x{0};  // middle, of kTextWidth
  double half{0};
};

struct ReadingMoment {
  std::size_t word{0};
  double share{0};  // of the way to the next word; 0: at the word
};

struct Reading {
  int slots{2};  // things that outputs are about: columns of bars
  // Of a row: map, bars, units.
  std::size_t columns() const { return 2 + static_cast<std::size_t>(slots); }
  render::Style style{};
  std::vector<Reader> readers{};
  std::vector<ReadingWord> words{};
  double text_pt{44};
  std::vector<ReadingBar> bars{};
  std::vector<ReadingMoment> moments{};
};

// The row of words, then a row of panels for each network.
void add_reading_still(const Reading& reading, render::Figure& figure);
render::Caption reading_caption(const Reading& reading);

}  // namespace rssviz::cli
