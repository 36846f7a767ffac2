// How well cells mark what is known of the steps, against what the words alone, or other cells, mark. Marked
// are the steps at which all cells of a selection are on. Values and pure functions; any thread; draw k of a
// null has the stream (seed, stage, k) of its own, so that results are the same at any number of threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "models/analysis/matching/on_bits.h"
#include "models/analysis/matching/selection.h"

namespace rssviz::models {

// A set of steps, a bit each.
struct StepSet {
  std::size_t steps{0};
  std::vector<std::uint64_t> bits{};

  StepSet() = default;
  explicit StepSet(std::size_t n) : steps(n), bits((n + 63) / 64, 0) {}
  bool has(std::size_t step) const { return (bits[step / 64] >> (step % 64) & 1) != 0; }
  void add(std::size_t step) { bits[step / 64] |= std::uint64_t{1} << (step % 64); }
  std::int64_t count() const;
};
StepSet both(const StepSet& a, const StepSet& b);

// The steps at which all of the cells are on.
StepSet marked_by(const CellBits& cells, std::span<const int> chosen);
// Those at which a column of classes has a value.
StepSet steps_of_class(std::span<const std::int32_t> classes, std::int32_t value);

struct MarkScore {
  std::int64_t hits{0}, marked{0}, wanted{0};  // steps

  double precision() const {
    return marked > 0 ? static_cast<double>(hits) / static_cast<double>(marked) : 0;
  }
  double recall() const { return wanted > 0 ? static_cast<double>(hits) / static_cast<double>(wanted) : 0; }
  // Harmonic mean of both: 2 hits / (marked + wanted); 0 for none.
  double f1() const {
    return marked + wanted > 0 ? 2 * static_cast<double>(hits) / static_cast<double>(marked + wanted) : 0;
  }
};
// Over the steps of `among` alone, where it is given.
MarkScore score_marks(const StepSet& marked, const StepSet& wanted, const StepSet* among = nullptr);

// What a search for the same words marks: the steps at which the last n words are those that end at a step of
// the range, within their sequence, for n = 1 .. most; the n of the best F1 (the null has its best, and was
// allowed to try).
struct WordMarks {
  std::size_t n{0};
  StepSet marked{};
  MarkScore score{};
};
WordMarks marks_of_words(std::span<const std::int32_t> words, const SequenceStarts& sequences,
                         const StepRange& range, const StepSet& wanted, std::size_t most);

// F1 of random selections of as many cells, each drawn among those whose time on is nearest to that of the
// cell that it stands for (the eight nearest, itself included).
std::vector<double> scores_of_other_cells(const CellBits& cells, std::span<const int> chosen,
                                          const StepSet& wanted, int draws, std::uint64_t seed);

// The chance of a difference of F1 as large as that of a over b, or larger, where both are dealt anew for
// each piece of the corpus (approximate randomisation: Yeh 2000, "More accurate tests for the statistical
// significance of result differences"). Pieces: sequences, or 100 steps each where these are fewer than 20.
double paired_f1_p(const StepSet& a, const StepSet& b, const StepSet& wanted, const SequenceStarts& sequences,
                   int draws, std::uint64_t seed, const StepSet* among = nullptr);

// The reverse question: the selection that best marks `wanted`, greedily, a cell at a time as long as F1 on
// the steps of `half` rises; then scored on the other steps.
struct Explanation {
  std::vector<int> cells{};  // in the order in which they were taken
  MarkScore chosen_on{};
  MarkScore scored_on{};
};
Explanation explain_marks(const CellBits& cells, const StepSet& wanted, const StepSet& half,
                          std::size_t most);

// The steps to choose on: every other sequence, the first one included; of a single one its first half.
StepSet half_of(const SequenceStarts& sequences);

// What the words alone tell: the runs of the last n words that mark `wanted` on `half`, taken by how often
// they do until F1 falls, scored on the other steps; the n in 1 .. most of the best score (the null has its
// best).
WordMarks explain_by_words(std::span<const std::int32_t> words, const SequenceStarts& sequences,
                           const StepSet& wanted, const StepSet& half, std::size_t most);

// The same column against states of other steps: turned around by a random number of steps, at least 100 and
// a tenth of them away; F1 of the whole search each time.
std::vector<double> scores_of_turned(const CellBits& cells, const StepSet& wanted, const StepSet& half,
                                     std::size_t most, int draws, std::uint64_t seed);

}  // namespace rssviz::models
