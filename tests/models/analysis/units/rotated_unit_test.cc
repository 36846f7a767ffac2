// A unit under a random rotation.
#include "models/analysis/units/rotated_unit.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

Matrix cloud(Eigen::Index rows, Eigen::Index units) {
  Rng rng(1, "test cloud");
  Matrix states(rows, units);
  for (Eigen::Index i = 0; i < states.size(); ++i)
    states.data()[i] = static_cast<float>(rng.normal() + static_cast<double>(i % units));
  return states;
}

}  // namespace

TEST(RotatedUnit, KeepsTheMeanAndReadsADirectionOfLengthOne) {
  const Matrix states = cloud(4000, 6);
  for (int unit = 0; unit < 6; ++unit) {
    const std::vector<float> turned = rotated_unit(states, unit, 7);
    double mean = 0, square = 0;
    for (const float value : turned) mean += static_cast<double>(value) / 4000;
    for (const float value : turned) square += std::pow(static_cast<double>(value) - mean, 2) / 4000;
    EXPECT_NEAR(mean, states.col(unit).cast<double>().mean(), 1e-4);
    EXPECT_NEAR(square, 1, 0.1);  // every direction of this cloud has a variance of 1
  }
}

TEST(RotatedUnit, OfOneUnitIsItOrItsMirrorImage) {
  const Matrix states = cloud(50, 1);
  const std::vector<float> turned = rotated_unit(states, 0, 3);
  const double mean = states.cast<double>().mean();
  for (Eigen::Index i = 0; i < 50; ++i)
    EXPECT_NEAR(std::abs(static_cast<double>(turned[static_cast<std::size_t>(i)]) - mean),
                std::abs(static_cast<double>(states(i, 0)) - mean), 1e-5);
}

TEST(RotatedUnit, IsTheSameWhateverElseIsDrawnAndOtherBySeed) {
  const Matrix states = cloud(30, 5);
  EXPECT_EQ(rotated_unit(states, 2, 1), rotated_unit(states, 2, 1));
  EXPECT_NE(rotated_unit(states, 2, 1), rotated_unit(states, 2, 2));
  EXPECT_NE(rotated_unit(states, 2, 1), rotated_unit(states, 3, 1));
  EXPECT_THROW(rotated_unit(states, 5, 1), Error);
}

}  // namespace rssviz::models
