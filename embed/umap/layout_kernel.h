// The inner loop of the layout: the edges of a batch whose turn it is, sixteen at a time. Inside the room.
// A call writes the positions of the batch's own points only; two calls may run at once when their batches
// share no point.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "embed/umap/forces.h"

namespace rssviz::embed {

constexpr int kTogether = 16;  // edges that are moved at once

// Points are counted in an order of chance (layout_schedule.h): sixteen in a row are sixteen drawn at random.
struct LayoutEdge {
  std::int32_t head;
  std::int32_t tail;
};

struct EdgeBatch {
  std::vector<LayoutEdge> edges{};
  std::vector<float> period{};          // in epochs, of each edge: drawn once in so many
  std::vector<float> due{};             // the epoch from which each edge is next drawn
  std::size_t count{0};                 // of edges, as far as it is known beforehand
  std::uint32_t number{0};              // of the batch, for its random numbers
  std::array<std::size_t, 2> blocks{};  // of points, whose the ends are; may be the same

  void reserve();  // room for `count` edges
  void add(LayoutEdge edge, float drawn_once_in);
  // Once all edges are there: in an order of chance, which keeps those with the same head apart.
  void prepare(std::uint64_t seed);
};

// What negative samples of one go are taken from: sixteen points in a row, from a random one on. `seen` (see
// DrawEdges) therefore ends with the first of its points once more.
constexpr int kSeenAgain = kTogether;

// Draws the batch's edges: moves both ends in `positions` (points x dims); negative samples are read in
// `seen`, (points + kSeenAgain) x dims, of which none is in `positions`.
using DrawEdges = void (*)(EdgeBatch& batch, const Forces& forces, const float* seen, float* positions);
DrawEdges draw_edges_for(int dims);        // dims 1 .. 8; the widest that the processor has, of the same bits
DrawEdges draw_edges_plain_for(int dims);  // what every processor of the build's level has

// The parts of it that all widths share. The edges of a batch whose turn it is in an epoch, sixteen after
// sixteen, set to be due again. A few hundred are looked at in advance, which stay in the nearest cache.
class DueEdges {
 public:
  DueEdges(EdgeBatch& batch, float epoch) : batch_(batch), epoch_(epoch) {}

  // False where there are no more. Sixteen, or what is left.
  bool next();
  int count() const { return count_; }
  std::size_t group() const { return group_; }  // of this epoch's edges the place of the first
  // The ends of the sixteen. Lanes to spare repeat the last edge; their moves are not to be added. Inline:
  // compiled for the processor of whoever calls it.
  __attribute__((always_inline)) inline void take_ends(std::int32_t* heads, std::int32_t* tails) const {
    for (int lane = 0; lane < kTogether; ++lane) {
      const auto place = static_cast<std::size_t>(at_[std::min(lane, count_ - 1)]);
      heads[lane] = batch_.edges[place].head;
      tails[lane] = batch_.edges[place].tail;
    }
  }

 private:
  static constexpr std::size_t kLook = 1024;  // edges, of which those due are listed
  void look();

  EdgeBatch& batch_;
  float epoch_;
  std::size_t looked_{0};          // edges
  std::size_t first_{0}, end_{0};  // of those listed and not drawn yet
  std::size_t group_{0}, next_group_{0};
  int count_{0};
  const std::int32_t* at_{nullptr};
  std::array<std::int32_t, kLook + 2 * kTogether> listed_;
};
// Where the negative samples of a batch's edges begin, sixteen edges after sixteen edges. At most 100 are
// asked for (UmapOptions::check) but a layout's own options know no limit: by eights, `first` .. first + 7.
lanes::Ints sample_starts(const EdgeBatch& batch, std::size_t group, int first, const Forces& forces);

#if defined(__x86_64__)
bool has_wide_lanes();  // AVX-512
void draw_edges_wide(EdgeBatch& batch, const Forces& forces, const float* seen, float* positions);
#endif

}  // namespace rssviz::embed
