// Which difference a table of claims states, and that the rule as a whole keeps its level.
#include "models/analysis/statistics/seed_difference.h"

#include <cmath>

#include "core/rng.h"
#include "models/analysis/statistics/power.h"
#include "models/analysis/statistics/sign_test.h"
#include "models/analysis/statistics/verdict.h"
#include "tests/models/analysis/statistics/statistics_fixture.h"

namespace rssviz::models {
namespace {

constexpr int kRepetitions = 2000;

// The share of repetitions in which `values` gives a difference with p of at most .05.
template <class Values>
double found_in(Values&& values) {
  int found = 0;
  for (int k = 0; k < kRepetitions; ++k) {
    Rng rng(23, "seed differences", static_cast<std::uint64_t>(k));
    found += difference_over_seeds(values(rng)).difference.p <= .05 ? 1 : 0;
  }
  return static_cast<double>(found) / kRepetitions;
}

template <class Value>
auto of(std::size_t n, Value value) {
  return [n, value](Rng& rng) {
    std::vector<double> values(n);
    for (double& one : values) one = value(rng);
    return values;
  };
}

double heavy(Rng& rng) {  // Student's t with 2 degrees of freedom
  const double a = rng.normal(), b = rng.normal();
  return rng.normal() / std::sqrt((a * a + b * b) / 2);
}

}  // namespace

TEST(SeedDifference, IsTheMeanUnlessDifferencesAreSkewed) {
  const std::vector<double> even{1, 2, 3, 4, 5, 6, 7, 8};
  const SeedDifference mean = difference_over_seeds(even);
  EXPECT_FALSE(mean.median);
  EXPECT_EQ(mean.difference.estimate, 4.5);
  EXPECT_EQ(mean.difference.interval.low, difference_from(even, 0).interval.low);
  EXPECT_EQ(mean.least_detectable, least_detectable(difference_from(even, 0)));
  const std::vector<double> skewed{1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 90};
  const SeedDifference median = difference_over_seeds(skewed);
  EXPECT_TRUE(median.median);
  EXPECT_EQ(median.difference.estimate, 1.35);
  EXPECT_EQ(median.difference.p, sign_test(skewed).p);
  EXPECT_FALSE(difference_over_seeds(std::vector<double>{1, 1, 1, 1, 1, 1, 90}).median);  // too few to tell
  EXPECT_TRUE(std::isnan(difference_over_seeds(std::vector<double>{1}).least_detectable));
}

TEST(SeedDifference, WithoutAnEffectFindsOneInAtMostSixOfAHundred) {
  for (const std::size_t n : {8U, 10U, 30U}) {
    EXPECT_LE(found_in(of(n, [](Rng& rng) { return rng.normal(); })), .06) << n;
    EXPECT_LE(found_in(of(n, heavy)), .06) << n;
  }
  // Differences of two skewed values are skewed at times; their centre is 0.
  const auto skewed = [](Rng& rng) { return std::exp(.5 * rng.normal()) - std::exp(.5 * rng.normal()); };
  EXPECT_LE(found_in(of(10, skewed)), .06);
}

TEST(SeedDifference, FindsAPlantedEffectWithTheStatedPower) {
  for (const std::size_t n : {10U, 30U}) {
    const double effect = least_detectable(1 / std::sqrt(static_cast<double>(n)), static_cast<double>(n) - 1);
    const double share = found_in(of(n, [effect](Rng& rng) { return effect + rng.normal(); }));
    EXPECT_NEAR(share, .8, 4 * std::sqrt(.8 * .2 / kRepetitions) + .01)
        << n;  // the sign test stands in at times
  }
}

TEST(Verdict, IsUndecidedWhereBothCrowdAtAnEnd) {
  EXPECT_TRUE(crowd_at_an_end(.96, .97, {0, 1}));
  EXPECT_TRUE(crowd_at_an_end(0, .05, {0, 1}));
  EXPECT_FALSE(crowd_at_an_end(.96, .9, {0, 1}));
  EXPECT_FALSE(crowd_at_an_end(.01, .99, {0, 1}));
  EXPECT_TRUE(crowd_at_an_end(99, 98, {0, 100}));
  EXPECT_THROW(crowd_at_an_end(0, 0, {1, 1}), Error);
  ClaimPart part{.name = "A", .claimed = Claimed::above, .margin = .1, .estimate = .3, .interval = {.2, .4}};
  EXPECT_EQ(judge_part(part).verdict, Verdict::held);
  part.at_an_end = true;
  EXPECT_EQ(judge_part(part).verdict, Verdict::undecided);
  part.p = .0001;
  EXPECT_EQ(judge_any(std::vector{part}).verdict, Verdict::undecided);
}

}  // namespace rssviz::models
