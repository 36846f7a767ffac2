// What a network without its history is worth: its errors on each split of a corpus. Pure; the same bytes at
// any number of threads.
#pragma once

#include <vector>

#include "core/parallel.h"
#include "models/cells/network.h"
#include "models/recording/prefix_trie.h"
#include "models/training/metrics.h"

namespace rssviz::models {

// One entry a split, in their order; stage, epoch and sentences are the caller's to set. `trie`: of all
// sequences of the corpus. Throws Error{data} for a network of other inputs.
std::vector<StageMetrics> measure_network(const Network& network, const PrefixTrie& trie,
                                          const Corpus& corpus, const Judge& judge,
                                          const Execution& execution);

}  // namespace rssviz::models
