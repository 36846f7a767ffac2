#include "core/rng.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <vector>

namespace rssviz {

TEST(Rng, StreamsDependOnSeedStageAndItem) {
  std::set<std::uint64_t> first;
  for (const std::uint64_t seed : {1U, 2U})
    for (const char* stage : {"reservoir", "layout"})
      for (const std::uint64_t item : {0U, 1U}) first.insert(Rng(seed, stage, item).next());
  EXPECT_EQ(first.size(), 8U);
  EXPECT_EQ(Rng(1, "reservoir", 0).next(), Rng(1, "reservoir").next());
}

// Pins the numbers themselves: a change of them changes every result of the program.
TEST(Rng, KeepsItsNumbers) {
  Rng rng(1, "test");
  const std::uint64_t a = rng.next();
  Rng again(1, "test");
  EXPECT_EQ(again.next(), a);
  EXPECT_EQ(mix64(0),
            0xE220A8397B1DCDAFULL);  // first output of splitmix64 from seed 0 (Vigna's reference code)
}

TEST(Rng, UniformAndNormalHaveTheirMoments) {
  Rng rng(3, "moments");
  double sum = 0, square = 0, normal_sum = 0, normal_square = 0;
  const int n = 200000;
  for (int i = 0; i < n; ++i) {
    const double u = rng.uniform();
    ASSERT_GE(u, 0.0);
    ASSERT_LT(u, 1.0);
    sum += u;
    square += u * u;
    const double z = rng.normal();
    normal_sum += z;
    normal_square += z * z;
  }
  EXPECT_NEAR(sum / n, 0.5, 0.005);
  EXPECT_NEAR(square / n, 1.0 / 3, 0.005);
  EXPECT_NEAR(normal_sum / n, 0, 0.01);
  EXPECT_NEAR(normal_square / n, 1, 0.02);
}

TEST(Rng, BelowCoversItsRangeEvenly) {
  Rng rng(4, "below");
  std::vector<int> count(6, 0);
  for (int i = 0; i < 60000; ++i) ++count[rng.below(6)];
  for (const int c : count) EXPECT_NEAR(c, 10000, 400);
}

TEST(Rng, ShuffleKeepsTheItems) {
  std::vector<int> items(100);
  std::iota(items.begin(), items.end(), 0);
  const std::vector<int> before = items;
  Rng(5, "shuffle").shuffle(std::span<int>(items));
  EXPECT_NE(items, before);
  std::sort(items.begin(), items.end());
  EXPECT_EQ(items, before);
}

}  // namespace rssviz
