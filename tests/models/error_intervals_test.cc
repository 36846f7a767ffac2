// Intervals against SciPy 1.10: stats.binomtest(k, n).proportion_ci(0.95, "wilson"), stats.t.ppf and
// stats.t.interval.
#include "models/analysis/statistics/error_intervals.h"

#include <gtest/gtest.h>

#include <array>
#include <cmath>

#include "core/error.h"

namespace rssviz::models {

TEST(ErrorIntervals, WilsonAgreesWithSciPy) {
  struct Row {
    int errors, sentences;
    double low, high;
  };
  for (const Row& row : {Row{0, 1000, 0, 0.0038267584855551234},
                         {1, 1000, 0.00017654637062607809, 0.0056425585979579355},
                         {3, 1000, 0.0010207838811386186, 0.008783014053503173},
                         {26, 1000, 0.017803938201616333, 0.03782382884268993},
                         {500, 1000, 0.4690696003681042, 0.5309303996318958},
                         {1000, 1000, 0.9961732415144449, 1},
                         {7, 280, 0.012161668350597048, 0.05069545933900088}}) {
    const Interval interval = wilson_interval(row.errors, row.sentences);
    EXPECT_NEAR(interval.low, row.low, 1e-14);
    EXPECT_NEAR(interval.high, row.high, 1e-14);
    const Interval of_share =
        wilson_interval_of_share(static_cast<double>(row.errors) / row.sentences, row.sentences);
    EXPECT_EQ(of_share.low, interval.low);
  }
  EXPECT_EQ(wilson_interval(0, 0).high, 1);
  EXPECT_THROW(wilson_interval(3, 2), Error);
}

TEST(ErrorIntervals, QuantilesOfStudentAgreeWithSciPy) {
  struct Row {
    int degrees;
    double outer, inner;
  };
  for (const Row& row : {Row{1, 12.706204736432095, 0.32491969623407446},
                         {2, 4.302652729911275, 0.2886751346880066},
                         {3, 3.182446305284263, 0.27667066230490933},
                         {4, 2.7764451051977987, 0.2707222947059493},
                         {9, 2.2621571627409915, 0.26095533647391045},
                         {30, 2.0422724563012373, 0.2556053644420514}}) {
    EXPECT_NEAR(student_t_quantile(0.975, row.degrees), row.outer, 1e-10 * row.outer);
    EXPECT_NEAR(student_t_quantile(0.4, row.degrees), -row.inner, 1e-9);  // SciPy's is off by 5e-10
  }
}

TEST(ErrorIntervals, MeansOfFewValues) {
  const std::array values{.0026, -.001, .004, .0013, .007};
  const MeanInterval five = mean_interval(values);
  EXPECT_NEAR(five.mean, .00278, 1e-15);
  EXPECT_NEAR(five.interval.low, -0.000935045402773076, 1e-14);
  EXPECT_NEAR(five.interval.high, 0.006495045402773076, 1e-14);
  const MeanInterval one = mean_interval(std::span(values).first(1));
  EXPECT_EQ(one.mean, .0026);
  EXPECT_TRUE(std::isnan(one.interval.low));
}

}  // namespace rssviz::models
