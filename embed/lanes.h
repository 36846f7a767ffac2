// Eight floats at once, and the powers that the layout needs, from polynomials of our own: the same bits on
// every machine of the build's level, which the C library's powf does not promise. Compiler vectors (GCC,
// clang); pure.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <utility>

#if defined(__AVX2__)
#include <immintrin.h>
#endif

namespace rssviz::embed::lanes {

constexpr int kLanes = 8;
using Floats = float __attribute__((vector_size(32)));
using Ints = std::int32_t __attribute__((vector_size(32)));
using Words = std::uint32_t __attribute__((vector_size(32)));
using Pairs = double __attribute__((vector_size(32)));  // four pairs of floats

inline Floats all(float x) { return Floats{x, x, x, x, x, x, x, x}; }
inline Ints all(std::int32_t x) { return Ints{x, x, x, x, x, x, x, x}; }
inline Words all(std::uint32_t x) { return Words{x, x, x, x, x, x, x, x}; }
inline Floats floats(Ints x) { return __builtin_convertvector(x, Floats); }
inline Ints ints(Floats x) { return __builtin_convertvector(x, Ints); }  // towards zero
template <class To, class From>
To bits(From x) {
  static_assert(sizeof(To) == sizeof(From));
  To y;
  std::memcpy(&y, &x, sizeof(y));
  return y;
}

// Of a comparison: whether any lane is true, and how many are.
#if defined(__AVX2__)
inline bool any(Ints mask) { return _mm256_movemask_ps(bits<__m256>(mask)) != 0; }
inline int count(Ints mask) {
  return __builtin_popcount(static_cast<unsigned>(_mm256_movemask_ps(bits<__m256>(mask))));
}
#else
inline bool any(Ints mask) {
  for (int lane = 0; lane < kLanes; ++lane)
    if (mask[lane] != 0) return true;
  return false;
}
inline int count(Ints mask) {
  int sum = 0;
  for (int lane = 0; lane < kLanes; ++lane) sum -= mask[lane];
  return sum;
}
#endif

// a < b ? a : b and a < b ? b : a. By their instructions: compilers make a comparison and a choice of them.
#if defined(__AVX2__)
inline Floats min(Floats a, Floats b) {
  return bits<Floats>(_mm256_min_ps(bits<__m256>(a), bits<__m256>(b)));
}
inline Floats max(Floats a, Floats b) {
  return bits<Floats>(_mm256_max_ps(bits<__m256>(b), bits<__m256>(a)));
}
inline Ints min(Ints a, Ints b) { return bits<Ints>(_mm256_min_epi32(bits<__m256i>(a), bits<__m256i>(b))); }
inline Words min(Words a, Words b) {
  return bits<Words>(_mm256_min_epu32(bits<__m256i>(a), bits<__m256i>(b)));
}
#else
inline Floats min(Floats a, Floats b) { return a < b ? a : b; }
inline Floats max(Floats a, Floats b) { return a < b ? b : a; }
inline Ints min(Ints a, Ints b) { return a < b ? a : b; }
inline Words min(Words a, Words b) { return a < b ? a : b; }
#endif

// a b + c, rounded once.
#if defined(__FMA__)
inline Floats fma(Floats a, Floats b, Floats c) {
  return bits<Floats>(_mm256_fmadd_ps(bits<__m256>(a), bits<__m256>(b), bits<__m256>(c)));
}
#else
inline Floats fma(Floats a, Floats b, Floats c) {
  for (int lane = 0; lane < kLanes; ++lane) c[lane] = __builtin_fmaf(a[lane], b[lane], c[lane]);
  return c;
}
#endif

// Of the polynomials below, the highest power first.
inline constexpr std::array kLog2{-.22222056F,  .246862822F, -.236786641F, .285581913F,
                                  -.360789563F, .480965514F, -.721346541F, 1.4426948F};
inline constexpr std::array kExp2{.00134004322F, .0096760371F, .0555032721F,
                                  .240221074F,   .693147207F,  1.00000008F};

template <std::size_t kSize, std::size_t... I>
inline Floats polynomial(const std::array<float, kSize>& factors, Floats x, std::index_sequence<I...>) {
  Floats p = all(factors[0]);
  ((p = p * x + all(factors[I + 1])), ...);
  return p;
}

// log2 of a positive normal number; relative error of x^b below 1e-5 for the b of UMAP's curves.
// x = m 2^e with m in [2/3, 4/3); log2(m) / (m - 1) by a Chebyshev fit of degree 7.
inline Floats log2(Floats x) {
  const Ints raw = bits<Ints>(x);
  const Ints exponent = (raw - all(0x3F2AAAAB)) >> 23;
  const Floats f = bits<Floats>(raw - (exponent << 23)) - all(1.F);
  return polynomial(kLog2, f, std::make_index_sequence<kLog2.size() - 1>{}) * f + floats(exponent);
}

// 2^x for x in -126 .. 126 (clamped); relative error below 3e-7. Chebyshev fit of degree 5 on [-1/2, 1/2].
inline Floats exp2(Floats x) {
  x = max(min(x, all(126.F)), all(-126.F));
  const Floats shifted = x + all(12582912.F);  // 1.5 * 2^23: its low bits are the nearest whole number
  const Floats f = x - (shifted - all(12582912.F));
  const Floats p = polynomial(kExp2, f, std::make_index_sequence<kExp2.size() - 1>{});
  return bits<Floats>(bits<Ints>(p) + (bits<Ints>(shifted) << 23));
}

// 32 well-mixed bits a lane (C. Wellons' hash "lowbias32").
inline Words hash(Words x) {
  x ^= x >> 16;
  x *= all(0x7FEB352DU);
  x ^= x >> 15;
  x *= all(0x846CA68BU);
  x ^= x >> 16;
  return x;
}

}  // namespace rssviz::embed::lanes
