#include "models/analysis/statistics/maximum_statistic.h"

#include <array>
#include <limits>

#include "core/rng.h"
#include "models/analysis/statistics/multiple_tests.h"
#include "tests/models/analysis/statistics/statistics_fixture.h"

namespace rssviz::models {
namespace {

MatrixD matrix(const nlohmann::json& rows) {
  MatrixD result(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows[0].size()));
  for (Eigen::Index i = 0; i < result.rows(); ++i)
    for (Eigen::Index j = 0; j < result.cols(); ++j)
      result(i, j) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
  return result;
}

FamilyTest family_of(const MatrixD& differences, Tail tail, const PermutationOptions& options = {},
                     int threads = 1) {
  const Workers workers(threads);
  SilentProgress progress;
  return paired_family(differences, tail, options, {workers, progress});
}

}  // namespace

TEST(MaximumStatistic, OfPairsAgreesWithAllSignsByNumPy) {
  const nlohmann::json& expected = fixture()["family"];
  const MatrixD differences = matrix(expected["differences"]);
  for (const auto& [name, tail] :
       {std::pair{"both", Tail::both}, {"above", Tail::above}, {"below", Tail::below}}) {
    const FamilyTest found = family_of(differences, tail);
    EXPECT_TRUE(found.exact);
    EXPECT_EQ(found.draws, 256U);
    for (std::size_t member = 0; member < 5; ++member) {
      expect_equal(found.statistic[member], expected["statistic"][member], name);
      expect_equal(found.p[member], expected["tails"][name]["p"][member], name);
      expect_equal(found.corrected[member], expected["tails"][name]["corrected"][member], name);
    }
  }
}

TEST(MaximumStatistic, DrawsComeCloseAndThreadsDontMatter) {
  const MatrixD differences = matrix(fixture()["family"]["differences"]);
  const FamilyTest all = family_of(differences, Tail::both);
  const PermutationOptions drawn{.exact_up_to = 1, .draws = 20'000, .seed = 2};
  const FamilyTest one = family_of(differences, Tail::both, drawn, 1);
  for (const int threads : {3, 8}) {
    const FamilyTest many = family_of(differences, Tail::both, drawn, threads);
    EXPECT_EQ(many.p, one.p);
    EXPECT_EQ(many.corrected, one.corrected);
    EXPECT_EQ(many.threshold, one.threshold);
  }
  for (std::size_t member = 0; member < 5; ++member)
    EXPECT_NEAR(one.corrected[member], all.corrected[member], .015);
}

// Copies of one member cost nothing, while Holm would multiply.
TEST(MaximumStatistic, MembersThatGoTogetherCostNothing) {
  const MatrixD differences = matrix(fixture()["family"]["differences"]);
  const MatrixD copies = differences.col(3).replicate(1, 6);
  const FamilyTest found = family_of(copies, Tail::both);
  EXPECT_EQ(found.corrected, found.p);
  EXPECT_GT(holm(found.p)[0], 5 * found.p[0]);
}

TEST(MaximumStatistic, CountsByHand) {
  MatrixD draws(4, 2);
  draws << 1, 2, -3, 0, 0, 1, 1, 1;
  const std::vector<double> observed{2., 1.};
  const FamilyTest above = maximum_statistic(observed, draws, Tail::above);
  EXPECT_EQ(above.p, (std::vector{1. / 5, 4. / 5}));
  EXPECT_EQ(above.corrected, (std::vector{2. / 5, 4. / 5}));
  const FamilyTest both = maximum_statistic(observed, draws, Tail::both);
  EXPECT_EQ(both.corrected, (std::vector{3. / 5, 5. / 5}));
  EXPECT_EQ(maximum_statistic(observed, draws, Tail::above, true).corrected, (std::vector{1. / 4, 3. / 4}));
}

// Rows: made-up values of 6 units of which one follows a class.
TEST(MaximumStatistic, FindsThePlantedUnitAmongMany) {
  constexpr std::size_t kRows = 60, kUnits = 6;
  Rng rng(1, "planted unit");
  std::vector<std::int32_t> is_in(kRows);
  std::vector<std::vector<double>> units(kUnits, std::vector<double>(kRows));
  for (std::size_t row = 0; row < kRows; ++row) {
    is_in[row] = row % 3 == 0 ? 1 : 0;
    for (std::size_t unit = 0; unit < kUnits; ++unit)
      units[unit][row] = rng.normal() + (unit == 4 ? 1.5 * is_in[row] : 0);
  }
  const FamilyStatistic aurocs = [&](std::span<const std::size_t> order, std::span<double> members) {
    std::vector<std::int32_t> dealt(kRows);
    for (std::size_t row = 0; row < kRows; ++row) dealt[row] = is_in[order[row]];
    for (std::size_t unit = 0; unit < kUnits; ++unit) members[unit] = auroc(units[unit], dealt) - 0.5;
  };
  std::vector<std::size_t> as_is(kRows);
  for (std::size_t row = 0; row < kRows; ++row) as_is[row] = row;
  std::vector<double> observed(kUnits);
  aurocs(as_is, observed);
  SilentProgress progress;
  const Workers one(1), three(3);
  const Resampling resampling{.draws = 499, .stage = "planted unit"};
  const MatrixD draws = permuted_family(kRows, kUnits, aurocs, resampling, {one, progress});
  EXPECT_EQ(draws, permuted_family(kRows, kUnits, aurocs, resampling, {three, progress}));
  const FamilyTest found = maximum_statistic(observed, draws, Tail::both);
  for (std::size_t unit = 0; unit < kUnits; ++unit)
    EXPECT_EQ(found.corrected[unit] <= .05, unit == 4) << unit;
  EXPECT_EQ(found.corrected[4] <= .05, std::abs(found.statistic[4]) > found.threshold);
}

TEST(MaximumStatistic, EdgesAndErrors) {
  MatrixD equal = MatrixD::Constant(4, 2, .1);
  equal.col(1).setZero();
  const FamilyTest found = family_of(equal, Tail::both);
  EXPECT_TRUE(std::isinf(found.statistic[0]));
  EXPECT_EQ(found.p, (std::vector{2. / 16, 1.}));
  EXPECT_EQ(found.statistic[1], 0);
  MatrixD bad = equal;
  bad(2, 1) = std::nan("");
  EXPECT_EQ(error_of([&] { family_of(bad, Tail::both); }, ErrorKind::data),
            "differences: seed 2, member 1 is not finite");
  EXPECT_EQ(error_of([&] { family_of(MatrixD(1, 2), Tail::both); }, ErrorKind::data),
            "differences: has 1 seeds and 2 members; at least two seeds and one member are needed");
  const std::vector<double> one{1.}, unknown{std::nan(""), 1.};
  EXPECT_THROW(maximum_statistic(one, equal, Tail::both), Error);
  EXPECT_THROW(maximum_statistic(unknown, equal, Tail::both), Error);
  EXPECT_THROW(maximum_statistic(one, MatrixD(0, 1), Tail::both), Error);
  EXPECT_THROW(maximum_statistic(std::array{1., 1.}, bad, Tail::both), Error);
}

}  // namespace rssviz::models
