// Importance of units, polyvalence and the influence of words.
#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/units/polyvalence.h"
#include "models/analysis/units/word_influence.h"
#include "models/cells/esn.h"
#include "models/cells/recurrent.h"

namespace rssviz::models {
namespace {

MatrixD random_weights(int outputs, int units, std::uint64_t seed) {
  MatrixD weights(outputs, units);
  Rng rng(seed, "test weights");
  for (Eigen::Index i = 0; i < weights.size(); ++i) weights.data()[i] = rng.normal();
  return weights;
}

}  // namespace

TEST(UnitReadout, IsTheReadoutOfAReservoir) {
  EsnOptions options;
  options.units = 12;
  const MatrixD readout = random_weights(3, 13, 1);
  const auto network =
      make_esn_network(std::make_shared<const Reservoir<float>>(make_reservoir(options, 5, 1)), readout);
  const UnitReadout found = unit_readout(*network);
  EXPECT_EQ(found.trace, "reservoir");
  EXPECT_LT((found.weights - readout.rightCols(12)).cwiseAbs().maxCoeff(), 1e-14);
  EXPECT_EQ(found.bias, readout.col(0));
}

TEST(UnitReadout, IsTheReadoutOfAnLstmsHiddenStates) {
  const RecurrentParameters<float> parameters =
      initial_parameters({.cell = Cell::lstm, .inputs = 7, .units = 4, .outputs = 3}, 1);
  const UnitReadout found = unit_readout(*make_recurrent_network(parameters));
  EXPECT_EQ(found.trace, "hidden");
  EXPECT_LT((found.weights - parameters.readout().cast<double>()).cwiseAbs().maxCoeff(), 1e-14);
}

TEST(InputWiring, OfAReservoirIsThatOfItsInputMatrix) {
  EsnOptions options;
  options.units = 40;
  const auto reservoir = std::make_shared<const Reservoir<float>>(make_reservoir(options, 5, 1));
  const InputWiring wiring = input_wiring(*make_esn_network(reservoir, MatrixD(0, 0)), "reservoir");
  EXPECT_EQ(wiring.word, reservoir->input.bottomRows(5).cwiseAbs());
  for (Eigen::Index word = 0; word < 5; ++word)
    for (Eigen::Index unit = 0; unit < 40; ++unit) {
      EXPECT_EQ(wiring.bias(word, unit), std::abs(reservoir->input(0, unit)));
      EXPECT_EQ(wiring.both(word, unit), reservoir->input(0, unit) * reservoir->input(1 + word, unit));
    }
}

TEST(InputWiring, OfAGatedCellIsZeroForAWordLikeAllOthers) {
  RecurrentParameters<float> parameters =
      initial_parameters({.cell = Cell::lstm, .inputs = 3, .units = 4, .outputs = 2}, 1);
  parameters.values.head(static_cast<Eigen::Index>(parameters.shape.input_size(0))).setConstant(0.3F);
  const Matrix wiring = input_wiring(*make_recurrent_network(parameters), "hidden").word;
  ASSERT_EQ(wiring.rows(), 3);
  ASSERT_EQ(wiring.cols(), 4);
  EXPECT_LT(wiring.maxCoeff(), 1e-6F);
}

TEST(UnitDeviations, KnownAnswer) {
  Matrix activity(4, 2);
  activity << 1, 5, 3, 5, 1, 5, 3, 5;
  EXPECT_EQ(unit_deviations(activity), (std::vector<double>{1, 0}));
}

TEST(PlacesOfLargest, TakesTheFirstOfEqualOnes) {
  const std::vector<double> values{2, 5, 5, 1, 5};
  EXPECT_EQ(places_of_largest(values, 2), (std::vector<int>{1, 2}));
  EXPECT_EQ(places_of_largest(values, 9), (std::vector<int>{1, 2, 4, 0, 3}));
}

TEST(Polyvalence, FindsTheUnitThatAllOutputsUse) {
  MatrixD weights = random_weights(10, 100, 2);
  weights.col(7).setConstant(50);
  const std::vector<double> deviations(100, 1.0);
  const Workers workers(2);
  SilentProgress progress;
  const Polyvalence found =
      polyvalent_units(weights, deviations, Importance::contribution, {}, {workers, progress});
  EXPECT_EQ(found.top, 1);
  EXPECT_EQ(found.outputs_of[7].size(), 10U);
  EXPECT_TRUE(found.is_polyvalent(7));
  EXPECT_NEAR(found.p[7], 1.0 / 1001, 1e-12);
  EXPECT_EQ(found.units_with[10], 1);
  EXPECT_EQ(found.units_with[0], 99);
  double units = 0;
  for (const double expected : found.expected) units += expected;
  EXPECT_NEAR(units, 100, 1e-9);
}

TEST(Polyvalence, FindsNoneAmongRandomWeightsAndAgreesWithTheBinomialLaw) {
  const int units = 50, outputs = 8;
  const MatrixD weights = random_weights(outputs, units, 3);
  const std::vector<double> deviations(static_cast<std::size_t>(units), 1.0);
  const Workers workers(1);
  SilentProgress progress;
  const Polyvalence found =
      polyvalent_units(weights, deviations, Importance::weight, {.top = 5}, {workers, progress});
  for (std::size_t unit = 0; unit < 50; ++unit) EXPECT_FALSE(found.is_polyvalent(unit)) << unit;
  // Each output takes each unit with probability 0.1, independently: binomial(8, 0.1).
  double binomial = std::pow(0.9, 8);
  for (int k = 0; k <= 3; ++k) {
    EXPECT_NEAR(found.expected[static_cast<std::size_t>(k)], units * binomial, 0.6) << k;
    binomial *= (8.0 - k) / (k + 1) * (0.1 / 0.9);
  }
}

TEST(Polyvalence, IsTheSameAtAnyNumberOfThreads) {
  const MatrixD weights = random_weights(6, 30, 4);
  const std::vector<double> deviations(30, 0.5);
  SilentProgress progress;
  const Workers one(1), three(3);
  const Polyvalence a =
      polyvalent_units(weights, deviations, Importance::weight, {.top = 2}, {one, progress});
  const Polyvalence b =
      polyvalent_units(weights, deviations, Importance::weight, {.top = 2}, {three, progress});
  EXPECT_EQ(a.expected, b.expected);
  EXPECT_EQ(a.p, b.p);
}

TEST(Polyvalence, RefusesMoreUnitsThanThereAre) {
  const Workers workers(1);
  SilentProgress progress;
  EXPECT_THROW(polyvalent_units(random_weights(2, 5, 1), std::vector<double>(5, 1.0), Importance::weight,
                                {.top = 6}, {workers, progress}),
               Error);
}

// R: p.adjust(c(.01, .04, .03, .005, .5), "BH")
TEST(BenjaminiHochberg, AgreesWithR) {
  const std::vector<double> q = benjamini_hochberg(std::vector<double>{0.01, 0.04, 0.03, 0.005, 0.5});
  const std::vector<double> expected{0.025, 0.05, 0.05, 0.025, 0.5};
  for (std::size_t i = 0; i < q.size(); ++i) EXPECT_NEAR(q[i], expected[i], 1e-12) << i;
}

// Units move with their wiring and nothing else: the raw test finds it, the adjusted one doesn't.
TEST(WordInfluence, WiringAloneIsExplainedAway) {
  const int units = 200, points = 60;
  Rng rng(5, "influence test");
  Matrix wiring = Matrix::Zero(2, units);
  for (int u = 0; u < 20; ++u) wiring(0, u) = 1;
  Matrix change(points, units);
  std::vector<std::int32_t> words;
  for (int i = 0; i < points; ++i) {
    words.push_back(i % 2);
    for (int u = 0; u < units; ++u) change(i, u) = static_cast<float>(wiring(i % 2, u) + 0.1 * rng.uniform());
  }
  const std::vector<int> chosen{0, 1, 2, 3, 4};
  std::vector<WordInfluence> found = word_influence(change, words, std::vector{wiring}, chosen, {});
  ASSERT_EQ(found.size(), 2U);
  EXPECT_EQ(found[0].occurrences, 30);
  EXPECT_NEAR(found[0].raw.chosen, 5.25, 0.05);
  EXPECT_GT(found[0].explained, 0.99);
  EXPECT_EQ(found[1].explained, 0);  // the word reaches no unit
  EXPECT_LT(found[0].raw.q, 0.01);
  EXPECT_GT(found[0].adjusted.q, 0.05);
  EXPECT_GT(found[1].raw.q, 0.05);
  EXPECT_EQ(found[0].reached, 1);
  EXPECT_NEAR(found[0].reached_by_all, 0.1, 1e-12);
  // What wiring doesn't explain is found.
  for (int i = 1; i < points; i += 2)
    for (const int u : chosen) change(i, u) += 0.5F;
  found = word_influence(change, words, std::vector{wiring}, chosen, {});
  EXPECT_LT(found[1].adjusted.q, 0.01);
  EXPECT_NEAR(found[1].adjusted.chosen, 2.5, 0.2);
}

// A change that is a linear function of two covariates that go together leaves nothing.
TEST(WordInfluence, SeveralCovariatesAreRegressedTogether) {
  const int units = 50;
  Rng rng(6, "influence test");
  std::vector<Matrix> covariates(3, Matrix(1, units));
  Matrix change(1, units);
  for (int u = 0; u < units; ++u) {
    const double a = rng.uniform(), b = a + 0.2 * rng.uniform();
    covariates[0](0, u) = static_cast<float>(a);
    covariates[1](0, u) = static_cast<float>(b);
    covariates[2](0, u) = static_cast<float>(2 * a);  // says nothing new
    change(0, u) = static_cast<float>(1 + 2 * a - b);
  }
  const std::vector<std::int32_t> words{0};
  const std::vector<WordInfluence> found =
      word_influence(change, words, covariates, std::vector<int>{1, 2, 3}, {});
  EXPECT_NEAR(found.front().explained, 1, 1e-9);
  EXPECT_NEAR(found.front().adjusted.chosen, 0, 1e-5);
}

TEST(WordInfluence, NamesWhatDoesNotFit) {
  const Matrix change = Matrix::Zero(3, 4);
  const std::vector<std::int32_t> words{0, 1, 2};
  const auto with = [&](int rows, int units, int chosen) {
    const std::vector<Matrix> covariates{Matrix::Zero(rows, units)};
    return word_influence(change, words, covariates, std::vector<int>{chosen}, {});
  };
  EXPECT_THROW(with(2, 4, 0), Error);
  EXPECT_THROW(with(3, 5, 0), Error);
  EXPECT_THROW(with(3, 4, 4), Error);
  EXPECT_EQ(with(3, 4, 3).size(), 3U);
}

}  // namespace rssviz::models
