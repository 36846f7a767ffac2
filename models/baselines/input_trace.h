// Baselines of maps: traces of the inputs alone, and inputs in another order. Values; safe on any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/matrix.h"
#include "models/cells/network.h"
#include "models/data/corpus.h"

namespace rssviz::models {

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
