#include "models/analysis/statistics/bootstrap_intervals.h"

#include <array>
#include <limits>
#include <numeric>

#include "core/rng.h"
#include "tests/models/analysis/statistics/statistics_fixture.h"

namespace rssviz::models {
namespace {

double median_of(std::span<const double> values) { return quantile({values.begin(), values.end()}, .5); }

// Runs `work` at 1, 3 and 8 threads; its result must be the same.
template <class Work>
auto at_any_threads(Work&& work) {
  SilentProgress progress;
  const Workers one(1);
  const auto result = work(Execution{one, progress});
  for (const int threads : {3, 8}) {
    const Workers many(threads);
    const auto again = work(Execution{many, progress});
    EXPECT_EQ(again.low, result.low);
    EXPECT_EQ(again.high, result.high);
  }
  return result;
}

}  // namespace

TEST(Bootstrap, BcaIntervalAgreesWithSciPyOnItsDraws) {
  for (const nlohmann::json& row : fixture()["bootstrap"]) {
    const auto jackknife = row["jackknife"].get<std::vector<std::vector<double>>>();
    for (std::size_t level = 0; level < fixture()["levels"].size(); ++level)
      expect_equal(
          bca_interval(row["estimate"], numbers(row["draws"]), jackknife, fixture()["levels"][level]),
          row["intervals"][level], row["name"]);
  }
}

// Other draws than SciPy's, hence as close as the error of 199 of them allows.
TEST(Bootstrap, OwnDrawsComeCloseToSciPys) {
  for (const nlohmann::json& row : fixture()["bootstrap"]) {
    const std::vector<double> values = numbers(row["samples"][0]);
    const ValueStatistic statistic = row["name"] == "median" ? median_of : mean_of;
    const Interval found = at_any_threads([&](const Execution& execution) {
      const Resampling resampling{.draws = 4000};
      return row["samples"].size() == 1
                 ? bootstrap_difference(values, statistic, resampling, execution).interval
                 : bootstrap_unpaired(values, numbers(row["samples"][1]), statistic, resampling, execution)
                       .interval;
    });
    const double low = row["intervals"][1][0], high = row["intervals"][1][1];
    EXPECT_NEAR(found.low, low, .2 * (high - low)) << row["name"];
    EXPECT_NEAR(found.high, high, .2 * (high - low)) << row["name"];
  }
}

TEST(Bootstrap, EdgesAndErrors) {
  SilentProgress progress;
  const Workers workers(1);
  const Execution execution{workers, progress};
  const std::vector<double> equal{.1, .1, .1}, one{.7}, bad{1., std::numeric_limits<double>::infinity()};
  const Difference same = bootstrap_difference(equal, median_of, {}, execution);
  EXPECT_EQ(same.interval.low, .1);
  EXPECT_EQ(same.interval.high, .1);
  const Difference single = bootstrap_difference(one, median_of, {}, execution);
  EXPECT_EQ(single.estimate, .7);
  EXPECT_TRUE(std::isnan(single.interval.low));
  EXPECT_TRUE(std::isnan(bootstrap_unpaired(equal, one, median_of, {}, execution).interval.low));
  EXPECT_THROW(bootstrap_difference(bad, median_of, {}, execution), Error);
  EXPECT_THROW(bootstrap_difference({}, median_of, {}, execution), Error);
  EXPECT_THROW(bootstrap_difference(equal, median_of, {.draws = 0}, execution), Error);
  const std::vector<double> above{2., 3.};
  const std::vector<std::vector<double>> jackknife{{1., 2.}};
  EXPECT_TRUE(std::isnan(bca_interval(1, above, jackknife, .95).low)) << "all draws lie above the estimate";
}

// Of a slow wave the mean of blocks is less sure than that of single rows.
TEST(Bootstrap, BlocksKeepWhatHangsTogether) {
  std::vector<double> wave(400);
  Rng rng(1, "slow wave");
  for (std::size_t i = 1; i < wave.size(); ++i) wave[i] = .9 * wave[i - 1] + rng.normal();
  const RowStatistic mean = [&](std::span<const std::size_t> rows) {
    EXPECT_EQ(rows.size(), wave.size());
    double sum = 0;
    for (const std::size_t row : rows) sum += wave[row];
    return sum / static_cast<double>(rows.size());
  };
  const auto width = [&](std::size_t block) {
    const Interval found = at_any_threads([&](const Execution& execution) {
      return block_bootstrap(wave.size(), block, mean, {.draws = 500}, execution);
    });
    return found.high - found.low;
  };
  EXPECT_GT(width(40), 2 * width(1));
  EXPECT_EQ(width(400), 0) << "one block holds all rows";
  EXPECT_EQ(error_of([&] { width(401); }, ErrorKind::usage),
            "block = 401 is out of range: 1 to the 400 rows that there are");
  EXPECT_THROW(width(0), Error);
}

}  // namespace rssviz::models
