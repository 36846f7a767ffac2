#include "models/analysis/geometry/lbfgs.h"

#include <cmath>
#include <deque>
#include <limits>
#include <utility>
#include <vector>

namespace rssviz::models {
namespace {

constexpr std::size_t kPairs = 10;

struct Pair {
  VectorD step{};
  VectorD change{};  // of the gradient
  double rho{};      // 1 / step'change
};

// The direction of descent: the two loops of the paper.
VectorD direction_of(const std::deque<Pair>& pairs, const VectorD& gradient) {
  VectorD direction = -gradient;
  std::vector<double> alpha(pairs.size());
  for (std::size_t k = pairs.size(); k-- > 0;) {
    alpha[k] = pairs[k].rho * pairs[k].step.dot(direction);
    direction -= alpha[k] * pairs[k].change;
  }
  if (!pairs.empty())
    direction *= pairs.back().step.dot(pairs.back().change) / pairs.back().change.squaredNorm();
  for (std::size_t k = 0; k < pairs.size(); ++k)
    direction += (alpha[k] - pairs[k].rho * pairs[k].change.dot(direction)) * pairs[k].step;
  return direction;
}

void remember(VectorD step, VectorD change, std::deque<Pair>& pairs) {
  const double curvature = step.dot(change);
  if (!(curvature > 1e-300)) return;
  pairs.push_back({std::move(step), std::move(change), 1 / curvature});
  if (pairs.size() > kPairs) pairs.pop_front();
}

}  // namespace

Minimum minimize(const Differentiable& function, VectorD start, const MinimizeOptions& options) {
  Minimum best;
  best.at = std::move(start);
  VectorD gradient = VectorD::Zero(best.at.size());
  best.value = function(best.at, gradient);
  std::deque<Pair> pairs;
  VectorD tried_gradient = gradient;
  for (; best.iterations < options.most_iterations; ++best.iterations) {
    if (gradient.size() == 0 || gradient.cwiseAbs().maxCoeff() <= options.tolerance) {
      best.converged = true;
      return best;
    }
    VectorD direction = direction_of(pairs, gradient);
    double slope = direction.dot(gradient);
    if (!(slope < 0)) {
      pairs.clear();
      direction = -gradient;
      slope = -gradient.squaredNorm();
    }
    double length = 1;
    VectorD tried = best.at + direction;
    double value = function(tried, tried_gradient);
    while (!(value <= best.value + 1e-4 * length * slope) && length > 1e-12) {
      length /= 2;
      tried = best.at + length * direction;
      value = function(tried, tried_gradient);
    }
    if (!(value < best.value)) {
      best.converged = true;
      return best;
    }
    remember(tried - best.at, tried_gradient - gradient, pairs);
    best.at = std::move(tried);
    best.value = value;
    std::swap(gradient, tried_gradient);
  }
  return best;
}

}  // namespace rssviz::models
