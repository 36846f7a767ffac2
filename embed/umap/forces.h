// The forces of the layout and the draw of negative samples, eight at once. Inside the room; pure functions.
// Source: McInnes et al. 2018, section 4 and umap-learn's layouts.py: the gradients of the cross entropy
// between the memberships of the graph and 1 / (1 + a d^(2b)) on the map.
#pragma once

#include <cstdint>

#include "embed/lanes.h"
#include "embed/umap/layout.h"

namespace rssviz::embed {

// Of the powers below, in the forces alone: steps of a descent by chance need no more than four digits.
// log2(m) / (m - 1) for m in [2/3, 4/3) within 1.6e-5, and 2^x for x in [-1/2, 1/2] within 7.5e-5 of itself:
// minimax by Lawson's weights. The highest power first.
inline constexpr std::array kForceLog2{.33878249F, -.40174684F, .47765628F, -.71988672F, 1.44274461F};
inline constexpr std::array kForceExp2{.055171669F, .24261113F, .69326097F, .99992806F};
constexpr float kRound = 12582912.F;  // 1.5 * 2^23: added, its low bits are the nearest whole number
constexpr float kMostPower = 126.F;   // of two
constexpr std::int32_t kTwoThirds = 0x3F2AAAAB;  // the bits of 2/3

// squared^b, within 1e-4 of it; squared from kLeastSquare on, and 2^-126 .. 2^126 (clamped).
inline lanes::Floats to_the_b(lanes::Floats squared, float b) {
  using namespace lanes;
  const Ints raw = bits<Ints>(squared);
  const Ints exponent = (raw - all(kTwoThirds)) >> 23;
  const Floats f = bits<Floats>(raw - (exponent << 23)) - all(1.F);
  Floats p = all(kForceLog2[0]);
  for (std::size_t i = 1; i < kForceLog2.size(); ++i) p = fma(p, f, all(kForceLog2[i]));
  const Floats log = fma(p, f, floats(exponent)) * all(b);
  const Floats x = max(min(log, all(kMostPower)), all(-kMostPower));
  const Floats shifted = x + all(kRound);
  const Floats rest = x - (shifted - all(kRound));
  Floats q = all(kForceExp2[0]);
  for (std::size_t i = 1; i < kForceExp2.size(); ++i) q = fma(q, rest, all(kForceExp2[i]));
  return bits<Floats>(bits<Ints>(q) + (bits<Ints>(shifted) << 23));
}

// The constants of the forces, and those of the epoch.
struct Forces {
  Forces(const LayoutOptions& options, std::size_t points);
  void begin_epoch(int number, const LayoutOptions& options);

  // The factor of (head - tail) by which an edge moves its head, from squared distances (> 0).
  lanes::Floats pull(lanes::Floats squared) const {
    const lanes::Floats power = to_the_b(squared, b);
    return lanes::all(-attraction) * power / (squared * lanes::fma(lanes::all(a), power, lanes::all(1.F)));
  }
  // The same for a negative sample.
  lanes::Floats push(lanes::Floats squared) const {
    const lanes::Floats power = to_the_b(squared, b);
    return lanes::all(repulsion) /
           ((squared + lanes::all(.001F)) * lanes::fma(lanes::all(a), power, lanes::all(1.F)));
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
  int rounds_to_wrap;              // how often `points` goes into any of them + 15
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
