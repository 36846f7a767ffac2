// Minimising a smooth convex function of many numbers by its gradient: L-BFGS (Liu and Nocedal 1989, doi
// 10.1007/BF01589116; two loops, ten pairs) with halving of the step until the function falls enough
// (Armijo). Pure; one thread; the same bits at each call.
#pragma once

#include <functional>

#include "core/matrix.h"

namespace rssviz::models {

struct MinimizeOptions {
  double tolerance{1e-6};     // stops where no part of the gradient is larger
  int most_iterations{1000};  // and after so many steps
};

struct Minimum {
  VectorD at{};
  double value{};
  int iterations{};
  bool converged{};  // by the gradient, or since no smaller value can be told from this one in double
};

// The value at `x`; sets `gradient`, which has the size of x.
using Differentiable = std::function<double(const VectorD& x, VectorD& gradient)>;

Minimum minimize(const Differentiable& function, VectorD start, const MinimizeOptions& options = {});

}  // namespace rssviz::models
