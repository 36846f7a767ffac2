#include "embed/neighbors/neighbors.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "embed/distinct.h"
#include "tests/embed/fixtures.h"

namespace rssviz::embed {
namespace {

using testing::message_of;
using testing::normal_points;
using testing::Quiet;

double metric_of(const Matrix& a, Eigen::Index i, const Matrix& b, Eigen::Index j, Metric metric) {
  const VectorD x = a.row(i).transpose().cast<double>();
  const VectorD y = b.row(j).transpose().cast<double>();
  return metric == Metric::euclidean ? (x - y).norm() : 1. - x.dot(y) / (x.norm() * y.norm());
}

// The neighbours by trying all, in double.
std::vector<std::pair<double, std::int32_t>> by_trying(const Matrix& a, Eigen::Index i, const Matrix& b,
                                                       Metric metric, bool skip_self) {
  std::vector<std::pair<double, std::int32_t>> all;
  for (Eigen::Index j = 0; j < b.rows(); ++j) {
    if (skip_self && i == j) continue;
    all.emplace_back(metric_of(a, i, b, j, metric), static_cast<std::int32_t>(j));
  }
  std::sort(all.begin(), all.end());
  return all;
}

class Exact : public ::testing::TestWithParam<Metric> {};

TEST_P(Exact, NeighborsAreThoseFoundByTryingAll) {
  Quiet quiet;
  const Matrix points = normal_points(700, 13, 1).array() + 100.F;  // far from the origin: centring matters
  const Matrix compared = GetParam() == Metric::cosine ? Matrix(points.array() - 100.F) : points;
  const Neighbors found = nearest_neighbors(compared, 9, GetParam(), Self::exclude, quiet.execution());
  for (Eigen::Index i = 0; i < compared.rows(); i += 7) {
    const auto expected = by_trying(compared, i, compared, GetParam(), true);
    for (int j = 0; j < 9; ++j) {
      EXPECT_EQ(found.indices(i, j), expected[static_cast<std::size_t>(j)].second) << "point " << i;
      EXPECT_NEAR(found.distances(i, j), expected[static_cast<std::size_t>(j)].first, 1e-5);
    }
  }
}

TEST_P(Exact, ReferencesAreThoseFoundByTryingAll) {
  Quiet quiet;
  const Matrix references = normal_points(1100, 40, 2);
  const Matrix queries = normal_points(150, 40, 3);
  const Neighbors found = nearest_references(queries, references, 5, GetParam(), quiet.execution());
  for (Eigen::Index i = 0; i < queries.rows(); ++i) {
    const auto expected = by_trying(queries, i, references, GetParam(), false);
    for (int j = 0; j < 5; ++j) EXPECT_EQ(found.indices(i, j), expected[static_cast<std::size_t>(j)].second);
  }
}

INSTANTIATE_TEST_SUITE_P(Metrics, Exact, ::testing::Values(Metric::euclidean, Metric::cosine),
                         [](const auto& metric) { return std::string(name_of(metric.param)); });

TEST(Neighbors, TiesGoToTheSmallerIndex) {
  Quiet quiet;
  Matrix points(6, 1);
  points << 0.F, 1.F, -1.F, 1.F, 2.F, 0.F;
  const Neighbors found = nearest_neighbors(points, 5, Metric::euclidean, Self::exclude, quiet.execution());
  const std::vector<std::int32_t> first(found.indices.row(0).begin(), found.indices.row(0).end());
  EXPECT_EQ(first, (std::vector<std::int32_t>{5, 1, 2, 3, 4}));
}

TEST(Neighbors, AllEqualPointsHaveZeroDistances) {
  Quiet quiet;
  const Matrix points = Matrix::Constant(40, 3, 7.F);
  const Neighbors found = nearest_neighbors(points, 4, Metric::euclidean, Self::include, quiet.execution());
  EXPECT_EQ(found.distances.cwiseAbs().maxCoeff(), 0.F);
  EXPECT_EQ(found.indices(5, 0), 5);
  EXPECT_EQ(found.indices(5, 1), 0);
}

TEST(Neighbors, SelfComesFirstWhenIncluded) {
  Quiet quiet;
  const Matrix points = normal_points(50, 4, 4);
  const Neighbors with = nearest_neighbors(points, 6, Metric::euclidean, Self::include, quiet.execution());
  const Neighbors without = nearest_neighbors(points, 5, Metric::euclidean, Self::exclude, quiet.execution());
  EXPECT_EQ(with.indices.rightCols(5), without.indices);
  for (Eigen::Index i = 0; i < 50; ++i) EXPECT_EQ(with.indices(i, 0), i);
}

TEST(Neighbors, ZeroRowsAreAtCosineDistanceOneFromOthers) {
  Quiet quiet;
  Matrix points(3, 2);
  points << 0.F, 0.F, 2.F, 1.F, 0.F, 0.F;
  const Neighbors found = nearest_neighbors(points, 2, Metric::cosine, Self::exclude, quiet.execution());
  EXPECT_EQ(found.indices(0, 0), 2);
  EXPECT_EQ(found.distances(0, 0), 0.F);
  EXPECT_FLOAT_EQ(found.distances(0, 1), 1.F);
}

TEST(Neighbors, AreTheSameAtAnyNumberOfThreads) {
  const Matrix points = normal_points(900, 30, 5);
  Quiet one(1);
  const Neighbors expected = nearest_neighbors(points, 15, Metric::euclidean, Self::include, one.execution());
  for (const int threads : {2, 3}) {
    Quiet many(threads);
    const Neighbors found = nearest_neighbors(points, 15, Metric::euclidean, Self::include, many.execution());
    EXPECT_EQ(found.indices, expected.indices);
    EXPECT_EQ(found.distances, expected.distances);
  }
}

TEST(Neighbors, AValueThatIsNotFiniteIsNamed) {
  Quiet quiet;
  Matrix points = normal_points(20, 3, 6);
  points(17, 2) = std::numeric_limits<float>::quiet_NaN();
  const std::string message =
      message_of([&] { nearest_neighbors(points, 3, Metric::euclidean, Self::exclude, quiet.execution()); });
  EXPECT_NE(message.find("65: "), std::string::npos) << message;
  EXPECT_NE(message.find("row 17, column 2"), std::string::npos) << message;
}

TEST(Neighbors, ValuesThatOverflowWhenSquaredAreRefused) {
  Quiet quiet;
  Matrix points = normal_points(20, 3, 6);
  points(4, 0) = 1e30F;
  EXPECT_NE(
      message_of([&] { nearest_neighbors(points, 3, Metric::euclidean, Self::exclude, quiet.execution()); }),
      "");
}

TEST(Neighbors, MoreThanThereAreIsAnErrorWithNumbers) {
  Quiet quiet;
  const Matrix points = normal_points(4, 3, 6);
  EXPECT_EQ(
      message_of([&] { nearest_neighbors(points, 4, Metric::euclidean, Self::exclude, quiet.execution()); }),
      "65: cannot find 4 neighbours among 3 other points");
}

TEST(DistinctPoints, FindCoincidingRowsInOrderOfAppearance) {
  Matrix rows(5, 2);
  rows << 1.F, 2.F, 0.F, 3.F, 1.F, 2.F, -0.F, 3.F, 4.F, 4.F;
  const DistinctPoints distinct = distinct_points(rows);
  EXPECT_EQ(distinct.index, (std::vector<std::int32_t>{0, 1, 0, 1, 2}));
  EXPECT_EQ(distinct.first_row, (std::vector<std::int32_t>{0, 1, 4}));
  EXPECT_EQ(distinct.multiplicity, (std::vector<std::int32_t>{2, 2, 1}));
}

TEST(DistinctPoints, OfStagesCoincideInEveryStage) {
  std::vector<Matrix> stages(2, Matrix::Zero(3, 1));
  stages[1] << 0.F, 1.F, 0.F;
  EXPECT_EQ(distinct_points(std::span<const Matrix>(stages)).index, (std::vector<std::int32_t>{0, 1, 0}));
  stages[1].resize(2, 1);
  EXPECT_EQ(message_of([&] { distinct_points(std::span<const Matrix>(stages)); }),
            "65: stage 1 has 2 points, the first has 3");
}

}  // namespace
}  // namespace rssviz::embed
