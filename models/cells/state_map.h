// A network as a dynamical system: the map from its state to the next at a given input, in double, with its
// Jacobian. What fixed points, linear dynamics and Lyapunov exponents are computed from (Sussillo and Barak
// 2013). The door from any Network to its map stands here too. Immutable; safe to use from any thread.
#pragma once

#include <memory>

#include "core/matrix.h"
#include "models/cells/network.h"

namespace rssviz::models {

class StateMap {
 public:
  virtual ~StateMap() = default;
  // Numbers of the state, as the network carries it: layer by layer [hidden | cell]; an ESN's units (s of the
  // external form), without inputs that are passed on to the readout.
  virtual Eigen::Index size() const = 0;
  virtual Eigen::Index inputs() const = 0;
  // What an input (`inputs()` numbers) adds inside the non-linearities of the lowest layer, bias included.
  virtual VectorD drive(const VectorD& input) const = 0;
  // next = F(state) at that drive. `jacobian`, where it isn't null, becomes size x size: row i the
  // derivatives of next_i.
  virtual void step(const VectorD& state, const VectorD& drive, VectorD& next, MatrixD* jacobian) const = 0;
  // Whether F maps a compact convex set into itself, continuously: then there is a fixed point, and where all
  // are regular their indices sum to +1 (Poincare and Hopf).
  virtual bool is_bounded() const = 0;
  // So many numbers at the end of the state enter each other's next value by a diagonal alone, and the first
  // ones too (an LSTM's cell): systems in I - J are solved without them.
  virtual Eigen::Index diagonal_tail() const { return 0; }
};

// What a Network implements beside Network where it has such a map.
class HasStateMap {
 public:
  virtual ~HasStateMap() = default;
  virtual std::unique_ptr<StateMap> state_map() const = 0;
};

// Throws Error{data} for one without: one that reads backwards, or a baseline.
std::unique_ptr<StateMap> state_map_of(const Network& network);

}  // namespace rssviz::models
