// Rotations and tangling of trajectories against what was planted, and against a descent by gradient.
#include "models/analysis/geometry/rotations.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

// Conditions that turn at `hertz` in a plane of 20 units with phases of their own, 10 ms a step, and noise.
Conditions reaches(double hertz, double noise, std::uint64_t seed) {
  Rng rng(seed, "reaches");
  Conditions made;
  MatrixD axes(2, 20);
  for (Eigen::Index k = 0; k < axes.size(); ++k) axes.data()[k] = rng.normal();
  axes.row(0).normalize();  // a circle, not an ellipse: of an ellipse a skew map finds another speed
  axes.row(1) -= axes.row(0) * axes.row(0).dot(axes.row(1));
  axes.row(1).normalize();
  for (int c = 0; c < 8; ++c) {
    MatrixD one(40, 20);
    for (Eigen::Index t = 0; t < 40; ++t) {
      const double phase = 2 * std::numbers::pi * (hertz * 0.01 * static_cast<double>(t) + c / 8.);
      one.row(t) = std::cos(phase) * axes.row(0) + std::sin(phase) * axes.row(1);
      for (Eigen::Index u = 0; u < 20; ++u) one(t, u) += noise * rng.normal();
    }
    made.push_back(one);
  }
  return made;
}

}  // namespace

TEST(Rotations, APlantedRotationIsFound) {
  for (const double hertz : {0.5, 2., 6.}) {
    const Rotations found = rotations_of(without_common_mean(reaches(hertz, 0, 1)), 2);
    ASSERT_EQ(found.turns.size(), 1U);
    EXPECT_NEAR(found.turns.front() / 0.01, hertz, 0.01 * hertz);
    EXPECT_GT(found.r2_skew, 0.999);
    EXPECT_NEAR(found.shares.front(), 1, 1e-9);
  }
}

TEST(Rotations, NoiseLeavesTheFrequency) {
  const Rotations found = rotations_of(without_common_mean(reaches(2, 0.01, 2)), 6);
  EXPECT_NEAR(found.turns.front() / 0.01, 2, 0.1);
  EXPECT_LE(found.r2_skew, found.r2_free + 1e-12);
}

// The sum of squares over skew maps is convex: where its gradient is 0 lies the answer that descent finds.
TEST(Rotations, TheClosedFormEqualsADescentByGradient) {
  const Conditions data = without_common_mean(reaches(3, 0.3, 3));
  const Rotations found = rotations_of(data, 4);
  MatrixD x(8 * 39, 4), slopes(8 * 39, 4);
  for (Eigen::Index c = 0; c < 8; ++c) {
    const MatrixD at = data[static_cast<std::size_t>(c)] * found.axes;
    x.middleRows(c * 39, 39) = (at.topRows(39) + at.bottomRows(39)) / 2;
    slopes.middleRows(c * 39, 39) = at.bottomRows(39) - at.topRows(39);
  }
  MatrixD skew = MatrixD::Zero(4, 4);
  const double rate = 0.2 / (x.transpose() * x).trace();
  for (int step = 0; step < 20000; ++step) {
    const MatrixD gradient = (x * skew.transpose() - slopes).transpose() * x;
    skew -= rate * (gradient - gradient.transpose());
  }
  EXPECT_LT((skew - found.skew).cwiseAbs().maxCoeff(), 1e-10);
}

TEST(Rotations, UnequalLengthsAndOddComponentsAreRefused) {
  Conditions data = reaches(2, 0, 1);
  EXPECT_THROW(rotations_of(data, 3), Error);
  data[3] = data[3].topRows(10).eval();
  EXPECT_THROW(rotations_of(data, 2), Error);
  EXPECT_THROW(without_common_mean({reaches(2, 0, 1).front()}), Error);
}

TEST(Tangling, CrossingPathsAreTangledAndARingIsNot) {
  const Conditions ring = {reaches(2.5, 0, 1).front(), reaches(2.5, 0, 1)[4]};
  MatrixD there(20, 2), back(20, 2);
  for (Eigen::Index t = 0; t < 20; ++t) {
    there.row(t) << static_cast<double>(t), 0;
    back.row(t) << 19. - static_cast<double>(t), 0;
  }
  double most_ring = 0, most_cross = 0;
  for (const auto& one : tangling_of(ring))
    for (const double q : one) most_ring = std::max(most_ring, q);
  const auto crossed = tangling_of({there, back});
  for (const auto& one : crossed)
    for (const double q : one) most_cross = std::max(most_cross, q);
  // Opposite slopes of length 1 at the same place: 4 / (.1 x the mean square of -9.5 .. 9.5).
  EXPECT_NEAR(most_cross, 4 / (0.1 * 33.25), 1e-9);
  EXPECT_LT(most_ring, most_cross);
}

}  // namespace rssviz::models
