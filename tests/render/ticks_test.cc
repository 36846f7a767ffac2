// Where ticks stand and how they are written.
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "render/layout/layout.h"

namespace rssviz::render {
namespace {

std::vector<std::string> texts(const std::vector<Tick>& ticks) {
  std::vector<std::string> out;
  for (const Tick& tick : ticks) out.push_back(tick.text);
  return out;
}

using Texts = std::vector<std::string>;

TEST(ChooseTicks, StepsAreOneTwoOrFive) {
  EXPECT_EQ(texts(choose_ticks(0, 1, 6)), (Texts{"0.0", "0.2", "0.4", "0.6", "0.8", "1.0"}));
  EXPECT_EQ(texts(choose_ticks(0, 1, 3)), (Texts{"0.0", "0.5", "1.0"}));
  EXPECT_EQ(texts(choose_ticks(0, 35, 5)), (Texts{"0", "10", "20", "30"}));
  EXPECT_EQ(texts(choose_ticks(-0.3, 1.3, 4)), (Texts{"0.0", "0.5", "1.0"}));
}

TEST(ChooseTicks, WritesATrueMinusAndThousands) {
  EXPECT_EQ(texts(choose_ticks(-1, 1, 3)), (Texts{"−1", "0", "1"}));
  EXPECT_EQ(texts(choose_ticks(0, 20000, 3)), (Texts{"0", "10,000", "20,000"}));
  EXPECT_EQ(texts(choose_ticks(0, 0.003, 4)), (Texts{"0.000", "0.001", "0.002", "0.003"}));
}

TEST(ChooseTicks, NeverMoreThanAsked) {
  for (int most = 1; most < 12; ++most) {
    for (const double high : {0.013, 1.0, 7.7, 99.0, 12345.0}) {
      const auto ticks = choose_ticks(0.1 * high, high, most);
      EXPECT_LE(static_cast<int>(ticks.size()), most);
      for (const Tick& tick : ticks) EXPECT_TRUE(tick.at >= 0.0999 * high && tick.at <= 1.0001 * high);
    }
  }
}

TEST(ChooseTicks, OneTickWhereLowIsHigh) { EXPECT_EQ(texts(choose_ticks(3, 3, 5)), (Texts{"3"})); }

TEST(ChooseLogTicks, ArePowersOfTen) {
  EXPECT_EQ(texts(choose_log_ticks(0.004, 0.2, 5)), (Texts{"0.01", "0.1"}));
  EXPECT_EQ(texts(choose_log_ticks(1e-5, 1e5, 4)), (Texts{"$10^{-5}$", "0.01", "10", "$10^{4}$"}));
}

TEST(ChooseLogTicks, TakeTwosAndFivesOverAShortRange) {
  EXPECT_EQ(texts(choose_log_ticks(1.5, 30, 5)), (Texts{"2", "5", "10", "20"}));
  EXPECT_EQ(texts(choose_log_ticks(2000, 60000, 5)),
            (Texts{"2000", "5000", "$10^{4}$", "$2 \\times 10^{4}$", "$5 \\times 10^{4}$"}));
  EXPECT_TRUE(choose_log_ticks(-1, 10, 5).empty());
}

}  // namespace
}  // namespace rssviz::render
