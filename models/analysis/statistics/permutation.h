// Permutation tests of a difference of means: signs of pairs turned over, or values dealt anew to the two
// sides. No distribution is assumed. Every permutation is tried where they are few, else seeded draws.
// Sources: Fisher 1935; Pitman 1937; p of draws counts the data themselves (Phipson and Smyth 2010, doi
// 10.2202/1544-6115.1585). Pure functions; the same at any number of threads, since draw k has the stream
// (seed, stage, k) of its own. Values are finite; Error{data} names the first that isn't.
#pragma once

#include <cstdint>
#include <span>

#include "models/analysis/statistics/tested_values.h"

namespace rssviz::models {

struct PermutationOptions {
  std::uint64_t exact_up_to{100'000};  // permutations that are all tried; more are drawn
  int draws{9'999};
  std::uint64_t seed{1};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

struct PermutationTest {
  double estimate{};              // difference of the means
  double p{1};                    // both tails: twice the smaller of the next two, at most 1
  double p_above{1}, p_below{1};  // the share of permutations that are as far on that side, or farther
  std::uint64_t permutations{};   // tried
  bool exact{};                   // all that there are
};

// Pairs: each difference may as well have had the other sign. 2^n permutations.
PermutationTest paired_permutation(std::span<const double> differences,
                                   const PermutationOptions& options = {});
// Each value may as well have stood on the other side. (n + m choose n) permutations.
PermutationTest unpaired_permutation(std::span<const double> values, std::span<const double> null,
                                     const PermutationOptions& options = {});

}  // namespace rssviz::models
