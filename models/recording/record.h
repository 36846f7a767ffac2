// From a network and sequences to a StateTrace. Distinct prefixes are run once, as matrix products over
// blocks of a fixed size: the same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/parallel.h"
#include "models/cells/network.h"
#include "models/data/state_trace.h"
#include "models/recording/prefix_trie.h"

namespace rssviz::models {

struct RecordOptions {
  std::string what{};  // a trace of the network: "reservoir", "cell", "hidden", "output", ...; "" its default
  bool zero_state{false};  // a point with step and token -1 before each sequence: the state it starts from
};

// Every token of every sequence, in order. Throws Error{usage} for a trace the network hasn't, or that has no
// value before the first token (gates) with zero_state, Error{data} for a token it doesn't know.
StateTrace record_states(const Network& network, const std::vector<Tokens>& sequences,
                         const std::vector<std::string>& vocabulary,
                         const std::vector<std::string>& output_names, const RecordOptions& options,
                         const Execution& execution);

}  // namespace rssviz::models
