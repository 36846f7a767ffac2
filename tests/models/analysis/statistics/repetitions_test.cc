// What the tests promise, held by repeating them on made-up values with fixed seeds: without an effect they
// find one at most as often as their level says; an effect is found as often as the power says.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "core/rng.h"
#include "models/analysis/statistics/bootstrap_intervals.h"
#include "models/analysis/statistics/equivalence.h"
#include "models/analysis/statistics/maximum_statistic.h"
#include "models/analysis/statistics/permutation.h"
#include "models/analysis/statistics/power.h"
#include "models/analysis/statistics/sign_test.h"
#include "models/analysis/statistics/verdict.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kRepetitions = 2000;

std::vector<double> normals(Rng& rng, std::size_t n, double mean = 0, double deviation = 1) {
  std::vector<double> values(n);
  for (double& value : values) value = mean + deviation * rng.normal();
  return values;
}

// The share of repetitions in which `found` is true; each has a stream of its own.
double share_of(const std::function<bool(Rng&)>& found, std::size_t repetitions = kRepetitions) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < repetitions; ++i) {
    Rng rng(22, "repetitions", i);
    count += found(rng) ? 1 : 0;
  }
  return static_cast<double>(count) / static_cast<double>(repetitions);
}

// Four standard errors of a share over the repetitions.
double doubt(double share, std::size_t repetitions = kRepetitions) {
  return 4 * std::sqrt(share * (1 - share) / static_cast<double>(repetitions));
}

std::vector<ClaimPart> parts_of(Rng& rng, std::size_t count, double effect) {
  std::vector<ClaimPart> parts;
  for (std::size_t i = 0; i < count; ++i)
    parts.push_back(
        part_of(std::to_string(i), Claimed::above, .1, difference_from(normals(rng, 10, effect), 0)));
  return parts;
}

}  // namespace

TEST(Repetitions, WithoutAnEffectTestsFindOneInAtMostSixOfAHundred) {
  EXPECT_LE(share_of([](Rng& rng) { return difference_from(normals(rng, 10), 0).p <= .05; }), .06);
  EXPECT_LE(share_of([](Rng& rng) {
              const std::vector<double> values = normals(rng, 6), null = normals(rng, 15, 0, 4);
              return unpaired_difference(values, null).p <= .05;
            }),
            .06);
  EXPECT_LE(share_of([](Rng& rng) { return sign_test(normals(rng, 12)).p <= .05; }), .06);
  EXPECT_LE(share_of([](Rng& rng) { return paired_permutation(normals(rng, 9)).p <= .05; }), .06);
  EXPECT_LE(share_of([](Rng& rng) {
              const std::vector<double> values = normals(rng, 5), null = normals(rng, 6);
              return unpaired_permutation(values, null).p <= .05;
            }),
            .06);
  EXPECT_LE(
      share_of([](Rng& rng) {
        return paired_permutation(normals(rng, 20), {.exact_up_to = 1, .draws = 199, .seed = rng.next()}).p <=
               .05;
      }),
      .06);
}

// The interval lies on the claimed side in at most 2.5 % where the null is true: half of the level.
TEST(Repetitions, ATrueNullIsHeldAtMostAsOftenAsTheLevelSays) {
  const auto held_all = [](Rng& rng) { return judge_all(parts_of(rng, 1, 0)).verdict == Verdict::held; };
  const auto held_any = [](Rng& rng) { return judge_any(parts_of(rng, 6, 0)).verdict == Verdict::held; };
  EXPECT_LE(share_of(held_all), .025 + doubt(.025));
  EXPECT_LE(share_of(held_any), .06);
  // Six parts without correction: the chance that one of them is on the claimed side is 14 %.
  const auto uncorrected = [](Rng& rng) {
    const Verdict verdict = judge_all(parts_of(rng, 6, 0)).verdict;
    return verdict == Verdict::held || verdict == Verdict::partly;
  };
  EXPECT_NEAR(share_of(uncorrected), 1 - std::pow(.975, 6), doubt(.14));
}

TEST(Repetitions, AnEffectOfThePowerCalculationIsFoundInItsShare) {
  for (const double power : {.5, .8, .95}) {
    const double effect = least_detectable(1 / std::sqrt(10.), 9, {.power = power});
    EXPECT_NEAR(share_of([&](Rng& rng) { return difference_from(normals(rng, 10, effect), 0).p <= .05; }),
                power, doubt(power));
    const double between = least_detectable(std::sqrt(1. / 8 + 1. / 8), 14, {.power = power});
    EXPECT_NEAR(share_of([&](Rng& rng) {
                  const std::vector<double> values = normals(rng, 8, between), null = normals(rng, 8);
                  return unpaired_difference(values, null).p <= .05;
                }),
                power, doubt(power) + .005);  // Welch's has a little less than Student's
  }
  const double chance = 1 - std::erfc(1 / std::sqrt(2.)) / 2;  // that a normal of mean 1 is above 0
  const double expected = sign_power(chance, 15);
  EXPECT_NEAR(share_of([](Rng& rng) { return sign_test(normals(rng, 15, 1)).p <= .05; }), expected,
              doubt(expected));
}

TEST(Repetitions, AClaimOfThatEffectIsHeldInItsShareAndSeldomRefuted) {
  const double effect = least_detectable(1 / std::sqrt(10.), 9);
  const auto verdict_is = [&](Verdict verdict) {
    return share_of([&](Rng& rng) { return judge_all(parts_of(rng, 1, effect)).verdict == verdict; });
  };
  EXPECT_NEAR(verdict_is(Verdict::held), .8, doubt(.8));
  EXPECT_LE(verdict_is(Verdict::refuted), .005);
}

// A difference of the margin itself is called too small to matter in at most the level.
TEST(Repetitions, EquivalenceIsShownOfADifferenceThatMattersAtMostAsOftenAsTheLevelSays) {
  const auto shown = [](double mean) {
    return share_of(
        [&](Rng& rng) { return equivalence(difference_from(normals(rng, 12, mean), 0), 1).shown; });
  };
  EXPECT_NEAR(shown(1), .05, doubt(.05));
  EXPECT_GT(shown(0), .9);
  const auto refuted = [](Rng& rng) {
    const Difference found = difference_from(normals(rng, 12, 1), 0);
    return judge_part(part_of("A", Claimed::above, 1, found)).verdict == Verdict::refuted;
  };
  EXPECT_LE(share_of(refuted), .025 + doubt(.025));
}

// Five members that go together: the largest is held against the largest.
TEST(Repetitions, AFamilyWithoutEffectIsFoundAtMostAsOftenAsTheLevelSays) {
  const Workers workers(1);
  SilentProgress progress;
  const auto any = [&](double effect) {
    return share_of([&](Rng& rng) {
      MatrixD differences(8, 5);
      for (Eigen::Index seed = 0; seed < 8; ++seed) {
        const double shared = rng.normal();
        for (Eigen::Index member = 0; member < 5; ++member)
          differences(seed, member) = shared + rng.normal() + (member == 2 ? effect : 0);
      }
      const FamilyTest found = paired_family(differences, Tail::both, {}, {workers, progress});
      return *std::min_element(found.corrected.begin(), found.corrected.end()) <= .05;
    });
  };
  EXPECT_LE(any(0), .06);
  EXPECT_GT(any(4), .9);
}

// The interval of a mean of twenty normal values holds it in about 95 %; a bootstrap is a little narrow.
TEST(Repetitions, BootstrapIntervalsHoldTheMeanAboutAsOftenAsTheySay) {
  const Workers workers(1);
  SilentProgress progress;
  const auto holds = [&](Rng& rng) {
    const Resampling resampling{.draws = 400, .seed = rng.next()};
    const Interval found =
        bootstrap_difference(normals(rng, 20, 3), mean_of, resampling, {workers, progress}).interval;
    return found.low <= 3 && found.high >= 3;
  };
  EXPECT_NEAR(share_of(holds, 500), .93, .04);
}

}  // namespace rssviz::models
