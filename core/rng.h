// Random numbers that are the same on every machine and at any number of threads.
// A stream is keyed by (seed, stage, item), never by a thread: the sentence, reservoir or vertex that needs
// randomness names its own stream. Generator: xoshiro256++ (Blackman and Vigna 2021, doi 10.1145/3460772),
// seeded by splitmix64. Uniform and normal are our own because the std:: distributions differ between
// standard libraries. A stream is a value and belongs to one thread at a time.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

namespace rssviz {

class Rng {
 public:
  // The stream of `item` in the stage named `stage` ("reservoir", "umap layout") under the user's seed.
  Rng(std::uint64_t seed, std::string_view stage, std::uint64_t item = 0);

  std::uint64_t next() {
    const std::uint64_t result = rotate(state_[0] + state_[3], 23) + state_[0];
    const std::uint64_t t = state_[1] << 17;
    state_[2] ^= state_[0];
    state_[3] ^= state_[1];
    state_[1] ^= state_[2];
    state_[0] ^= state_[3];
    state_[2] ^= t;
    state_[3] = rotate(state_[3], 45);
    return result;
  }
  // Uniform on [0, 1), 53 random bits.
  double uniform() { return static_cast<double>(next() >> 11) * 0x1.0p-53; }
  // Uniform on [low, high).
  double uniform(double low, double high) { return low + (high - low) * uniform(); }
  // Uniform on 0 .. n-1, without bias; n > 0.
  std::uint64_t below(std::uint64_t n);
  // Standard normal (Box and Muller 1958).
  double normal();

  // Fisher-Yates.
  template <class T>
  void shuffle(std::span<T> items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  static std::uint64_t rotate(std::uint64_t x, int k) { return (x << k) | (x >> (64 - k)); }
  std::array<std::uint64_t, 4> state_;
};

// 64 well-mixed bits from a word (the finaliser of splitmix64), for counter-based draws: mix64(key +
// counter).
inline std::uint64_t mix64(std::uint64_t x) {
  x += 0x9E3779B97F4A7C15ULL;
  x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9ULL;
  x = (x ^ (x >> 27)) * 0x94D049BB133111EBULL;
  return x ^ (x >> 31);
}

// The key of a stream: mixes seed, stage and item.
std::uint64_t stream_key(std::uint64_t seed, std::string_view stage, std::uint64_t item = 0);

}  // namespace rssviz
