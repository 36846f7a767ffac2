// Eight floats at once, and the powers that the layout needs, from polynomials of our own: the same bits on
// every machine of the build's level, which the C library's powf does not promise. Compiler vectors (GCC,
// clang); pure.
#pragma once

#include <cstdint>
#include <cstring>

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
inline Floats min(Floats a, Floats b) { return a < b ? a : b; }
inline Floats max(Floats a, Floats b) { return a > b ? a : b; }
inline Ints min(Ints a, Ints b) { return a < b ? a : b; }

inline bool any(Ints mask) {
  using Longs = std::int64_t __attribute__((vector_size(32)));
  Longs longs;
  std::memcpy(&longs, &mask, sizeof(longs));
  return ((longs[0] | longs[1]) | (longs[2] | longs[3])) != 0;
}

template <class To, class From>
To bits(From x) {
  static_assert(sizeof(To) == sizeof(From));
  To y;
  std::memcpy(&y, &x, sizeof(y));
  return y;
}

// log2 of a positive normal number; relative error of x^b below 1e-5 for the b of UMAP's curves.
// x = m 2^e with m in [2/3, 4/3); log2(m) / (m - 1) by a Chebyshev fit of degree 7.
inline Floats log2(Floats x) {
  const Ints raw = bits<Ints>(x);
  const Ints exponent = (raw - all(0x3F2AAAAB)) >> 23;
  const Floats f = bits<Floats>(raw - (exponent << 23)) - all(1.F);
  Floats p = all(-.22222056F);
  p = p * f + all(.246862822F);
  p = p * f + all(-.236786641F);
  p = p * f + all(.285581913F);
  p = p * f + all(-.360789563F);
  p = p * f + all(.480965514F);
  p = p * f + all(-.721346541F);
  p = p * f + all(1.4426948F);
  return p * f + floats(exponent);
}

// 2^x for x in -126 .. 126 (clamped); relative error below 3e-7. Chebyshev fit of degree 5 on [-1/2, 1/2].
inline Floats exp2(Floats x) {
  x = max(min(x, all(126.F)), all(-126.F));
  const Floats shifted = x + all(12582912.F);  // 1.5 * 2^23: its low bits are the nearest whole number
  const Floats f = x - (shifted - all(12582912.F));
  Floats p = all(.00134004322F);
  p = p * f + all(.0096760371F);
  p = p * f + all(.0555032721F);
  p = p * f + all(.240221074F);
  p = p * f + all(.693147207F);
  p = p * f + all(1.00000008F);
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
