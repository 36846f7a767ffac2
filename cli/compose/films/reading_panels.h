// What the film `reading` holds and what of it stands still. Values.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/film_parts/camera.h"
#include "cli/compose/parts/map_panels.h"
#include "cli/compose/parts/paths.h"
#include "cli/subjects/network_view.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

inline constexpr double kReadingTextWidth = 1840;  // points, of the row of words
inline constexpr double kReadingNamePt = 28;       // of a network's name beside its units
// Units stand over the words in the same row, from here to 1 of its height; of two networks one over the
// other.
inline constexpr double kReadingStripLow = 0.5;

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
  ShownMap map{};
  SentencePath path{};
  models::StateTrace trace{};        // of the sentence: states and outputs
  std::vector<int> units{};          // shown, in the order of the words at which they are largest
  std::vector<double> mean{};        // unit of the strip -> its mean over the sample
  std::vector<double> largest{};     // and the largest distance from it along the sentence
  std::vector<render::Mark> dots{};  // all states of the map, by class
  std::vector<CameraView> camera{};  // at each word
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
  double away{0};   // of the camera's way back to the whole map, at the end
};

struct Reading {
  int slots{2};  // things that outputs are about: columns of bars
  // Panels of a network: map and bars; of one network, the legend too.
  std::size_t columns() const { return (readers.size() == 1 ? 2 : 1) + static_cast<std::size_t>(slots); }
  // Of the row of words, for names of two networks before their units.
  double name_width() const { return readers.size() == 1 ? 0 : 0.08 * kReadingTextWidth; }
  render::Style style{};
  std::vector<Reader> readers{};
  std::vector<ReadingWord> words{};
  double text_pt{44};
  std::vector<ReadingBar> bars{};
  std::vector<ReadingMoment> moments{};
};

// A question that is answered by "no" or "yes": one of several labels that are there or not.
bool is_yes_or_no(const OutputGroup& group);
// The height of a network's strip of units in the row of words: where it begins and ends.
std::pair<double, double> strip_of(const Reading& reading, std::size_t network);
// Where a word's column of units begins: half way to the word before. Of the number of words: where the last
// ends.
double left_of(const Reading& reading, std::size_t word);
// The dots of each network's map, which the camera moves.
void add_dots(Reading& reading);
// The row of words, then the panels of each network: map, first object, second object.
void add_reading_still(const Reading& reading, render::Figure& figure);
render::Caption reading_caption(const Reading& reading);

}  // namespace rssviz::cli
