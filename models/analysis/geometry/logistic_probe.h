// Probes of classes: multinomial logistic regression with an L2 penalty, what a linear reader finds in states
// when it is trained for just these states. scikit-learn's LogisticRegression (lbfgs): its C is
// 1 / (lambda points). Values and pure functions; one thread; the same bits at each call.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

struct LogisticOptions {
  // Minimised is: mean over points of the cross-entropy + lambda / 2 x the squared weights, offsets free.
  double lambda{1e-3};
  double tolerance{1e-5};  // largest part of the gradient, in coordinates whose curvature is at most about 1
  int most_iterations{500};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

struct LogisticProbe {
  MatrixD weights{};  // units x classes
  VectorD offset{};   // classes
  double loss{};      // what was minimised
  int iterations{};

  // points x classes.
  MatrixD logits(MatrixRef states) const;
};

// states: points x units; classes: one a point, 0 .. count - 1. `start`: where to begin, of the same shape.
// Units are rotated to their principal directions and scaled by the largest curvature that the loss can have
// along each (Böhning 1992, doi 10.1007/BF00048682), which changes the way and not the end. Directions along
// which nothing varies get no weight. Throws Error{usage}, Error{data} for no points, other shapes, a class
// out of range.
LogisticProbe fit_logistic(MatrixRef states, std::span<const std::int32_t> classes, int count,
                           const LogisticOptions& options, const LogisticProbe* start = nullptr);

// Outputs that may be right up to one scale and an offset a class: logits a y + b, a and b by the least
// cross-entropy (with lambda / 2 a^2, so that a stays finite). A probe whose weights are a times the
// identity.
LogisticProbe fit_scale_and_offset(MatrixRef outputs, std::span<const std::int32_t> classes,
                                   const LogisticOptions& options);

// The column of the largest value of each row, the first where they tie.
std::vector<std::int32_t> largest_columns(MatrixDRef logits);
// Of points, those whose class is the one said.
std::int64_t right_answers(std::span<const std::int32_t> said, std::span<const std::int32_t> classes);

}  // namespace rssviz::models
