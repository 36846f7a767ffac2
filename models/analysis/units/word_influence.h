// What words do to some units, against what they do to random ones. The influence of a word on a set of units
// is the absolute change of their activity when the word is heard, summed over the set. Since an input
// reaches some units directly by wiring that no training made, the test is of what is left when, word by
// word over all units, the mean change has been regressed on covariates of that wiring.
// Correction for many words: Benjamini and Hochberg 1995. Pure functions; safe on any thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

// A quantity summed over the chosen units, and the same over random sets of as many.
struct AgainstRandom {
  double chosen{0};
  double random_mean{0};
  double random_low{0};  // the middle 95 % of random sets
  double random_high{0};
  double p{1};  // two-sided share of random sets as far out; never 0
  double q{1};  // p corrected for all words
};

struct WordInfluence {
  int word{0};
  int occurrences{0};
  double deviation{0};       // sd of the summed change over the occurrences
  double reached{0};         // mean of the first covariate over the chosen units
  double reached_by_all{0};  // and over all units
  double explained{0};       // share of the variance of mean change over units that the covariates explain
  AgainstRandom raw{};       // mean summed change
  AgainstRandom adjusted{};  // the same without what wiring explains: 0 is what the wiring predicts
};

struct InfluenceOptions {
  int random_sets{10000};
  std::uint64_t seed{1};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// change: points x units, absolute change at each point; words: one a point; covariates: at least one, each
// words x units; chosen: units. One entry for each word that occurs, in order of words. Throws Error{data}
// where shapes differ.
std::vector<WordInfluence> word_influence(MatrixRef change, std::span<const std::int32_t> words,
                                          std::span<const Matrix> covariates, std::span<const int> chosen,
                                          const InfluenceOptions& options);

// Benjamini and Hochberg's adjusted p-values, in the order given.
std::vector<double> benjamini_hochberg(std::span<const double> p);

}  // namespace rssviz::models
