// Stages on shared principal components: of states in a plane, whose distances the components keep.
#include "cli/studies/stages_by_pca.h"

#include <gtest/gtest.h>

#include <cmath>

#include "made_up.h"

namespace rssviz::cli {
namespace {

// BEGIN and up to seven ums: states (w, n w) at a stage of weight w.
made_up::Setup in_a_plane(const std::vector<double>& weights) {
  made_up::Setup setup;
  models::Tokens tokens{made_up::kBegin};
  tokens.insert(tokens.end(), 7, made_up::kUm);
  setup.phrases = {tokens};
  for (const double weight : weights) setup.stages.push_back({.marks = weight});
  return setup;
}

PcaStages found_of(const made_up::Setup& setup) {
  const made_up::Silent silent;
  return stages_by_pca(made_up::view_of(setup), silent.execution);
}

}  // namespace

TEST(StagesByPca, MovementIsTheMeanWayOverTheSizeOfTheStage) {
  const PcaStages found = found_of(in_a_plane({1, 1, 3}));
  ASSERT_EQ(found.movement.size(), 3U);
  EXPECT_EQ(found.movement[0], 0);
  EXPECT_NEAR(found.movement[1], 0, 1e-6);
  // From (1, n) to (3, 3 n): ways 2 sqrt(1 + n^2); the stage's size is 3 times the deviation of 0 .. 7.
  double way = 0;
  for (int n = 0; n < 8; ++n) way += 2 * std::hypot(1, n) / 8;
  EXPECT_NEAR(found.movement[2], way / (3 * std::sqrt((64.0 - 1) / 12)), 1e-5);
}

TEST(StagesByPca, KeepsDistancesWithinAndBetweenStages) {
  const std::vector<double> weights{1, 2};
  const PcaStages found = found_of(in_a_plane(weights));
  for (std::size_t s = 0; s < 2; ++s)
    for (std::size_t t = 0; t < 2; ++t)
      for (std::size_t i = 0; i < 8; ++i)
        for (std::size_t j = 0; j < 8; ++j) {
          const Point from = found.at[s][i], to = found.at[t][j];
          const double n = static_cast<double>(i), m = static_cast<double>(j);
          EXPECT_NEAR(std::hypot(to.x - from.x, to.y - from.y),
                      std::hypot(weights[t] - weights[s], m * weights[t] - n * weights[s]), 1e-4);
        }
}

TEST(StagesByPca, SharesAreThoseOfTheVarianceOfAllStages) {
  const std::vector<double> weights{1, 2};
  const PcaStages found = found_of(in_a_plane(weights));
  double mean[2] = {0, 0}, cov[3] = {0, 0, 0};
  for (const double w : weights)
    for (int n = 0; n < 8; ++n) {
      mean[0] += w / 16;
      mean[1] += n * w / 16;
    }
  for (const double w : weights)
    for (int n = 0; n < 8; ++n) {
      const double p = w - mean[0], q = n * w - mean[1];
      cov[0] += p * p;
      cov[1] += p * q;
      cov[2] += q * q;
    }
  const double half = (cov[0] + cov[2]) / 2;
  const double larger = half + std::sqrt(half * half - cov[0] * cov[2] + cov[1] * cov[1]);
  EXPECT_NEAR(found.first_share, larger / (2 * half), 1e-6);
  EXPECT_NEAR(found.second_share, 1 - larger / (2 * half), 1e-6);
}

}  // namespace rssviz::cli
