// Differences, sign test, equivalence and several tests at once, against SciPy and statsmodels.
#include "models/analysis/statistics/differences.h"

#include <array>
#include <limits>

#include "models/analysis/statistics/equivalence.h"
#include "models/analysis/statistics/multiple_tests.h"
#include "models/analysis/statistics/sign_test.h"
#include "tests/models/analysis/statistics/statistics_fixture.h"

namespace rssviz::models {
namespace {

constexpr double kNan = std::numeric_limits<double>::quiet_NaN();

void expect_p(const Difference& difference, const nlohmann::json& p, const std::string& name) {
  expect_equal(difference.p, p["both"], name);
  expect_equal(p_of(difference, Tail::both), p["both"], name);
  expect_equal(p_of(difference, Tail::above), p["above"], name);
  expect_equal(p_of(difference, Tail::below), p["below"], name);
}

void expect_equivalence(const Difference& difference, const nlohmann::json& row) {
  const Equivalence found = equivalence(difference, row["margin"]);
  expect_equal(found.p, row["equivalence"][0], row["name"]);
  expect_equal(found.p_above_low, row["equivalence"][1], row["name"]);
  expect_equal(found.p_below_high, row["equivalence"][2], row["name"]);
}

}  // namespace

TEST(Differences, PairedAgreeWithSciPy) {
  for (const nlohmann::json& row : fixture()["pairs"]) {
    const std::string name = row["name"];
    const std::vector<double> values = numbers(row["values"]), null = numbers(row["null"]);
    for (std::size_t level = 0; level < fixture()["levels"].size(); ++level) {
      const Difference found = paired_difference(values, null, fixture()["levels"][level]);
      expect_equal(found.statistic, row["statistic"], name);
      expect_equal(found.degrees, row["degrees"], name);
      expect_p(found, row["p"], name);
      expect_equal(found.interval, row["intervals"][level], name);
    }
    expect_equivalence(paired_difference(values, null), row);
    if (!row["skewness"].is_null()) expect_equal(skewness(paired(values, null)), row["skewness"], name);
  }
}

TEST(Differences, UnpairedAgreeWithWelchOfSciPyAndStatsmodels) {
  for (const nlohmann::json& row : fixture()["sides"]) {
    const std::string name = row["name"];
    const std::vector<double> values = numbers(row["values"]), null = numbers(row["null"]);
    for (std::size_t level = 0; level < fixture()["levels"].size(); ++level) {
      const Difference found = unpaired_difference(values, null, fixture()["levels"][level]);
      expect_equal(found.statistic, row["statistic"], name);
      expect_equal(found.degrees, row["degrees"], name);
      expect_p(found, row["p"], name);
      expect_equal(found.interval, row["intervals"][level], name);
    }
    expect_equivalence(unpaired_difference(values, null), row);
  }
}

TEST(Differences, FromACentreAreThoseFromOneValue) {
  const std::vector<double> values{.5, .6, .55, .7}, draws{.1, .2, .9};
  const Difference from_mean = difference_from_centre(values, draws, Centre::mean);
  EXPECT_DOUBLE_EQ(from_mean.estimate, mean_of(values) - .4);
  EXPECT_EQ(from_mean.nulls, 3U);
  const Difference from_median = difference_from_centre(values, draws, Centre::median);
  EXPECT_EQ(from_median.interval.low, difference_from(values, .2).interval.low);
  // The spread of the draws is not counted a second time.
  const std::vector<double> wide{-9.7, .2, 9.9};
  EXPECT_EQ(difference_from_centre(values, wide, Centre::median).interval.high, from_median.interval.high);
}

TEST(Differences, OfOneValueHaveNoIntervalAndOfEqualOnesHaveNoWidth) {
  const std::vector<double> one{.5}, equal{.25, .25, .25}, other{.5, .75};
  const Difference single = difference_from(one, .2);
  EXPECT_DOUBLE_EQ(single.estimate, .3);
  EXPECT_TRUE(std::isnan(single.interval.low) && std::isnan(single.p));
  EXPECT_TRUE(std::isnan(p_of(single, Tail::above)));
  EXPECT_TRUE(std::isnan(unpaired_difference(one, other).interval.high));
  EXPECT_TRUE(std::isnan(equivalence(single, 1).p));
  EXPECT_FALSE(equivalence(single, 1).shown);
  const Difference same = paired_difference(equal, equal);
  EXPECT_EQ(same.interval.low, 0);
  EXPECT_EQ(same.interval.high, 0);
  EXPECT_EQ(same.p, 1);
  EXPECT_EQ(p_of(same, Tail::above), .5);
  EXPECT_TRUE(equivalence(same, 1e-9).shown);
  const Difference apart = difference_from(equal, .125);
  EXPECT_EQ(apart.interval.low, .125);
  EXPECT_EQ(apart.p, 0);
  EXPECT_EQ(p_of(apart, Tail::below), 1);
  EXPECT_FALSE(equivalence(apart, .125).shown) << "a difference of the margin matters";
  EXPECT_EQ(unpaired_difference(equal, equal).p, 1);
  EXPECT_EQ(skewness(equal), 0);
}

TEST(Differences, RefuseWhatIsNotFiniteEmptyOrUnpaired) {
  const std::vector<double> good{1., 2., 3.}, bad{1., kNan, 3.}, short_one{1., 2.};
  const std::span<const double> none;
  EXPECT_EQ(error_of([&] { paired_difference(good, bad); }, ErrorKind::data),
            "null[1] = nan is not finite; mend the run that gave it, or leave its seed out on both sides");
  EXPECT_EQ(error_of([&] { difference_from(none, 0); }, ErrorKind::data),
            "values: holds no values; give one a seed");
  EXPECT_EQ(error_of([&] { paired_difference(good, short_one); }, ErrorKind::data),
            "pairs need as many values as nulls: 3 and 2; compare them unpaired");
  EXPECT_EQ(error_of([&] { difference_from(good, 0, 1); }, ErrorKind::usage),
            "coverage = 1 is out of range: above 0, below 1");
  EXPECT_THROW(unpaired_difference(good, bad), Error);
  EXPECT_THROW(difference_from(good, kNan), Error);
  EXPECT_THROW(sign_test(bad), Error);
  EXPECT_THROW(sign_test(none), Error);
  EXPECT_THROW(median_interval(bad), Error);
  EXPECT_THROW(centre_of(none, Centre::mean), Error);
  EXPECT_THROW(skewness(bad), Error);
  EXPECT_EQ(error_of([&] { equivalence(difference_from(good, 0), 0); }, ErrorKind::usage),
            "margin = 0 is out of range: above 0: the smallest difference that matters");
}

TEST(SignTest, AgreesWithSciPy) {
  for (const nlohmann::json& row : fixture()["pairs"]) {
    const std::vector<double> differences = paired(numbers(row["values"]), numbers(row["null"]));
    const SignTest found = sign_test(differences);
    expect_equal(found.p, row["sign"]["both"], row["name"]);
    expect_equal(found.p_above, row["sign"]["above"], row["name"]);
    expect_equal(found.p_below, row["sign"]["below"], row["name"]);
    for (std::size_t level = 0; level < fixture()["levels"].size(); ++level) {
      const Interval interval = median_interval(differences, fixture()["levels"][level]);
      const nlohmann::json& expected = row["median intervals"][level];
      if (expected.empty())
        EXPECT_TRUE(std::isnan(interval.low)) << row["name"];
      else
        expect_equal(interval, expected, row["name"]);
    }
  }
}

TEST(SignTest, CountsTiesForNeitherSideAndSaysWhatItCouldShow) {
  const std::vector<double> values{1., 0., 2., -3., 0., 5.};
  const SignTest found = sign_test(values);
  EXPECT_EQ(found.above, 3U);
  EXPECT_EQ(found.below, 1U);
  EXPECT_EQ(found.ties, 2U);
  EXPECT_EQ(found.least_p, 2. / 16);
  const std::vector<double> ties{0., 0.};
  EXPECT_EQ(sign_test(ties).p, 1);
  EXPECT_EQ(sign_test(ties).p_above, 1);
}

// The interval of the median leaves out 0 exactly where the sign test finds a difference.
TEST(SignTest, IntervalAndPAgree) {
  for (std::size_t n = 1; n <= 12; ++n)
    for (std::size_t below = 0; below <= n; ++below) {
      std::vector<double> values;
      for (std::size_t i = 0; i < n; ++i)
        values.push_back(static_cast<double>(i) - static_cast<double>(below) + .5);
      const Difference found = median_difference(values);
      const bool apart = found.interval.low > 0 || found.interval.high < 0;
      EXPECT_EQ(apart, found.p <= .05) << n << " values, " << below << " below";
    }
}

TEST(SeveralTests, AgreeWithStatsmodelsAndSciPy) {
  for (const nlohmann::json& row : fixture()["several"]) {
    const std::vector<double> p = numbers(row["p"]), corrected = holm(p), expected = numbers(row["holm"]);
    ASSERT_EQ(corrected.size(), expected.size());
    for (std::size_t i = 0; i < p.size(); ++i) expect_equal(corrected[i], expected[i], row.dump());
    expect_equal(fisher_p(p), row["fisher"], row.dump());
    expect_equal(stouffer_p(p), row["stouffer"], row.dump());
  }
}

TEST(SeveralTests, RanksCountTheDataAndTies) {
  const std::vector<double> draws{1., 2., 2., 3.};
  EXPECT_EQ(rank_p(2, draws, Tail::above), 4. / 5);
  EXPECT_EQ(rank_p(2, draws, Tail::below), 4. / 5);
  EXPECT_EQ(rank_p(9, draws, Tail::above), 1. / 5);
  EXPECT_EQ(rank_p(9, draws, Tail::both), 2. / 5);
  EXPECT_EQ(rank_p(2, draws, Tail::both), 1);
}

TEST(SeveralTests, EdgesAndErrors) {
  EXPECT_TRUE(holm({}).empty());
  const std::vector<double> ends{0., 1.}, beyond{.5, 1.5}, unknown{kNan};
  EXPECT_EQ(holm(ends)[0], 0);
  EXPECT_EQ(holm(ends)[1], 1);
  EXPECT_EQ(error_of([&] { holm(beyond); }, ErrorKind::usage), "p[1] = 1.5 is out of range: 0 to 1");
  EXPECT_EQ(error_of([&] { fisher_p(ends); }, ErrorKind::usage),
            "p[0] = 0 is out of range: above 0, at most 1");
  EXPECT_THROW(stouffer_p(unknown), Error);
  EXPECT_THROW(stouffer_p({}), Error);
  EXPECT_THROW(rank_p(1, {}, Tail::both), Error);
  const std::vector<double> certain{1., .01};
  EXPECT_EQ(stouffer_p(certain), 1);
}

}  // namespace rssviz::models
