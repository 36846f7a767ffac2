// Paired differences over seeds against SciPy 1.10: stats.t.interval(.95, 2, d.mean(), stats.sem(d)).
#include "cli/studies/paired_differences.h"

#include <gtest/gtest.h>

#include "core/error.h"

namespace rssviz::cli {

TEST(PairedDifferences, AreOverTheSeedsThatBothHave) {
  const formats::Table table = formats::parse_csv(
      "network,objects,seed,valid_error,exact_error\n"
      "esn,4,1,.1,.5\nesn,4,2,.2,.6\nesn,4,3,.4,.9\nesn,4,4,.9,.9\n"
      "lstm,4,3,.7,.9\nlstm,4,1,.3,.6\nlstm,4,2,.25,.8\n"
      "bag,10,1,0,.5\nesn,10,1,.25,.25\n",
      "table");
  const formats::Table differences = paired_differences(table);
  ASSERT_EQ(differences.rows.size(), 2U);
  const auto number = [&](const char* column) {
    return std::stod(differences.rows[0][differences.column(column)]);
  };
  EXPECT_EQ(differences.rows[0][0] + differences.rows[0][1] + differences.rows[0][2], "4esnlstm");
  EXPECT_EQ(differences.rows[0][differences.column("seeds")], "3");
  EXPECT_NEAR(number("valid_difference"), -0.55 / 3, 1e-12);
  EXPECT_NEAR(number("valid_low"), -0.49591380731387746, 1e-10);
  EXPECT_NEAR(number("valid_high"), 0.1292471406472108, 1e-10);
  EXPECT_NEAR(number("exact_difference"), -0.1, 1e-12);
  EXPECT_NEAR(number("exact_low"), -0.3484137711843754, 1e-10);
  // One seed has a difference and no interval.
  const std::vector<std::string>& one = differences.rows[1];
  EXPECT_EQ(one[0] + one[1] + one[2], "10esnbag");
  EXPECT_EQ(one[differences.column("valid_difference")], "0.25");
  EXPECT_EQ(one[differences.column("valid_low")], "");
  EXPECT_THROW(paired_differences(formats::parse_csv("network,seed\n", "table")), Error);
}

}  // namespace rssviz::cli
