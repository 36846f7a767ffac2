// Where else selected cells are on together: the matching of LSTMVis (Strobelt et al. 2016, arXiv 1606.07461,
// section 4), exactly: over all steps and all counts k, without a limit unless one is asked for. Candidates
// are the runs over which at least k selected cells are on at every step (not the same cells throughout), for
// k = n, n - 1, ..., 1. Pure functions; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "models/analysis/matching/on_bits.h"
#include "models/analysis/matching/selection.h"

namespace rssviz::models {

struct MatchOptions {
  // Cells count for a match only where they are off one step before (after) it.
  bool left_margin{true};
  bool right_margin{false};
  std::optional<std::size_t> length{};      // of matches, exactly; empty: 2 steps or more
  std::optional<std::size_t> candidates{};  // so many at most, those of large k first; empty: all
  std::size_t top{50};                      // matches that are ranked and kept

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

struct Match {
  std::size_t step{0};
  std::size_t length{0};
  int intersection{
      0};         // I: selected cells that are on throughout (and off around it where margins are asked)
  int united{0};  // U: cells that are selected or so
  int level{0};   // k: so many selected cells are on at every step

  double jaccard() const { return static_cast<double>(intersection) / united; }
};

struct Matches {
  std::vector<Match> top{};            // by I descending, U ascending, length descending, step ascending
  std::vector<std::int64_t> fuzzy{};   // candidates by length (index = length); empty for none
  std::vector<std::int64_t> strict{};  // those of them with I = n
  std::size_t candidates{0};           // that were ranked
  bool cut{false};                     // there were more than options.candidates
};

// `cells`: n selected ones, at least one. Candidates never cross the end of a sequence; those that touch
// either end of the corpus are dropped. One pass over the steps: each run is one entry of a stack of rising
// counts, which carries the cells that were on at all of its steps (as the largest rectangle of a histogram
// is found), so that the time doesn't grow with n. Throws Error{usage} for no cells or an unknown one.
Matches find_matches(const OnBits& bits, std::span<const int> cells, const SequenceStarts& sequences,
                     const MatchOptions& options);

}  // namespace rssviz::models
