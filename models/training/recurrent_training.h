// Back-propagation through time of an lstm, gru or rnn on the output after the last word: mean squared error,
// batches in the order of the corpus or shuffled. One thread trains; the stages are judged in parallel
// afterwards. The same bytes at any number of threads, and whether or not training was interrupted: all that
// is random is keyed by epoch and sentence.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "core/parallel.h"
#include "models/cells/recurrent.h"
#include "models/data/corpus.h"
#include "models/training/metrics.h"
#include "models/training/optimizer.h"

namespace rssviz::models {

// How the gradient of a step is bounded: scaled as a whole to at most a norm, or number by number.
enum class ClipBy { norm, value };

// All of it changes results.
struct RecurrentOptions {
  Cell cell{Cell::lstm};
  int units{20};
  int layers{1};  // each of `units`, the next fed by the hidden states of the one below
  int epochs{35};
  int batch_size{2};
  OptimizerOptions optimizer{};
  std::optional<double>
      clip{};  // the gradient of a batch, over all parameters, is scaled to at most this norm (or, by value,
               // each of its numbers is cut to between -clip and clip)
  ClipBy clip_by{ClipBy::norm};
  double dropout{0};    // share of the hidden states that are zeroed on their way from layer to layer
                        // in training, the rest scaled up (inverted; Srivastava et al. 2014)
  bool shuffle{false};  // draw a new order of the sentences for each epoch
  double decay{1};      // the learning rate is multiplied by it before each epoch ...
  int decay_after{0};   // ... after so many
  // Of texts (stream_training.h) alone:
  int patience{0};      // stop after so many epochs without a lower loss on validation; 0: never
  int stage_batches{0};  // a stage after so many batches; 0: after each epoch
  double uniform{0};  // above 0: initial weights and biases from U(-uniform, uniform), else as Keras has them
  bool forget_one{false};   // with `uniform`: biases of the forget gates 1
  bool two_biases{false};  // a gate's bias stands for the sum of two, as PyTorch and Torch have it: drawn as
                           // two, and moved twice as far in a step (lstm, rnn: a gru has both)

  // Throws Error{usage} naming field, value and range.
  void check() const;
  // Where dropout acts between layers alone: it needs two of them. Throws Error{usage}.
  void check_layered_dropout() const;
};

struct RecurrentRun {
  RecurrentOptions options{};
  std::uint64_t seed{};
  std::vector<RecurrentParameters<float>> stages{};  // after each epoch; 0 is before training
  std::vector<std::int64_t> sentences{};             // by stage
  std::vector<StageMetrics> metrics{};               // by stage, then split
  // Of texts while they are trained on: the states of the streams after the last stage, streams x state.
  // Checkpoints keep them.
  Matrix carried{};
};

// Called after each stage, the first included, with all stages so far and what the optimiser remembers.
using OnStage = std::function<void(const RecurrentRun& run, const OptimizerState<float>& optimizer)>;

// Trains until run.stages holds all epochs, from options and seed of `run`. A run that holds stages already
// goes on from its last with `optimizer` as it was then; else `optimizer` is of no account. Metrics are left
// alone. Throws Error{usage}, Error{data}; Error{interrupted} and, at the first loss or weight that isn't
// finite, Error{numeric} naming epoch and step: `run` then holds the stages so far.
void train_stages(const Corpus& corpus, RecurrentRun& run, OptimizerState<float> optimizer,
                  const Execution& execution, const OnStage& on_stage = {});
// run.metrics of all its stages.
void measure_stages(const Corpus& corpus, const Judge& judge, const Execution& execution, RecurrentRun& run);

// Both, from the start.
RecurrentRun train_recurrent(const Corpus& corpus, const RecurrentOptions& options, std::uint64_t seed,
                             const Judge& judge, const Execution& execution);

// The network at a stage; -1 is the last. Throws Error{usage} naming the range.
std::unique_ptr<Network> network_at(const RecurrentRun& run, int stage);

}  // namespace rssviz::models
