// How difficult sentences are for a network, and what tells errors in advance: what the figure `difficult`
// shows.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "core/point.h"
#include "models/analysis/outputs/decisions.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::cli {

inline constexpr int kErrorNeighbors = 15;  // whose errors give the local error rate

// A test sentence after its last word.
struct DifficultSentence {
  std::string text{};
  double words{0};  // the first and the last included
  double margin{0};
  std::size_t group{0};  // whose decision is the nearest to another
  models::Decision decision{};
  int stated{-1};  // what the sentence states there; -1: nothing
  int worst{0};    // verdict: 0 exact
  Point at{};
};

// How well errors are told by a score: the area under the ROC curve, its bootstrap interval over sentences,
// and where it lies when errors are permuted.
struct ErrorPredictor {
  std::string name{};
  double auroc{0};
  models::Interval interval{};
  models::Interval null{};
};

struct Difficulty {
  std::vector<DifficultSentence> sentences{};  // as in the test set
  std::vector<std::size_t> order{};            // the smallest margin first
  std::vector<double> local_rate{};  // share of errors among the nearest other sentences, in state space
  std::vector<ErrorPredictor> predictors{};
  std::size_t not_exact{0}, not_valid{0};
};

struct DifficultyOptions {
  std::vector<std::string> judged{};  // columns of the verdicts against the whole sentence
  int draws{1000};                    // of each interval
  std::uint64_t seed{1};
};

// Judges all test sentences. Errors are sentences that are not exact. Throws Error{data} for fewer than 3.
Difficulty measure_difficulty(const NetworkView& view, const DifficultyOptions& options,
                              const Execution& execution);

}  // namespace rssviz::cli
