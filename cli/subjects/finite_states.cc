#include "cli/subjects/finite_states.h"

#include <cmath>
#include <cstring>

#include "core/error.h"

namespace rssviz::cli {

void require_finite(const StatesFile& file, const std::string& source) {
  const formats::Array& states = file.states;
  if (states.shape.size() != 2 || states.dtype != formats::DType::float32) return;  // as files are read
  for (std::size_t i = 0; i < states.size(); ++i) {
    float value;
    std::memcpy(&value, states.data.data() + i * sizeof(value), sizeof(value));
    if (std::isfinite(value)) continue;
    const std::size_t point = i / states.shape[1];
    const PointPlaces& places = file.places;
    const bool placed = point < places.sequence.size() && point < places.step.size();
    fail(ErrorKind::data, source + ": " + std::to_string(value) + " at " +
                              (placed ? "step " + std::to_string(places.step[point]) + " of sequence " +
                                            std::to_string(places.sequence[point])
                                      : "row " + std::to_string(point)) +
                              ", unit " + std::to_string(i % states.shape[1]) +
                              " (counted from 0): all values must be finite" +
                              (placed ? "; --lengths says which steps are padding" : ""));
  }
}

}  // namespace rssviz::cli
