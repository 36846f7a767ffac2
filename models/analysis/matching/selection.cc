#include "models/analysis/matching/selection.h"

#include <algorithm>
#include <bit>
#include <string>

#include "core/error.h"

namespace rssviz::models {
namespace {

std::string text_of(const StepRange& range) {
  return std::to_string(range.begin) + ":" + std::to_string(range.end);
}

[[noreturn]] void refuse(const StepRange& range, const std::string& why) {
  fail(ErrorKind::usage, "the range " + text_of(range) + " " + why);
}

}  // namespace

std::size_t SequenceStarts::of(std::size_t step) const {
  const auto after = std::upper_bound(starts.begin(), starts.end(), step);
  return static_cast<std::size_t>(after - starts.begin()) - 1;
}

void check_range_of_steps(const StepRange& range, const SequenceStarts& sequences) {
  if (range.begin >= range.end) refuse(range, "holds no step: it is BEGIN:END, END not included");
  if (range.end > sequences.steps)
    refuse(range, "lies outside the " + std::to_string(sequences.steps) + " steps, counted from 0");
  const std::size_t sequence = sequences.of(range.begin);
  const std::size_t first = sequences.starts[sequence], last = sequences.end(sequence);
  const std::string where = sequences.count() == 1
                                ? std::string("the corpus")
                                : "its sequence (number " + std::to_string(sequence) + ", steps " +
                                      std::to_string(first) + ":" + std::to_string(last) + ")";
  if (range.end > last) refuse(range, "goes over the end of " + where);
  if (range.begin - first < range.left)
    refuse(range, "has " + std::to_string(range.begin - first) + " steps before it in " + where +
                      "; the left margin of " + std::to_string(range.left) +
                      " needs as many (--margins L,R)");
  if (last - range.end < range.right)
    refuse(range, "has " + std::to_string(last - range.end) + " steps after it in " + where +
                      "; the right margin of " + std::to_string(range.right) +
                      " needs as many (--margins L,R)");
}

std::vector<int> select_cells(const OnBits& bits, const StepRange& range) {
  std::vector<int> cells;
  for (std::size_t w = 0; w < bits.words; ++w) {
    std::uint64_t left = ~std::uint64_t{0};
    for (std::size_t t = range.begin; t < range.end; ++t) left &= bits.row(t)[w];
    for (std::size_t t = range.begin - range.left; t < range.begin; ++t) left &= ~bits.row(t)[w];
    for (std::size_t t = range.end; t < range.end + range.right; ++t) left &= ~bits.row(t)[w];
    for (; left != 0; left &= left - 1) cells.push_back(static_cast<int>(w * 64) + std::countr_zero(left));
  }
  return cells;
}

std::vector<NearCell> nearest_cells(const OnBits& bits, const StepRange& range, std::size_t most) {
  std::vector<NearCell> all(bits.cells);
  for (std::size_t c = 0; c < bits.cells; ++c) {
    all[c].cell = static_cast<int>(c);
    for (std::size_t t = range.begin - range.left; t < range.end + range.right; ++t) {
      const bool wanted = t >= range.begin && t < range.end;
      all[c].otherwise += static_cast<std::size_t>(bits.on(t, c) != wanted);
    }
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const NearCell& a, const NearCell& b) { return a.otherwise < b.otherwise; });
  all.resize(std::min(all.size(), most));
  return all;
}

std::vector<int> active_counts(const OnBits& bits, std::span<const int> cells) {
  const std::vector<std::uint64_t> mask = bits.mask(cells);
  std::vector<int> counts(bits.steps, 0);
  for (std::size_t t = 0; t < bits.steps; ++t)
    for (std::size_t w = 0; w < bits.words; ++w)
      counts[t] += std::popcount(bits.bits[t * bits.words + w] & mask[w]);
  return counts;
}

}  // namespace rssviz::models
