// The two ways to the same linear readout, in double. Pure functions; the same bytes at any number of
// threads.
#pragma once

#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "core/parallel.h"

namespace rssviz::models {

// The readouts after the first counts[k] rows, each outputs x (1 + features), the bias first; zero for 0.
// `states`: rows x features (without the constant 1); `targets`: rows x outputs; counts ascending.
// Ridge regression with lambda = alpha: W = D'S (S'S + alpha I)^-1 with S = [1 states]. In the dual form the
// Cholesky factor of S S' + alpha I holds the factors of all its leading blocks, so all stages cost one
// factorisation (rows <= 2 features); otherwise S'S is accumulated from stage to stage.
// Throws Error{numeric} naming the stage where the system isn't positive definite.
std::vector<MatrixD> ridge_readouts(MatrixDRef states, MatrixDRef targets, const std::vector<int>& counts,
                                    double alpha, const Execution& execution);

// Recursive least squares (FORCE; Sussillo and Abbott 2009): P = I / alpha, W = 0; for each row s = [1; x]
//   P <- P - (P s)(s' P) / (1 + s' P s);  W <- W - (W s - d)(P s)'.
// Updates are gathered in blocks of rows: P S for the block as one product, the corrections inside the block
// from the vectors found so far, P brought up to date at the end of the block. Equal to the plain recursion
// up to rounding. Throws Error{numeric} naming the row where a number stops being finite.
std::vector<MatrixD> rls_readouts(MatrixDRef states, MatrixDRef targets, const std::vector<int>& counts,
                                  double alpha, const Execution& execution);

}  // namespace rssviz::models
