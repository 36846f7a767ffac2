// Maps are as good as umap-learn's: on five data sets of different shape, by trustworthiness and neighbours
// kept (tests/embed/data/make_fixtures.py measured umap-learn's on the same points).
#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "embed/embedding.h"
#include "tests/embed/fixtures.h"

namespace rssviz::embed {
namespace {

using testing::Quiet;
using testing::table;

constexpr Eigen::Index kPoints = 700;

// Evenly spread over 0 .. 1.
double part(double i, double rate) {
  const double x = (i + 1.) * rate;
  return x - std::floor(x);
}

Matrix roll() {
  Matrix points(kPoints, 3);
  for (Eigen::Index r = 0; r < kPoints; ++r) {
    const auto i = static_cast<double>(r);
    const double turn = 1.5 * std::numbers::pi * (1. + 2. * part(i, 0.7548776662466927));
    points(r, 0) = static_cast<float>(turn * std::cos(turn));
    points(r, 1) = static_cast<float>(21. * part(i, 0.5698402909980532));
    points(r, 2) = static_cast<float>(turn * std::sin(turn));
  }
  return points;
}

Matrix clouds() {
  constexpr double kPrimes[] = {2, 3, 5, 7, 11, 13, 17, 19};
  Matrix points(kPoints, 8);
  for (Eigen::Index r = 0; r < kPoints; ++r)
    for (Eigen::Index u = 0; u < 8; ++u)
      points(r, u) =
          static_cast<float>(part(static_cast<double>(r), std::sqrt(kPrimes[u])) + (r % 8 == u ? 3. : 0.));
  return points;
}

Matrix rings() {
  constexpr double kPrimes[] = {3, 5, 7, 11, 13, 17};
  Matrix points(kPoints, 6);
  for (Eigen::Index r = 0; r < kPoints; ++r) {
    const auto i = static_cast<double>(r);
    const Eigen::Index ring = r % 5;
    const double angle = 2. * std::numbers::pi * part(i, std::numbers::sqrt2);
    const double radius = 1. + static_cast<double>(ring);
    for (Eigen::Index u = 0; u < 6; ++u) {
      double x = .3 * part(i, std::sqrt(kPrimes[u]));
      if (u == 0) x += std::cos(angle) * radius;
      if (u == 1 + ring) x += std::sin(angle) * radius;
      points(r, u) = static_cast<float>(x);
    }
  }
  return points;
}

// A small leaky network that hears seven steps of each of its inputs.
Matrix states() {
  constexpr Eigen::Index kUnits = 12;
  VectorD state = VectorD::Zero(kUnits);
  Matrix points(kPoints, kUnits);
  for (Eigen::Index t = 0; t < kPoints; ++t) {
    const double heard = part(static_cast<double>(t / 7), std::numbers::sqrt2) +
                         .2 * part(static_cast<double>(t), std::numbers::sqrt3);
    VectorD next(kUnits);
    for (Eigen::Index u = 0; u < kUnits; ++u) {
      const auto i = static_cast<double>(u);
      double sum = 0.;
      for (Eigen::Index v = 0; v < kUnits; ++v)
        sum += std::sin(1.3 * i + 2.7 * static_cast<double>(v) * (i + 1.)) * state[v];
      next[u] = .8 * state[u] + .2 * std::tanh(.4 * sum + std::cos(6. * heard * (i + 1.)));
    }
    state = next;
    points.row(t) = state.transpose().cast<float>();
  }
  return points;
}

// The row of the peer's table; the mean of two seeds against its mean of three.
void expect_as_good(const Matrix& points, Eigen::Index row) {
  Quiet quiet(2);
  const MatrixD reached = table("quality_umap_learn.csv");  // trustworthiness, neighbours kept
  double trust = 0.;
  double kept = 0.;
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    const Embedding map =
        embed(points, {.umap = {.seed = seed}, .quality = Measure::full}, quiet.execution());
    trust += map.quality.trustworthiness / 2.;
    kept += map.quality.neighbors_kept / 2.;
  }
  EXPECT_GT(trust, reached(row, 0) - .004);
  EXPECT_GT(kept, reached(row, 1) - .015);
}

// The fifth, digits, is Embed.IsAsGoodAsUmapLearnOnDigits.
TEST(QualityRegression, IsAsGoodAsUmapLearnOnARoll) { expect_as_good(roll(), 0); }
TEST(QualityRegression, IsAsGoodAsUmapLearnOnClouds) { expect_as_good(clouds(), 1); }
TEST(QualityRegression, IsAsGoodAsUmapLearnOnRings) { expect_as_good(rings(), 2); }
TEST(QualityRegression, IsAsGoodAsUmapLearnOnStates) { expect_as_good(states(), 3); }

}  // namespace
}  // namespace rssviz::embed
