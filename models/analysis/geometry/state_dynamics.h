// Linear dynamics of recorded states: x(t+1) = A x(t) + B u(t), fitted by ridge regression on the leading
// principal components with delays (dynamic mode decomposition with control: Proctor et al. 2016; delays:
// Arbabi and Mezic 2017), and how far apart the eigenvalues of two such maps are (Redman et al. 2024; blind
// to non-normality). Pure functions; one thread.
#pragma once

#include <complex>
#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

// The rows of one sequence, in order of its steps.
using SequenceOfRows = std::vector<int>;

// The leading principal components of states (points x units): points x rank, and the share of variance.
struct Components {
  MatrixD scores{};
  std::vector<double> shares{};
};
Components leading_components(MatrixRef states, int most);

struct DynamicsOptions {
  int rank{4};           // components
  int delays{1};         // states of so many steps side by side
  double penalty{1e-6};  // ridge, as a share of the mean variance of a regressor

  void check() const;
};

struct LinearDynamics {
  MatrixD map{};  // rank * delays square: companion form where there are delays
  std::vector<std::complex<double>> eigenvalues{};
  double unexplained{0};  // of x(t+1) - mean, one step ahead, on the sequences held out; NaN without any
};

// `scores`: points x components, at least options.rank; `inputs`: points x inputs, or no rows; u(t) is the
// input that leads from t to t + 1: that of row t + 1. `train` and `held_out` are sequences. Throws
// Error{data} where no sequence of `train` is longer than the delays.
LinearDynamics fit_dynamics(const MatrixD& scores, const MatrixD& inputs,
                            std::span<const SequenceOfRows> train, std::span<const SequenceOfRows> held_out,
                            const DynamicsOptions& options);

// The mean distance in the complex plane between eigenvalues under the best pairing (optimal transport of
// two sets of equal size). Throws Error{data} for sets of other sizes.
double eigenvalue_distance(const std::vector<std::complex<double>>& a,
                           const std::vector<std::complex<double>>& b);

// The pairing of rows with columns of a square matrix that costs least (Kuhn 1955, Munkres 1957): the column
// of each row.
std::vector<int> cheapest_pairing(const MatrixD& cost);

}  // namespace rssviz::models
