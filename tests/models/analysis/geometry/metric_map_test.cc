// Metric scaling: distances that fit a plane come back; the best plane for distances that don't is the known
// one.
#include "models/analysis/geometry/metric_map.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

MatrixD distances_between(const MatrixD& points) {
  MatrixD distances = MatrixD::Zero(points.rows(), points.rows());
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    for (Eigen::Index j = 0; j < i; ++j)
      distances(i, j) = distances(j, i) = (points.row(i) - points.row(j)).norm();
  return distances;
}

TEST(MetricMap, RecoversPointsOfAPlane) {
  MatrixD points(9, 2);
  Rng rng(3, "test");
  for (double& value : points.reshaped()) value = rng.normal();
  const MetricMap map = metric_map(distances_between(points));
  EXPECT_LT(map.stress, 1e-7);
  EXPECT_LT((distances_between(map.coords) - distances_between(points)).cwiseAbs().maxCoeff(), 1e-7);
}

// Of four points that are all as far from each other the best map is a square (de Leeuw and Stoop 1984) of
// side (2 + sqrt 2) / 4, whose stress-1 is 3 - 2 sqrt 2. A little unevenness tells which corners are
// opposite.
TEST(MetricMap, FourEquidistantPointsAreASquare) {
  MatrixD distances = MatrixD::Constant(4, 4, 1);
  for (Eigen::Index i = 0; i < 4; ++i) distances(i, i) = 0;
  distances(0, 1) = distances(1, 0) = distances(2, 3) = distances(3, 2) = 1 + 1e-7;
  const MetricMap map = metric_map(distances);
  EXPECT_NEAR(map.stress, 3 - 2 * std::sqrt(2.), 1e-6);
  EXPECT_NEAR((map.coords.row(0) - map.coords.row(2)).norm(), (2 + std::sqrt(2.)) / 4, 1e-3);
  EXPECT_LE(map.stress, map.classical);
}

TEST(MetricMap, RefusesWhatIsNoDistance) {
  MatrixD distances = MatrixD::Zero(3, 3);
  distances(0, 1) = 1;
  EXPECT_THROW(metric_map(distances), Error);
  distances(1, 0) = 1;
  EXPECT_NO_THROW(metric_map(distances));
  distances(2, 2) = 1;
  EXPECT_THROW(metric_map(distances), Error);
  EXPECT_THROW(metric_map(MatrixD::Zero(1, 1)), Error);
}

}  // namespace
}  // namespace rssviz::models
