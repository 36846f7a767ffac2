#include "models/analysis/statistics/permutation.h"

#include <array>
#include <limits>

#include "models/analysis/statistics/differences.h"
#include "tests/models/analysis/statistics/statistics_fixture.h"

namespace rssviz::models {
namespace {

constexpr PermutationOptions kDrawn{.exact_up_to = 1, .draws = 20'000, .seed = 3};

void expect_p(const PermutationTest& found, const nlohmann::json& p, double tolerance,
              const std::string& name) {
  EXPECT_NEAR(found.p, p["both"], 2 * tolerance) << name;
  EXPECT_NEAR(found.p_above, p["above"], tolerance) << name;
  EXPECT_NEAR(found.p_below, p["below"], tolerance) << name;
}

}  // namespace

TEST(Permutation, AllOfThemAgreeWithSciPy) {
  for (const nlohmann::json& row : fixture()["pairs"]) {
    const PermutationTest found = paired_permutation(paired(numbers(row["values"]), numbers(row["null"])));
    EXPECT_TRUE(found.exact);
    EXPECT_EQ(found.permutations, std::uint64_t{1} << row["values"].size());
    expect_p(found, row["permutation"], 1e-12, row["name"]);
  }
  for (const nlohmann::json& row : fixture()["sides"]) {
    const PermutationTest found = unpaired_permutation(numbers(row["values"]), numbers(row["null"]));
    EXPECT_TRUE(found.exact);
    expect_p(found, row["permutation"], 1e-12, row["name"]);
  }
}

// 20,000 draws: 1.5 % is four standard errors of a p of .5.
TEST(Permutation, DrawsComeCloseToAllOfThem) {
  for (const nlohmann::json& row : fixture()["pairs"]) {
    const PermutationTest found =
        paired_permutation(paired(numbers(row["values"]), numbers(row["null"])), kDrawn);
    EXPECT_FALSE(found.exact);
    EXPECT_EQ(found.permutations, 20'000U);
    expect_p(found, row["permutation"], .015, row["name"]);
  }
  for (const nlohmann::json& row : fixture()["sides"])
    expect_p(unpaired_permutation(numbers(row["values"]), numbers(row["null"]), kDrawn), row["permutation"],
             .015, row["name"]);
}

TEST(Permutation, SeedsGiveTheirOwnDrawsAndTheSameOnesAgain) {
  const std::vector<double> values{.3, -.2, .5, .1, .4, -.1, .2};
  PermutationOptions other = kDrawn;
  other.seed = 4;
  EXPECT_EQ(paired_permutation(values, kDrawn).p, paired_permutation(values, kDrawn).p);
  EXPECT_NE(paired_permutation(values, kDrawn).p, paired_permutation(values, other).p);
}

// The data count as one of the draws, so that p is never 0.
TEST(Permutation, LeastPOfDrawsIsOneOfThemAndTheData) {
  std::vector<double> far(40, 1.);
  for (std::size_t i = 0; i < far.size(); ++i) far[i] += static_cast<double>(i) / 100;
  const PermutationTest found = paired_permutation(far, {.draws = 99});
  EXPECT_EQ(found.p_above, .01);
  EXPECT_EQ(found.p, .02);
}

TEST(Permutation, EqualValuesTiesAndSinglesShowNothing) {
  const std::vector<double> zeros{0., 0., 0.}, one{.7}, equal{.1, .1, .1}, other{.1, .1};
  EXPECT_EQ(paired_permutation(zeros).p, 1);
  EXPECT_EQ(paired_permutation(one).p, 1);
  EXPECT_EQ(paired_permutation(one).p_above, .5);
  EXPECT_EQ(paired_permutation(equal).p, .25);
  EXPECT_EQ(unpaired_permutation(equal, other).p, 1);
  EXPECT_EQ(unpaired_permutation(equal, other).permutations, 10U);
  EXPECT_EQ(unpaired_permutation(one, one).p, 1);
}

TEST(Permutation, RefusesWhatIsNotFiniteOrEmpty) {
  const std::vector<double> bad{1., std::numeric_limits<double>::infinity()}, good{1., 2.};
  EXPECT_EQ(
      error_of([&] { paired_permutation(bad); }, ErrorKind::data),
      "differences[1] = inf is not finite; mend the run that gave it, or leave its seed out on both sides");
  EXPECT_THROW(unpaired_permutation(good, bad), Error);
  EXPECT_THROW(unpaired_permutation({}, good), Error);
  EXPECT_EQ(error_of([&] { paired_permutation(good, {.draws = 0}); }, ErrorKind::usage),
            "draws = 0 is out of range: 1 or more");
}

}  // namespace rssviz::models
