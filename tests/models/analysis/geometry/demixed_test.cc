// Demixed components against factors that were planted.
#include "models/analysis/geometry/demixed.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

constexpr int kSteps = 30, kUnits = 25;

struct Planted {
  Conditions means{};
  MatrixD directions{};  // units x 3: time, first, second
  VectorD courses[3]{};  // conditions * steps
};

// 3 x 2 conditions. Directions are far from orthogonal, so that principal components mix what is planted.
Planted planted(double noise) {
  Rng rng(4, "planted factors");
  Planted made;
  made.directions.resize(kUnits, 3);
  for (Eigen::Index k = 0; k < made.directions.size(); ++k) made.directions.data()[k] = rng.normal();
  made.directions.col(1) += 0.8 * made.directions.col(0);
  made.directions.col(2) += 0.6 * made.directions.col(1);
  for (VectorD& course : made.courses) course = VectorD::Zero(6 * kSteps);
  for (int c = 0; c < 6; ++c) {
    MatrixD one(kSteps, kUnits);
    const double level = c / 2 - 1., choice = c % 2 - 0.5;
    for (int t = 0; t < kSteps; ++t) {
      const double share = static_cast<double>(t) / kSteps;
      const double values[3] = {2 * std::sin(5 * share), 1.5 * level * share, 2 * choice * share * share};
      one.row(t).setZero();
      for (int k = 0; k < 3; ++k) {
        one.row(t) += values[k] * made.directions.col(k).transpose();
        made.courses[k][c * kSteps + t] = values[k];
      }
      for (int u = 0; u < kUnits; ++u) one(t, u) += noise * rng.normal();
    }
    made.means.push_back(one);
  }
  return made;
}

double correlation(VectorD a, VectorD b) {
  a.array() -= a.mean();
  b.array() -= b.mean();
  return a.dot(b) / std::sqrt(a.squaredNorm() * b.squaredNorm());
}

const DemixedComponent& first_of(const Demixed& found, std::size_t marginal) {
  for (const DemixedComponent& one : found.components)
    if (one.marginal == marginal) return one;
  throw Error(ErrorKind::internal, "no component");
}

}  // namespace

TEST(Demixed, MarginalsSumToTheAverages) {
  const Planted data = planted(0.3);
  MatrixD sum = MatrixD::Zero(6 * kSteps, kUnits);
  double squares = 0;
  for (const Marginal& marginal : marginals_of(data.means, {3, 2})) {
    sum += marginal.part;
    squares += marginal.part.squaredNorm();
  }
  const MatrixD all = centred_averages(data.means);
  EXPECT_LT((sum - all).cwiseAbs().maxCoeff(), 1e-12);
  EXPECT_NEAR(squares, all.squaredNorm(), 1e-9 * squares);  // they are orthogonal
}

TEST(Demixed, PlantedFactorsAreFoundEachByItself) {
  const Planted data = planted(0.05);
  const Demixed found = demixed_of(data.means, {3, 2}, {1, 1e-6});
  const MatrixD all = centred_averages(data.means);
  for (std::size_t k = 0; k < 3; ++k) {
    const DemixedComponent& component = first_of(found, k);
    EXPECT_GT(std::abs(correlation(all * component.decoder, data.courses[k])), 0.995) << found.names[k];
    for (std::size_t m = 0; m < 4; ++m)
      if (m != k) {
        EXPECT_LT(std::abs(component.of[m]), 0.02 * component.of[k]) << found.names[k] << " in " << m;
      }
  }
  // The first principal component mixes what the first demixed one tells apart.
  double mixed = 0;
  for (std::size_t m = 0; m < 4; ++m)
    if (m != found.principal.front().marginal) mixed += found.principal.front().of[m];
  EXPECT_GT(mixed, 0.05 * found.principal.front().share);
}

TEST(Demixed, OneFactorHasTwoMarginals) {
  const Planted data = planted(0.05);
  const Demixed found = demixed_of(data.means, {6, 1}, {2, 1e-4});
  EXPECT_EQ(found.names, (std::vector<std::string>{"time", "first"}));
  EXPECT_NEAR(found.variances[0] + found.variances[1], 1, 1e-12);
}

// Of averages of noise alone a strong penalty errs less on others than none.
TEST(Demixed, APenaltyHelpsWhereThereIsNoise) {
  Rng rng(5, "noise");
  const auto drawn = [&] {
    Conditions made;
    for (int c = 0; c < 4; ++c) {
      MatrixD one(10, 60);
      for (Eigen::Index k = 0; k < one.size(); ++k) one.data()[k] = rng.normal();
      made.push_back(one);
    }
    return made;
  };
  const Conditions train = drawn(), test = drawn();
  EXPECT_GT(demixing_error(train, test, {4, 1}, {3, 1e-9}), demixing_error(train, test, {4, 1}, {3, 0.1}));
}

TEST(Demixed, ConditionsThatAreNoTableAreRefused) {
  const Planted data = planted(0);
  EXPECT_THROW(marginals_of(data.means, {4, 2}), Error);
  EXPECT_THROW(demixed_of(data.means, {3, 2}, {0, 1e-6}), Error);
  EXPECT_THROW(demixed_of(Conditions(6, MatrixD::Ones(5, 4)), {3, 2}, {1, 1e-6}), Error);
}

}  // namespace rssviz::models
