// Correlations of made-up reservoirs whose ranks are known, and a small study of real ones.
#include "cli/studies/predictor_study.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "made_up.h"

namespace rssviz::cli {
namespace {

// Settings that differ in nothing; the numbers of setting k are one each.
std::vector<MeasuredReservoir> alike(std::size_t settings, int seeds) {
  std::vector<MeasuredReservoir> reservoirs(settings * static_cast<std::size_t>(seeds));
  for (std::size_t i = 0; i < reservoirs.size(); ++i) reservoirs[i].setting.seed = 1 + i % 3;
  return reservoirs;
}

PredictorStudy correlated(const std::vector<MeasuredReservoir>& reservoirs, int seeds, int draws = 200,
                          int threads = 1) {
  const made_up::Silent silent(threads);
  return correlate_predictors(reservoirs, seeds, draws, 3, silent.execution);
}

const PredictorCorrelation& named(const PredictorStudy& study, const std::string& name) {
  return *std::find_if(study.correlations.begin(), study.correlations.end(),
                       [&](const PredictorCorrelation& one) { return one.name == name; });
}

// Spearman's formula for ranks without ties.
double by_differences(const std::vector<double>& a, const std::vector<double>& b) {
  const auto rank = [](const std::vector<double>& values, double value) {
    return std::count_if(values.begin(), values.end(), [&](double other) { return other < value; });
  };
  const auto n = static_cast<double>(a.size());
  double squares = 0;
  for (std::size_t i = 0; i < a.size(); ++i)
    squares += std::pow(static_cast<double>(rank(a, a[i]) - rank(b, b[i])), 2);
  return 1 - 6 * squares / (n * (n * n - 1));
}

const std::vector<double> kErrors{0.31, 0.12, 0.77, 0.45, 0.58, 0.05};

}  // namespace

TEST(PredictorStudy, CorrelatesMeansOverSeedsByRank) {
  const std::vector<double> memory{2, 3, 1, 5, 4, 6};
  std::vector<MeasuredReservoir> reservoirs = alike(6, 2);
  for (std::size_t k = 0; k < 6; ++k)
    for (std::size_t s = 0; s < 2; ++s) {
      MeasuredReservoir& one = reservoirs[2 * k + s];
      const double sign = s == 0 ? 0.01 : -0.01;  // leaves the mean
      one.numbers.memory = memory[k] + 10 * sign;
      one.numbers.lyapunov = -std::exp(kErrors[k]);  // falls as the error grows
      one.errors = {kErrors[k] / 2 + sign, kErrors[k] + sign, 0};
    }
  const PredictorStudy study = correlated(reservoirs, 2);
  EXPECT_NEAR(named(study, "word memory").rho[1], by_differences(memory, kErrors), 1e-12);
  EXPECT_NEAR(named(study, "word memory").rho[0], by_differences(memory, kErrors), 1e-12);
  EXPECT_NEAR(named(study, "Lyapunov exponent").rho[1], -1, 1e-12);
  EXPECT_NEAR(named(study, "Lyapunov exponent").interval[1].high, -1, 1e-12);
  EXPECT_NEAR(named(study, "|Lyapunov exponent|").rho[1], 1, 1e-12);
  EXPECT_TRUE(std::isnan(named(study, "trustworthiness").rho[1]));  // never varies
  EXPECT_TRUE(named(study, "word memory").measured);
  EXPECT_FALSE(named(study, "leak rate").measured);
}

TEST(PredictorStudy, HoldsTheErrorOfOneSeedAgainstThatOfTheOthers) {
  const std::vector<double> second{0.2, 0.1, 0.3, 0.6, 0.4, 0.5}, third{0.4, 0.1, 0.5, 0.3, 0.9, 0.2};
  std::vector<MeasuredReservoir> reservoirs = alike(6, 3);
  std::vector<double> rest;
  for (std::size_t k = 0; k < 6; ++k) {
    reservoirs[3 * k].errors.not_exact = kErrors[k];
    reservoirs[3 * k + 1].errors.not_exact = second[k];
    reservoirs[3 * k + 2].errors.not_exact = third[k];
    rest.push_back((second[k] + third[k]) / 2);
  }
  const PredictorStudy study = correlated(reservoirs, 3);
  ASSERT_EQ(study.settings.size(), 6U);
  for (std::size_t k = 0; k < 6; ++k) {
    EXPECT_NEAR(study.settings[k].not_exact, (kErrors[k] + second[k] + third[k]) / 3, 1e-12);
    EXPECT_NEAR(study.settings[k].first_seed, kErrors[k], 1e-12);
    EXPECT_NEAR(study.settings[k].other_seeds, rest[k], 1e-12);
  }
  const PredictorCorrelation& other = named(study, "error of other seeds");
  EXPECT_NEAR(other.rho[1], by_differences(rest, kErrors), 1e-12);
  EXPECT_TRUE(std::isnan(other.rho[0]));
  // One seed has no others.
  EXPECT_EQ(correlated(alike(6, 1), 1).correlations.size(), kMeasured + kParameters.size());
}

// One predictor and two equal errors: the null is that of |rho| over all 720 orders of six.
TEST(PredictorStudy, NullIsWhatPermutedErrorsGiveToTheBest) {
  std::vector<MeasuredReservoir> reservoirs = alike(6, 1);
  std::vector<double> order(6);
  std::iota(order.begin(), order.end(), 0.0);
  const std::vector<double> straight = order;
  for (std::size_t k = 0; k < 6; ++k) {
    reservoirs[k].numbers.participation = straight[k];
    reservoirs[k].errors = {kErrors[k], kErrors[k], 0};
  }
  std::vector<double> all;
  do all.push_back(std::abs(by_differences(order, straight)));
  while (std::next_permutation(order.begin(), order.end()));
  std::sort(all.begin(), all.end());
  const PredictorStudy study = correlated(reservoirs, 1, 4000);
  // .8286 is the 95 % quantile of these steps of 2/35; a sample may fall on its neighbour.
  EXPECT_NEAR(study.null, all[static_cast<std::size_t>(0.95 * 719)], 0.0572);
  // A second predictor can only raise what the best reaches by chance.
  for (std::size_t k = 0; k < 6; ++k)
    reservoirs[k].numbers.memory = std::fmod(5.0 * static_cast<double>(k), 7);
  EXPECT_GE(correlated(reservoirs, 1, 4000).null, study.null);
}

TEST(PredictorStudy, DrawsSettingsEvenlyByLogarithm) {
  constexpr std::size_t kDraws = 2000;
  for (const Parameter parameter : kParameters) {
    const auto [low, high] = kSettingRanges[static_cast<std::size_t>(parameter)];
    double mean = 0, below_tenth = 0;
    for (std::size_t k = 0; k < kDraws; ++k) {
      const double value = drawn_setting(9, k).value(parameter);
      ASSERT_GE(value, low);
      ASSERT_LE(value, high);
      const double share = std::log(value / low) / std::log(high / low);
      mean += share / kDraws;
      below_tenth += share < 0.1 ? 1.0 / kDraws : 0;
    }
    // Four standard errors.
    EXPECT_NEAR(mean, 0.5, 4 * std::sqrt(1.0 / 12 / kDraws)) << name_of(parameter);
    EXPECT_NEAR(below_tenth, 0.1, 4 * std::sqrt(0.09 / kDraws)) << name_of(parameter);
  }
  EXPECT_EQ(drawn_setting(9, 4), drawn_setting(9, 4));
  EXPECT_NE(drawn_setting(9, 4), drawn_setting(10, 4));
}

TEST(PredictorStudy, TableHasARowAReservoir) {
  std::vector<MeasuredReservoir> reservoirs = alike(5, 2);
  for (std::size_t i = 0; i < reservoirs.size(); ++i) {
    reservoirs[i].numbers = {0.5 + static_cast<double>(i), 2, 3, -0.25};
    reservoirs[i].errors = {0.125, 0.25, 0};
  }
  const formats::Table table = predictor_table(correlated(reservoirs, 2));
  ASSERT_EQ(table.rows.size(), 10U);
  const auto cell = [&](std::size_t row, const char* name) { return table.rows[row][table.column(name)]; };
  EXPECT_EQ(cell(7, "setting"), "3");
  EXPECT_EQ(cell(7, "participation_ratio"), "7.5");
  EXPECT_EQ(cell(7, "word_memory"), "2");
  EXPECT_EQ(cell(7, "memory_length"), "3");
  EXPECT_EQ(cell(7, "lyapunov"), "-0.25");
  EXPECT_EQ(cell(7, "leak_rate"), "0.05");
  EXPECT_EQ(cell(7, "validation_not_valid"), "0.125");
  EXPECT_EQ(cell(7, "validation_not_exact"), "0.25");
}

TEST(PredictorStudy, RefusesFewSettingsAndNoSeeds) {
  EXPECT_NO_THROW((PredictorOptions{.settings = 5, .seeds = 1}.check()));
  EXPECT_THROW((PredictorOptions{.settings = 4}.check()), Error);
  EXPECT_THROW((PredictorOptions{.settings = -1}.check()), Error);
  EXPECT_THROW((PredictorOptions{.seeds = 0}.check()), Error);
}

TEST(PredictorStudy, IsTheSameAtAnyNumberOfThreads) {
  std::vector<MeasuredReservoir> reservoirs = alike(6, 2);
  for (std::size_t i = 0; i < reservoirs.size(); ++i) {
    reservoirs[i].numbers.memory = std::fmod(5.0 * static_cast<double>(i), 7);
    reservoirs[i].errors.not_exact = kErrors[i % 6];
  }
  const PredictorStudy one = correlated(reservoirs, 2, 300, 1), three = correlated(reservoirs, 2, 300, 3);
  EXPECT_EQ(one.null, three.null);
  EXPECT_EQ(one.correlations[0].interval[1].low, three.correlations[0].interval[1].low);
  EXPECT_EQ(one.correlations[0].interval[1].high, three.correlations[0].interval[1].high);
}

}  // namespace rssviz::cli
