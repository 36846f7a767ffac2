// Continuous learning: the readout is trained on the state after every word, with the target of the whole
// sentence, sentences in order. Source: Variengien and Hinaut 2020. The same bytes at any number of threads.
#pragma once

#include <memory>
#include <vector>

#include "core/parallel.h"
#include "models/training/esn_training.h"

namespace rssviz::models {

// The readouts after the first counts[k] training sentences (ascending), each outputs x (1 + units).
// By ridge regression, states that sentences share are counted, not repeated; by recursive least squares,
// every step is one of the recursion. Memory: the states of the distinct prefixes, in float, and a system of
// (1 + units)^2 in double. Throws Error{numeric}.
std::vector<MatrixD> continuous_readouts(const Corpus& corpus,
                                         const std::shared_ptr<const Reservoir<float>>& reservoir,
                                         const EsnTrainingOptions& options, const std::vector<int>& counts,
                                         const Execution& execution);

}  // namespace rssviz::models
