// How far networks and n-grams look back, by marks that open and close: the probability of a closing symbol
// by the distance to its opening (after Karpathy, Johnson and Fei-Fei 2015, figure 5), and what becomes of it
// when the opening symbol is replaced by a neutral one. Only the second tells memory from what else a long
// text makes likely: an n-gram of order N changes by exactly nothing beyond a distance of N - 1. Pure; the
// same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "core/formats/csv.h"

namespace rssviz::cli {

struct MemoryOptions {
  long long symbols{50'000};  // of the text to test on, at most
  int longest{500};           // distance
  int pairs{50};              // of a distance bin that are replaced, at most
  std::string neutral{};      // the symbol put in place; "": a space, else the commonest that marks nothing
  std::uint64_t seed{1};

  // Throws Error{usage} naming the option, its value and the range.
  void check() const;
};

// An opening symbol and the one that closes it.
struct MarkPair {
  std::size_t open{0}, close{0};
  std::size_t distance() const { return close - open; }
};

// What opens and closes: "{ }", "( )", "[ ]", "\" \"", and lines, from a newline to the next.
struct MarkKind {
  std::string name{};
  std::vector<MarkPair> pairs{};  // in the order of the text
};
// In a text by its symbols' labels. Brackets by their own nesting; a pair of quotes stays within a paragraph.
std::vector<MarkKind> marks_of(const models::Tokens& symbols, const std::vector<std::string>& vocabulary);

// One curve's value at distances from `low` to `high`.
struct MemoryBin {
  int low{0}, high{0};
  std::size_t count{0};
  double mean{0};             // p(closing), or its change
  double below{0}, above{0};  // its interval over pairs, 95 %
};

struct MemoryCurve {
  std::string marks{};    // MarkKind::name
  std::string network{};  // view's name
  std::vector<MemoryBin> bins{};
};

// Bins with fewer pairs are drawn hollow.
inline constexpr std::size_t kFewPairs = 30;

struct MemoryStudy {
  std::vector<std::string> marks{};  // kinds that have pairs enough for a panel
  std::vector<MemoryCurve> curves{};
  std::size_t symbols{0};
  std::string neutral{};
};

// p(closing symbol) by distance.
MemoryStudy study_memory(const std::vector<const NetworkView*>& networks, const MemoryOptions& options,
                         const Execution& execution);
// p(closing symbol) less what it is with the opening symbol replaced; every pair is read from the zero state
// 300 symbols before its opening, both times.
MemoryStudy study_causal_memory(const std::vector<const NetworkView*>& networks, const MemoryOptions& options,
                                const Execution& execution);

// The mean of a curve's pairs at distances from `least` on, bins that begin there or later; NaN without any.
struct FarMean {
  double mean{0};
  std::size_t pairs{0};
};
FarMean far_mean(const MemoryCurve& curve, int least);

// marks,network,distance_low,distance_high,pairs,mean,low,high.
formats::Table table_of(const MemoryStudy& study);

}  // namespace rssviz::cli
