#include "embed/umap/layout_kernel.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/error.h"
#include "embed/lanes.h"

#if defined(__x86_64__)
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // in the headers of AVX-512 (GCC bug 105593)
#endif
#include <immintrin.h>
#endif

// Parts of loops that must be compiled for the processor of whoever calls them.
#define RSSVIZ_INLINE __attribute__((always_inline)) inline

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
RSSVIZ_INLINE Points<Dims> gather(const float* positions, const std::int32_t* at) {
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

// Adds the moves of the first `count` lanes, one after the other: points may be there more than once.
template <int Dims>
RSSVIZ_INLINE void scatter_add(float* positions, const std::int32_t* at, const Points<Dims>& moves, int count,
                               const float* mobility) {
  if (Dims == 2 && mobility == nullptr) {
    // Both coordinates of a point with one addition.
    using Pair = float __attribute__((vector_size(8)));
    alignas(32) float pairs[2 * kLanes];
    const auto low = __builtin_shufflevector(moves[0], moves[Dims - 1], 0, 8, 1, 9, 2, 10, 3, 11);
    const auto high = __builtin_shufflevector(moves[0], moves[Dims - 1], 4, 12, 5, 13, 6, 14, 7, 15);
    std::memcpy(pairs, &low, sizeof(low));
    std::memcpy(pairs + kLanes, &high, sizeof(high));
    for (int lane = 0; lane < count; ++lane) {
      float* const point = positions + 2 * static_cast<std::ptrdiff_t>(at[lane]);
      Pair place, move;
      std::memcpy(&place, point, sizeof(place));
      std::memcpy(&move, pairs + 2 * lane, sizeof(move));
      place += move;
      std::memcpy(point, &place, sizeof(place));
    }
    return;
  }
  for (int lane = 0; lane < count; ++lane) {
    float* const point = positions + Dims * static_cast<std::ptrdiff_t>(at[lane]);
    const float share = mobility == nullptr ? 1.F : mobility[at[lane]];
    for (int d = 0; d < Dims; ++d) point[d] += share * moves[static_cast<std::size_t>(d)][lane];
  }
}

template <int Dims>
RSSVIZ_INLINE Floats squared_distances(const Points<Dims>& a, const Points<Dims>& b) {
  Floats sum = lanes::all(0.F);
  for (std::size_t d = 0; d < Dims; ++d) sum += (a[d] - b[d]) * (a[d] - b[d]);
  return sum;
}

// Eight edges while they are drawn.
template <int Dims>
struct Eight {
  Ints head_ids;
  Words key;  // of their random numbers
  Points<Dims> before;
  Points<Dims> pulled;  // the heads where the edges left them
  Points<Dims> head;
  Points<Dims> tail;  // the tails' moves
};

// Both ends drawn together.
template <int Dims>
RSSVIZ_INLINE Eight<Dims> draw_together(const std::int32_t* heads, const std::int32_t* tails, const Forces& f,
                                        const float* positions) {
  Eight<Dims> eight;
  const Floats rate = lanes::all(f.learning_rate);
  eight.before = gather<Dims>(positions, heads);
  eight.tail = gather<Dims>(positions, tails);
  eight.head = eight.before;
  const Floats squared =
      lanes::max(squared_distances<Dims>(eight.head, eight.tail), lanes::all(kLeastSquare));
  const Floats pull = f.pull(squared);
  for (std::size_t d = 0; d < Dims; ++d) {
    const Floats move = clipped(pull * (eight.head[d] - eight.tail[d])) * rate;
    eight.head[d] += move;
    eight.tail[d] = -move;
  }
  Ints tail_ids;
  std::memcpy(&eight.head_ids, heads, sizeof(eight.head_ids));
  std::memcpy(&tail_ids, tails, sizeof(tail_ids));
  eight.key = lanes::hash(lanes::bits<Words>(eight.head_ids) * lanes::all(0x9E3779B1U) ^
                          lanes::hash(lanes::bits<Words>(tail_ids) + lanes::all(f.epoch_key)));
  // All negative samples see the head where the edge left it, so that their forces don't wait for each other.
  eight.pulled = eight.head;
  return eight;
}

constexpr std::uint32_t kNextSample = 0x85EBCA6BU;

// Heads pushed from the negative samples from number `first` on.
template <int Dims>
RSSVIZ_INLINE void push_from(Eight<Dims>& eight, int first, const Forces& f, const float* seen) {
  const Floats rate = lanes::all(f.learning_rate);
  for (int n = first; n < f.negative_samples; ++n) {
    const Words random = lanes::hash(eight.key + lanes::all(static_cast<std::uint32_t>(n) * kNextSample));
    const Ints ids = f.draw(random);
    std::int32_t at[kLanes];
    std::memcpy(at, &ids, sizeof(ids));
    const Points<Dims> other = gather<Dims>(seen, at);
    const Floats apart = squared_distances<Dims>(eight.pulled, other);
    Floats push = f.push(lanes::max(apart, lanes::all(kLeastSquare)));
    const Ints itself = ids == eight.head_ids;
    const Ints together = apart == lanes::all(0.F);
    push = itself ? lanes::all(0.F) : push;
    for (std::size_t d = 0; d < Dims; ++d) {
      Floats step = clipped(push * (eight.pulled[d] - other[d]));
      step = (together & ~itself) ? lanes::all(4.F) : step;  // as umap-learn: coinciding points part
      eight.head[d] += step * rate;
    }
  }
}

template <int Dims>
RSSVIZ_INLINE void move_ends(Eight<Dims>& eight, const std::int32_t* heads, const std::int32_t* tails,
                             int count, const Forces& f, float* positions) {
  for (std::size_t d = 0; d < Dims; ++d) eight.head[d] -= eight.before[d];
  scatter_add<Dims>(positions, heads, eight.head, count, f.mobility);
  scatter_add<Dims>(positions, tails, eight.tail, count, f.mobility);
}

// Heads and tails of eight of the drawn edges; how many of them count. Lanes to spare repeat the last edge;
// their moves are not added.
RSSVIZ_INLINE int take_eight(const EdgeBatch& batch, std::size_t first, std::size_t drawn,
                             std::int32_t* heads, std::int32_t* tails) {
  const auto count = static_cast<int>(std::min<std::size_t>(kLanes, drawn - first));
  for (int lane = 0; lane < kLanes; ++lane) {
    const std::size_t place = first + static_cast<std::size_t>(std::min(lane, count - 1));
    const LayoutEdge& edge = batch.edges[static_cast<std::size_t>(batch.active[place])];
    heads[lane] = edge.head;
    tails[lane] = edge.tail;
  }
  return count;
}

// Lists the edges whose turn it is in `active`, and sets when they are due again. Without branches: a third
// of the edges is drawn, in no order that a processor could foresee.
std::size_t take_due(EdgeBatch& batch, float epoch) {
  const std::size_t edges = batch.edges.size();
  const float* const period = batch.period.data();
  float* const due = batch.due.data();
  std::int32_t* const active = batch.active.data();
  std::size_t drawn = 0, e = 0;
#if defined(__AVX2__) && defined(__BMI2__)
  for (; e + kLanes <= edges; e += kLanes) {
    const __m256 when = _mm256_loadu_ps(due + e);
    const __m256 now = _mm256_cmp_ps(when, _mm256_set1_ps(epoch), _CMP_LE_OQ);
    // A byte for each lane, of those whose turn it is: their numbers, side by side.
    const auto mask = static_cast<unsigned>(_mm256_movemask_ps(now));
    const std::uint64_t bytes = _pdep_u64(mask, 0x0101010101010101U) * 0xFFU;
    const __m128i lanes_now =
        _mm_cvtsi64_si128(static_cast<long long>(_pext_u64(0x0706050403020100U, bytes)));
    const __m256i places =
        _mm256_add_epi32(_mm256_cvtepu8_epi32(lanes_now), _mm256_set1_epi32(static_cast<int>(e)));
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(active + drawn), places);
    drawn += static_cast<std::size_t>(__builtin_popcount(mask));
    _mm256_storeu_ps(due + e, _mm256_add_ps(when, _mm256_and_ps(now, _mm256_loadu_ps(period + e))));
  }
#endif
  for (; e < edges; ++e) {
    active[drawn] = static_cast<std::int32_t>(e);
    drawn += due[e] <= epoch ? 1U : 0U;
    due[e] += due[e] <= epoch ? period[e] : 0.F;
  }
  return drawn;
}

template <int Dims>
void draw_edges(EdgeBatch& batch, const Forces& forces, const float* seen, float* positions) {
  const std::size_t drawn = take_due(batch, forces.epoch);
  std::int32_t heads[kLanes], tails[kLanes];
  for (std::size_t first = 0; first < drawn; first += kLanes) {
    const int count = take_eight(batch, first, drawn, heads, tails);
    Eight<Dims> eight = draw_together<Dims>(heads, tails, forces, positions);
    push_from<Dims>(eight, 0, forces, seen);
    move_ends<Dims>(eight, heads, tails, count, forces, positions);
  }
}

#if defined(__x86_64__)

// Two negative samples of eight edges at once on processors with AVX-512: the same operations on each number
// in the same order, so the same bits.
#define RSSVIZ_WIDE __attribute__((target("avx512f,avx512dq"), always_inline)) inline

template <std::size_t kSize, std::size_t... I>
RSSVIZ_WIDE __m512 wide_polynomial(const std::array<float, kSize>& factors, __m512 x,
                                   std::index_sequence<I...>) {
  __m512 p = _mm512_set1_ps(factors[0]);
  ((p = _mm512_fmadd_ps(p, x, _mm512_set1_ps(factors[I + 1]))), ...);
  return p;
}

RSSVIZ_WIDE __m512 wide_log2(__m512 x) {
  const __m512i raw = _mm512_castps_si512(x);
  const __m512i exponent = _mm512_srai_epi32(_mm512_sub_epi32(raw, _mm512_set1_epi32(0x3F2AAAAB)), 23);
  const __m512 f = _mm512_sub_ps(_mm512_castsi512_ps(_mm512_sub_epi32(raw, _mm512_slli_epi32(exponent, 23))),
                                 _mm512_set1_ps(1.F));
  const __m512 p = wide_polynomial(lanes::kLog2, f, std::make_index_sequence<lanes::kLog2.size() - 1>{});
  return _mm512_fmadd_ps(p, f, _mm512_cvtepi32_ps(exponent));
}

RSSVIZ_WIDE __m512 wide_exp2(__m512 x) {
  x = _mm512_max_ps(_mm512_set1_ps(-126.F), _mm512_min_ps(x, _mm512_set1_ps(126.F)));
  const __m512 shift = _mm512_set1_ps(12582912.F);
  const __m512 shifted = _mm512_add_ps(x, shift);
  const __m512 f = _mm512_sub_ps(x, _mm512_sub_ps(shifted, shift));
  const __m512 p = wide_polynomial(lanes::kExp2, f, std::make_index_sequence<lanes::kExp2.size() - 1>{});
  return _mm512_castsi512_ps(
      _mm512_add_epi32(_mm512_castps_si512(p), _mm512_slli_epi32(_mm512_castps_si512(shifted), 23)));
}

RSSVIZ_WIDE __m512 wide_push(const Forces& f, __m512 squared) {
  const __m512 power = wide_exp2(_mm512_mul_ps(wide_log2(squared), _mm512_set1_ps(f.b)));
  const __m512 below = _mm512_fmadd_ps(_mm512_set1_ps(f.a), power, _mm512_set1_ps(1.F));
  return _mm512_div_ps(_mm512_set1_ps(f.repulsion),
                       _mm512_mul_ps(_mm512_add_ps(squared, _mm512_set1_ps(.001F)), below));
}

RSSVIZ_WIDE __m512i wide_hash(__m512i x) {
  x = _mm512_xor_si512(x, _mm512_srli_epi32(x, 16));
  x = _mm512_mullo_epi32(x, _mm512_set1_epi32(0x7FEB352D));
  x = _mm512_xor_si512(x, _mm512_srli_epi32(x, 15));
  x = _mm512_mullo_epi32(x, _mm512_set1_epi32(static_cast<int>(0x846CA68BU)));
  return _mm512_xor_si512(x, _mm512_srli_epi32(x, 16));
}

RSSVIZ_WIDE __m512i wide_draw(const Forces& f, __m512i random) {
  const __m512 unit =
      _mm512_mul_ps(_mm512_cvtepi32_ps(_mm512_srli_epi32(random, 8)), _mm512_set1_ps(0x1.0p-24F));
  const __m512i drawn =
      _mm512_cvttps_epi32(_mm512_mul_ps(unit, _mm512_set1_ps(static_cast<float>(f.points))));
  return _mm512_min_epi32(drawn, _mm512_set1_epi32(f.points - 1));
}

RSSVIZ_WIDE __m512 both(const Floats& low, const Floats& high) {
  return _mm512_insertf32x8(_mm512_castps256_ps512(lanes::bits<__m256>(low)), lanes::bits<__m256>(high), 1);
}

// Of two samples in one register: what the first moves, then the second.
RSSVIZ_WIDE void add_both(Floats& head, __m512 step, const Floats& rate) {
  head += lanes::bits<Floats>(_mm512_castps512_ps256(step)) * rate;
  head += lanes::bits<Floats>(_mm512_extractf32x8_ps(step, 1)) * rate;
}

// As push_from, of the samples `n` and n + 1.
RSSVIZ_WIDE void push_pair(Eight<2>& eight, int n, const Forces& f, const float* seen) {
  const auto next = static_cast<int>(static_cast<std::uint32_t>(n) * kNextSample);
  const __m256i key = lanes::bits<__m256i>(eight.key);
  const __m512i keys = _mm512_inserti64x4(
      _mm512_castsi256_si512(_mm256_add_epi32(key, _mm256_set1_epi32(next))),
      _mm256_add_epi32(key,
                       _mm256_set1_epi32(static_cast<int>(static_cast<std::uint32_t>(next) + kNextSample))),
      1);
  const __m512i ids = wide_draw(f, wide_hash(keys));
  alignas(64) std::int32_t at[2 * kLanes];
  _mm512_store_si512(at, ids);
  const Points<2> first = gather<2>(seen, at), second = gather<2>(seen, at + kLanes);
  const __m512 x = _mm512_sub_ps(both(eight.pulled[0], eight.pulled[0]), both(first[0], second[0]));
  const __m512 y = _mm512_sub_ps(both(eight.pulled[1], eight.pulled[1]), both(first[1], second[1]));
  const __m512 apart = _mm512_fmadd_ps(y, y, _mm512_fmadd_ps(x, x, _mm512_setzero_ps()));
  const __m512 push = wide_push(f, _mm512_max_ps(_mm512_set1_ps(kLeastSquare), apart));
  const __m256i heads = lanes::bits<__m256i>(eight.head_ids);
  const __mmask16 others =
      _mm512_cmpneq_epi32_mask(ids, _mm512_inserti64x4(_mm512_castsi256_si512(heads), heads, 1));
  const __mmask16 together = _mm512_mask_cmp_ps_mask(others, apart, _mm512_setzero_ps(), _CMP_EQ_OQ);
  const __m512 most = _mm512_set1_ps(4.F), least = _mm512_set1_ps(-4.F);
  const __m512 kept = _mm512_maskz_mov_ps(others, push);
  const Floats rate = lanes::all(f.learning_rate);
  const auto step = [&](__m512 apart_by) __attribute__((target("avx512f,avx512dq"), always_inline)) {
    const __m512 gradient = _mm512_mul_ps(kept, apart_by);
    return _mm512_mask_mov_ps(_mm512_max_ps(_mm512_min_ps(gradient, most), least), together, most);
  };
  add_both(eight.head[0], step(x), rate);
  add_both(eight.head[1], step(y), rate);
}

__attribute__((target("avx512f,avx512dq"))) void draw_edges_wide(EdgeBatch& batch, const Forces& forces,
                                                                 const float* seen, float* positions) {
  const std::size_t drawn = take_due(batch, forces.epoch);
  std::int32_t heads[kLanes], tails[kLanes];
  for (std::size_t first = 0; first < drawn; first += kLanes) {
    const int count = take_eight(batch, first, drawn, heads, tails);
    Eight<2> eight = draw_together<2>(heads, tails, forces, positions);
    int n = 0;
    for (; n + 1 < forces.negative_samples; n += 2) push_pair(eight, n, forces, seen);
    push_from<2>(eight, n, forces, seen);
    move_ends<2>(eight, heads, tails, count, forces, positions);
  }
}

bool has_wide() { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"); }

#endif

}  // namespace

void EdgeBatch::prepare() {
  period.resize(edges.size());
  for (std::size_t e = 0; e < edges.size(); ++e) period[e] = edges[e].period;
  due = period;  // first drawn once its period has passed
  active.resize(edges.size() + kLanes);
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
  if (dims == 2 && has_wide()) return &draw_edges_wide;
#endif
  return draw_edges_plain_for(dims);
}

}  // namespace rssviz::embed
