#include "core/rng.h"

#include <cmath>
#include <numbers>

namespace rssviz {

std::uint64_t stream_key(std::uint64_t seed, std::string_view stage, std::uint64_t item) {
  std::uint64_t hash = 0xCBF29CE484222325ULL;  // FNV-1a over the stage's name
  for (const char c : stage) {
    hash ^= static_cast<unsigned char>(c);
    hash *= 0x100000001B3ULL;
  }
  return mix64(mix64(mix64(seed) ^ hash) + item);
}

Rng::Rng(std::uint64_t seed, std::string_view stage, std::uint64_t item) : state_{} {
  std::uint64_t key = stream_key(seed, stage, item);
  for (std::uint64_t& word : state_) {
    word = mix64(key);
    key += 0x9E3779B97F4A7C15ULL;
  }
}

std::uint64_t Rng::below(std::uint64_t n) {
  const std::uint64_t threshold = (0 - n) % n;  // 2^64 mod n: draws below it would favour small results
  while (true) {
    const std::uint64_t x = next();
    if (x >= threshold) return x % n;
  }
}

double Rng::normal() {
  const double u = 1.0 - uniform();  // (0, 1], so that the logarithm is finite
  const double v = uniform();
  return std::sqrt(-2.0 * std::log(u)) * std::cos(2.0 * std::numbers::pi * v);
}

}  // namespace rssviz
