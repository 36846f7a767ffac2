// The forces of the layout and the draw of negative samples, eight at once. Inside the room; pure functions.
// Source: McInnes et al. 2018, section 4 and umap-learn's layouts.py: the gradients of the cross entropy
// between the memberships of the graph and 1 / (1 + a d^(2b)) on the map.
#pragma once

#include <cstdint>

#include "embed/lanes.h"
#include "embed/umap/layout.h"

namespace rssviz::embed {

// The constants of the forces, and those of the epoch.
struct Forces {
  Forces(const LayoutOptions& options, std::size_t points);
  void begin_epoch(int number, const LayoutOptions& options);

  // The factor of (head - tail) by which an edge moves its head, from squared distances (> 0).
  lanes::Floats pull(lanes::Floats squared) const {
    const lanes::Floats power = lanes::exp2(lanes::log2(squared) * lanes::all(b));
    return lanes::all(-attraction) * power / (squared * (lanes::all(a) * power + lanes::all(1.F)));
  }
  // The same for a negative sample.
  lanes::Floats push(lanes::Floats squared) const {
    const lanes::Floats power = lanes::exp2(lanes::log2(squared) * lanes::all(b));
    return lanes::all(repulsion) /
           ((squared + lanes::all(.001F)) * (lanes::all(a) * power + lanes::all(1.F)));
  }
  // One of the points for each lane, from 24 of its 32 random bits.
  lanes::Ints draw(lanes::Words random) const {
    const lanes::Floats unit = lanes::floats(lanes::bits<lanes::Ints>(random >> 8)) * lanes::all(0x1.0p-24F);
    return lanes::min(lanes::ints(unit * lanes::all(static_cast<float>(points))), lanes::all(points - 1));
  }

  float a;
  float b;
  float attraction;  // 2 a b
  float repulsion;   // 2 gamma b
  int negative_samples;
  std::int32_t points;             // to draw from
  const float* mobility{nullptr};  // the share of its moves that a point makes; null: all of them
  std::uint64_t seed_key;
  // of the epoch
  float epoch{0.F};
  float learning_rate{0.F};
  std::uint32_t epoch_key{0};
};

constexpr float kLeastSquare = 1e-20F;  // squared distances are kept above, so that their logarithm is finite

inline lanes::Floats clipped(lanes::Floats gradient) {
  return lanes::max(lanes::min(gradient, lanes::all(4.F)), lanes::all(-4.F));
}

}  // namespace rssviz::embed
