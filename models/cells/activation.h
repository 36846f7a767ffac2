// exp, sigmoid and tanh in float and in double, eight or four numbers at once: the same bytes on every
// machine of the same instruction set, unlike the C library's, and the same for a number alone and among
// others. Relative error about 2e-7 in float and 1e-15 in double. Method: e^x = 2^n e^r with |r| <= ln 2 / 2
// (Cody and Waite 1980), e^r - 1 by its Taylor polynomial. NaN goes through. Safe on any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

namespace rssviz::models {

namespace activation {

// A number, or a vector of them (GCC's and clang's): what it is made of, and its bits.
template <class Value>
struct Shape;
template <>
struct Shape<float> {
  using Scalar = float;
  using Bits = std::uint32_t;
  using Vector = float __attribute__((vector_size(32)));
};
template <>
struct Shape<double> {
  using Scalar = double;
  using Bits = std::uint64_t;
  using Vector = double __attribute__((vector_size(32)));
};
template <>
struct Shape<Shape<float>::Vector> {
  using Scalar = float;
  using Bits = std::uint32_t __attribute__((vector_size(32)));
};
template <>
struct Shape<Shape<double>::Vector> {
  using Scalar = double;
  using Bits = std::uint64_t __attribute__((vector_size(32)));
};

// e^x = scale (1 + rest).
template <class Value>
struct Exponential {
  Value scale;
  Value rest;
};

template <class Value>
inline Value clamp(Value x, typename Shape<Value>::Scalar limit) {
  const Value most = Value{} + limit, least = Value{} - limit;
  x = x > most ? most : x;
  return x < least ? least : x;
}

// |x| <= 87 in float, 700 in double.
template <class Value>
inline Exponential<Value> exponential(Value x) {
  using Scalar = typename Shape<Value>::Scalar;
  using Bits = typename Shape<Value>::Bits;
  using Word = typename Shape<Scalar>::Bits;
  constexpr bool kSingle = std::is_same_v<Scalar, float>;
  constexpr int kMantissa = kSingle ? 23 : 52;
  constexpr Word kBias = kSingle ? 127 : 1023;
  // Adding it rounds to an integer, which then stands in the lowest bits.
  constexpr auto kShift = static_cast<Scalar>(kSingle ? 0x1.8p23 : 0x1.8p52);
  constexpr auto kLog2e = static_cast<Scalar>(1.44269504088896340736);
  constexpr auto kLn2High = static_cast<Scalar>(kSingle ? 0x1.62e4p-1 : 0x1.62e42feep-1);
  constexpr auto kLn2Low = static_cast<Scalar>(kSingle ? 1.42860677e-6 : 1.90821492927058770002e-10);
  const Value shifted = x * kLog2e + kShift;
  const Value n = shifted - kShift;
  const Value r = (x - n * kLn2High) - n * kLn2Low;
  Value sum;
  if constexpr (kSingle) {
    sum = r * Scalar(1.0 / 5040) + Scalar(1.0 / 720);
  } else {
    sum = r * Scalar(1.0 / 6227020800.0) + Scalar(1.0 / 479001600);
    sum = sum * r + Scalar(1.0 / 39916800);
    sum = sum * r + Scalar(1.0 / 3628800);
    sum = sum * r + Scalar(1.0 / 362880);
    sum = sum * r + Scalar(1.0 / 40320);
    sum = sum * r + Scalar(1.0 / 5040);
    sum = sum * r + Scalar(1.0 / 720);
  }
  sum = sum * r + Scalar(1.0 / 120);
  sum = sum * r + Scalar(1.0 / 24);
  sum = sum * r + Scalar(1.0 / 6);
  sum = sum * r + Scalar(0.5);
  sum = sum * r + Scalar(1);
  Bits bits;
  std::memcpy(&bits, &shifted, sizeof(bits));
  bits = (bits + kBias) << kMantissa;
  Value scale;
  std::memcpy(&scale, &bits, sizeof(scale));
  return {scale, sum * r};
}

template <class Value>
inline Value sigmoid(Value x) {
  using Scalar = typename Shape<Value>::Scalar;
  const auto e = exponential(-clamp(x, Scalar(80)));
  return Scalar(1) / (Scalar(1) + (e.scale + e.scale * e.rest));
}

template <class Value>
inline Value tanh(Value x) {
  using Scalar = typename Shape<Value>::Scalar;
  const auto e = exponential(clamp(x + x, Scalar(44)));
  const Value minus_one = e.scale * e.rest + (e.scale - Scalar(1));  // e^2x - 1 without cancellation
  return minus_one / (minus_one + Scalar(2));
}

// f of each value, by vectors: left to themselves, compilers make branches of `clamp` and go one by one.
template <class Scalar, class Function>
inline void apply(Scalar* values, std::size_t count, const Function& f) {
  using Vector = typename Shape<Scalar>::Vector;
  constexpr std::size_t kLanes = sizeof(Vector) / sizeof(Scalar);
  Vector some;
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    std::memcpy(&some, values + i, sizeof(some));
    some = f(some);
    std::memcpy(values + i, &some, sizeof(some));
  }
  if (i == count) return;
  some = Vector{};
  for (std::size_t k = 0; i + k < count; ++k) some[k] = values[i + k];
  some = f(some);
  for (std::size_t k = 0; i + k < count; ++k) values[i + k] = some[k];
}

}  // namespace activation

template <class Scalar>
inline void sigmoid_in_place(Scalar* values, std::size_t count) {
  activation::apply(values, count, [](auto x) { return activation::sigmoid(x); });
}

template <class Scalar>
inline void tanh_in_place(Scalar* values, std::size_t count) {
  activation::apply(values, count, [](auto x) { return activation::tanh(x); });
}

}  // namespace rssviz::models
