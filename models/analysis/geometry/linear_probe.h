// Linear probes: what a linear reader finds in states. Ridge regression on targets of 0 and 1 with an
// intercept that is not penalised, the largest output wins: scikit-learn's Ridge (and RidgeClassifier up to
// its targets of -1 and 1). Solved in double by Cholesky, in the smaller of units and rows. Values and pure
// functions; one thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

struct LinearProbe {
  VectorD mean{};     // units: subtracted from states
  MatrixD weights{};  // units x targets
  VectorD offset{};   // targets

  // points x targets from points x units.
  MatrixD outputs(MatrixRef states) const;
};

// states: points x units; targets: points x targets; lambda in |X w - y|^2 + lambda |w|^2, X and y centred.
// Throws Error{usage} for a lambda that isn't above 0, Error{data} for no points.
LinearProbe fit_linear(MatrixRef states, MatrixDRef targets, double lambda);
// lambda as a share of the mean squared length of a unit's centred column, so that one share fits states of
// any scale.
double relative_lambda(MatrixRef states, double share);

// 1 in the column of each row's class, 0 elsewhere; a row of class -1 is all 0.
MatrixD one_hot(std::span<const std::int32_t> classes, int count);
// The column of the largest value of each row, the first where they tie, among columns from .. from + count.
std::vector<std::int32_t> largest_of(MatrixDRef outputs, Eigen::Index from, Eigen::Index count);
// The share of rows where both agree, among those where `truth` is not -1; NaN where there are none.
double agreement(std::span<const std::int32_t> guesses, std::span<const std::int32_t> truth);

// A probe for classes, trained on some rows and judged on others: the share of test rows whose class it
// finds. `penalty`: lambda as a share (relative_lambda).
double probe_accuracy(MatrixRef train, std::span<const std::int32_t> train_classes, MatrixRef test,
                      std::span<const std::int32_t> test_classes, int classes, double penalty);

}  // namespace rssviz::models
