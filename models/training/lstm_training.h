// Back-propagation through time of an LSTM on the output after the last word: mean squared error, Adam,
// batches in the order of the corpus. One thread trains; the stages are judged in parallel afterwards. The
// same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/parallel.h"
#include "models/cells/lstm.h"
#include "models/tasks/corpus.h"
#include "models/training/adam.h"
#include "models/training/metrics.h"

namespace rssviz::models {

// All of it changes results.
struct LstmTrainingOptions {
  int units{20};
  int epochs{35};
  int batch_size{2};
  AdamOptions adam{};

  void check() const;
};

struct LstmRun {
  LstmTrainingOptions options{};
  std::uint64_t seed{};
  std::vector<LstmParameters<float>> stages{};  // after each epoch; 0 is before training
  std::vector<std::int64_t> sentences{};        // by stage
  std::vector<StageMetrics> metrics{};          // by stage, then split
};

// Throws Error{usage}, Error{data}; Error{numeric} naming epoch and step at a loss that isn't finite.
LstmRun train_lstm(const Corpus& corpus, const LstmTrainingOptions& options, std::uint64_t seed,
                   const Judge& judge, const Execution& execution);

// The network at a stage; -1 is the last. Throws Error{usage} naming the range.
std::unique_ptr<Network> network_at(const LstmRun& run, int stage);

}  // namespace rssviz::models
