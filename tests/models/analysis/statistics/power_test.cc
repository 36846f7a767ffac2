#include "models/analysis/statistics/power.h"

#include <array>

#include "tests/models/analysis/statistics/statistics_fixture.h"

namespace rssviz::models {
namespace {

const nlohmann::json& powers() { return fixture()["power"]; }

}  // namespace

TEST(Power, AgreesWithStatsmodels) {
  for (const nlohmann::json& row : powers()["paired"])
    expect_equal(paired_power(row[0], 1, row[1], row[2]), row[3], row.dump());
  for (const nlohmann::json& row : powers()["paired, above"]) {
    expect_equal(paired_power(row[0], 1, row[1], row[2], Tail::above), row[3], row.dump());
    expect_equal(paired_power(-row[0].get<double>(), 1, row[1], row[2], Tail::below), row[3], row.dump());
  }
  for (const nlohmann::json& row : powers()["unpaired"])
    expect_equal(unpaired_power(row[0], 1, row[1], row[2]), row[3], row.dump());
  for (const nlohmann::json& row : powers()["sign"])
    expect_equal(sign_power(row[0], row[1]), row[2], row.dump());
}

TEST(Power, LeastDetectableAndSeedsAgreeWithStatsmodels) {
  for (const nlohmann::json& row : powers()["least detectable"]) {
    const std::size_t n = row[0];
    const PowerOptions options{row[1], row[2], row[3] == "both" ? Tail::both : Tail::above};
    const double count = static_cast<double>(n);
    expect_equal(least_detectable(1 / std::sqrt(count), count - 1, options), row[4], row.dump());
  }
  for (const nlohmann::json& row : powers()["seeds needed"])
    EXPECT_EQ(seeds_needed(row[0], 1), row[1].get<std::size_t>()) << row;
}

TEST(Power, ScalesWithTheUnitAndIsTheLevelWithoutEffect) {
  EXPECT_NEAR(paired_power(.3, .5, 12), paired_power(300, 500, 12), 1e-12);
  EXPECT_NEAR(paired_power(0, 1, 12), .05, 1e-12);
  EXPECT_NEAR(paired_power(0, 1, 12, .01, Tail::above), .01, 1e-12);
  EXPECT_NEAR(paired_power(-.4, 1, 12), paired_power(.4, 1, 12), 1e-12);
  EXPECT_NEAR(paired_power(40, 1, 12), 1, 1e-12);
  const std::vector<double> values{.1, .3, .2, .5, .4};
  const Difference found = difference_from(values, 0);
  EXPECT_NEAR(power_of(least_detectable(found), found.standard_error, found.degrees), .8, 1e-9);
}

// (1.959964 + .841621) standard errors, where the interval is 1.959964 on each side.
TEST(Power, OfOneValueIsThatOfANormalEstimateAsWide) {
  EXPECT_NEAR(least_detectable(Interval{.1, .1 + 2 * 1.959963984540054}),
              1.959963984540054 + .8416212335729143, 1e-6);
  EXPECT_EQ(least_detectable(Interval{.1, .1}), 0);
  EXPECT_TRUE(std::isnan(least_detectable(Interval{std::nan(""), std::nan("")})));
}

// Five differences can't be found by the sign test at 5 %, whatever they are.
TEST(Power, OfTheSignTestIsNothingForFiveSeeds) {
  EXPECT_EQ(sign_power(1, 5), 0);
  EXPECT_EQ(sign_power(1, 6), 1);
  EXPECT_EQ(sign_power(1, 5, .05, Tail::above), 1);
}

TEST(Power, EdgesAndErrors) {
  const std::vector<double> one{1.}, equal{1., 1.};
  EXPECT_TRUE(std::isnan(least_detectable(difference_from(one, 0))));
  EXPECT_EQ(least_detectable(difference_from(equal, 0)), 0);
  EXPECT_EQ(least_seeds(1), 30U);
  EXPECT_EQ(least_seeds(9), 10U);
  EXPECT_EQ(least_seeds(600), 2U);
  EXPECT_EQ(error_of([] { paired_power(1, 1, 1); }, ErrorKind::usage), "n = 1 is out of range: 2 or more");
  EXPECT_EQ(error_of([] { paired_power(1, 0, 5); }, ErrorKind::usage),
            "deviation = 0 is out of range: above 0");
  EXPECT_EQ(error_of([] { least_detectable(1, 4, {.power = .01}); }, ErrorKind::usage),
            "power = 0.01 is out of range: above the level, below 1");
  EXPECT_THROW(seeds_needed(0, 1), Error);
  EXPECT_THROW(seeds_needed(1e-6, 1), Error);
  EXPECT_THROW(paired_power(std::nan(""), 1, 5), Error);
  EXPECT_THROW(unpaired_power(1, 1, 1, 1), Error);
}

}  // namespace rssviz::models
