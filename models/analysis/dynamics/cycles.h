// Where a network goes when nothing changes any more: a point, a cycle of p steps (found exactly by Newton on
// the p-fold map, with its Floquet multipliers), an invariant circle, or chaos, told apart by Lyapunov
// exponents. Pure functions; safe on any thread.
#pragma once

#include <string_view>
#include <vector>

#include "models/analysis/dynamics/linear_dynamics.h"
#include "models/analysis/dynamics/lyapunov.h"

namespace rssviz::models {

struct Cycle {
  int length{0};              // p; 0: none was found
  MatrixD states{};           // p x size, in order
  Eigenvalues multipliers{};  // of the product of the Jacobians along it
  double error{0};            // |F^p(x) - x|
};

// Newton's method on F^p(x) - x with a step that shrinks until it leads down. Gives length 0 where it
// doesn't get below 1e-9 of the state's size.
Cycle find_cycle(const StateMap& map, const VectorD& drive, const VectorD& start, int length);

enum class AttractorKind { point, cycle, circle, chaos };
std::string_view name_of(AttractorKind kind);

struct Attractor {
  AttractorKind kind{AttractorKind::point};
  Cycle cycle{};   // of a cycle; of a point its length is 1
  double turn{0};  // steps of a turn of a circle, in the mean
  MatrixD path{};  // the last steps x size
  LyapunovSpectrum spectrum{};
};

// After `settle` steps from `start` at a constant input. A recurrence is looked for among `most` steps.
// Throws Error{numeric} where the network diverges.
Attractor find_attractor(const StateMap& map, const VectorD& drive, const VectorD& start, int settle,
                         int most);

}  // namespace rssviz::models
