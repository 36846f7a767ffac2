// Learning on arrays of one's own (models/tasks/array_task.h): a target for every step.
//   esn              ridge regression or recursive least squares over the steps after the washout (Jaeger
//   2001;
//                    Lukosevicius 2012)
//   lstm, gru, rnn   back-propagation through windows of each sequence in order, the state going on from
//   window
//                    to window (truncated back-propagation through time: Williams and Peng 1990), on the mean
//                    squared error, or the cross-entropy of classes, over the steps after the washout
// The network is run over rows of the inputs as its tokens. The same bytes at any number of threads.
#pragma once

#include "core/parallel.h"
#include "models/data/array_task.h"
#include "models/training/esn_training.h"
#include "models/training/recurrent_training.h"

namespace rssviz::models {

// Stages: readouts after growing numbers of training steps, 0 and all included. Metrics: loss is the chosen
// one, rmse always; of classes exact_error too. Throws Error{usage}; Error{data} where no step is left to
// train or test on; Error{numeric}.
EsnRun train_esn(const ArrayTask& task, const EsnTrainingOptions& esn, const ArrayOptions& options,
                 std::uint64_t seed, const Execution& execution);

// As train_stages and measure_stages on a corpus (recurrent_training.h); run.sentences counts training steps,
// a batch holds windows. Of classes, rmse is that of the softmax.
void train_stages(const ArrayTask& task, const ArrayOptions& options, RecurrentRun& run,
                  OptimizerState<float> optimizer, const Execution& execution, const OnStage& on_stage = {});
void measure_stages(const ArrayTask& task, const ArrayOptions& options, const Execution& execution,
                    RecurrentRun& run);

// Both, from the start.
RecurrentRun train_recurrent(const ArrayTask& task, const ArrayOptions& options,
                             const RecurrentOptions& recurrent, std::uint64_t seed,
                             const Execution& execution);

}  // namespace rssviz::models
