// Learning the class of whole sequences of rows, which is read after the last step.
//   lstm, gru, rnn   back-propagation through time of whole batches on the cross-entropy of the softmax
//   esn              ridge regression of the state after the last step on 1 for the class and 0 for the
//   others
// Batches are cut into pieces of a fixed size, whose gradients are summed in their order: the same bytes at
// any number of threads, and whether or not training was interrupted.
#pragma once

#include "core/parallel.h"
#include "models/data/class_sequences.h"
#include "models/training/esn_training.h"
#include "models/training/recurrent_training.h"

namespace rssviz::models {

// As train_stages and measure_stages of recurrent_training.h; run.sentences counts training sequences.
// Metrics of training sequences are of 5,000 of them (all where there are fewer). "loss" is the
// cross-entropy, "exact_error" the share of wrong classes, "rmse" that of the softmax. Throws Error{usage}
// for dropout, which isn't known here.
void train_stages(const ClassSequences& sequences, const ClassOptions& options, RecurrentRun& run,
                  OptimizerState<float> optimizer, const Execution& execution, const OnStage& on_stage = {});
void measure_stages(const ClassSequences& sequences, const Execution& execution, RecurrentRun& run);
// Both, from the start.
RecurrentRun train_recurrent(const ClassSequences& sequences, const ClassOptions& options,
                             const RecurrentOptions& recurrent, std::uint64_t seed,
                             const Execution& execution);

// Outputs after the last step of some sequences, before the softmax: ids x outputs.
Matrix class_logits(const RecurrentParameters<float>& parameters, const ClassSequences& sequences,
                    std::span<const std::int32_t> ids, const Execution& execution);

// Stages: readouts after growing numbers of training sequences, as on a corpus. Throws Error{usage} for
// continuous learning or recursive least squares, which need every step or row of its own.
EsnRun train_esn(const ClassSequences& sequences, const EsnTrainingOptions& options, std::uint64_t seed,
                 const Execution& execution);

}  // namespace rssviz::models
