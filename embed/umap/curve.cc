#include "embed/umap/curve.h"

#include <array>
#include <cmath>
#include <string>

#include "core/error.h"

namespace rssviz::embed {
namespace {

constexpr int kSamples = 300;

// Sum of squares, and its normal equations J'J, J'r in (a, b), at a and b.
struct Fit {
  double cost{0.};
  std::array<double, 3> normal{};  // aa, ab, bb
  std::array<double, 2> slope{};
};

Fit evaluate(double spread, double min_dist, double a, double b) {
  Fit fit;
  for (int i = 0; i < kSamples; ++i) {
    const double x = 3. * spread * i / (kSamples - 1);
    const double wanted = x < min_dist ? 1. : std::exp(-(x - min_dist) / spread);
    if (x == 0.) continue;  // the curve is 1 there whatever a and b
    const double power = std::pow(x, 2. * b);
    const double value = 1. / (1. + a * power);
    const double by_a = -power * value * value;
    const double by_b = by_a * a * 2. * std::log(x);
    const double error = wanted - value;
    fit.cost += error * error;
    fit.normal[0] += by_a * by_a;
    fit.normal[1] += by_a * by_b;
    fit.normal[2] += by_b * by_b;
    fit.slope[0] += by_a * error;
    fit.slope[1] += by_b * error;
  }
  return fit;
}

}  // namespace

Curve fit_curve(double spread, double min_dist) {
  double a = 1.;
  double b = 1.;
  double damping = 1e-3;
  Fit fit = evaluate(spread, min_dist, a, b);
  for (int i = 0; i < 500; ++i) {
    const double aa = fit.normal[0] * (1. + damping);
    const double bb = fit.normal[2] * (1. + damping);
    const double determinant = aa * bb - fit.normal[1] * fit.normal[1];
    const double step_a = (bb * fit.slope[0] - fit.normal[1] * fit.slope[1]) / determinant;
    const double step_b = (aa * fit.slope[1] - fit.normal[1] * fit.slope[0]) / determinant;
    // Both are positive for any curve that falls from 1 to 0.
    const bool inside = a + step_a > 0. && b + step_b > 0.;
    const Fit next = inside ? evaluate(spread, min_dist, a + step_a, b + step_b) : fit;
    if (inside && next.cost <= fit.cost) {
      a += step_a;
      b += step_b;
      fit = next;
      damping *= .3;
      if (std::abs(step_a) <= 1e-10 * a && std::abs(step_b) <= 1e-10 * b) return {a, b};
    } else {
      damping *= 4.;
      if (damping > 1e12) return {a, b};  // no step lowers the cost: the minimum, to rounding
    }
  }
  fail(ErrorKind::numeric,
       "no curve fits spread = " + std::to_string(spread) + ", min_dist = " + std::to_string(min_dist));
}

}  // namespace rssviz::embed
