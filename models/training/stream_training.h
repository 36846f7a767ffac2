// Learning to say the next symbol of a text: truncated back-propagation through windows of many streams side
// by side, as Karpathy, Johnson and Fei-Fei (2015, arXiv 1506.02078) train. What is trained on is cut into as
// many streams as a batch has; what of a stream fills no window is left out. States go on from window to
// window, and from the end of an epoch to the beginning of the next: they are never zeroed.
// Loss: -log p(next symbol), the mean over streams and steps. Metrics: `loss` in nats a symbol; of train it
// is the mean over the windows since the stage before, while weights changed (at stage 0 of the first window
// alone); of validation and test that of text_loss. The same bytes at any number of threads, and whether or
// not training was interrupted.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/parallel.h"
#include "models/data/text/text_corpus.h"
#include "models/training/recurrent_training.h"

namespace rssviz::models {

struct StreamLesson {
  std::shared_ptr<const TextCorpus> text{};
  int window{50};  // steps that the gradient goes back at most
};

// As train_stages of recurrent_training.h; options.batch_size streams. run.sentences counts symbols trained
// on; metrics are measured at each stage, for early stopping needs them. Throws Error{data} with the numbers
// where the text is too short for one window of all streams.
void train_stages(const StreamLesson& lesson, RecurrentRun& run, OptimizerState<float> optimizer,
                  const Execution& execution, const OnStage& on_stage = {});
// run.metrics of stages that have none yet (validation and test alone).
void measure_stages(const StreamLesson& lesson, const Execution& execution, RecurrentRun& run);

// The weights before training, as the options say.
RecurrentParameters<float> initial_parameters(const RecurrentShape& shape, const RecurrentOptions& options,
                                              std::uint64_t seed);
// Windows of an epoch.
std::int64_t windows_of(const StreamLesson& lesson, const RecurrentOptions& options);

// The units of each layer with which a network of K symbols comes nearest to so many parameters, counting two
// biases a gate as the paper's table does. Throws Error{usage} where one unit has more already.
int units_of_size(Cell cell, int symbols, int layers, std::int64_t parameters);
// Parameters counted so.
std::int64_t parameters_of_size(Cell cell, int symbols, int layers, int units);

struct TextLoss {
  double nats{0};  // summed
  std::int64_t symbols{0};

  double mean() const { return symbols > 0 ? nats / static_cast<double>(symbols) : 0; }
};
// -log p of all symbols of the pieces but the first of each, which nothing stands before. A piece begins with
// the zero state. Long pieces are cut into streams of 20,000 symbols or more, at most 16; all but the first
// are warmed by the 1,000 symbols before them.
TextLoss text_loss(const RecurrentParameters<float>& parameters, const TextCorpus& text,
                   const std::vector<Piece>& pieces, const Execution& execution);

}  // namespace rssviz::models
