#include "models/analysis/matching/matches.h"

#include <algorithm>
#include <bit>

#include "core/error.h"

namespace rssviz::models {
namespace {

struct Candidate {
  std::uint32_t step, length;
  std::int32_t level, order;  // order: k - count before - count after
  std::int32_t intersection, united;
};

// Runs of at least k selected cells, as they end.
class RunFinder {
 public:
  RunFinder(const OnBits& bits, std::span<const int> cells, const MatchOptions& options)
      : bits_(bits), options_(options), mask_(bits.mask(cells)), counts_(active_counts(bits, cells)) {}

  // Over the steps [first, last) of a sequence.
  void walk(std::size_t first, std::size_t last) {
    first_ = first;
    last_ = last;
    for (std::size_t t = first; t < last; ++t) step(t, counts_[t]);
    close(last, 0);
  }

  std::vector<Candidate>& found() { return found_; }

 private:
  struct Open {
    std::size_t start;
    int level;
  };

  std::uint64_t* on_of(std::size_t entry) { return on_.data() + entry * bits_.words; }

  void step(std::size_t t, int count) {
    close(t, count);
    const std::span<const std::uint64_t> row = bits_.row(t);
    if (count == 0) return;
    if (open_.empty() || open_.back().level < count) {
      open_.push_back({t, count});
      if (on_.size() < open_.size() * bits_.words) on_.resize(open_.size() * bits_.words);
      std::copy(row.begin(), row.end(), on_of(open_.size() - 1));
      return;
    }
    std::uint64_t* const on = on_of(open_.size() - 1);
    for (std::size_t w = 0; w < bits_.words; ++w) on[w] &= row[w];
  }

  // Ends the runs of more than `count` cells before step t. What was on throughout an inner run is on
  // throughout the outer one only where both agree; a run of `count` cells may begin where an inner one did.
  void close(std::size_t t, int count) {
    while (!open_.empty() && open_.back().level > count) {
      const Open run = open_.back();
      const std::size_t entry = open_.size() - 1;
      add(run, t, on_of(entry));
      const bool outer = entry > 0 && open_[entry - 1].level >= count;
      if (!outer && count > 0) {
        open_.back().level = count;
        return;
      }
      open_.pop_back();
      if (!outer) continue;
      std::uint64_t* const below = on_of(entry - 1);
      const std::uint64_t* const inner = on_of(entry);
      for (std::size_t w = 0; w < bits_.words; ++w) below[w] &= inner[w];
    }
  }

  void add(const Open& run, std::size_t end, const std::uint64_t* on) {
    const std::size_t length = end - run.start;
    if (options_.length ? length != *options_.length : length < 2) return;
    const bool before = run.start > first_, after = end < last_;
    Candidate found{static_cast<std::uint32_t>(run.start),
                    static_cast<std::uint32_t>(length),
                    run.level,
                    run.level,
                    0,
                    0};
    if (before) found.order -= counts_[run.start - 1];
    if (after) found.order -= counts_[end];
    for (std::size_t w = 0; w < bits_.words; ++w) {
      std::uint64_t active = on[w];
      if (options_.left_margin && before) active &= ~bits_.row(run.start - 1)[w];
      if (options_.right_margin && after) active &= ~bits_.row(end)[w];
      found.intersection += std::popcount(active & mask_[w]);
      found.united += std::popcount(active | mask_[w]);
    }
    found_.push_back(found);
  }

  const OnBits& bits_;
  const MatchOptions& options_;
  std::vector<std::uint64_t> mask_;
  std::vector<int> counts_;
  std::size_t first_{0}, last_{0};
  std::vector<Open> open_{};         // levels ascending
  std::vector<std::uint64_t> on_{};  // a row of bits for each: cells on at all of its steps so far
  std::vector<Candidate> found_{};
};

bool gathered_before(const Candidate& a, const Candidate& b) {
  return a.level != b.level ? a.level > b.level : a.step < b.step;
}

// The first `most` candidates, levels descending, as LSTMVis gathers them: a level is taken whole, then all
// are sorted by how little there is around them where margins are asked.
bool cut_to(std::size_t most, bool by_margins, std::vector<Candidate>& all) {
  if (all.size() <= most) return false;
  std::sort(all.begin(), all.end(), gathered_before);
  std::size_t whole = most;
  while (whole < all.size() && whole > 0 && all[whole].level == all[whole - 1].level) ++whole;
  all.resize(whole);
  if (by_margins)
    std::stable_sort(all.begin(), all.end(),
                     [](const Candidate& a, const Candidate& b) { return a.order > b.order; });
  all.resize(most);
  return true;
}

bool ranks_before(const Candidate& a, const Candidate& b) {
  if (a.intersection != b.intersection) return a.intersection > b.intersection;
  if (a.united != b.united) return a.united < b.united;
  if (a.length != b.length) return a.length > b.length;
  return a.step < b.step;
}

void count(std::size_t length, std::vector<std::int64_t>& histogram) {
  if (histogram.size() <= length) histogram.resize(length + 1, 0);
  ++histogram[length];
}

}  // namespace

void MatchOptions::check() const {
  if (length) check_range("length", static_cast<double>(*length), *length >= 1, "1 or more");
  if (candidates) check_range("candidates", static_cast<double>(*candidates), *candidates >= 1, "1 or more");
}

Matches find_matches(const OnBits& bits, std::span<const int> cells, const SequenceStarts& sequences,
                     const MatchOptions& options) {
  options.check();
  if (cells.empty()) fail(ErrorKind::usage, "no cell is selected: there is nothing to match");
  if (bits.steps >= std::size_t{1} << 32) fail(ErrorKind::data, "more than 4,294,967,295 steps");
  RunFinder finder(bits, cells, options);
  for (std::size_t s = 0; s < sequences.count(); ++s) finder.walk(sequences.starts[s], sequences.end(s));
  std::vector<Candidate>& all = finder.found();
  Matches result;
  if (options.candidates)
    result.cut = cut_to(*options.candidates, options.left_margin || options.right_margin, all);
  std::erase_if(all, [&](const Candidate& one) {
    return one.step < 1 || std::size_t{one.step} + one.length + 1 > bits.steps;
  });
  result.candidates = all.size();
  const auto n = static_cast<std::int32_t>(cells.size());
  for (const Candidate& one : all) {
    count(one.length, result.fuzzy);
    if (one.intersection == n) count(one.length, result.strict);
  }
  const std::size_t kept = std::min(options.top, all.size());
  std::partial_sort(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(kept), all.end(), ranks_before);
  for (std::size_t i = 0; i < kept; ++i)
    result.top.push_back({all[i].step, all[i].length, all[i].intersection, all[i].united, all[i].level});
  return result;
}

}  // namespace rssviz::models
