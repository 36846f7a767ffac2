// A passage of the judged text for a property that a unit was found to tell: what the property is at each
// step, the unit's state there, and that of the best direction of the same states rotated at random. Values;
// pure.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/matrix.h"
#include "models/analysis/units/atlas.h"
#include "models/data/corpus.h"

namespace rssviz::cli {

struct AtlasStrip {
  std::string property{};
  bool number{false};
  std::string unit{};          // "cell 17"
  double effect{};             // of the unit
  double rotated_effect{};     // of the rotated direction
  std::size_t first{0};        // step of the judged text that the passage begins with
  models::Tokens tokens{};     // of the passage
  std::vector<bool> starts{};  // a sequence begins there
  std::vector<float> truth{};  // the property, 0 to 1 (numbers: over their range); NaN: not scored
  std::vector<float> state{};  // in standard deviations over the judged text, turned so that it grows with the property
  std::vector<float> rotated{};  // likewise
};

// Of each property the unit's column, in standard deviations about its mean, turned to grow with the
// property.
std::vector<float> turned_to(const models::AtlasProperty& property, std::span<const float> column);

// The stretch of `length` steps (all, where there are fewer) in which the property varies most where it is
// scored; begun at a multiple of a seventh of the length.
std::size_t most_varied(const models::AtlasProperty& property, std::size_t length);

}  // namespace rssviz::cli
