// Whether a network's states hold beliefs: numbers that the symbols so far justify, read from the states by a
// straight map, held against what the symbols alone, chance and no training give (Shai et al. 2024). What the
// figure `beliefs` and its film show.
#pragma once

#include <string>
#include <vector>

#include "cli/subjects/network_view.h"

namespace rssviz::cli {

struct BeliefOptions {
  std::vector<std::string> beliefs{};  // columns of numbers
  std::vector<std::string> next{};     // of the next symbol's probabilities; none: nothing is taken away
  int longest_window{10};              // symbols of the window of the last ones
  int stages{24};                      // at most so many, from the first to the last
  double penalty{1e-6};                // of the straight map, as a share (relative_lambda)
  std::uint64_t seed{1};
};

// A straight map from features to beliefs, fitted on every other sequence and judged on the rest.
struct BeliefMap {
  MatrixD found{};  // judged points x beliefs
  double r2{0};     // of all beliefs together: 1 - squared error / squared distance from their mean
};

struct BeliefStudy {
  std::vector<std::string> names{};   // of the beliefs: titles
  std::vector<std::int32_t> rows{};   // of the trace: the points judged
  MatrixD truth{};                    // judged points x beliefs
  std::vector<int> stages{};          // those measured, ascending
  std::vector<BeliefMap> by_stage{};  // the last is the trained network
  double shuffled{0};                 // beliefs of other sequences in the place of each one's own
  std::vector<double> windows{};      // R^2 from the last 1, 2, ... symbols, one-hot
  double trace{0};                    // from leaky traces of the symbols at rates 1, .5, .2 and .05
  // R^2 of what the next symbol's probabilities leave of the beliefs; NaN where they leave nothing (less than
  // 1e-6 of the variance), or none are known.
  double beyond_next{0};
  std::size_t judged_sequences{0};

  double r2() const { return by_stage.back().r2; }
  double untrained() const { return by_stage.front().r2; }
};

// Throws Error{data} naming a column that isn't there, or fewer than four sequences.
BeliefStudy study_beliefs(const NetworkView& view, const BeliefOptions& options, const Execution& execution);

}  // namespace rssviz::cli
