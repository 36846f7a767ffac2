// The two ways to the same linear readout, in double: recursive least squares and ridge regression. Functions
// are pure, the classes for one thread at a time; the same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <functional>
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

// The same where the rows come in pieces, so that they needn't all be in memory. `s`: rows x (1 + features),
// the constant first; `targets`: rows x outputs. Pieces may be of any number of rows.

// S'S + alpha I and S'D of all rows so far.
class NormalEquations {
 public:
  NormalEquations(Eigen::Index features, Eigen::Index outputs, double alpha);
  // s: rows x (1 + features), the constant first; Error{usage} for another number of columns.
  // A row that stands for w equal ones comes scaled by sqrt(w), with the sum of their targets over sqrt(w).
  void add(MatrixDRef s, MatrixDRef targets, const Workers& workers);
  // outputs x (1 + features). Throws Error{numeric}, saying that it was after `count` sentences.
  MatrixD solve(int count) const;

 private:
  Eigen::MatrixXd system_;
  Eigen::MatrixXd right_;
};

class RecursiveLeastSquares {
 public:
  RecursiveLeastSquares(Eigen::Index features, Eigen::Index outputs, double alpha);
  // One row after the other; `after(i)` is called once `readout` has learned row i of the piece. Throws
  // Error{numeric} naming the row.
  void learn(MatrixDRef s, MatrixDRef targets, const Execution& execution,
             const std::function<void(Eigen::Index)>& after = {});
  const MatrixD& readout() const { return readout_; }  // outputs x (1 + features)

 private:
  void learn_block(MatrixDRef s, MatrixDRef targets, Eigen::Index offset, const Execution& execution,
                   const std::function<void(Eigen::Index)>& after);
  void downdate(const Eigen::MatrixXd& columns, const Workers& workers);

  MatrixD p_;  // (1 + features) x (1 + features)
  MatrixD readout_;
  std::int64_t seen_{0};
};

}  // namespace rssviz::models
