// What a trained network is held against: others of the same shape that nobody trained. An optional side of a
// Run (run.h), for kinds of networks whose states training changes, or whose states are drawn.
#pragma once

#include <cstdint>
#include <memory>

#include "models/training/run.h"

namespace rssviz::models {

class HasUntrained {
 public:
  virtual ~HasUntrained() = default;
  // A run of one stage: the same shape and settings, drawn from `seed`, before any training.
  virtual std::shared_ptr<const Run> untrained(std::uint64_t seed) const = 0;
};

// Of a run; null where its kind has none.
inline std::shared_ptr<const Run> untrained_of(const Run& run, std::uint64_t seed) {
  const auto* const drawn = dynamic_cast<const HasUntrained*>(&run);
  return drawn == nullptr ? nullptr : drawn->untrained(seed);
}

}  // namespace rssviz::models
