// Text drawn from a network symbol by symbol, each from the softmax of its logits divided by a temperature.
// Pure; the same text from the same seed.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/cells/network.h"
#include "models/data/corpus.h"

namespace rssviz::models {

struct SampleTextOptions {
  std::int64_t length{1000};  // symbols drawn after the prefix
  double temperature{1};      // towards 0 the likeliest symbol each time; 1: as learned
  std::uint64_t seed{1};      // stream (seed, "sample text")

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// The network reads the prefix from the zero state (of an empty one, the first symbol is drawn by the outputs
// of that state). Only what was drawn is returned.
Tokens sample_text(const Network& network, std::span<const std::int32_t> prefix,
                   const SampleTextOptions& options);

}  // namespace rssviz::models
