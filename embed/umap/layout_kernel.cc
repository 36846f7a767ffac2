#include "embed/umap/layout_kernel.h"

#include <algorithm>
#include <array>

#include "core/error.h"
#include "embed/lanes.h"

namespace rssviz::embed {
namespace {

using lanes::Floats;
using lanes::Ints;
using lanes::kLanes;
using lanes::Words;

template <int Dims>
using Points = std::array<Floats, Dims>;  // eight points, one vector a coordinate

// The coordinates of eight points; at[i] counts points.
template <int Dims>
inline Points<Dims> gather(const float* positions, const std::int32_t* at) {
  if constexpr (Dims == 2) {
    // A pair of floats is loaded as one double; the order of lanes makes the shuffle cheap.
    const auto pair = [&](int lane) {
      double both;
      std::memcpy(&both, positions + 2 * static_cast<std::ptrdiff_t>(at[lane]), sizeof(both));
      return both;
    };
    const auto low = lanes::bits<Floats>(lanes::Pairs{pair(0), pair(1), pair(4), pair(5)});
    const auto high = lanes::bits<Floats>(lanes::Pairs{pair(2), pair(3), pair(6), pair(7)});
    return {__builtin_shufflevector(low, high, 0, 2, 8, 10, 4, 6, 12, 14),
            __builtin_shufflevector(low, high, 1, 3, 9, 11, 5, 7, 13, 15)};
  } else {
    Points<Dims> result;
    for (int d = 0; d < Dims; ++d) {
      const auto get = [&](int lane) { return positions[Dims * static_cast<std::ptrdiff_t>(at[lane]) + d]; };
      result[static_cast<std::size_t>(d)] =
          Floats{get(0), get(1), get(2), get(3), get(4), get(5), get(6), get(7)};
    }
    return result;
  }
}

template <int Dims>
inline void scatter_add(float* positions, const std::int32_t* at, const Points<Dims>& moves, int count,
                        const float* mobility) {
  for (int lane = 0; lane < count; ++lane) {
    float* const point = positions + Dims * static_cast<std::ptrdiff_t>(at[lane]);
    const float share = mobility == nullptr ? 1.F : mobility[at[lane]];
    for (int d = 0; d < Dims; ++d) point[d] += share * moves[static_cast<std::size_t>(d)][lane];
  }
}

template <int Dims>
inline Floats squared_distances(const Points<Dims>& a, const Points<Dims>& b) {
  Floats sum = lanes::all(0.F);
  for (std::size_t d = 0; d < Dims; ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return sum;
}

// Eight edges: both ends drawn together, heads pushed from negative samples.
template <int Dims>
inline void draw_eight(const std::int32_t* heads, const std::int32_t* tails, int count, const Forces& f,
                       const float* seen, float* positions) {
  const Floats rate = lanes::all(f.learning_rate);
  const Points<Dims> before = gather<Dims>(positions, heads);
  Points<Dims> tail = gather<Dims>(positions, tails);
  Points<Dims> head = before;
  const Floats squared = lanes::max(squared_distances<Dims>(head, tail), lanes::all(kLeastSquare));
  const Floats pull = f.pull(squared);
  for (std::size_t d = 0; d < Dims; ++d) {
    const Floats move = clipped(pull * (head[d] - tail[d])) * rate;
    head[d] += move;
    tail[d] = -move;  // from here on the tail's move
  }
  Ints head_ids;
  Ints tail_ids;
  std::memcpy(&head_ids, heads, sizeof(head_ids));
  std::memcpy(&tail_ids, tails, sizeof(tail_ids));
  const Words key = lanes::hash(lanes::bits<Words>(head_ids) * lanes::all(0x9E3779B1U) ^
                                lanes::hash(lanes::bits<Words>(tail_ids) + lanes::all(f.epoch_key)));
  // All negative samples see the head where the edge left it, so that their forces don't wait for each other.
  const Points<Dims> pulled = head;
  for (int n = 0; n < f.negative_samples; ++n) {
    const Words random = lanes::hash(key + lanes::all(static_cast<std::uint32_t>(n) * 0x85EBCA6BU));
    const Ints ids = f.draw(random);
    std::int32_t at[kLanes];
    std::memcpy(at, &ids, sizeof(ids));
    const Points<Dims> other = gather<Dims>(seen, at);
    const Floats apart = squared_distances<Dims>(pulled, other);
    Floats push = f.push(lanes::max(apart, lanes::all(kLeastSquare)));
    const Ints itself = ids == head_ids;
    const Ints together = apart == lanes::all(0.F);
    push = itself ? lanes::all(0.F) : push;
    for (std::size_t d = 0; d < Dims; ++d) {
      Floats step = clipped(push * (pulled[d] - other[d]));
      step = (together & ~itself) ? lanes::all(4.F) : step;  // as umap-learn: coinciding points part
      head[d] += step * rate;
    }
  }
  for (std::size_t d = 0; d < Dims; ++d) head[d] -= before[d];
  scatter_add<Dims>(positions, heads, head, count, f.mobility);
  scatter_add<Dims>(positions, tails, tail, count, f.mobility);
}

// Lists the edges whose turn it is in `active`, and sets when they are due again. Without branches: a third
// of the edges is drawn, in no order that a processor could foresee.
inline std::size_t take_due(EdgeBatch& batch, float epoch) {
  const float* const period = batch.period.data();
  float* const due = batch.due.data();
  std::int32_t* const active = batch.active.data();
  std::size_t drawn = 0;
  for (std::size_t e = 0; e < batch.edges.size(); ++e) {
    active[drawn] = static_cast<std::int32_t>(e);
    drawn += due[e] <= epoch ? 1U : 0U;
  }
  for (std::size_t e = 0; e < batch.edges.size(); ++e) due[e] += due[e] <= epoch ? period[e] : 0.F;
  return drawn;
}

template <int Dims>
void draw_edges(EdgeBatch& batch, const Forces& forces, const float* seen, float* positions) {
  const std::size_t drawn = take_due(batch, forces.epoch);
  for (std::size_t first = 0; first < drawn; first += kLanes) {
    std::int32_t heads[kLanes] = {};
    std::int32_t tails[kLanes] = {};
    const auto count = static_cast<int>(std::min<std::size_t>(kLanes, drawn - first));
    for (int lane = 0; lane < kLanes; ++lane) {
      // Lanes to spare repeat the last edge; their moves are not added.
      const std::size_t place = first + static_cast<std::size_t>(std::min(lane, count - 1));
      const LayoutEdge& edge = batch.edges[static_cast<std::size_t>(batch.active[place])];
      heads[lane] = edge.head;
      tails[lane] = edge.tail;
    }
    draw_eight<Dims>(heads, tails, count, forces, seen, positions);
  }
}

}  // namespace

void EdgeBatch::prepare() {
  period.resize(edges.size());
  for (std::size_t e = 0; e < edges.size(); ++e) period[e] = edges[e].period;
  due = period;  // first drawn once its period has passed
  active.resize(edges.size() + kLanes);
}

DrawEdges draw_edges_for(int dims) {
  constexpr std::array<DrawEdges, 8> kKernels{draw_edges<1>, draw_edges<2>, draw_edges<3>, draw_edges<4>,
                                              draw_edges<5>, draw_edges<6>, draw_edges<7>, draw_edges<8>};
  if (dims < 1 || dims > static_cast<int>(kKernels.size())) {
    fail(ErrorKind::usage, "dims = " + std::to_string(dims) + " must be 1 to 8");
  }
  return kKernels[static_cast<std::size_t>(dims - 1)];
}

}  // namespace rssviz::embed
