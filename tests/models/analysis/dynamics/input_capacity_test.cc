// Capacities of states that are known functions of their input, and of a small network by NumPy.
#include "models/analysis/dynamics/input_capacity.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "core/progress.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

const Workers kOne(1), kThree(3);
SilentProgress silent;
const Execution kExecution{kOne, silent};

// Column k is the input k steps ago.
MatrixD delay_line(const MatrixD& inputs, Eigen::Index units) {
  MatrixD states = MatrixD::Zero(inputs.rows(), units);
  for (Eigen::Index t = 0; t < inputs.rows(); ++t)
    for (Eigen::Index k = 0; k < units && k <= t; ++k) states(t, k) = inputs(t - k, 0);
  return states;
}

TEST(InputCapacity, ADelayLineHoldsEachOfItsInputsAndNothingElse) {
  const CapacityOptions options{.steps = 4000, .washout = 60, .degree = 3};
  const MatrixD inputs = capacity_inputs(options, 1);
  const InputCapacity found = input_capacity(delay_line(inputs, 10), inputs, options, kExecution);
  EXPECT_EQ(found.rank, 10);
  ASSERT_EQ(found.memory.size(), 13U);  // three more, which can't be told from chance
  for (std::size_t delay = 0; delay < 10; ++delay)
    EXPECT_NEAR(found.memory[delay], 1 - found.chance, 1e-9) << delay;
  for (std::size_t delay = 10; delay < 13; ++delay) EXPECT_LT(std::abs(found.memory[delay]), 0.005) << delay;
  EXPECT_NEAR(found.chance, 10.0 / 4000, 4 * found.chance_spread / std::sqrt(20.0));
  EXPECT_NEAR(found.memory_capacity(), 9, 0.05);
  EXPECT_NEAR(found.of_degree(1), 10, 1e-6);
  EXPECT_EQ(found.of_degree(2), 0);
  EXPECT_EQ(found.of_degree(3), 0);
  EXPECT_EQ(found.ended, (std::vector<bool>{true, true, true}));
}

// u(t-1)^2 is a square's Legendre polynomial and a constant; u(t) u(t-2) is of degree 2 with delay 2.
TEST(InputCapacity, DegreesAndDelaysAreThoseOfWhatTheStateHolds) {
  const CapacityOptions options{.steps = 5000, .washout = 40, .amplitude = 0.5, .degree = 3};
  const MatrixD u = capacity_inputs(options, 1);
  MatrixD states = MatrixD::Zero(u.rows(), 3);
  for (Eigen::Index t = 2; t < u.rows(); ++t)
    states.row(t) << u(t - 1, 0) * u(t - 1, 0), u(t, 0) * u(t - 2, 0), std::pow(u(t, 0), 3);
  const InputCapacity found = input_capacity(states, u, options, kExecution);
  EXPECT_NEAR(found.of_degree(2), 2, 0.02);
  // x^3 = 3/5 P1 + 2/5 P3, of variance (9/25)(1/3) and (4/25)(1/7): shares 21/25 and 4/25.
  EXPECT_NEAR(found.of_degree(1), 0.84, 0.02);
  EXPECT_NEAR(found.of_degree(3), 0.16, 0.02);
  EXPECT_NEAR(found.total(), 3, 0.03);
  for (const CapacityPart& part : found.parts) {
    if (part.degree != 2) continue;
    EXPECT_NEAR(part.capacity, part.delay == 1 || part.delay == 2 ? 1 : 0, 0.02) << part.delay;
  }
}

TEST(InputCapacity, OfStatesThatDontKnowTheInputIsChance) {
  const CapacityOptions options{.steps = 3000, .washout = 20, .degree = 2, .delays = 15};
  const MatrixD inputs = capacity_inputs(options, 2);
  Rng rng(7, "test");
  MatrixD states(inputs.rows(), 30);
  for (double& value : states.reshaped()) value = rng.normal();
  const InputCapacity found = input_capacity(states, inputs, options, kExecution);
  EXPECT_NEAR(found.chance, 30.0 / 3000, 0.002);
  double sum = 0;
  int below = 0;
  for (const double one : found.memory) {
    sum += one;
    if (one < 0) ++below;
  }
  EXPECT_LT(std::abs(sum), 0.06);
  EXPECT_GE(below, 3);  // not clipped at 0
  EXPECT_EQ(found.total(), 0);
}

// The numbers of make_input_capacity.py.
TEST(InputCapacity, OfASmallNetworkAreThoseOfNumPy) {
  constexpr int kUnits = 5;
  CapacityOptions options{.steps = 1000, .washout = 20, .degree = 3, .delays = 5};
  options.p = 1 - 1e-9;  // all polynomials count
  MatrixD u(options.washout + options.steps, 1), states(u.rows(), kUnits);
  std::int64_t state = 12345;
  std::array<double, kUnits> x{};
  for (Eigen::Index t = 0; t < u.rows(); ++t) {
    state = (state * 1103515245 + 12345) % (std::int64_t{1} << 31);
    u(t, 0) = 2 * static_cast<double>(state) / 2147483648.0 - 1;
    const std::array<double, kUnits> before = x;
    for (std::size_t k = 0; k < kUnits; ++k)
      x[k] = std::tanh(0.7 * before[(k + 1) % kUnits] + (0.3 + 0.2 * static_cast<double>(k)) * u(t, 0) +
                       0.1 * static_cast<double>(k));
    for (std::size_t k = 0; k < kUnits; ++k) states(t, static_cast<Eigen::Index>(k)) = x[k];
  }
  const InputCapacity found = input_capacity(states, u, options, kExecution);
  const double memory[] = {0.9344558453547245, 0.8419866899914902, 0.7252588149167243,
                           0.6004723077778358, 0.533399005609895,  0.01764286659542369};
  ASSERT_EQ(found.memory.size(), std::size(memory));
  for (std::size_t delay = 0; delay < std::size(memory); ++delay)
    EXPECT_NEAR(found.memory[delay] + found.chance, memory[delay], 1e-9) << delay;
  const struct {
    int degree, delay;
    std::int64_t tried;
    double sum;
  } parts[] = {
      {1, 0, 1, 0.9344558453547245},   {1, 1, 1, 0.8419866899914902},   {1, 2, 1, 0.7252588149167243},
      {2, 0, 1, 0.1384710255126398},   {2, 1, 2, 0.2689297662529899},   {2, 2, 3, 0.3317402360201913},
      {3, 0, 1, 0.006378386194949348}, {3, 1, 3, 0.017894493276124024}, {3, 2, 6, 0.060040262010253476}};
  const double chance = static_cast<double>(kUnits) / (options.steps - 1);
  for (const auto& expected : parts) {
    const auto at = std::find_if(found.parts.begin(), found.parts.end(), [&](const CapacityPart& part) {
      return part.degree == expected.degree && part.delay == expected.delay;
    });
    ASSERT_NE(at, found.parts.end());
    EXPECT_EQ(at->tried, expected.tried);
    ASSERT_EQ(at->kept, expected.tried);
    const auto count = static_cast<double>(expected.tried);
    EXPECT_NEAR(at->capacity, (expected.sum - count * chance) / (1 - chance), 1e-9);
  }
}

TEST(InputCapacity, IsTheSameAtAnyNumberOfThreads) {
  const CapacityOptions options{.steps = 1000, .washout = 40, .degree = 3};
  const MatrixD inputs = capacity_inputs(options, 1);
  const MatrixD states = delay_line(inputs, 8).array().tanh();
  const InputCapacity a = input_capacity(states, inputs, options, kExecution);
  const InputCapacity b = input_capacity(states, inputs, options, {kThree, silent});
  EXPECT_EQ(a.memory, b.memory);
  EXPECT_EQ(a.total(), b.total());
}

TEST(InputCapacity, SaysWhatItCantMeasure) {
  const CapacityOptions options{.steps = 100, .washout = 0, .degree = 1};
  const MatrixD inputs = capacity_inputs(options, 1);
  const auto message = [&](const MatrixD& states) -> std::string {
    try {
      input_capacity(states, inputs, options, kExecution);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  };
  EXPECT_NE(message(MatrixD::Zero(100, 3)).find("don't vary"), std::string::npos);
  EXPECT_NE(message(MatrixD::Random(100, 50)).find("--steps: 100"), std::string::npos);
  EXPECT_NE(message(MatrixD::Random(99, 3)).find("at each of 100 steps"), std::string::npos);
}

}  // namespace
}  // namespace rssviz::models
