#include "models/analysis/dynamics/fixed_points.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/dynamics/root_search.h"
#include "models/cells/recurrent_map.h"
#include "tests/models/analysis/dynamics/known_maps.h"

namespace rssviz::models {
namespace {

Matrix random_states(Eigen::Index points, Eigen::Index size, float scale) {
  Rng rng(3, "fixed points test");
  Matrix states(points, size);
  for (float& value : states.reshaped()) value = scale * static_cast<float>(rng.normal());
  return states;
}

FixedPointSearch search(const StateMap& map, const Matrix& states, int starts = 200, int threads = 1,
                        const VectorD& drive = VectorD::Zero(1)) {
  const Workers workers(threads);
  SilentProgress silent;
  FixedPointOptions options;
  options.starts = starts;
  return find_fixed_points(map, drive, states, options, {workers, silent});
}

TEST(FixedPoints, OfALinearMapIsTheSolutionOfItsEquations) {
  const MatrixD w = (MatrixD(3, 3) << 0.5, 0.2, 0, -0.1, 0.7, 0.3, 0, 0, -0.9).finished();
  const VectorD b = (VectorD(3) << 1, -2, 0.5).finished();
  const FixedPointSearch found = search(linear_map(w, b), random_states(50, 3, 2));
  ASSERT_EQ(found.points.size(), 1U);
  const VectorD expected = (MatrixD::Identity(3, 3) - w).inverse() * b;
  EXPECT_LT((found.points.front().at - expected).norm(), 1e-10);
  EXPECT_EQ(found.points.front().stability, Stability::stable);
  EXPECT_EQ(found.points.front().index, 1);
  EXPECT_EQ(found.converged, 200);
  EXPECT_EQ(found.coverage(), 1.0);
  EXPECT_FALSE(found.indices_known);  // a linear map keeps no compact set
}

TEST(FixedPoints, OfAnExpandingLinearMapIsUnstable) {
  const MatrixD w = (MatrixD(2, 2) << 1.5, 0.4, -0.4, 1.5).finished();
  const FixedPointSearch found = search(linear_map(w, VectorD::Zero(2)), random_states(50, 2, 1));
  ASSERT_EQ(found.points.size(), 1U);
  EXPECT_EQ(found.points.front().stability, Stability::unstable);
  EXPECT_EQ(found.points.front().unstable, 2);
  EXPECT_EQ(found.points.front().index, 1);
}

// x' = tanh(g x) of two units that don't see each other: above g = 1 each has 0 and +-x*, x* = tanh(g x*), so
// that there are 4 stable points, 4 saddles and 1 unstable point; below it 0 alone.
TEST(FixedPoints, OfAPitchforkOfTwoUnitsAreThoseByHand) {
  const FixedPointSearch before = search(tanh_map(0.8 * MatrixD::Identity(2, 2)), random_states(50, 2, 1));
  ASSERT_EQ(before.points.size(), 1U);
  EXPECT_EQ(before.points.front().stability, Stability::stable);
  EXPECT_EQ(before.index_sum, 1);
  const FixedPointSearch after = search(tanh_map(1.5 * MatrixD::Identity(2, 2)), random_states(50, 2, 1));
  EXPECT_EQ(after.count(Stability::stable), 4);
  EXPECT_EQ(after.count(Stability::saddle), 4);
  EXPECT_EQ(after.count(Stability::unstable), 1);
  EXPECT_TRUE(after.indices_known);
  EXPECT_EQ(after.index_sum, 1);  // 4 - 4 + 1
  EXPECT_EQ(after.manifold_dimension, 0);
  double x = 1;
  for (int i = 0; i < 200; ++i) x = std::tanh(1.5 * x);
  EXPECT_NEAR(std::abs(after.points.front().at[0]), x, 1e-10);
  EXPECT_NEAR(std::abs(after.points.front().eigenvalues.front()), 1.5 * (1 - x * x), 1e-10);
}

TEST(FixedPoints, UnstableDirectionOfASaddleIsItsEigenvector) {
  const MatrixD w = (MatrixD(2, 2) << 1.2, 0.5, 0, 0.5).finished();
  const FixedPoint point =
      fixed_point_at(linear_map(w, VectorD::Zero(2)), VectorD::Zero(1), VectorD::Zero(2), 0, false);
  ASSERT_EQ(point.unstable_directions.size(), 1U);
  EXPECT_NEAR(point.unstable_directions.front()[0], 1, 1e-9);
  EXPECT_EQ(point.stability, Stability::saddle);
  EXPECT_EQ(point.index, -1);
}

// x' = tanh along a line that keeps its place (eigenvalue 1), and contraction across it.
TEST(FixedPoints, ALineOfThemIsTheDimensionOfAManifold) {
  const KnownMap line{
      3, false, [](const VectorD& x, MatrixD* jacobian) -> VectorD {
        // A drift of 1e-6 sin(2 x) leaves isolated points on a line of slow ones.
        if (jacobian != nullptr)
          *jacobian = (VectorD(3) << 1 + 2e-6 * std::cos(2 * x[0]), 0.5, 0.3).finished().asDiagonal();
        return (VectorD(3) << x[0] + 1e-6 * std::sin(2 * x[0]), 0.5 * x[1], 0.3 * x[2]).finished();
      }};
  const FixedPointSearch found = search(line, random_states(300, 3, 1), 300);
  EXPECT_EQ(found.manifold_dimension, 1);
  EXPECT_GT(found.points.size(), 8U);
  for (const FixedPoint& point : found.points) EXPECT_LT(std::hypot(point.at[1], point.at[2]), 0.05);
}

TEST(FixedPoints, AreTheSameBytesAtAnyNumberOfThreads) {
  RecurrentParameters<float> parameters = initial_parameters({Cell::lstm, 2, 12, 1}, 4);
  parameters.values *= 2.5F;
  const auto map = make_recurrent_map(parameters);
  const VectorD drive = map->drive(VectorD::Zero(2));
  const Matrix states = random_states(100, map->size(), 0.5F);
  const FixedPointSearch one = search(*map, states, 150, 1, drive);
  for (const int threads : {2, 5}) {
    const FixedPointSearch many = search(*map, states, 150, threads, drive);
    ASSERT_EQ(many.points.size(), one.points.size());
    for (std::size_t i = 0; i < one.points.size(); ++i) {
      EXPECT_EQ(0, std::memcmp(many.points[i].at.data(), one.points[i].at.data(),
                               sizeof(double) * static_cast<std::size_t>(map->size())));
      EXPECT_EQ(many.points[i].starts, one.points[i].starts);
    }
    EXPECT_EQ(many.q, one.q);
  }
}

// The elimination of the cell gives what the whole system gives.
TEST(StandStill, SolvesWithTheTailAsWithout) {
  const auto map = make_recurrent_map(initial_parameters({Cell::lstm, 2, 7, 1}, 4));
  const VectorD state = random_states(1, 14, 0.5F).cast<double>().transpose();
  VectorD next(14);
  MatrixD jacobian(14, 14);
  map->step(state, map->drive(VectorD::Ones(2)), next, &jacobian);
  const StandStill whole(jacobian, 0), eliminated(jacobian, map->diagonal_tail());
  EXPECT_LT((whole.solve(next) - eliminated.solve(next)).norm(), 1e-12);
  EXPECT_EQ(whole.sign(), eliminated.sign());
}

TEST(FixedPoints, StatesOfAnotherWidthAreRefused) {
  const KnownMap map = tanh_map(MatrixD::Identity(2, 2));
  EXPECT_THROW(search(map, random_states(5, 3, 1)), Error);
  EXPECT_THROW(search(map, Matrix(0, 2)), Error);
  Matrix infinite = random_states(5, 2, 1);
  infinite(1, 1) = std::numeric_limits<float>::infinity();
  EXPECT_THROW(search(map, infinite), Error);
}

}  // namespace
}  // namespace rssviz::models
