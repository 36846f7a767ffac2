#include "embed/umap/layout_kernel.h"

#include <algorithm>
#include <numeric>

#include "core/error.h"
#include "core/rng.h"
#include "embed/lanes.h"

// Parts of loops that must be compiled for the processor of whoever calls them.
#define RSSVIZ_INLINE __attribute__((always_inline)) inline

namespace rssviz::embed {
namespace {

using lanes::Floats;
using lanes::Ints;
using lanes::kLanes;
using lanes::Words;

constexpr int kHalves = kTogether / kLanes;

template <int Dims>
using Points = std::array<Floats, Dims>;  // eight points, one vector a coordinate

// A pair of floats as one double: both coordinates of a point.
RSSVIZ_INLINE double pair_at(const float* at) {
  double both;
  std::memcpy(&both, at, sizeof(both));
  return both;
}

// The coordinates of one end of eight edges.
template <int Dims>
RSSVIZ_INLINE Points<Dims> gather(const float* positions, const std::int32_t* at) {
  if constexpr (Dims == 2) {
    const auto pair = [&](int lane) {
      return pair_at(positions + 2 * static_cast<std::ptrdiff_t>(at[lane]));
    };
    // The order of lanes makes the shuffle cheap.
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

// Which of the sixteen points in a row goes to which edge: the order that shuffles pairs at no cost.
alignas(32) constexpr std::int32_t kSampleOf[kTogether] = {0, 1, 8,  9,  2, 3, 10, 11,
                                                           4, 5, 12, 13, 6, 7, 14, 15};

// Of sixteen points in a row, those that go to eight edges: the half'th eight.
template <int Dims>
RSSVIZ_INLINE Points<Dims> samples(const float* first, int half) {
  if constexpr (Dims == 2) {
    Floats low, high;
    std::memcpy(&low, first + kLanes * half, sizeof(low));
    std::memcpy(&high, first + 2 * kLanes + kLanes * half, sizeof(high));
    return {__builtin_shufflevector(low, high, 0, 2, 8, 10, 4, 6, 12, 14),
            __builtin_shufflevector(low, high, 1, 3, 9, 11, 5, 7, 13, 15)};
  } else {
    return gather<Dims>(first, kSampleOf + kLanes * half);
  }
}

template <int Dims>
RSSVIZ_INLINE Floats squared_distances(const Points<Dims>& a, const Points<Dims>& b) {
  Floats sum = (a[0] - b[0]) * (a[0] - b[0]);
  for (std::size_t d = 1; d < Dims; ++d) sum = lanes::fma(a[d] - b[d], a[d] - b[d], sum);
  return sum;
}

// Eight edges while they are drawn.
template <int Dims>
struct Eight {
  Ints heads;
  Points<Dims> pulled;  // the heads where the edges left them: what all negative samples see
  Points<Dims> steps;   // of the heads, before the learning rate
  Points<Dims> pulls;   // of them, the edge's own
};

// Both ends drawn together.
template <int Dims>
RSSVIZ_INLINE Eight<Dims> draw_together(const std::int32_t* heads, const std::int32_t* tails, const Forces& f,
                                        const float* positions) {
  Eight<Dims> eight;
  std::memcpy(&eight.heads, heads, sizeof(eight.heads));
  const Points<Dims> head = gather<Dims>(positions, heads), tail = gather<Dims>(positions, tails);
  const Floats pull = f.pull(lanes::max(squared_distances<Dims>(head, tail), lanes::all(kLeastSquare)));
  for (std::size_t d = 0; d < Dims; ++d) {
    eight.pulls[d] = clipped(pull * (head[d] - tail[d]));
    eight.pulled[d] = lanes::fma(eight.pulls[d], lanes::all(f.learning_rate), head[d]);
    eight.steps[d] = eight.pulls[d];
  }
  return eight;
}

// Heads pushed from a negative sample each.
template <int Dims>
RSSVIZ_INLINE void push(Eight<Dims>& eight, std::int32_t start, int half, const Forces& f,
                        const float* seen) {
  const Points<Dims> other = samples<Dims>(seen + Dims * static_cast<std::ptrdiff_t>(start), half);
  Words ids;
  std::memcpy(&ids, kSampleOf + kLanes * half, sizeof(ids));
  ids += lanes::all(static_cast<std::uint32_t>(start));
  // Round the end: once, but for maps of fewer than sixteen points.
  for (int w = 0; w < f.rounds_to_wrap; ++w)
    ids = lanes::min(ids, ids - lanes::all(static_cast<std::uint32_t>(f.points)));
  const Ints itself = lanes::bits<Ints>(ids) == eight.heads;
  const Floats apart = squared_distances<Dims>(eight.pulled, other);
  const Floats push = f.push(lanes::max(apart, lanes::all(kLeastSquare)));
  const Floats kept = itself ? lanes::all(0.F) : push;
  const Ints together = (apart == lanes::all(0.F)) & ~itself;
  for (std::size_t d = 0; d < Dims; ++d) {
    Floats step = clipped(kept * (eight.pulled[d] - other[d]));
    step = together ? lanes::all(4.F) : step;  // as umap-learn: coinciding points part
    eight.steps[d] += step;
  }
}

// What the first `count` edges' ends are moved by, one after the other: points may be there more than once.
template <int Dims>
RSSVIZ_INLINE void add_moves(float* positions, const std::int32_t* at, const float* moves, int count) {
  for (int lane = 0; lane < count; ++lane) {
    float* const point = positions + Dims * static_cast<std::ptrdiff_t>(at[lane]);
    if constexpr (Dims == 2) {  // both coordinates with one addition
      using Pair = float __attribute__((vector_size(8)));
      Pair place, move;
      std::memcpy(&place, point, sizeof(place));
      std::memcpy(&move, moves + 2 * lane, sizeof(move));
      place += move;
      std::memcpy(point, &place, sizeof(place));
    } else {
      for (int d = 0; d < Dims; ++d) point[d] += moves[Dims * lane + d];
    }
  }
}

// The moves of eight ends, point by point.
template <int Dims>
RSSVIZ_INLINE void store(const Points<Dims>& steps, Floats rate, const std::int32_t* at, const Forces& f,
                         float* moves) {
  if (f.mobility != nullptr) {
    const auto share = [&](int lane) { return f.mobility[at[lane]]; };
    rate *= Floats{share(0), share(1), share(2), share(3), share(4), share(5), share(6), share(7)};
  }
  if constexpr (Dims == 2) {
    const Floats x = steps[0] * rate, y = steps[1] * rate;
    const auto low = __builtin_shufflevector(x, y, 0, 8, 1, 9, 2, 10, 3, 11);
    const auto high = __builtin_shufflevector(x, y, 4, 12, 5, 13, 6, 14, 7, 15);
    std::memcpy(moves, &low, sizeof(low));
    std::memcpy(moves + kLanes, &high, sizeof(high));
  } else {
    for (std::size_t d = 0; d < Dims; ++d) {
      const Floats moved = steps[d] * rate;
      for (std::size_t lane = 0; lane < kLanes; ++lane) moves[Dims * lane + d] = moved[lane];
    }
  }
}

template <int Dims>
void draw_edges(EdgeBatch& batch, const Forces& f, const float* seen, float* positions) {
  DueEdges due(batch, f.epoch);
  alignas(64) std::int32_t heads[kTogether], tails[kTogether];
  alignas(64) float of_heads[Dims * kTogether], of_tails[Dims * kTogether];
  while (due.next()) {
    due.take_ends(heads, tails);
    std::array<Eight<Dims>, kHalves> halves;
    for (int h = 0; h < kHalves; ++h)
      halves[static_cast<std::size_t>(h)] =
          draw_together<Dims>(heads + kLanes * h, tails + kLanes * h, f, positions);
    for (int n = 0; n < f.negative_samples; n += kLanes) {
      const Ints starts = sample_starts(batch, due.group(), n, f);
      for (int i = 0; i < std::min(kLanes, f.negative_samples - n); ++i)
        for (int h = 0; h < kHalves; ++h)
          push<Dims>(halves[static_cast<std::size_t>(h)], starts[i], h, f, seen);
    }
    for (int h = 0; h < kHalves; ++h) {
      const Eight<Dims>& half = halves[static_cast<std::size_t>(h)];
      const int at = kLanes * h;
      store<Dims>(half.steps, lanes::all(f.learning_rate), heads + at, f, of_heads + Dims * at);
      store<Dims>(half.pulls, lanes::all(-f.learning_rate), tails + at, f, of_tails + Dims * at);
    }
    add_moves<Dims>(positions, heads, of_heads, due.count());
    add_moves<Dims>(positions, tails, of_tails, due.count());
  }
}

}  // namespace

bool DueEdges::next() {
  while (end_ - first_ < kTogether && looked_ < batch_.edges.size()) look();
  count_ = static_cast<int>(std::min<std::size_t>(kTogether, end_ - first_));
  at_ = listed_.data() + first_;
  first_ += static_cast<std::size_t>(count_);
  group_ = next_group_;
  next_group_ += kTogether;
  return count_ > 0;
}

// Without branches: a third of the edges is drawn, in no order that a processor could foresee.
void DueEdges::look() {
  std::copy(listed_.begin() + static_cast<std::ptrdiff_t>(first_),
            listed_.begin() + static_cast<std::ptrdiff_t>(end_), listed_.begin());
  std::size_t drawn = end_ - first_, e = looked_;
  const std::size_t end = std::min(batch_.edges.size(), looked_ + kLook);
  const float* const period = batch_.period.data();
  float* const due = batch_.due.data();
#if defined(__AVX2__) && defined(__BMI2__)
  for (; e + kLanes <= end; e += kLanes) {
    const __m256 when = _mm256_loadu_ps(due + e);
    const __m256 now = _mm256_cmp_ps(when, _mm256_set1_ps(epoch_), _CMP_LE_OQ);
    // A byte for each lane, of those whose turn it is: their numbers, side by side.
    const auto mask = static_cast<unsigned>(_mm256_movemask_ps(now));
    const std::uint64_t bytes = _pdep_u64(mask, 0x0101010101010101U) * 0xFFU;
    const __m128i lanes_now =
        _mm_cvtsi64_si128(static_cast<long long>(_pext_u64(0x0706050403020100U, bytes)));
    const __m256i places =
        _mm256_add_epi32(_mm256_cvtepu8_epi32(lanes_now), _mm256_set1_epi32(static_cast<int>(e)));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(listed_.data() + drawn), places);
    drawn += static_cast<std::size_t>(__builtin_popcount(mask));
    _mm256_storeu_ps(due + e, _mm256_add_ps(when, _mm256_and_ps(now, _mm256_loadu_ps(period + e))));
  }
#endif
  for (; e < end; ++e) {
    listed_[drawn] = static_cast<std::int32_t>(e);
    drawn += due[e] <= epoch_ ? 1U : 0U;
    due[e] += due[e] <= epoch_ ? period[e] : 0.F;
  }
  looked_ = end;
  first_ = 0;
  end_ = drawn;
}

lanes::Ints sample_starts(const EdgeBatch& batch, std::size_t group, int first, const Forces& forces) {
  const Words lane{0, 1, 2, 3, 4, 5, 6, 7};
  const auto key = static_cast<std::uint32_t>(group) * 0x9E3779B1U ^ batch.number * 0x85EBCA6BU;
  return forces.draw(lanes::hash(
      lanes::hash(lane + lanes::all(static_cast<std::uint32_t>(first)) + lanes::all(forces.epoch_key)) ^
      lanes::all(key)));
}

void EdgeBatch::reserve() {
  edges.reserve(count);
  period.reserve(count);
}

void EdgeBatch::add(LayoutEdge edge, float drawn_once_in) {
  edges.push_back(edge);
  period.push_back(drawn_once_in);
}

void EdgeBatch::prepare(std::uint64_t seed) {
  std::vector<std::uint32_t> order(edges.size());
  std::iota(order.begin(), order.end(), 0U);
  Rng rng(seed, "umap edge order", number);
  rng.shuffle(std::span(order));
  std::vector<LayoutEdge> shuffled(edges.size());
  due.resize(edges.size());
  for (std::size_t e = 0; e < edges.size(); ++e) {
    shuffled[e] = edges[order[e]];
    due[e] = period[order[e]];  // first drawn once its period has passed
  }
  edges = std::move(shuffled);
  period = due;
}

DrawEdges draw_edges_plain_for(int dims) {
  constexpr std::array<DrawEdges, 8> kKernels{draw_edges<1>, draw_edges<2>, draw_edges<3>, draw_edges<4>,
                                              draw_edges<5>, draw_edges<6>, draw_edges<7>, draw_edges<8>};
  if (dims < 1 || dims > static_cast<int>(kKernels.size())) {
    fail(ErrorKind::usage, "dims = " + std::to_string(dims) + " must be 1 to 8");
  }
  return kKernels[static_cast<std::size_t>(dims - 1)];
}

DrawEdges draw_edges_for(int dims) {
#if defined(__x86_64__)
  if (dims == 2 && has_wide_lanes()) return &draw_edges_wide;
#endif
  return draw_edges_plain_for(dims);
}

}  // namespace rssviz::embed
