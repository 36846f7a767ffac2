// The loop of layout_kernel.cc sixteen edges wide, on processors with AVX-512: the same operations on each
// number in the same order, so the same bits.
#include "embed/umap/layout_kernel.h"

#if defined(__x86_64__)

#include <algorithm>

#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"  // in the headers of AVX-512 (GCC bug 105593)
#endif
#include <immintrin.h>

namespace rssviz::embed {
namespace {

#define RSSVIZ_WIDE __attribute__((target("avx512f,avx512dq"), always_inline)) inline

struct Points {
  __m512 x, y;
};

RSSVIZ_WIDE __m512 wide_to_the_b(__m512 squared, float b) {
  const __m512i raw = _mm512_castps_si512(squared);
  const __m512i exponent = _mm512_srai_epi32(_mm512_sub_epi32(raw, _mm512_set1_epi32(kTwoThirds)), 23);
  const __m512 f = _mm512_sub_ps(_mm512_castsi512_ps(_mm512_sub_epi32(raw, _mm512_slli_epi32(exponent, 23))),
                                 _mm512_set1_ps(1.F));
  __m512 p = _mm512_set1_ps(kForceLog2[0]);
  for (std::size_t i = 1; i < kForceLog2.size(); ++i)
    p = _mm512_fmadd_ps(p, f, _mm512_set1_ps(kForceLog2[i]));
  const __m512 log = _mm512_mul_ps(_mm512_fmadd_ps(p, f, _mm512_cvtepi32_ps(exponent)), _mm512_set1_ps(b));
  const __m512 x = _mm512_max_ps(_mm512_set1_ps(-kMostPower), _mm512_min_ps(log, _mm512_set1_ps(kMostPower)));
  const __m512 shifted = _mm512_add_ps(x, _mm512_set1_ps(kRound));
  const __m512 rest = _mm512_sub_ps(x, _mm512_sub_ps(shifted, _mm512_set1_ps(kRound)));
  __m512 q = _mm512_set1_ps(kForceExp2[0]);
  for (std::size_t i = 1; i < kForceExp2.size(); ++i)
    q = _mm512_fmadd_ps(q, rest, _mm512_set1_ps(kForceExp2[i]));
  return _mm512_castsi512_ps(
      _mm512_add_epi32(_mm512_castps_si512(q), _mm512_slli_epi32(_mm512_castps_si512(shifted), 23)));
}

RSSVIZ_WIDE __m512 wide_pull(const Forces& f, __m512 squared) {
  const __m512 power = wide_to_the_b(squared, f.b);
  const __m512 below = _mm512_fmadd_ps(_mm512_set1_ps(f.a), power, _mm512_set1_ps(1.F));
  return _mm512_div_ps(_mm512_mul_ps(_mm512_set1_ps(-f.attraction), power), _mm512_mul_ps(squared, below));
}

RSSVIZ_WIDE __m512 wide_push(const Forces& f, __m512 squared) {
  const __m512 power = wide_to_the_b(squared, f.b);
  const __m512 below = _mm512_fmadd_ps(_mm512_set1_ps(f.a), power, _mm512_set1_ps(1.F));
  return _mm512_div_ps(_mm512_set1_ps(f.repulsion),
                       _mm512_mul_ps(_mm512_add_ps(squared, _mm512_set1_ps(.001F)), below));
}

RSSVIZ_WIDE __m512 wide_clipped(__m512 gradient) {
  return _mm512_max_ps(_mm512_min_ps(gradient, _mm512_set1_ps(4.F)), _mm512_set1_ps(-4.F));
}

// Pairs of coordinates, those of lanes 0 1, 4 5, 8 9, 12 13 and of the others, as two vectors.
RSSVIZ_WIDE Points apart(__m512 low, __m512 high) {
  return {_mm512_shuffle_ps(low, high, 0x88), _mm512_shuffle_ps(low, high, 0xDD)};
}

// One end of sixteen edges; `first` 0 or 1: of layout edges, heads or tails.
RSSVIZ_WIDE Points gather(const float* positions, const std::int32_t* at) {
  const auto two = [&](int lane) __attribute__((target("avx512f,avx512dq"), always_inline)) {
    const auto place = [&](int l) { return positions + 2 * static_cast<std::ptrdiff_t>(at[l]); };
    const __m128 one = _mm_castpd_ps(_mm_load_sd(reinterpret_cast<const double*>(place(lane))));
    return _mm_loadh_pi(one, reinterpret_cast<const __m64*>(place(lane + 1)));
  };
  const auto eight = [&](int lane) __attribute__((target("avx512f,avx512dq"), always_inline)) {
    const __m256 low = _mm256_insertf128_ps(_mm256_castps128_ps256(two(lane)), two(lane + 4), 1);
    const __m256 high = _mm256_insertf128_ps(_mm256_castps128_ps256(two(lane + 8)), two(lane + 12), 1);
    return _mm512_insertf32x8(_mm512_castps256_ps512(low), high, 1);
  };
  return apart(eight(0), eight(2));
}

// The moves of sixteen ends, point by point.
RSSVIZ_WIDE void store(const Points& steps, float learning_rate, const std::int32_t* at, const Forces& f,
                       float* moves) {
  __m512 rate = _mm512_set1_ps(learning_rate);
  if (f.mobility != nullptr) {
    alignas(64) float shares[kTogether];
    for (int lane = 0; lane < kTogether; ++lane) shares[lane] = f.mobility[at[lane]];
    rate = _mm512_mul_ps(rate, _mm512_load_ps(shares));
  }
  const __m512 x = _mm512_mul_ps(steps.x, rate), y = _mm512_mul_ps(steps.y, rate);
  const __m512 low = _mm512_unpacklo_ps(x, y), high = _mm512_unpackhi_ps(x, y);
  // Of each four lanes, the first two are in `low`, the others in `high`.
  const __m512i first = _mm512_set_epi64(11, 10, 3, 2, 9, 8, 1, 0);
  const __m512i second = _mm512_set_epi64(15, 14, 7, 6, 13, 12, 5, 4);
  _mm512_store_pd(reinterpret_cast<double*>(moves),
                  _mm512_permutex2var_pd(_mm512_castps_pd(low), first, _mm512_castps_pd(high)));
  _mm512_store_pd(reinterpret_cast<double*>(moves + kTogether),
                  _mm512_permutex2var_pd(_mm512_castps_pd(low), second, _mm512_castps_pd(high)));
}

RSSVIZ_WIDE void add_moves(float* positions, const std::int32_t* at, const float* moves, int count) {
  for (int lane = 0; lane < count; ++lane) {
    auto* const point = reinterpret_cast<__m64*>(positions + 2 * static_cast<std::ptrdiff_t>(at[lane]));
    const __m128 zero = _mm_setzero_ps();
    const __m128 place = _mm_loadl_pi(zero, point);
    const __m128 move = _mm_loadl_pi(zero, reinterpret_cast<const __m64*>(moves + 2 * lane));
    _mm_storel_pi(point, _mm_add_ps(place, move));
  }
}

// Sixteen edges while they are drawn.
struct Sixteen {
  __m512i heads;
  Points pulled;  // the heads where the edges left them: what all negative samples see
  Points steps;   // of the heads, before the learning rate
};

RSSVIZ_WIDE void push(Sixteen& edges, std::int32_t start, const Forces& f, const float* seen) {
  const float* const first = seen + 2 * static_cast<std::ptrdiff_t>(start);
  const Points other = apart(_mm512_loadu_ps(first), _mm512_loadu_ps(first + kTogether));
  __m512i ids = _mm512_add_epi32(_mm512_set_epi32(15, 14, 7, 6, 13, 12, 5, 4, 11, 10, 3, 2, 9, 8, 1, 0),
                                 _mm512_set1_epi32(start));
  for (int w = 0; w < f.rounds_to_wrap; ++w)
    ids = _mm512_min_epu32(ids, _mm512_sub_epi32(ids, _mm512_set1_epi32(f.points)));
  const __m512 x = _mm512_sub_ps(edges.pulled.x, other.x), y = _mm512_sub_ps(edges.pulled.y, other.y);
  const __m512 squared = _mm512_fmadd_ps(y, y, _mm512_mul_ps(x, x));
  const __mmask16 others = _mm512_cmpneq_epi32_mask(ids, edges.heads);
  const __mmask16 together = _mm512_mask_cmp_ps_mask(others, squared, _mm512_setzero_ps(), _CMP_EQ_OQ);
  const __m512 force =
      _mm512_maskz_mov_ps(others, wide_push(f, _mm512_max_ps(_mm512_set1_ps(kLeastSquare), squared)));
  const __m512 most = _mm512_set1_ps(4.F);
  edges.steps.x =
      _mm512_add_ps(edges.steps.x, _mm512_mask_mov_ps(wide_clipped(_mm512_mul_ps(force, x)), together, most));
  edges.steps.y =
      _mm512_add_ps(edges.steps.y, _mm512_mask_mov_ps(wide_clipped(_mm512_mul_ps(force, y)), together, most));
}

}  // namespace

bool has_wide_lanes() { return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq"); }

__attribute__((target("avx512f,avx512dq"))) void draw_edges_wide(EdgeBatch& batch, const Forces& f,
                                                                 const float* seen, float* positions) {
  DueEdges due(batch, f.epoch);
  alignas(64) std::int32_t heads[kTogether], tails[kTogether];
  alignas(64) float of_heads[2 * kTogether], of_tails[2 * kTogether];
  while (due.next()) {
    due.take_ends(heads, tails);
    const Points head = gather(positions, heads), tail = gather(positions, tails);
    const __m512 x = _mm512_sub_ps(head.x, tail.x), y = _mm512_sub_ps(head.y, tail.y);
    const __m512 squared = _mm512_fmadd_ps(y, y, _mm512_mul_ps(x, x));
    const __m512 pull = wide_pull(f, _mm512_max_ps(_mm512_set1_ps(kLeastSquare), squared));
    const Points pulls{wide_clipped(_mm512_mul_ps(pull, x)), wide_clipped(_mm512_mul_ps(pull, y))};
    const __m512 rate = _mm512_set1_ps(f.learning_rate);
    Sixteen edges{_mm512_load_si512(heads),
                  {_mm512_fmadd_ps(pulls.x, rate, head.x), _mm512_fmadd_ps(pulls.y, rate, head.y)},
                  pulls};
    for (int n = 0; n < f.negative_samples; n += lanes::kLanes) {
      const lanes::Ints starts = sample_starts(batch, due.group(), n, f);
      for (int i = 0; i < std::min(lanes::kLanes, f.negative_samples - n); ++i)
        push(edges, starts[i], f, seen);
    }
    store(edges.steps, f.learning_rate, heads, f, of_heads);
    store(pulls, -f.learning_rate, tails, f, of_tails);
    add_moves(positions, heads, of_heads, due.count());
    add_moves(positions, tails, of_tails, due.count());
  }
}

}  // namespace rssviz::embed

#endif
