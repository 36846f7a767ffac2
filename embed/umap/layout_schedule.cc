#include "embed/umap/layout_schedule.h"

#include <algorithm>

#include "core/rng.h"

namespace rssviz::embed {
namespace {

// Fewer points are laid out in one block: a round would cost more to hand out than it saves.
constexpr std::size_t kBlocksFrom = 6000;
constexpr std::size_t kBlocks = 8;

// Round r of the circle method pairs block kBlocks - 1 with r, and (r + i) with (r - i), modulo kBlocks - 1.
std::size_t round_of(std::size_t a, std::size_t b) {
  constexpr std::size_t kCircle = kBlocks - 1;
  if (a == b) return 0;  // edges within a block: with their block's pair of the first round
  if (a == kCircle) return b;
  if (b == kCircle) return a;
  // a + b = 2 r modulo an odd number: r = (a + b) / 2.
  const std::size_t sum = (a + b) % kCircle;
  return sum % 2 == 0 ? sum / 2 : (sum + kCircle) / 2;
}

// The block that meets `block` in `round`.
std::size_t partner(std::size_t block, std::size_t round) {
  constexpr std::size_t kCircle = kBlocks - 1;
  if (block == kCircle) return round;
  if (block == round) return kCircle;
  return (2 * round + kCircle - block) % kCircle;
}

}  // namespace

LayoutSchedule layout_schedule(const FuzzyGraph& graph, std::uint64_t seed) {
  const std::size_t points = graph.points();
  const std::size_t blocks = points >= kBlocksFrom ? kBlocks : 1;
  const auto block_of = [&](std::size_t point) {
    return point * blocks / points;
  };  // ranges: no shared cache lines
  LayoutSchedule schedule;
  schedule.rounds.resize(blocks == 1 ? 1 : blocks - 1);
  for (auto& round : schedule.rounds) round.resize(blocks);  // by the smaller block of the pair
  if (graph.weights.empty()) return schedule;
  const float largest = *std::max_element(graph.weights.begin(), graph.weights.end());
  for (std::size_t i = 0; i < points; ++i) {
    for (auto e = static_cast<std::size_t>(graph.offsets[i]);
         e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e) {
      const auto j = static_cast<std::size_t>(graph.neighbors[e]);
      std::size_t round = 0;
      std::size_t pair = 0;
      if (blocks > 1) {
        round = round_of(block_of(i), block_of(j));
        const std::size_t other = block_of(i) == block_of(j) ? partner(block_of(i), round) : block_of(j);
        pair = std::min(block_of(i), other);
      }
      schedule.rounds[round][pair].edges.push_back(
          {static_cast<std::int32_t>(i), static_cast<std::int32_t>(j), largest / graph.weights[e]});
    }
  }
  for (std::size_t r = 0; r < schedule.rounds.size(); ++r) {
    auto& round = schedule.rounds[r];
    std::erase_if(round, [](const EdgeBatch& batch) { return batch.edges.empty(); });
    for (std::size_t p = 0; p < round.size(); ++p) {
      // Neighbouring edges share their head; shuffled, eight that are moved at once rarely do.
      Rng rng(seed, "umap edge order", r * kBlocks + p);
      rng.shuffle(std::span(round[p].edges));
      round[p].prepare();
    }
  }
  return schedule;
}

}  // namespace rssviz::embed
