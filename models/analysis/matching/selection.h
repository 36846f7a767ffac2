// Which cells a hypothesis selects: those that are on over a range of steps and off around it (LSTMVis,
// Strobelt et al. 2016). Pure functions; any thread.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "models/analysis/matching/on_bits.h"

namespace rssviz::models {

// The hypothesis: steps [begin, end), and how many steps before and after it cells must be off.
struct StepRange {
  std::size_t begin{0};
  std::size_t end{0};
  std::size_t left{1};
  std::size_t right{0};
};

// The sequences of a corpus as their first steps, ascending, the first of them 0; `steps` ends the last.
struct SequenceStarts {
  std::vector<std::size_t> starts{0};
  std::size_t steps{0};

  std::size_t count() const { return starts.size(); }
  std::size_t of(std::size_t step) const;  // the sequence that a step belongs to
  std::size_t end(std::size_t sequence) const {
    return sequence + 1 < starts.size() ? starts[sequence + 1] : steps;
  }
};

// Throws Error{usage} naming what doesn't fit: an empty range, one outside the steps or over the end of a
// sequence, margins that reach beyond the beginning or end of its sequence.
void check_range_of_steps(const StepRange& range, const SequenceStarts& sequences);

// The cells that are off on the `left` steps before the range, on at every step of it, and off on the `right`
// steps after it: exactly these, ascending. The range was checked.
std::vector<int> select_cells(const OnBits& bits, const StepRange& range);

// The cells that come nearest to being selected: those for which the fewest steps of the hypothesis are
// otherwise than it says; at most `most` of them, ascending in these steps, then in cells.
struct NearCell {
  int cell{0};
  std::size_t otherwise{0};  // steps
};
std::vector<NearCell> nearest_cells(const OnBits& bits, const StepRange& range, std::size_t most);

// How many of the cells are on, by step.
std::vector<int> active_counts(const OnBits& bits, std::span<const int> cells);

}  // namespace rssviz::models
