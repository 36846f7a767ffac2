// Lyapunov exponents, cycles and attractors of maps that are known.
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/error.h"
#include "models/analysis/dynamics/cycles.h"
#include "models/analysis/dynamics/lyapunov.h"
#include "tests/models/analysis/dynamics/known_maps.h"

namespace rssviz::models {
namespace {

const VectorD kNoInput = VectorD::Zero(1);

TEST(Lyapunov, OfALinearMapAreTheLogarithmsOfItsEigenvalues) {
  const MatrixD w = (MatrixD(3, 3) << 0.9, 0.3, 0, 0, -0.5, 0.2, 0, 0, 0.1).finished();
  const LyapunovSpectrum spectrum =
      lyapunov_spectrum(linear_map(w, VectorD::Zero(3)), {kNoInput}, VectorD::Ones(3), {3, 200, 500});
  EXPECT_NEAR(spectrum.exponents[0], std::log(0.9), 1e-9);
  EXPECT_NEAR(spectrum.exponents[1], std::log(0.5), 1e-9);
  EXPECT_NEAR(spectrum.exponents[2], std::log(0.1), 1e-9);
  EXPECT_EQ(spectrum.kaplan_yorke(), 0);
}

// .4192 and -1.6230 (Sprott 2003, "Chaos and Time-Series Analysis", table of the Henon map a = 1.4, b = .3);
// their sum is ln .3 exactly; the Kaplan-Yorke dimension is 1.258.
TEST(Lyapunov, OfHenonsMapAreThoseOfTheLiterature) {
  const VectorD start = (VectorD(2) << 0.1, 0.1).finished();
  const LyapunovSpectrum spectrum =
      lyapunov_spectrum(henon_map(1.4, 0.3), {kNoInput}, start, {2, 1000, 100000});
  EXPECT_NEAR(spectrum.exponents[0], 0.4192, 0.004);
  EXPECT_NEAR(spectrum.exponents[0] + spectrum.exponents[1], std::log(0.3), 1e-9);
  EXPECT_NEAR(spectrum.kaplan_yorke(), 1.258, 0.003);
  EXPECT_LT(std::abs(spectrum.exponents[0] - 0.4192), 4 * spectrum.errors[0] + 1e-4);
}

TEST(Lyapunov, ADivergingNetworkIsNamedWithItsStep) {
  const MatrixD w = 1e100 * MatrixD::Identity(2, 2);
  try {
    lyapunov_spectrum(linear_map(w, VectorD::Zero(2)), {kNoInput}, VectorD::Ones(2), {1, 0, 20});
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::numeric);
    EXPECT_NE(std::string(error.what()).find("after step 4"), std::string::npos) << error.what();
  }
}

TEST(Memory, OfALinearMapFallsByItsEigenvalue) {
  const std::vector<double> memory = memory_of(linear_map(0.8 * MatrixD::Identity(4, 4), VectorD::Zero(4)),
                                               {kNoInput}, VectorD::Ones(4), 10, 3);
  for (std::size_t k = 0; k <= 10; ++k) EXPECT_NEAR(memory[k], std::pow(0.8, k), 1e-12);
  EXPECT_NEAR(half_life(memory), 3 + (0.512 - 0.5) / (0.512 - 0.4096), 1e-9);
}

// Henon's map at a = 1, b = .3 has a stable cycle of 4 steps, and at a = .9 one of 2, whose points solve a
// quadratic equation: with y = b x of the step before, x1 + x2 = (1 - b) / a.
TEST(Cycles, OfHenonsMapAreThoseByHand) {
  const KnownMap map = henon_map(0.9, 0.3);
  const VectorD start = (VectorD(2) << 1.15, -0.12).finished();
  const Cycle cycle = find_cycle(map, kNoInput, start, 2);
  ASSERT_EQ(cycle.length, 2);
  EXPECT_NEAR(cycle.states(0, 0) + cycle.states(1, 0), 0.7 / 0.9, 1e-10);
  EXPECT_GT(std::abs(cycle.states(0, 0) - cycle.states(1, 0)), 0.1);
  EXPECT_LT(std::abs(cycle.multipliers.front()), 1);
  const Attractor four = find_attractor(henon_map(1.0, 0.3), kNoInput, start, 2000, 500);
  EXPECT_EQ(four.kind, AttractorKind::cycle);
  EXPECT_EQ(four.cycle.length, 4);
}

TEST(Cycles, OfAHopfMapTurnsOnItsCircle) {
  // A fifth of a turn a step: every point of the circle of radius 1/2 comes back after 5 steps.
  const KnownMap map = hopf_map(0.25, 2 * std::numbers::pi / 5);
  const Cycle cycle = find_cycle(map, kNoInput, (VectorD(2) << 0.6, 0.1).finished(), 5);
  ASSERT_EQ(cycle.length, 5);
  for (Eigen::Index k = 0; k < 5; ++k) EXPECT_NEAR(cycle.states.row(k).norm(), 0.5, 1e-8);
  EXPECT_NEAR(std::abs(cycle.multipliers[0]), 1, 1e-6);                      // along the circle
  EXPECT_NEAR(std::abs(cycle.multipliers[1]), std::pow(1 - 0.25, 5), 1e-6);  // across it
}

TEST(Attractors, AreToldApart) {
  const VectorD start = (VectorD(2) << 0.3, 0.1).finished();
  const Attractor circle = find_attractor(hopf_map(0.25, 1.0), kNoInput, start, 500, 2000);
  EXPECT_EQ(circle.kind, AttractorKind::circle);
  EXPECT_NEAR(circle.turn, 2 * std::numbers::pi, 0.01);
  EXPECT_EQ(find_attractor(hopf_map(-0.25, 1.0), kNoInput, start, 500, 2000).kind, AttractorKind::point);
  EXPECT_EQ(find_attractor(henon_map(1.4, 0.3), kNoInput, start, 500, 4000).kind, AttractorKind::chaos);
}

}  // namespace
}  // namespace rssviz::models
