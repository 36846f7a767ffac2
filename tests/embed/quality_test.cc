#include "embed/quality/quality.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "embed/pca/pca.h"
#include "embed/quality/sampling_margin.h"
#include "tests/embed/fixtures.h"

namespace rssviz::embed {
namespace {

using testing::message_of;
using testing::normal_points;
using testing::Quiet;
using testing::table;

TEST(Trustworthiness, EqualsScikitLearns) {
  Quiet quiet;
  const Matrix points = table("points.csv").cast<float>();
  const MatrixD expected = table("trust.csv");
  for (Eigen::Index i = 0; i < expected.rows(); ++i) {
    const QualityOptions options{.k = static_cast<int>(expected(i, 0))};
    EXPECT_NEAR(map_quality(points, points.leftCols(2), options, quiet.execution()).trustworthiness,
                expected(i, 1), 1e-7);
  }
}

TEST(MapQuality, OfTheStatesThemselvesIsPerfect) {
  Quiet quiet;
  const Matrix points = normal_points(200, 3, 1);
  const MapQuality quality = map_quality(points, points, {}, quiet.execution());
  EXPECT_EQ(quality.trustworthiness, 1.);
  EXPECT_EQ(quality.neighbors_kept, 1.);
}

TEST(MapQuality, ContinuityIsTrustworthinessWithStatesAndMapExchanged) {
  Quiet quiet;
  const Matrix points = normal_points(300, 6, 2);
  const Matrix map = points.leftCols(2);
  EXPECT_NEAR(map_quality(points, map, {}, quiet.execution()).continuity,
              map_quality(map, points, {}, quiet.execution()).trustworthiness, 1e-7);
}

TEST(MapQuality, TripletsAreAllInOrderOnAPerfectMapAndHalfOfThemOnARandomOne) {
  Quiet quiet;
  const Matrix points = normal_points(300, 3, 1);
  EXPECT_EQ(map_quality(points, 2.F * points, {}, quiet.execution()).triplets, 1.);
  EXPECT_NEAR(map_quality(points, normal_points(300, 2, 9), {}, quiet.execution()).triplets, .5, .02);
}

TEST(MapQuality, NeighborsKeptIsTheOverlapOfNeighborSets) {
  Quiet quiet;
  const Matrix points = normal_points(300, 6, 2);
  const Matrix map = points.leftCols(2);
  const MapQuality quality = map_quality(points, map, {.k = 10}, quiet.execution());
  EXPECT_NEAR(quality.neighbors_kept, mean_neighbor_overlap(points, map, 10, quiet.execution()), 1e-6);
}

TEST(MapQuality, ASampleMeasuresItsRowsAgainstAll) {
  Quiet quiet;
  const Matrix points = normal_points(500, 6, 3);
  const MapQuality all = map_quality(points, points.leftCols(2), {}, quiet.execution());
  const MapQuality some = map_quality(points, points.leftCols(2), {.sample = 60}, quiet.execution());
  ASSERT_EQ(some.rows.size(), 60U);
  EXPECT_TRUE(std::is_sorted(some.rows.begin(), some.rows.end()));
  for (std::size_t i = 0; i < 60; ++i) {
    EXPECT_EQ(some.point_trust[i], all.point_trust[static_cast<std::size_t>(some.rows[i])]);
  }
}

TEST(MapQuality, TellsStatesApartThatDifferByLittle) {
  Quiet quiet;
  // A cloud of 1e-4 far from the mean: float32 products would only see noise.
  Matrix points = 1e-4F * normal_points(60, 3, 4);
  points.row(0).setConstant(-100.F);
  const MapQuality quality = map_quality(points, points, {.k = 5}, quiet.execution());
  EXPECT_EQ(quality.trustworthiness, 1.);
}

// Of a row: 1 - the penalty of those of its k nearest in one space that are farther in the other; by
// definition, one distance after the other.
double ranks_off(MatrixRef near_in, MatrixRef ranked_in, Eigen::Index row, int k) {
  const auto distances = [&](MatrixRef in) {
    std::vector<std::pair<double, Eigen::Index>> found;
    for (Eigen::Index j = 0; j < in.rows(); ++j)
      if (j != row)
        found.emplace_back((in.row(j).cast<double>() - in.row(row).cast<double>()).squaredNorm(), j);
    std::sort(found.begin(), found.end());
    return found;
  };
  const auto near = distances(near_in), ranked = distances(ranked_in);
  double off = 0.;
  for (int j = 0; j < k; ++j)
    for (std::size_t r = 0; r < ranked.size(); ++r)
      if (ranked[r].second == near[static_cast<std::size_t>(j)].second)
        off += std::max(0., static_cast<double>(r) + 1. - k);
  return 1. - off * 2. / (k * (2. * static_cast<double>(near_in.rows()) - 3. * k - 1.));
}

void expect_as_defined(const MapQuality& quality, MatrixRef points, MatrixRef map) {
  for (std::size_t at = 0; at < quality.rows.size(); at += 7) {
    const Eigen::Index row = quality.rows[at];
    EXPECT_NEAR(quality.point_trust[at], ranks_off(map, points, row, quality.k), 1e-6) << row;
    EXPECT_NEAR(quality.point_continuity[at], ranks_off(points, map, row, quality.k), 1e-6) << row;
  }
}

// In tight clusters float32 products decide little.
TEST(MapQuality, IsExactWhereEstimatesCannotDecide) {
  Quiet quiet;
  Matrix points = normal_points(600, 7, 12);
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    points.row(i) = 1e-3F * points.row(i) + 3.F * points.row(i % 5) + Vector::Constant(7, 5.F).transpose();
  const Matrix map = points.leftCols(2);
  expect_as_defined(map_quality(points, map, {.k = 15}, quiet.execution()), points, map);
}

// Many units whose variance lies along a few directions: distances along those bound the true ones. On a map
// made of chance, bounds decide little, and distances are taken in all units.
TEST(MapQuality, IsExactWhereDirectionsBoundDistances) {
  Quiet quiet;
  Matrix points = normal_points(2100, 6, 13) * normal_points(6, 90, 14);
  points += .1F * normal_points(2100, 90, 15);
  for (const Matrix& map :
       {Matrix(points.leftCols(2)), normal_points(2100, 2, 16), normal_points(2100, 3, 17)}) {
    const MapQuality quality = map_quality(points, map, {.sample = 140}, quiet.execution());
    expect_as_defined(quality, points, map);
    const MapQuality all = map_quality(points, map, {}, quiet.execution());
    for (std::size_t i = 0; i < quality.rows.size(); ++i) {
      const auto row = static_cast<std::size_t>(quality.rows[i]);
      EXPECT_EQ(quality.point_trust[i], all.point_trust[row]);
      EXPECT_EQ(quality.point_continuity[i], all.point_continuity[row]);
      EXPECT_EQ(quality.point_triplets[i], all.point_triplets[row]);
    }
  }
}

TEST(MapQuality, TheIntervalOfASampleHoldsWhatAllRowsGiveAboutAsOftenAsItSays) {
  Quiet quiet;
  const Matrix points = normal_points(500, 6, 3);
  const Matrix map = points.leftCols(2);
  const double all = map_quality(points, map, {}, quiet.execution()).trustworthiness;
  int held = 0;
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    const MapQuality some = map_quality(points, map, {.sample = 60, .seed = seed}, quiet.execution());
    held += std::abs(some.trustworthiness - all) <= sampling_margin(some.point_trust, 500) ? 1 : 0;
  }
  EXPECT_GE(held, 88);
  EXPECT_LT(held, 100);
  EXPECT_EQ(sampling_margin(std::vector<float>(500, .5F), 500), 0.);
}

TEST(MapQuality, FewPointsLowerK) {
  Quiet quiet;
  EXPECT_EQ(map_quality(normal_points(2, 3, 1), normal_points(2, 2, 1), {}, quiet.execution()).k, 0);
  EXPECT_EQ(map_quality(normal_points(10, 3, 1), normal_points(10, 2, 1), {}, quiet.execution()).k, 4);
}

TEST(MapQuality, IsTheSameAtAnyNumberOfThreads) {
  const Matrix points = normal_points(400, 9, 5);
  Quiet one(1);
  Quiet three(3);
  const MapQuality expected = map_quality(points, points.leftCols(2), {}, one.execution());
  const MapQuality found = map_quality(points, points.leftCols(2), {}, three.execution());
  EXPECT_EQ(found.trustworthiness, expected.trustworthiness);
  EXPECT_EQ(found.point_kept, expected.point_kept);
}

TEST(NeighborOverlap, CountsSharedNeighborsWhateverTheirOrder) {
  const Neighbors a{(IndexMatrix(2, 3) << 1, 2, 3, 0, 2, 3).finished(), Matrix::Zero(2, 3)};
  const Neighbors b{(IndexMatrix(2, 3) << 3, 5, 1, 4, 5, 6).finished(), Matrix::Zero(2, 3)};
  const std::vector<float> overlap = neighbor_overlap(a, b);
  EXPECT_FLOAT_EQ(overlap[0], 2.F / 3.F);
  EXPECT_EQ(overlap[1], 0.F);
}

TEST(Pca, FindsTheAxesOfAnEllipsoid) {
  Matrix points = normal_points(4000, 3, 6);
  points.col(0) *= 2.F;
  points.col(1) *= 5.F;
  points.col(2) *= .5F;
  points.array() += 7.F;
  const Pca pca = fit_pca(points, 2);
  EXPECT_NEAR(pca.components(0, 1), 1., .01);  // positive by convention
  EXPECT_NEAR(pca.components(1, 0), 1., .01);
  EXPECT_NEAR(pca.variances[0], 25., 1.5);
  EXPECT_NEAR(pca.variances[1], 4., .3);
  EXPECT_NEAR(pca.total_variance, 29.25, 1.7);
  EXPECT_NEAR(pca.mean[2], 7., .05);
}

TEST(Pca, VariancesAreThoseOfTheProjection) {
  const Matrix points = normal_points(100, 5, 7);
  const Pca pca = fit_pca(points, 5);
  const MatrixD coords = pca.project(points).cast<double>();
  double sum = 0.;
  for (Eigen::Index d = 0; d < 5; ++d) {
    EXPECT_NEAR(coords.col(d).mean(), 0., 1e-6);
    EXPECT_NEAR(coords.col(d).squaredNorm() / 99., pca.variances[static_cast<std::size_t>(d)], 1e-5);
    sum += pca.variances[static_cast<std::size_t>(d)];
  }
  EXPECT_NEAR(sum, pca.total_variance, 1e-9);
  EXPECT_TRUE((pca.components * pca.components.transpose()).isIdentity(1e-9));
}

TEST(Pca, MoreDimensionsThanUnitsAreZero) {
  const Matrix coords = fit_pca(normal_points(20, 1, 8), 3).project(normal_points(20, 1, 8));
  EXPECT_EQ(coords.cols(), 3);
  EXPECT_EQ(coords.rightCols(2).cwiseAbs().maxCoeff(), 0.F);
}

TEST(Pca, PointsOfOtherUnitsAreAnError) {
  const Pca pca = fit_pca(normal_points(20, 4, 8), 2);
  EXPECT_EQ(message_of([&] { pca.project(normal_points(2, 3, 1)); }),
            "65: points have 3 units, the principal components 4");
}

}  // namespace
}  // namespace rssviz::embed
