// Numbers of a learning stage on sequences of classes. Pure functions.
#pragma once

#include <span>
#include <vector>

#include "models/data/class_sequences.h"
#include "models/training/metrics.h"

namespace rssviz::models {

// The training sequences that are judged: 5,000 of them in order of training (all where there are fewer).
std::vector<std::int32_t> judged_training(const ClassSequences& sequences);
// `outputs`: ids x outputs, probabilities or what stands for them. "loss" and "rmse", and "exact_error", the
// share whose largest output isn't the class. `cross_entropy`: loss is that of the outputs as probabilities;
// else their mean squared error.
StageMetrics class_metrics(const ClassSequences& sequences, std::span<const std::int32_t> ids, Split split,
                           MatrixDRef outputs, bool cross_entropy);

}  // namespace rssviz::models
