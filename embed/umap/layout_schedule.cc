#include "embed/umap/layout_schedule.h"

#include <algorithm>
#include <numeric>

#include "core/rng.h"

namespace rssviz::embed {
namespace {

// Fewer points are laid out in one block: a round would cost more to hand out than it saves. Many are cut
// into more blocks, for more threads.
constexpr std::size_t kFewPoints = 6000;
constexpr std::size_t kManyPoints = 40000;

std::size_t blocks_for(std::size_t points) { return points < kFewPoints ? 1 : points < kManyPoints ? 8 : 16; }

// Round r of the circle method pairs the last block with r, and (r + i) with (r - i), modulo all but the
// last.
std::size_t round_of(std::size_t a, std::size_t b, std::size_t blocks) {
  const std::size_t circle = blocks - 1;
  if (a == b) return 0;  // edges within a block: with their block's pair of the first round
  if (a == circle) return b;
  if (b == circle) return a;
  // a + b = 2 r modulo an odd number: r = (a + b) / 2.
  const std::size_t sum = (a + b) % circle;
  return sum % 2 == 0 ? sum / 2 : (sum + circle) / 2;
}

// The block that meets `block` in `round`.
std::size_t partner(std::size_t block, std::size_t round, std::size_t blocks) {
  const std::size_t circle = blocks - 1;
  if (block == circle) return round;
  if (block == round) return circle;
  return (2 * round + circle - block) % circle;
}

// The batches of a round, by the smaller block of each pair; then, where they are.
std::vector<std::vector<std::size_t>> empty_rounds(LayoutSchedule& schedule) {
  const std::size_t blocks = schedule.blocks;
  std::vector<std::vector<std::size_t>> place(std::max<std::size_t>(blocks, 2) - 1,
                                              std::vector<std::size_t>(blocks, 0));
  schedule.rounds.resize(place.size());
  std::uint32_t number = 0;
  for (std::size_t r = 0; r < place.size(); ++r) {
    for (std::size_t block = 0; block < blocks; ++block) {
      const std::size_t other = blocks == 1 ? 0 : partner(block, r, blocks);
      place[r][block] = other < block ? place[r][other] : schedule.rounds[r].size();
      if (other < block) continue;
      EdgeBatch& batch = schedule.rounds[r].emplace_back();
      batch.number = number++;
      batch.blocks = {block, other};
    }
  }
  return place;
}

}  // namespace

// Across blocks of chance, maps of 10,000 states lost .0015 of their trust.
std::vector<std::int32_t> layout_slots(std::size_t points) {
  const std::size_t blocks = blocks_for(points);
  std::vector<std::int32_t> slots(points);
  std::iota(slots.begin(), slots.end(), 0);
  Rng rng(0, "umap slots");
  for (std::size_t b = 0; b < blocks; ++b) {
    const std::size_t begin = b * points / blocks, end = (b + 1) * points / blocks;
    rng.shuffle(std::span(slots).subspan(begin, end - begin));
  }
  return slots;
}

std::size_t LayoutSchedule::begin_of(std::size_t block) const {
  return block * slot_of.size() / blocks;  // ranges: no shared cache lines
}

LayoutSchedule layout_schedule(FuzzyGraph graph, std::uint64_t seed) {
  LayoutSchedule schedule;
  schedule.blocks = blocks_for(graph.points());
  schedule.slot_of = layout_slots(graph.points());
  const auto place = empty_rounds(schedule);
  std::vector<std::uint8_t> block_of(graph.points(), 0);  // of a slot
  for (std::size_t b = 0; b < schedule.blocks; ++b)
    for (std::size_t s = schedule.begin_of(b); s < schedule.begin_of(b + 1); ++s)
      block_of[s] = static_cast<std::uint8_t>(b);
  const auto each_edge = [&](const auto& visit) {
    for (std::size_t i = 0; i < graph.points(); ++i) {
      for (auto e = static_cast<std::size_t>(graph.offsets[i]);
           e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e) {
        const LayoutEdge edge{schedule.slot_of[i],
                              schedule.slot_of[static_cast<std::size_t>(graph.neighbors[e])]};
        const std::size_t a = block_of[static_cast<std::size_t>(edge.head)];
        const std::size_t b = block_of[static_cast<std::size_t>(edge.tail)];
        const std::size_t round = schedule.blocks == 1 ? 0 : round_of(a, b, schedule.blocks);
        visit(schedule.rounds[round][place[round][a]], edge, e);
      }
    }
  };
  const float largest =
      graph.weights.empty() ? 0.F : *std::max_element(graph.weights.begin(), graph.weights.end());
  // Counted first: of many edges, room that vectors grow into would be a third of the memory.
  each_edge([](EdgeBatch& batch, LayoutEdge, std::size_t) { ++batch.count; });
  for (auto& round : schedule.rounds)
    for (EdgeBatch& batch : round) batch.reserve();
  each_edge(
      [&](EdgeBatch& batch, LayoutEdge edge, std::size_t e) { batch.add(edge, largest / graph.weights[e]); });
  graph = {};
  for (auto& round : schedule.rounds) {
    for (EdgeBatch& batch : round) batch.prepare(seed);
    // The largest first, so that threads end a round at about the same time.
    std::stable_sort(round.begin(), round.end(), [](const EdgeBatch& one, const EdgeBatch& other) {
      return one.edges.size() > other.edges.size();
    });
  }
  return schedule;
}

}  // namespace rssviz::embed
