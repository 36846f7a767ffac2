#include "cli/pipeline/claims/claims.h"

#include <gtest/gtest.h>

#include <cmath>

#include "cli/pipeline/claims/claim_values.h"
#include "core/error.h"
#include "core/output_file.h"
#include "tests/cli/program.h"

namespace rssviz::cli {
namespace {

using models::Claimed;
using models::Verdict;

Evidence of(const std::string& table, const std::string& column,
            std::vector<std::pair<std::string, std::string>> where = {}) {
  return {table, column, std::move(where), 0, "", ""};
}
Evidence number(double value) { return {"", "", {}, value, "", ""}; }

class Claims : public testing::Test {
 protected:
  void SetUp() override {
    write_file(path("a-1.csv"), "network,error\nesn,0.1\nlstm,0.3\n");
    write_file(path("a-2.csv"), "network,error\nesn,0.2\nlstm,0.41\n");
    write_file(path("a-3.csv"), "network,error\nesn,0.3\nlstm,0.49\n");
    // Two maps a seed; seeds in another order on either side.
    write_file(path("maps.csv"),
               "network,seed,map,area\nesn,1,1,0.6\nesn,1,2,0.8\nesn,2,1,0.9\nesn,2,2,0.7\n"
               "lstm,2,1,0.5\nlstm,2,2,0.5\nlstm,1,1,0.4\nlstm,1,2,0.6\ngru,1,1,0.5\n");
    write_file(path("found.csv"), "finding,value,low,high\nrho,0.8,0.6,0.9\nnull,0.1,,\np,0.002,,\n");
  }
  std::filesystem::path path(const std::string& name) const { return folder_ / name; }
  ClaimTest test_of(Evidence value, Claimed claimed, Evidence null, double margin = 0.05) const {
    ClaimTest test;
    test.says = "A";
    test.number = std::move(value);
    test.claimed = claimed;
    test.null = std::move(null);
    test.margin = margin;
    return test;
  }
  TestedClaim judged_by(const ClaimTest& test) const { return tested(test, folder_.path()); }
  Verdict verdict(const ClaimTest& test) const { return models::judge_part(judged_by(test).part).verdict; }
  std::string complaint(const ClaimTest& test) const {
    try {
      (void)judged_by(test);
    } catch (const Error& error) {
      return error.what();
    }
    return "";
  }
  TemporaryFolder folder_;
};

TEST_F(Claims, AreHeldByTheIntervalOfPairedDifferences) {
  const ClaimTest test = test_of(of("a-*.csv", "error", {{"network", "esn"}}), Claimed::below,
                                 of("a-*.csv", "error", {{"network", "lstm"}}));
  const TestedClaim result = judged_by(test);
  EXPECT_EQ(result.number, (std::vector<double>{0.1, 0.2, 0.3}));
  EXPECT_TRUE(result.paired);
  EXPECT_NEAR(result.part.estimate, -0.2, 1e-12);
  // Differences -.2, -.21, -.19: sd .01, t(2, .975) = 4.302653.
  EXPECT_NEAR(result.part.interval.high, -0.2 + 4.302653 * 0.01 / std::sqrt(3.0), 1e-6);
  EXPECT_EQ(verdict(test), Verdict::held);
}

TEST_F(Claims, ThatReachTheNullAreUndecidedAndOnTheOtherSideRefuted) {
  const Evidence esn = of("a-*.csv", "error", {{"network", "esn"}});
  EXPECT_EQ(verdict(test_of(esn, Claimed::below, number(0.25))), Verdict::undecided);
  EXPECT_EQ(verdict(test_of(esn, Claimed::above, number(0.9))), Verdict::refuted);
  EXPECT_EQ(verdict(test_of(esn, Claimed::above, number(0.25), 0.5)), Verdict::refuted);  // inside the margin
  EXPECT_EQ(verdict(test_of(esn, Claimed::alike, number(0.25), 0.5)), Verdict::held);
  EXPECT_EQ(verdict(test_of(esn, Claimed::below, number(0.25), 0)), Verdict::undecided);  // no margin stated
}

TEST_F(Claims, ArePairedByAColumnWithSeveralValuesAtTheirMean) {
  ClaimTest test = test_of(of("maps.csv", "area", {{"network", "esn"}}), Claimed::above,
                           of("maps.csv", "area", {{"network", "lstm"}}));
  test.pair = "seed";
  const TestedClaim result = judged_by(test);
  ASSERT_EQ(result.number.size(), 2U);
  EXPECT_NEAR(result.number[0], 0.7, 1e-12);
  EXPECT_NEAR(result.null[0], 0.5, 1e-12);  // of seed 1, which stands last in the table
  EXPECT_NEAR(result.number[1], 0.8, 1e-12);
  EXPECT_EQ(result.rows, 4U);
  test.null = of("maps.csv", "area", {{"network", "gru"}});
  EXPECT_NE(complaint(test).find("no value where seed = 2"), std::string::npos) << complaint(test);
  test.pair = "file";
  test.number = of("a-*.csv", "error", {{"network", "esn"}});
  test.null = of("a-*.csv", "error", {{"network", "lstm"}});
  EXPECT_EQ(judged_by(test).null, (std::vector<double>{0.3, 0.41, 0.49}));
}

TEST_F(Claims, TakeTheIntervalAndPThatATableBrings) {
  ClaimTest test = test_of(of("found.csv", "value", {{"finding", "rho"}}), Claimed::above,
                           of("found.csv", "value", {{"finding", "null"}}), 0.2);
  test.number.low = "low";
  test.number.high = "high";
  test.p = of("found.csv", "value", {{"finding", "p"}});
  const TestedClaim result = judged_by(test);
  EXPECT_NEAR(result.part.interval.low, 0.5, 1e-12);  // from the null's centre, and once
  EXPECT_NEAR(result.part.interval.high, 0.8, 1e-12);
  EXPECT_EQ(result.part.p, 0.002);
  EXPECT_EQ(verdict(test), Verdict::held);
  test.range = {0.75, 50};  // both in the lowest twentieth
  test.null = number(0.9);
  EXPECT_EQ(verdict(test), Verdict::undecided);
  test.number.where = {};
  EXPECT_NE(complaint(test).find("stands alone"), std::string::npos);
}

TEST_F(Claims, OfOneValueAreHeldByItsDifference) {
  const Evidence one = of("a-1.csv", "error", {{"network", "l*m"}});
  EXPECT_EQ(verdict(test_of(one, Claimed::above, number(0.25), 0.01)), Verdict::held);
  EXPECT_EQ(verdict(test_of(one, Claimed::below, number(0.25), 0.01)), Verdict::refuted);
}

TEST_F(Claims, NameTheTableTheColumnAndTheRowsThatAreMissing) {
  const auto missing = [&](const Evidence& evidence) {
    return complaint(test_of(evidence, Claimed::below, number(0)));
  };
  EXPECT_NE(missing(of("b.csv", "error")).find("b.csv: is missing"), std::string::npos);
  EXPECT_NE(missing(of("a-1.csv", "err")).find("no column 'err'"), std::string::npos);
  EXPECT_NE(missing(of("a-1.csv", "error", {{"network", "gru"}})).find("network = gru"), std::string::npos);
}

// The table names parts by letters, prints margins, both p where any part is enough, and no verdict of its
// own.
TEST_F(Claims, AreWrittenWithMarginsAndWhatCouldBeSeen) {
  Recipe recipe;
  recipe.title = "T";
  Claim claim{"C", "Note.", {"map"}, {}, false};
  claim.tests = {test_of(of("a-*.csv", "error", {{"network", "esn"}}), Claimed::below,
                         of("a-*.csv", "error", {{"network", "lstm"}})),
                 test_of(of("a-*.csv", "error", {{"network", "esn"}}), Claimed::above, number(0.9))};
  recipe.claims = {claim};
  const std::string all = claims_markdown(recipe, folder_.path());
  EXPECT_NE(all.find("| 1 | C | partly held |"), std::string::npos) << all;
  EXPECT_NE(all.find("**Verdict: partly held: (a) held; (b) refuted.** Note."), std::string::npos) << all;
  EXPECT_NE(all.find("| .050 | −.200 (−.225 to −.175) | < .001 |"), std::string::npos) << all;
  recipe.claims.front().any = true;
  const std::string any = claims_markdown(recipe, folder_.path());
  EXPECT_NE(any.find("**Verdict: held by (a) (of 2).**"), std::string::npos) << any;
  EXPECT_NE(any.find("< .001; .002 of 2"), std::string::npos) << any;
}

// A note tells of the results of the recipe as it stands.
TEST_F(Claims, OfAChangedRunHaveNoNotes) {
  Recipe recipe;
  recipe.title = "T";
  recipe.about = "About.";
  recipe.claims = {{"C", "Note.", {}, {test_of(number(0.1), Claimed::below, number(0.9))}, false}};
  EXPECT_NE(claims_markdown(recipe, folder_.path()).find("T\n\nAbout.\n"), std::string::npos);
  Recipe quick = recipe, changed = recipe;
  quick.quick = true;
  changed.changes = {"compare.basic.seeds=2"};
  for (const Recipe& other : {quick, changed}) {
    const std::string text = claims_markdown(other, folder_.path());
    EXPECT_EQ(text.find("Note."), std::string::npos) << text;
    EXPECT_NE(text.find("of its whole run, not of this one: About. Its notes"), std::string::npos) << text;
  }
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
  EXPECT_EQ(text.find("none stated"), std::string::npos);               // every row has its margin
  EXPECT_EQ(text.find("One seed decides nothing"), std::string::npos);  // a note of the whole run
}

// The tables as committed have the claims and parts of their recipes; the numbers take the whole run.
void expect_table_of(const std::string& recipe_file, const std::string& table) {
  const Recipe recipe = read_recipe_file(RSSVIZ_EXAMPLES "/" + recipe_file, false);
  const std::string text = read_file(RSSVIZ_EXAMPLES "/" + table);
  EXPECT_NE(text.find("# " + recipe.title + "\n\n" + recipe.about + "\n"), std::string::npos);
  for (const Claim& claim : recipe.claims) {
    EXPECT_NE(text.find(". " + claim.says + "\n"), std::string::npos) << claim.says;
    EXPECT_NE(text.find(".** " + claim.note + "\n"), std::string::npos) << claim.says;
    for (const ClaimTest& test : claim.tests)
      EXPECT_NE(text.find(") " + test.says + " | "), std::string::npos) << test.says;
  }
}

TEST(ClaimsRecipe, IsWhatTheCommittedTableWasMadeBy) {
  expect_table_of("claims.toml", "../CLAIMS.md");
  expect_table_of("text-claims.toml", "text-claims.md");
}

}  // namespace
}  // namespace rssviz::cli
