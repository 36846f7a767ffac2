// What a map x' = F(x) comes to when it is left alone: a point, an exact cycle, an invariant circle, or
// chaos. A state is run for many steps; a tail that comes back to itself is a point or a cycle, whose
// multipliers are the eigenvalues of the product of Jacobians (Floquet); else Lyapunov exponents by QR of
// Jacobians along the tail, or along further steps where asked (Benettin et al. 1980; Eckmann and Ruelle
// 1985, doi 10.1103/RevModPhys.57.617) decide: maps are typically quasi-periodic on an invariant circle
// (largest exponent 0 within its error, the second below 0). Pure; one thread; the same bits at each call.
#pragma once

#include <complex>
#include <functional>
#include <string_view>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

enum class Attractor { point, cycle, circle, chaos, undecided };
std::string_view name_of(Attractor attractor);  // "point", "cycle", "invariant circle", "chaos", "undecided"

struct MapSystem {
  std::function<VectorD(const VectorD&)> step{};
  std::function<MatrixD(const VectorD&)> jacobian{};  // d F_i / d x_j at x
};

struct AttractorOptions {
  int steps{2000};
  int tail{500};           // the last so many: what is looked at
  int follow{0};           // further steps along which exponents are found; 0: along the tail
  double tolerance{1e-6};  // of coming back, as a share of the tail's size (or of 1 where that is less)
  int exponents{3};        // of the largest
  double significant{4};   // an exponent is other than 0 beyond so many standard errors (and 1e-3)

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

struct FoundAttractor {
  Attractor kind{Attractor::undecided};
  int period{0};                                    // of a point (1) or a cycle
  std::vector<std::complex<double>> multipliers{};  // of these, the largest first
  std::vector<double> exponents{};                  // a step, the largest first; of circle, chaos, undecided
  std::vector<double> exponent_errors{};            // standard errors over eight parts of these steps
  MatrixD tail{};                                   // steps x numbers
};

// Throws Error{numeric} where a state stops being finite.
FoundAttractor find_attractor(const MapSystem& system, const VectorD& start, const AttractorOptions& options);

}  // namespace rssviz::models
