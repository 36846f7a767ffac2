// Numbers of a network's states that mean something before any training: how many directions they use, how
// long they remember words, and whether the network forgets where it started. Pure functions; the same bytes
// at any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "core/parallel.h"
#include "models/cells/network.h"
#include "models/data/corpus.h"
#include "models/data/state_trace.h"

namespace rssviz::models {

// (sum of variances)^2 / sum of squared variances over the principal directions: 1 where all variance lies
// along one, `units` where it is even (Abbott, Rajan and Sompolinsky 2011). states: points x units; NaN where
// they don't vary.
double participation_ratio(MatrixRef states);

struct MemoryOptions {
  int longest{12};                        // words back at most
  double lambda{0.00031622776601683794};  // of the probe; as the readout's: 10^-3.5
  double held_out{0.5};  // share of sequences kept from the probe, drawn by the stream (seed, "memory")
  std::uint64_t seed{1};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// How well a linear reader finds the word d words back, on prefixes that it wasn't trained on. One entry a
// d = 1 .. longest. Skill is what is found beyond a reader of the present word alone, as a share of what that
// reader leaves, (accuracy - baseline) / (1 - baseline), less the same where pasts are shuffled among
// prefixes of the same length: what the place in the sentence tells is no memory, and a sum of skills that
// chance alone gives would grow with the number of delays. Below 0 where less than chance is found.
struct WordMemory {
  std::vector<double> accuracy{};  // share of words found
  std::vector<double> baseline{};  // the same by a reader of the present word alone: what grammar gives away
  std::vector<double> chance{};    // the skill that is left where pasts are shuffled, once
  std::vector<double> skill{};     // less chance
  double capacity{};               // sum of skill, in words
  int length{};                    // the largest d up to which all skills are at least one half
};

// trace: whole sentences, as record_states makes them.
WordMemory word_memory(const StateTrace& trace, const MemoryOptions& options);

// The same over rows of numbers: how well a linear reader tells the inputs d steps back (Jaeger 2002), beyond
// a reader of the present input alone, on the second half of the points. accuracy, baseline: shares of the
// variance of the inputs, 0 where negative; chance: of pasts shuffled among all steps. trace: of rows of
// `inputs` (steps x inputs, its tokens), in order; those whose sequence reaches less than `longest` steps
// back are left out. Throws Error{data} where fewer than 10 are left.
WordMemory input_memory(const StateTrace& trace, MatrixRef inputs, const MemoryOptions& options,
                        const Execution& execution);

struct LargestExponentOptions {
  int streams{16};        // runs side by side
  int words{120};         // of each that count
  int washout{40};        // words before, which don't
  double distance{1e-3};  // of a unit between the two states, root mean square
  std::uint64_t seed{1};  // of the order of sentences and of the directions

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// The conditional Lyapunov exponent on the data's inputs (Pecora and Carroll 1990), per word: two states a
// small distance apart are driven by the same words, sentence after sentence without a reset; after each word
// the growth of their distance is noted and the distance set back (Benettin et al. 1980). Below 0: the
// network forgets its start (echo state property on these inputs). Mean over streams.
double conditional_lyapunov(const Network& network, const std::vector<Tokens>& sequences,
                            const LargestExponentOptions& options);

}  // namespace rssviz::models
