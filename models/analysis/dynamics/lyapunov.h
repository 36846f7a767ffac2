// How fast neighbouring states part or meet along a network's path: the Lyapunov spectrum by QR of the
// Jacobians (Benettin et al. 1980; Engelken et al. 2023 for recurrent networks), the Kaplan-Yorke dimension,
// and how much of a change of the state is left k steps later. Pure functions; safe on any thread.
#pragma once

#include <vector>

#include "core/matrix.h"
#include "models/cells/state_map.h"

namespace rssviz::models {

// Drives of each step in turn; one for all steps where the input is constant.
using Drives = std::vector<VectorD>;

struct LyapunovOptions {
  int exponents{10};
  int transient{100};  // steps that aren't counted, in which states and directions settle
  int steps{1000};     // counted; with an input of each step at most as many as there are

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

struct LyapunovSpectrum {
  std::vector<double> exponents{};  // the largest first, per step
  std::vector<double> errors{};     // standard error of each, from ten parts of the path
  std::vector<double> local{};      // of the first, by counted step: ln of the growth in that step
  int steps{0};                     // counted

  // The number of exponents, with the fraction of the next, whose sum is 0 (Kaplan and Yorke 1979); 0 where
  // the first is negative, NaN where so many were not computed.
  double kaplan_yorke() const;
};

// From `start`. Throws Error{usage}, Error{numeric} where the state leaves the finite numbers, naming the
// step.
LyapunovSpectrum lyapunov_spectrum(const StateMap& map, const Drives& drives, const VectorD& start,
                                   const LyapunovOptions& options);

// What a change of the state in a random direction leaves k steps later, for k = 0 .. most: the Frobenius
// norm of dh_t / dh_{t-k} over the root of the state's size, geometric mean over `starts` stretches of the
// path.
std::vector<double> memory_of(const StateMap& map, const Drives& drives, const VectorD& start, int most,
                              int starts);
// The least k at which what is left is below a half of that at 0, between steps linearly; infinite where it
// never is.
double half_life(const std::vector<double>& memory);

}  // namespace rssviz::models
