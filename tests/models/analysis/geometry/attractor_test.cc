#include "models/analysis/geometry/attractor.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/error.h"

namespace rssviz::models {
namespace {

// Jacobians of made-up maps by hand.
MapSystem contraction() {
  return {[](const VectorD& x) { return VectorD(0.5 * x); },
          [](const VectorD& x) { return MatrixD(0.5 * MatrixD::Identity(x.size(), x.size())); }};
}

// x' = r x (1 - x), and a second number that dies out.
MapSystem logistic(double r) {
  return {[r](const VectorD& x) { return VectorD(Eigen::Vector2d(r * x(0) * (1 - x(0)), 0.3 * x(1))); },
          [r](const VectorD& x) {
            MatrixD j = MatrixD::Zero(2, 2);
            j(0, 0) = r * (1 - 2 * x(0));
            j(1, 1) = 0.3;
            return j;
          }};
}

// In polar coordinates: the angle goes on by `turn`, the radius to 1 as r' = r + 0.2 (1 - r) r.
MapSystem circle(double turn) {
  const auto step = [turn](const VectorD& x) {
    const double r = x.norm(), angle = std::atan2(x(1), x(0)) + turn, next = r + 0.2 * (1 - r) * r;
    return VectorD(Eigen::Vector2d(next * std::cos(angle), next * std::sin(angle)));
  };
  return {step, [step](const VectorD& x) {
            MatrixD j(2, 2);
            for (int k = 0; k < 2; ++k) {
              VectorD high = x, low = x;
              high(k) += 1e-6;
              low(k) -= 1e-6;
              j.col(k) = (step(high) - step(low)) / 2e-6;
            }
            return j;
          }};
}

VectorD start() { return Eigen::Vector2d(0.3, 0.4); }

TEST(FindAttractor, TellsPointCycleCircleAndChaosApart) {
  const FoundAttractor point = find_attractor(contraction(), start(), {});
  EXPECT_EQ(point.kind, Attractor::point);
  EXPECT_NEAR(point.multipliers.front().real(), 0.5, 1e-12);

  // At r = 3.2 the period is 2 with multiplier 4 + 2 r - r^2.
  const FoundAttractor two = find_attractor(logistic(3.2), start(), {});
  EXPECT_EQ(two.kind, Attractor::cycle);
  EXPECT_EQ(two.period, 2);
  EXPECT_NEAR(two.multipliers.front().real(), 4 + 2 * 3.2 - 3.2 * 3.2, 1e-8);

  const FoundAttractor ring = find_attractor(circle(std::numbers::phi), start(), {});
  EXPECT_EQ(ring.kind, Attractor::circle);
  EXPECT_NEAR(ring.exponents[0], 0, 1e-3);
  EXPECT_NEAR(ring.exponents[1], std::log(0.8), 1e-3);  // of the radius: 1 - 0.2 at r = 1

  const FoundAttractor wild = find_attractor(logistic(4), start(), {});
  EXPECT_EQ(wild.kind, Attractor::chaos);
  EXPECT_NEAR(wild.exponents[0], std::numbers::ln2, 0.05);
}

TEST(FindAttractor, OfACircleThatTurnsByAFractionFindsTheCycle) {
  const FoundAttractor five = find_attractor(circle(2 * std::numbers::pi * 2 / 5), start(), {});
  EXPECT_EQ(five.kind, Attractor::cycle);
  EXPECT_EQ(five.period, 5);
}

// Weak chaos: at r = 3.575 the exponent is .0867, the mean of log |r (1 - 2 x)| over 400,000 steps from step
// 2,000 on (a loop in Python).
TEST(FindAttractor, FurtherStepsMakeExponentsSurer) {
  AttractorOptions longer;
  longer.follow = 4000;
  const FoundAttractor tail = find_attractor(logistic(3.575), start(), {});
  const FoundAttractor further = find_attractor(logistic(3.575), start(), longer);
  EXPECT_EQ(further.kind, Attractor::chaos);
  EXPECT_NEAR(further.exponents[0], 0.0867, 0.006);
  EXPECT_LT(further.exponent_errors[0], 0.5 * tail.exponent_errors[0]);
  EXPECT_EQ(further.tail, tail.tail);

  const FoundAttractor ring = find_attractor(circle(std::numbers::phi), start(), longer);
  EXPECT_EQ(ring.kind, Attractor::circle);
  EXPECT_NEAR(ring.exponents[1], std::log(0.8), 1e-6);
  longer.follow = 7;
  EXPECT_THROW(find_attractor(logistic(3.575), start(), longer), Error);
}

TEST(FindAttractor, OfAStateThatGrowsWithoutBoundSaysSo) {
  const MapSystem growing{[](const VectorD& x) { return VectorD(x.array().square() * 10 + 5); },
                          [](const VectorD& x) { return MatrixD(MatrixD::Identity(x.size(), x.size())); }};
  EXPECT_THROW(find_attractor(growing, start(), {}), Error);
}

}  // namespace
}  // namespace rssviz::models
