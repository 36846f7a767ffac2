// What a network's state holds of its past input: memory capacity by delay (Jaeger 2002), and information
// processing capacity by degree and delay (Dambre, Verstraeten, Schrauwen and Massar 2012), for independent
// uniform input. Pure functions; the same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "core/parallel.h"
#include "models/cells/state_map.h"

namespace rssviz::models {

struct CapacityOptions {
  int steps{10'000};    // of the input that count, after the washout
  int washout{500};     // steps before; no delay is longer
  double amplitude{1};  // inputs are uniform in -amplitude .. amplitude
  int degree{3};        // of the polynomials of the input, at most
  int delays{0};        // of the memory curve, from 0; 0: until three in a row can't be told from chance
  int surrogates{20};   // inputs in another order, whose mean capacity is chance
  double p{1e-4};       // a polynomial counts where chance exceeds its capacity more seldom than this
  std::int64_t most{20'000};  // polynomials of a degree that are tried
  std::uint64_t seed{1};      // of the input and the surrogates

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// Polynomials of one degree whose longest delay is one number of steps.
struct CapacityPart {
  int degree{0};
  int delay{0};
  std::int64_t tried{0};
  std::int64_t kept{0};  // above chance
  double capacity{0};    // sum over those kept, each less what chance gives
};

struct InputCapacity {
  Eigen::Index inputs{0};
  Eigen::Index size{0};          // numbers of the state
  Eigen::Index rank{0};          // directions in which it varies, the bound of all capacities together
  double participation{0};       // (sum of variances)^2 / sum of squared variances
  std::vector<double> memory{};  // by delay from 0: share of the input's variance told, less chance; summed
                                 // over inputs; below 0 where less than chance
  double chance{0};              // mean over surrogates, an input
  double chance_spread{0};       // their standard deviation
  std::vector<CapacityPart> parts{};  // by degree, then delay
  std::vector<bool>
      ended{};  // by degree from 1: whether trying ended because no more was found, not by `most`

  // Sum over delays of 1 and more: the present input is no memory.
  double memory_capacity() const;
  double of_degree(int degree) const;
  double total() const;
};

// steps x inputs, uniform in -amplitude .. amplitude; stream (seed, "capacity input").
MatrixD capacity_inputs(const CapacityOptions& options, Eigen::Index inputs);

// The states (steps x size) that inputs (steps x inputs) lead through, from the zero state. Throws
// Error{numeric} naming the step at which a number stops being finite.
MatrixD driven_states(const StateMap& map, MatrixDRef inputs, const Execution& execution);

// states, inputs: (washout + steps) rows. A capacity is 1 - (least squared error of a linear reader with a
// bias, over all counted steps) / variance: chance gives rank / steps, which is taken off. Polynomials are
// products of Legendre polynomials of inputs at different delays, orthogonal for uniform input, so that the
// sum of all is at most the rank (Dambre et al. 2012, eq. 5). Directions whose variance is below 1e-12 of the
// largest don't count. Throws Error{data} where states don't vary or sizes differ.
InputCapacity input_capacity(MatrixDRef states, MatrixDRef inputs, const CapacityOptions& options,
                             const Execution& execution);

}  // namespace rssviz::models
