#include "models/analysis/geometry/class_geometry.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/rng.h"

namespace rssviz::models {
namespace {

// Two classes on a line: 0 and 2, 10 and 14.
Matrix on_a_line() {
  Matrix states(4, 1);
  states << 0, 2, 10, 14;
  return states;
}
const std::vector<std::int32_t> kTwo{0, 0, 1, 1};

TEST(ClassDistances, AgreeWithAHandCount) {
  const ClassDistances found = class_distances(on_a_line(), kTwo, 2);
  EXPECT_DOUBLE_EQ(found.within, (1 + 1 + 2 + 2) / 4.0);
  EXPECT_DOUBLE_EQ(found.between, 11);
  // Centre 6.5: S_B = 2 x 5.5^2 + 2 x 5.5^2, S_W = 1 + 1 + 4 + 4.
  EXPECT_DOUBLE_EQ(found.fisher, 4 * 5.5 * 5.5 / 10);
  // a: 2, 2, 4, 4; b: 12, 10, 9, 13.
  EXPECT_NEAR(found.silhouette, (10 / 12.0 + 8 / 10.0 + 5 / 9.0 + 9 / 13.0) / 4, 1e-12);
}

TEST(Dimension, OfEqualVariancesIsTheirNumber) {
  MatrixD cross = MatrixD::Zero(6, 5);
  for (int k = 0; k < 3; ++k) {
    cross(2 * k, k) = 1;
    cross(2 * k + 1, k) = -1;
  }
  const Dimension three = dimension_of(cross);
  EXPECT_NEAR(three.participation, 3, 1e-12);
  EXPECT_EQ(three.components, 3);
  cross.col(1) *= 0.1;
  cross.col(2) *= 0.1;  // variances 1, .01, .01
  EXPECT_NEAR(dimension_of(cross).participation, 1.02 * 1.02 / 1.0002, 1e-12);
  EXPECT_EQ(dimension_of(cross).components, 1);
  EXPECT_EQ(dimension_of(MatrixD::Zero(4, 3)).participation, 0);
}

TEST(ClassDimensions, KeepMeansAndWhatIsAroundThemApart) {
  // Means on a line, points around them in a plane of two other units.
  Matrix states(200, 4);
  std::vector<std::int32_t> classes;
  for (int i = 0; i < 200; ++i) {
    Rng rng(1, "points", static_cast<std::uint64_t>(i));
    classes.push_back(i % 5);
    states.row(i) << static_cast<float>(10 * (i % 5)), static_cast<float>(rng.normal()),
        static_cast<float>(rng.normal()), 0;
  }
  const ClassDimensions found = class_dimensions(states, classes, 5);
  EXPECT_NEAR(found.means.participation, 1, 0.01);
  EXPECT_NEAR(found.within.participation, 2, 0.1);
  EXPECT_LT(found.pooled.participation, 1.1);
  const EqualDimensions equal = equal_dimensions(states, classes, 5, 100, 1);
  EXPECT_NEAR(equal.means, 1, 0.01);
  EXPECT_GT(equal.low, 1);
  EXPECT_LT(equal.high, 2.01);
  EXPECT_GT(equal.within, 1.3);
}

TEST(Movements, HaveLengthAndAngle) {
  Matrix before(1, 2), now(1, 2), next(1, 2);
  before << 0, 0;
  now << 1, 0;
  next << 1, 3;
  EXPECT_DOUBLE_EQ(movements(before, now, next)[0].speed, 3);
  EXPECT_DOUBLE_EQ(movements(before, now, next)[0].angle, 90);
  EXPECT_TRUE(std::isnan(movements(Matrix(), now, next)[0].angle));
  EXPECT_TRUE(std::isnan(movements(before, now, now)[0].angle));
}

}  // namespace
}  // namespace rssviz::models
