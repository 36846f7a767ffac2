// From a network and sequences to a StateTrace. Distinct prefixes are run once, as matrix products over
// blocks of a fixed size: the same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/parallel.h"
#include "models/cells/network.h"
#include "models/recording/prefix_trie.h"
#include "models/recording/state_trace.h"

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

// Networks and inputs without what a trained network may have learned: what a map of states is held against.

// The leaky trace of the words, without recurrence: x' = (1 - leak) x + leak u over one-hot words. No
// readout; its trace is "trace".
std::unique_ptr<Network> make_input_trace(int inputs, double leak_rate);
// The same over rows of numbers (steps x inputs): leaky traces at several rates, side by side.
std::unique_ptr<Network> make_input_traces(Matrix rows, std::vector<double> leak_rates);
// The words of each sequence permuted, its first and last token (BEGIN, END) left in place; streams
// (seed, "shuffled words", sequence).
std::vector<Tokens> shuffled_words(const std::vector<Tokens>& sequences, std::uint64_t seed);

}  // namespace rssviz::models
