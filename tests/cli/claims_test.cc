#include "cli/pipeline/recipes/claims.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/output_file.h"
#include "program.h"

namespace rssviz::cli {
namespace {

Evidence of(const std::string& table, const std::string& column,
            std::vector<std::pair<std::string, std::string>> where = {}) {
  return {table, column, std::move(where), 0};
}

class Claims : public testing::Test {
 protected:
  void SetUp() override {
    write_file(path("a-1.csv"), "network,error\nesn,0.1\nlstm,0.3\n");
    write_file(path("a-2.csv"), "network,error\nesn,0.2\nlstm,0.41\n");
    write_file(path("a-3.csv"), "network,error\nesn,0.3\nlstm,0.49\n");
  }
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  TestedClaim judged(Evidence number, Evidence null, bool below) const {
    return tested({"", std::move(number), std::move(null), "", below}, folder_.path());
  }
  TemporaryFolder folder_;
};

TEST_F(Claims, AreHeldByTheIntervalOfPairedDifferences) {
  const TestedClaim result = judged(of("a-*.csv", "error", {{"network", "esn"}}),
                                    of("a-*.csv", "error", {{"network", "lstm"}}), true);
  EXPECT_EQ(result.number, (std::vector<double>{0.1, 0.2, 0.3}));
  EXPECT_NEAR(result.difference, -0.2, 1e-12);
  // Differences -.2, -.21, -.19: sd .01, t(2, .975) = 4.302653.
  EXPECT_NEAR(result.high, -0.2 + 4.302653 * 0.01 / std::sqrt(3.0), 1e-6);
  EXPECT_TRUE(result.holds);
}

TEST_F(Claims, AreNotHeldWhereTheIntervalReachesTheNull) {
  const TestedClaim result = judged(of("a-*.csv", "error", {{"network", "esn"}}), {"", "", {}, 0.25}, true);
  EXPECT_NEAR(result.difference, -0.05, 1e-12);
  EXPECT_FALSE(result.holds);
}

TEST_F(Claims, OfOneValueAreHeldByItsDifference) {
  EXPECT_TRUE(judged(of("a-1.csv", "error", {{"network", "l*m"}}), {"", "", {}, 0.25}, false).holds);
  EXPECT_FALSE(judged(of("a-1.csv", "error", {{"network", "esn"}}), {"", "", {}, 0.25}, false).holds);
}

TEST_F(Claims, NameTheTableTheColumnAndTheRowsThatAreMissing) {
  const auto complaint = [&](const Evidence& evidence) {
    try {
      (void)judged(evidence, {"", "", {}, 0}, true);
    } catch (const Error& error) {
      return std::string(error.what());
    }
    return std::string();
  };
  EXPECT_NE(complaint(of("b.csv", "error")).find("b.csv: is missing"), std::string::npos);
  EXPECT_NE(complaint(of("a-1.csv", "err")).find("no column 'err'"), std::string::npos);
  EXPECT_NE(complaint(of("a-1.csv", "error", {{"network", "gru"}})).find("network = gru"), std::string::npos);
}

TEST(VerdictOf, IsPartlyHeldBetweenAllAndNone) {
  TestedClaim yes, no;
  yes.holds = true;
  EXPECT_EQ(verdict_of({yes, yes}), Verdict::held);
  EXPECT_EQ(verdict_of({yes, no}), Verdict::partly);
  EXPECT_EQ(verdict_of({no, no}), Verdict::not_held);
}

// The recipe that ships: every table, column and row that its claims name is made by it.
TEST(ClaimsRecipe, FindsAllItsNumbers) {
  const TemporaryFolder folder;
  const Outcome outcome =
      shell("\"$RSSVIZ\" run " RSSVIZ_EXAMPLES "/claims.toml -o " + (folder / "out") + " --quick --quiet");
  ASSERT_EQ(outcome.exit_code, 0) << outcome.err;
  const std::string text = read_file(folder / "out/CLAIMS.md");
  for (const char* claim : {"## 1.", "## 8.", "held", "ESN is quicker", "fractal"})
    EXPECT_NE(text.find(claim), std::string::npos) << claim;
}

}  // namespace
}  // namespace rssviz::cli
