#include <gtest/gtest.h>

#include <cmath>

#include "embed/lanes.h"
#include "embed/umap/curve.h"
#include "embed/umap/forces.h"
#include "embed/umap/fuzzy_graph.h"
#include "embed/umap/layout.h"
#include "embed/umap/start.h"
#include "tests/embed/fixtures.h"

namespace rssviz::embed {
namespace {

using testing::message_of;
using testing::normal_points;
using testing::Quiet;
using testing::table;

Neighbors fixture_neighbors() {
  return {table("knn_indices.csv").cast<std::int32_t>(), table("knn_distances.csv").cast<float>()};
}

// umap-learn's graph from the same neighbours, for one set_op_mix and local_connectivity.
void expect_graph(const std::string& name, double set_op_mix, double local_connectivity) {
  Quiet quiet;
  const Neighbors neighbors = fixture_neighbors();
  const SmoothDistances smooth = smooth_distances(neighbors, local_connectivity, quiet.execution());
  const MatrixD expected_smooth = table(name + "_smooth.csv");
  for (std::size_t i = 0; i < smooth.rho.size(); ++i) {
    EXPECT_NEAR(smooth.rho[i], expected_smooth(static_cast<Eigen::Index>(i), 0), 1e-5);
    EXPECT_NEAR(smooth.sigma[i], expected_smooth(static_cast<Eigen::Index>(i), 1), 1e-4);
  }
  const FuzzyGraph graph = fuzzy_graph(neighbors, smooth, set_op_mix);
  const MatrixD expected = table(name + ".csv");
  ASSERT_EQ(graph.edges(), static_cast<std::size_t>(expected.rows()));
  Eigen::Index row = 0;
  for (std::size_t i = 0; i < graph.points(); ++i) {
    for (auto e = static_cast<std::size_t>(graph.offsets[i]);
         e < static_cast<std::size_t>(graph.offsets[i + 1]); ++e, ++row) {
      ASSERT_EQ(static_cast<double>(i), expected(row, 0));
      ASSERT_EQ(graph.neighbors[e], expected(row, 1));
      EXPECT_NEAR(graph.weights[e], expected(row, 2), 1e-4);
    }
  }
}

TEST(FuzzyGraph, EqualsUmapLearns) { expect_graph("graph", 1., 1.); }
TEST(FuzzyGraph, EqualsUmapLearnsWithSetOpMixAndLocalConnectivity) { expect_graph("graph_mix", .3, 2.5); }

TEST(FuzzyGraph, CountsThePointAmongItsNeighborsAsUmapLearnDoes) {
  Quiet quiet;
  const Matrix points = table("points.csv").cast<float>();
  UmapOptions options;
  options.n_neighbors = 10;
  EXPECT_EQ(fuzzy_graph(points, options, quiet.execution()).edges(),
            static_cast<std::size_t>(table("graph.csv").rows()));
}

TEST(FuzzyGraph, EdgeChangesGoFromNothingToAll) {
  FuzzyGraph a{{0, 1, 2}, {1, 0}, {.5F, .5F}};
  EXPECT_EQ(edge_changes(a, a), (std::vector<float>{0.F, 0.F}));
  FuzzyGraph b = a;
  b.weights = {.25F, .5F};
  EXPECT_EQ(edge_changes(a, b), (std::vector<float>{.5F, 0.F}));
  const FuzzyGraph none{{0, 0, 0}, {}, {}};
  EXPECT_EQ(edge_changes(a, none), (std::vector<float>{1.F, 1.F}));
}

TEST(FuzzyGraph, PruningDropsWhatWouldNeverBeDrawn) {
  const FuzzyGraph graph{{0, 1, 3, 4}, {1, 0, 2, 1}, {1.F, 1.F, .004F, .004F}};
  EXPECT_EQ(pruned(graph, 500).edges(), 4U);
  EXPECT_EQ(pruned(graph, 200).edges(), 2U);
  EXPECT_EQ(pruned(graph, 200).offsets, (std::vector<std::int64_t>{0, 1, 2, 2}));
}

TEST(FuzzyGraph, ComponentsAreNumberedByTheirFirstPoint) {
  const FuzzyGraph graph{{0, 1, 2, 3, 4}, {2, 3, 0, 1}, {1.F, 1.F, 1.F, 1.F}};
  const Components components = connected_components(graph);
  EXPECT_EQ(components.count, 2);
  EXPECT_EQ(components.label, (std::vector<std::int32_t>{0, 1, 0, 1}));
}

TEST(Curve, EqualsUmapLearns) {
  const MatrixD cases = table("curve.csv");
  for (Eigen::Index i = 0; i < cases.rows(); ++i) {
    const Curve curve = fit_curve(cases(i, 0), cases(i, 1));
    EXPECT_NEAR(curve.a, cases(i, 2), 1e-4) << "spread " << cases(i, 0) << " min_dist " << cases(i, 1);
    EXPECT_NEAR(curve.b, cases(i, 3), 1e-4);
  }
}

TEST(Lanes, PowersEqualTheLibrarys) {
  for (float x = 1e-12F; x < 1e5F; x *= 1.37F) {
    for (const float b : {.79F, .895F, 1.9F}) {
      const float power = lanes::exp2(lanes::log2(lanes::all(x)) * lanes::all(b))[3];
      EXPECT_NEAR(power / std::pow(x, b), 1.F, 2e-5F) << x << "^" << b;
    }
  }
}

TEST(Forces, PowersAreWithinTheDigitsTheyPromise) {
  for (float x = 1e-20F; x < 1e12F; x *= 1.37F)
    for (const float b : {.5F, .79F, .895F, 1.5F})
      EXPECT_NEAR(to_the_b(lanes::all(x), b)[3] / std::pow(static_cast<double>(x), b), 1., 1.2e-4)
          << x << "^" << b;
}

TEST(SpectralStart, SeparatesTheHalvesOfADumbbell) {
  // Two cliques of 20 joined by one edge: the first non-trivial eigenvector has another sign in each.
  FuzzyGraph graph;
  for (int i = 0; i < 40; ++i) {
    for (int j = 0; j < 40; ++j) {
      const bool joined = i != j && (i / 20 == j / 20 || (i + j == 39 && (i == 19 || j == 19)));
      if (!joined) continue;
      graph.neighbors.push_back(j);
      graph.weights.push_back(1.F);
    }
    graph.offsets.push_back(static_cast<std::int64_t>(graph.neighbors.size()));
  }
  Matrix coords;
  ASSERT_TRUE(spectral_coordinates(graph, 2, coords));
  for (Eigen::Index i = 0; i < 40; ++i) EXPECT_EQ(coords(i, 0) > 0.F, coords(i < 20 ? 0 : 39, 0) > 0.F);
  EXPECT_LT(coords(0, 0) * coords(39, 0), 0.F);
}

TEST(Start, FillsTheSquareFromZeroToTen) {
  Quiet quiet;
  const Matrix points = normal_points(200, 6, 3);
  for (const Start init : {Start::spectral, Start::pca, Start::random}) {
    UmapOptions options;
    options.init = init;
    const Matrix start = start_coordinates(fuzzy_graph(points, options, quiet.execution()), points, options,
                                           quiet.execution());
    ASSERT_EQ(start.rows(), 200);
    for (Eigen::Index d = 0; d < 2; ++d) {
      EXPECT_FLOAT_EQ(start.col(d).minCoeff(), 0.F) << name_of(init);
      EXPECT_FLOAT_EQ(start.col(d).maxCoeff(), 10.F) << name_of(init);
    }
  }
  EXPECT_TRUE(quiet.notes.empty());
}

TEST(Layout, NoEpochsLeaveTheStart) {
  Quiet quiet;
  const Matrix points = normal_points(60, 4, 5);
  const Matrix start = normal_points(60, 2, 6);
  const FuzzyGraph graph = fuzzy_graph(points, UmapOptions{}, quiet.execution());
  EXPECT_EQ(lay_out(graph, start, {.epochs = 0}, quiet.execution()), start);
}

TEST(Layout, PointsWithoutMobilityStandStill) {
  Quiet quiet;
  const Matrix points = normal_points(80, 4, 5);
  const Matrix start = normal_points(80, 2, 6);
  const FuzzyGraph graph = fuzzy_graph(points, UmapOptions{}, quiet.execution());
  std::vector<float> mobility(80, 1.F);
  for (std::size_t i = 0; i < 40; ++i) mobility[i] = 0.F;
  const Matrix end = lay_out(graph, start, {.epochs = 50}, quiet.execution(), mobility);
  EXPECT_EQ(end.topRows(40), start.topRows(40));
  EXPECT_GT((end.bottomRows(40) - start.bottomRows(40)).cwiseAbs().minCoeff(), 0.F);
}

TEST(Layout, CoincidingPointsPart) {
  Quiet quiet;
  const Matrix points = normal_points(40, 4, 7);
  const FuzzyGraph graph = fuzzy_graph(points, UmapOptions{}, quiet.execution());
  const Matrix end = lay_out(graph, Matrix::Zero(40, 2), {.epochs = 100}, quiet.execution());
  EXPECT_GT(end.col(0).maxCoeff() - end.col(0).minCoeff(), 1.F);
}

// 7,000 points take the layout in blocks, 300 that in one piece.
TEST(Layout, IsTheSameAtAnyNumberOfThreads) {
  for (const Eigen::Index count : {300, 7000}) {
    for (const int dims : {2, 3}) {
      const Matrix points = normal_points(count, 3, 8);
      const Matrix start = 5.F * normal_points(count, dims, 9);
      Matrix expected;
      for (const int threads : {1, 2, 3}) {
        Quiet quiet(threads);
        const FuzzyGraph graph = fuzzy_graph(points, UmapOptions{}, quiet.execution());
        const Matrix end = lay_out(graph, start, {.epochs = 15}, quiet.execution());
        if (threads == 1) expected = end;
        EXPECT_EQ(end, expected) << count << " points, " << dims << " dims, " << threads << " threads";
      }
    }
  }
}

TEST(Layout, AStopRequestEndsIt) {
  Quiet quiet;
  const Matrix points = normal_points(60, 4, 5);
  const FuzzyGraph graph = fuzzy_graph(points, UmapOptions{}, quiet.execution());
  quiet.stop = true;
  EXPECT_EQ(message_of([&] { lay_out(graph, normal_points(60, 2, 6), {}, quiet.execution()); }).substr(0, 3),
            "130");
}

TEST(UmapOptions, CheckNamesFieldValueAndRange) {
  UmapOptions options;
  options.n_neighbors = 1;
  EXPECT_EQ(message_of([&] { options.check(); }), "64: n_neighbors = 1 must be 2 to 10000");
  options = {};
  options.min_dist = 2.;
  EXPECT_EQ(message_of([&] { options.check(); }), "64: min_dist = 2 must be from 0 to spread");
  options = {};
  options.dims = 0;
  EXPECT_EQ(message_of([&] { options.check(); }), "64: dims = 0 must be 1 to 8");
  EXPECT_EQ(message_of([&] { start_named("zero"); }), "64: init = zero must be spectral, pca or random");
}

}  // namespace
TEST(MeanGraph, AveragesEdgesAndCountsMissingOnesAsZero) {
  FuzzyGraph a;
  a.offsets = {0, 1, 2, 2};
  a.neighbors = {1, 0};
  a.weights = {1.F, 1.F};
  FuzzyGraph b;
  b.offsets = {0, 1, 3, 4};
  b.neighbors = {1, 0, 2, 1};
  b.weights = {.5F, .5F, .25F, .25F};
  const FuzzyGraph mean = mean_graph({&a, &b});
  EXPECT_EQ(mean.offsets, (std::vector<std::int64_t>{0, 1, 3, 4}));
  EXPECT_EQ(mean.neighbors, (std::vector<std::int32_t>{1, 0, 2, 1}));
  EXPECT_EQ(mean.weights, (std::vector<float>{.75F, .75F, .125F, .125F}));
  EXPECT_THROW((void)mean_graph({}), Error);
}

}  // namespace rssviz::embed
