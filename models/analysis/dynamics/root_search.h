// A point at which a map stands still, from one start: the least of q = 1/2 |F(x) - x|^2 by Powell's dogleg
// (1970): Newton's step where it leads down, towards the gradient where it stalls, within a radius that
// follows how well the linear model told the decrease. Pure functions; safe on any thread.
#pragma once

#include <Eigen/LU>

#include "core/matrix.h"
#include "models/cells/state_map.h"

namespace rssviz::models {

// (I - J) p = r, with the last `tail` numbers eliminated first (StateMap::diagonal_tail).
class StandStill {
 public:
  StandStill(const MatrixD& jacobian, Eigen::Index tail);
  // Not finite where I - J is singular.
  VectorD solve(const VectorD& residual) const;
  // The sign of det(I - J), the index of a regular fixed point: -1, 0 or 1.
  int sign() const;

 private:
  Eigen::Index tail_;
  VectorD own_{};        // tail: 1 - d, the diagonal of I - J
  VectorD to_head_{};    // tail: what the tail gives to the head, a diagonal
  MatrixD from_head_{};  // tail x head
  Eigen::PartialPivLU<MatrixD> lu_{};
};

struct RootOptions {
  double radius{1};  // of the region of interest: no step is longer
  int most_steps{60};
  double bound{1e300};  // of each number of the state: a search that ends beyond has found nothing
};

struct Root {
  VectorD at{};  // where the search ended
  double q{0};   // there
  bool converged{false};
};

Root find_root(const StateMap& map, const VectorD& drive, const VectorD& start, const RootOptions& options);

}  // namespace rssviz::models
