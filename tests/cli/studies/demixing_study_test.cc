// Demixing of trials: the penalty is chosen, noise is estimated, shuffled conditions give little.
#include "cli/studies/demixing_study.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::cli {
namespace {

// Two conditions of 12 trials, 10 steps, 6 units: condition moves unit 0, time unit 1; noise of `sd` on all.
Trials made_up(double sd) {
  Rng rng(8, "demixing study");
  Trials trials;
  trials.factors = {2, 1};
  for (int i = 0; i < 24; ++i) {
    MatrixD one(10, 6);
    for (Eigen::Index k = 0; k < one.size(); ++k) one.data()[k] = sd * rng.normal();
    for (Eigen::Index t = 0; t < 10; ++t) {
      one(t, 0) += i % 2 == 0 ? 1 : -1;
      one(t, 1) += std::sin(static_cast<double>(t));
    }
    trials.of.push_back(one);
    trials.condition.push_back(i % 2);
  }
  return trials;
}

DemixingStudy studied(const Trials& trials, int threads) {
  const Workers workers(threads);
  SilentProgress silent;
  DemixingOptions options;
  options.shuffles = 39;
  return study_demixing(trials, options, {workers, silent});
}

}  // namespace

// Of 12 trials the noise of an average is sd^2 / 12 a number, beside the variance of what is planted.
TEST(DemixingStudy, NoiseOfTrialsIsEstimated) {
  const DemixingStudy study = studied(made_up(0.5), 2);
  double signal = 0;
  for (int t = 0; t < 10; ++t) signal += std::sin(t);
  const double mean = signal / 10;
  double planted = 20;  // unit 0: 1 in every cell of 2 x 10
  for (int t = 0; t < 10; ++t) planted += 2 * std::pow(std::sin(t) - mean, 2);
  const double noise = 20 * 6 * 0.25 / 12;
  EXPECT_NEAR(study.noise, noise / (planted + noise), 0.25 * noise / (planted + noise));
  EXPECT_TRUE(study.penalty_chosen);
}

TEST(DemixingStudy, ShuffledConditionsHoldLittle) {
  const DemixingStudy study = studied(made_up(0.2), 1);
  ASSERT_EQ(study.nulls.size(), 2U);
  EXPECT_GT(study.demixed.variances[1], 2 * study.nulls[1].high);
}

TEST(DemixingStudy, OneTrialACondition) {
  Trials trials = made_up(0.1);
  trials.of.resize(2);
  trials.condition.resize(2);
  const DemixingStudy study = studied(trials, 1);
  EXPECT_FALSE(study.penalty_chosen);
  EXPECT_TRUE(std::isnan(study.noise));
  EXPECT_TRUE(study.nulls.empty());
  trials.condition = {0, 0};
  EXPECT_THROW(studied(trials, 1), Error);
}

TEST(DemixingStudy, ThreadsChangeNothing) {
  const DemixingStudy one = studied(made_up(0.3), 1), three = studied(made_up(0.3), 3);
  EXPECT_EQ(one.penalty, three.penalty);
  EXPECT_EQ(one.nulls[1].high, three.nulls[1].high);
  EXPECT_EQ(one.demixed.components.front().decoder, three.demixed.components.front().decoder);
}

}  // namespace rssviz::cli
