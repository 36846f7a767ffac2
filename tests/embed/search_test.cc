#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/formats/npz.h"
#include "core/rng.h"
#include "embed/align/procrustes.h"
#include "embed/distinct.h"
#include "embed/embedding.h"
#include "embed/memory_plan.h"
#include "embed/neighbors/descent.h"
#include "embed/neighbors/prepared.h"
#include "embed/neighbors/products.h"
#include "embed/umap/start.h"
#include "tests/embed/fixtures.h"

namespace rssviz::embed {
namespace {

using testing::clouds;
using testing::message_of;
using testing::normal_points;
using testing::Quiet;

// Points near a few directions of many units, as states of a reservoir are.
Matrix flat_points(Eigen::Index points, Eigen::Index units, Eigen::Index directions, float rest) {
  return normal_points(points, directions, 1) * normal_points(directions, units, 2) +
         rest * normal_points(points, units, 3);
}

Neighbors by_products(const Matrix& points, int k, Metric metric, Quiet& quiet) {
  Neighbors found{IndexMatrix(points.rows(), k), Matrix(points.rows(), k)};
  search_products(directions_or_points(points, metric), metric, k, 0, found, quiet.execution());
  return found;
}

class Filtered : public ::testing::TestWithParam<Metric> {};

TEST_P(Filtered, SearchEqualsProductsInAllUnits) {
  Quiet quiet(2);
  Matrix points = flat_points(2600, 90, 12, .3F);
  points.row(17) = points.row(2311);  // ties, and a point that coincides with another
  points.rowwise() += Vector::Constant(90, 5.F).transpose();
  const Neighbors expected = by_products(points, 14, GetParam(), quiet);
  const Neighbors found = nearest_neighbors(points, 14, GetParam(), Self::exclude, quiet.execution());
  EXPECT_EQ(found.indices, expected.indices);
  EXPECT_EQ(found.distances, expected.distances);
}

INSTANTIATE_TEST_SUITE_P(Metrics, Filtered, ::testing::Values(Metric::euclidean, Metric::cosine),
                         [](const auto& metric) { return std::string(name_of(metric.param)); });

TEST(Filtered, PointsThatAllCoincideAreFine) {
  Quiet quiet;
  const Matrix points = Matrix::Constant(2100, 70, 3.F);
  const Neighbors found = nearest_neighbors(points, 5, Metric::euclidean, Self::exclude, quiet.execution());
  EXPECT_EQ(found.distances.maxCoeff(), 0.F);
  EXPECT_EQ(found.indices(2000, 0), 0);
}

TEST(Approximate, RecallIsMeasuredAndHigh) {
  Quiet quiet(2);
  const Matrix points = flat_points(6000, 60, 6, .1F);
  const NeighborSearch found =
      search_neighbors(points, 15, Metric::euclidean, NeighborsMethod::approximate, quiet.execution());
  EXPECT_EQ(found.method, NeighborsMethod::approximate);
  EXPECT_GT(found.recall_points, 200);
  EXPECT_GT(found.recall, .9);
  // The number said is that of all points, to what a sample may be off.
  const Neighbors truth = by_products(points, 14, Metric::euclidean, quiet);
  std::int64_t right = 0;
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    for (int j = 1; j < 15; ++j)
      right += (truth.indices.row(i).array() == found.neighbors.indices(i, j)).any() ? 1 : 0;
  EXPECT_NEAR(static_cast<double>(right) / (14. * 6000.), found.recall, .05);
}

TEST(Approximate, IsTheSameAtAnyNumberOfThreads) {
  const Matrix points = flat_points(3000, 40, 8, .2F);
  Quiet one(1);
  const auto method = NeighborsMethod::approximate;
  const Neighbors expected =
      search_neighbors(points, 15, Metric::euclidean, method, one.execution()).neighbors;
  for (const int threads : {2, 4}) {
    Quiet many(threads);
    EXPECT_EQ(search_neighbors(points, 15, Metric::euclidean, method, many.execution()).neighbors.indices,
              expected.indices);
  }
}

// What share of the neighbours by products is found where `at_once` lists are mended at a time.
double recall_of_descent(const Matrix& points, std::size_t at_once, int threads, Neighbors& found) {
  Quiet quiet(threads);
  constexpr int kOthers = 14;
  Projected projected = project(points, principal_subspace(MatrixRows(points), 16), quiet.execution());
  const Leaves leaves = make_leaves(projected.coords, projected.norms, 64);
  projected.coords = select_rows(projected.coords, leaves.order);
  PrunedSearch search{points, projected, projected.coords, leaves, Metric::euclidean, kOthers, 0};
  search.most_leaves = 3;  // a poor beginning; of one leaf lists would know of no other
  found = {IndexMatrix(points.rows(), kOthers), Matrix(points.rows(), kOthers)};
  std::vector<std::size_t> all(leaves.leaves.size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  search_leaves(search, all, found, quiet.execution());
  descend(search, found, quiet.execution(), at_once);
  const Neighbors truth =
      nearest_neighbors(points, kOthers, Metric::euclidean, Self::exclude, quiet.execution());
  double right = 0.;
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    const auto row = found.indices.row(i);
    for (const std::int32_t neighbor : truth.indices.row(i))
      right += std::find(row.begin(), row.end(), neighbor) != row.end() ? 1. : 0.;
  }
  return right / static_cast<double>(truth.indices.size());
}

TEST(Approximate, ListsMendedInPiecesAreAsGoodAsTogether) {
  const Matrix points = flat_points(6000, 40, 24, .1F);
  Neighbors together, in_pieces, by_threads;
  const double whole = recall_of_descent(points, 6000, 2, together);
  const double pieces = recall_of_descent(points, 1000, 1, in_pieces);
  EXPECT_GT(whole, .7);  // many directions: hard
  EXPECT_GT(pieces, whole - .005);
  EXPECT_FALSE(together.indices == in_pieces.indices);  // else the case would be too easy
  recall_of_descent(points, 1000, 3, by_threads);
  EXPECT_TRUE(in_pieces.indices == by_threads.indices);
  EXPECT_TRUE(in_pieces.distances == by_threads.distances);
}

TEST(Approximate, AutomaticIsExactForFewPoints) {
  Quiet quiet;
  const auto found = search_neighbors(normal_points(2500, 20, 1), 15, Metric::euclidean,
                                      NeighborsMethod::automatic, quiet.execution());
  EXPECT_EQ(found.method, NeighborsMethod::exact);
  EXPECT_EQ(found.recall, 1.);
}

TEST(Theiler, LeavesOutWhatIsNearInTimeOnly) {
  Quiet quiet;
  Matrix points(40, 1);  // two sequences of 20 steps along the same line
  SequencePlaces places;
  for (int i = 0; i < 40; ++i) {
    points(i, 0) = static_cast<float>(i % 20) + (i < 20 ? 0.F : .25F);
    places.sequence.push_back(i / 20);
    places.step.push_back(i % 20);
  }
  const auto search = [&](int theiler) {
    return search_beyond(points, 4, Metric::euclidean, NeighborsMethod::exact, theiler, places,
                         quiet.execution())
        .neighbors;
  };
  EXPECT_GT(share_of_own_sequence(search(0), places), .3);
  EXPECT_EQ(share_of_own_sequence(search(3), places), 0.);
  EXPECT_EQ(search(3).indices(10, 1), 30);  // the other sequence at the same step stays
  EXPECT_NE(message_of([&] {
              search_beyond(points, 4, Metric::euclidean, NeighborsMethod::exact, 2, {}, quiet.execution());
            }).find("needs the arrays sequence and step"),
            std::string::npos);
}

TEST(Scaling, ZScoresHaveDeviationOneAndConstantsBecomeZero) {
  Matrix points = normal_points(500, 3, 1);
  points.col(0) *= 100.F;
  points.col(1).setConstant(.1F);
  const Matrix scaled = fit_scaling(MatrixRows(points), Scale::zscore).apply(points);
  EXPECT_NEAR(scaled.col(0).squaredNorm() / 499.F, 1.F, 1e-4F);
  EXPECT_EQ(scaled.col(1).cwiseAbs().maxCoeff(), 0.F);
}

TEST(Scaling, WhitenedUnitsAreUncorrelatedAndDirectionsWithoutVarianceGo) {
  const Matrix points = normal_points(400, 3, 1) * normal_points(3, 6, 2);
  const Matrix scaled = fit_scaling(MatrixRows(points), Scale::whiten).apply(points);
  ASSERT_EQ(scaled.cols(), 3);
  const Matrix covariance = scaled.transpose() * scaled / 399.F;
  EXPECT_TRUE(covariance.isApprox(Matrix::Identity(3, 3), 1e-3F));
}

TEST(Scaling, TransformScalesNewStatesToo) {
  Quiet quiet;
  Matrix states = clouds(120, 5, 3, .5, 4);
  states.col(2) *= 1000.F;
  for (const Scale scale : {Scale::zscore, Scale::whiten}) {
    const Embedding map = embed(states, {.umap = {.epochs = 30}, .scale = scale}, quiet.execution());
    EXPECT_EQ(transform(map, states, quiet.execution()), map.coords);
    const Embedding read = from_archive(to_archive(map), "map.npz");
    EXPECT_EQ(transform(read, states.topRows(5), quiet.execution()), map.coords.topRows(5));
  }
}

TEST(Seeds, SpreadIsSmallWhereThereIsOneShapeAndReadBack) {
  Quiet quiet(2);
  const Matrix states = clouds(200, 6, 4, .3, 5);
  const Embedding map = embed(states, {.umap = {.epochs = 100}, .seeds = 3}, quiet.execution());
  ASSERT_EQ(map.spread.size(), 200U);
  for (const float spread : map.spread) EXPECT_TRUE(spread > 0.F && spread < 3.F);
  EXPECT_EQ(from_archive(to_archive(map), "map.npz").spread, map.spread);
  EXPECT_TRUE(embed(states, {}, quiet.execution()).spread.empty());
}

TEST(Seeds, FurtherLayoutsLeaveTheFirstAlone) {
  Quiet quiet;
  const Matrix states = clouds(100, 6, 4, .3, 5);
  EXPECT_EQ(embed(states, {.seeds = 3}, quiet.execution()).coords,
            embed(states, {}, quiet.execution()).coords);
}

TEST(Snapshots, BeginWithTheStartAndEndWithTheMap) {
  Quiet quiet;
  const Matrix states = clouds(100, 6, 4, .3, 5);
  const Embedding map = embed(states, {.umap = {.epochs = 50}, .snapshots = 6}, quiet.execution());
  EXPECT_EQ(map.snapshot_epochs, (std::vector<std::int32_t>{0, 10, 20, 30, 40, 50}));
  EXPECT_EQ(map.snapshots.back(), map.coords);
  EXPECT_NE(map.snapshots.front(), map.coords);
  EXPECT_EQ(embed(states, {.umap = {.epochs = 50}}, quiet.execution()).coords, map.coords);
  EXPECT_EQ(from_archive(to_archive(map), "map.npz").snapshots, map.snapshots);
}

TEST(CountMultiples, ChangesTheMapOnlyWhereRowsCoincide) {
  Quiet quiet;
  const Matrix states = clouds(100, 6, 4, .3, 5);
  const EmbedOptions counted{.count_multiples = true};
  EXPECT_EQ(embed(states, counted, quiet.execution()).coords, embed(states, {}, quiet.execution()).coords);
  Matrix twice(160, 6);
  twice << states, states.topRows(1).replicate(60, 1);
  EXPECT_NE(embed(twice, counted, quiet.execution()).coords, embed(twice, {}, quiet.execution()).coords);
}

TEST(FilteredStart, SpansWhatTheEigenvectorsSpan) {
  Quiet quiet(2);
  // A strip: its two smoothest coordinates have eigenvalues of their own.
  Matrix points(3000, 2);
  Rng rng(1, "strip");
  for (Eigen::Index i = 0; i < points.rows(); ++i)
    points.row(i) << static_cast<float>(rng.uniform(0., 3.)), static_cast<float>(rng.uniform());
  const FuzzyGraph graph = fuzzy_graph(points, {}, quiet.execution());
  Matrix exact;
  Matrix filtered;
  ASSERT_TRUE(spectral_coordinates(graph, 2, exact));
  ASSERT_TRUE(filtered_coordinates(graph, 2, quiet.execution(), filtered));
  for (int d = 0; d < 2; ++d) EXPECT_GT(std::abs(exact.col(d).dot(filtered.col(d))), .98F);
}

TEST(MemoryPlan, AnErrorSaysWhatIsNeededAndWhatIsThere) {
  const MemoryPlan plan = plan_memory(200000, 1000, {});
  EXPECT_GT(plan.most(), 8e8);  // the states alone
  EXPECT_LT(plan.most(), 4e9);  // nothing near points x points
  const std::string message = message_of([&] { check_memory(plan, 5e8); });
  EXPECT_EQ(message.substr(0, 3), "75:");
  EXPECT_NE(message.find("only 500 MB"), std::string::npos) << message;
  check_memory(plan, 0.);
  check_memory(plan, 1e12);
}

}  // namespace
}  // namespace rssviz::embed
