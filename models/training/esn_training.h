// Learning of an echo state network's readout in one pass over the training sentences in order: final
// learning on the state after END, continuous learning on the state after every word, with the sentence's
// target all along. Source: Variengien and Hinaut 2020. States are run in float, as they are recorded, so
// that the readout is trained on the very states that are shown (in double they differ by some 1e-7); least
// squares are solved in double. The same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "core/parallel.h"
#include "models/cells/esn.h"
#include "models/data/corpus.h"
#include "models/training/metrics.h"

namespace rssviz::models {

enum class Learning { final, continuous };
enum class Solver { rls, ridge };  // equal up to rounding; ridge is faster

// All of it changes results (the solver by rounding).
struct EsnTrainingOptions {
  Learning learning{Learning::final};
  EsnOptions reservoir{};
  double regularization{0.00031622776601683794};  // alpha = 10^-3.5
  Solver solver{Solver::ridge};
  std::vector<int> stages{};  // sentences seen at each stage kept, ascending; the first is 0, the last all
                              // (both are added where missing); empty: from n_stages
  int n_stages{2};  // stages kept where `stages` is empty, 0 and all included; unevenly spaced, close
                    // together at the start, where the readout changes most
  bool measure_radius{true};  // measure the spectral radii for the record

  void check() const;
};

// The settings of Variengien and Hinaut for a way of learning: final, spectral radius 1.1, density .85, leak
// rate .05, alpha 10^-3.5; continuous, 1.3, .81, .04, 10^-3.7.
EsnTrainingOptions default_options(Learning learning);

struct EsnRun {
  EsnTrainingOptions options{};
  std::uint64_t seed{};
  std::shared_ptr<const Reservoir<float>> reservoir{};
  std::optional<double> measured_radius{};   // of W
  std::optional<double> effective_radius{};  // of (1 - leak) I + leak W
  std::vector<int> sentences{};              // by stage: training sentences seen
  std::vector<MatrixD> readouts{};           // by stage: outputs x (1 + units)
  std::vector<StageMetrics> metrics{};       // by stage, then split
  // Wall time from drawing the reservoir to the last readout; the states of validation and test sentences,
  // radii and judgement left out. Not reproducible; never part of a result.
  double training_seconds{0};

  int stages() const { return static_cast<int>(readouts.size()); }
};

// `count` ascending numbers of sentences, 0 and `total` included (fewer where total is small).
std::vector<int> stage_counts(int count, int total);
// Those that the options ask for, of `total`. Throws Error{usage}; `of`: what is counted.
std::vector<int> stage_counts(const EsnTrainingOptions& options, int total,
                              const char* of = "training sentences");

// Throws Error{usage} for options, Error{data} for a corpus that doesn't fit, Error{numeric}.
EsnRun train_esn(const Corpus& corpus, const EsnTrainingOptions& options, std::uint64_t seed,
                 const Judge& judge, const Execution& execution);

// The network at a stage; -1 is the last. Throws Error{usage} naming the range.
std::unique_ptr<Network> network_at(const EsnRun& run, int stage);

}  // namespace rssviz::models
