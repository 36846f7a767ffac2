// Prediction on held-out rows against NumPy, which leaves one row out by solving each system anew; ranks and
// areas against SciPy.
#include "models/analysis/statistics/held_out_prediction.h"

#include <cmath>

#include "core/rng.h"
#include "tests/models/analysis/statistics/statistics_fixture.h"

namespace rssviz::models {
namespace {

MatrixD matrix_of(const nlohmann::json& rows) {
  MatrixD matrix(static_cast<Eigen::Index>(rows.size()), static_cast<Eigen::Index>(rows[0].size()));
  for (Eigen::Index i = 0; i < matrix.rows(); ++i)
    for (Eigen::Index k = 0; k < matrix.cols(); ++k)
      matrix(i, k) = rows[static_cast<std::size_t>(i)][static_cast<std::size_t>(k)].get<double>();
  return matrix;
}

// Numbers of rows that an outcome follows in no straight line: highest in the middle of the first.
struct MadeUp {
  MatrixD features{};
  std::vector<double> outcome{};
};
MadeUp made_up(std::size_t rows, double effect, std::uint64_t seed) {
  MadeUp made{MatrixD(static_cast<Eigen::Index>(rows), 3), {}};
  Rng rng(seed, "made up", 0);
  for (Eigen::Index i = 0; i < made.features.rows(); ++i) {
    for (Eigen::Index k = 0; k < 3; ++k) made.features(i, k) = rng.normal();
    made.outcome.push_back(-effect * std::abs(made.features(i, 0)) + rng.normal());
  }
  return made;
}

HeldOutPrediction predicted(const MadeUp& made, int draws, int threads = 1) {
  const Workers workers(threads);
  SilentProgress progress;
  HeldOutOptions options;
  options.draws = draws;
  return predict_held_out(made.features, made.outcome, options, {workers, progress});
}

}  // namespace

TEST(HeldOutPrediction, AgreesWithLeavingRowsOutOneByOne) {
  const nlohmann::json& expected = fixture()["held out"];
  HeldOutOptions options;
  options.folds = 5;
  options.widths = numbers(expected["widths"]);
  options.penalties = numbers(expected["penalties"]);
  const std::vector<double> outcome = numbers(expected["outcome"]);
  const std::vector<double> found = held_out_predictions(matrix_of(expected["features"]), outcome,
                                                         expected["fold"].get<std::vector<int>>(), options);
  for (std::size_t i = 0; i < found.size(); ++i)
    expect_equal(found[i], expected["predicted"][i], "row " + std::to_string(i));
  expect_equal(spearman(found, outcome), expected["rho"], "Spearman");
}

TEST(HeldOutPrediction, FindsWhatNoStraightLineDoes) {
  const MadeUp made = made_up(100, 3, 1);
  std::vector<double> first;
  for (Eigen::Index i = 0; i < made.features.rows(); ++i) first.push_back(made.features(i, 0));
  EXPECT_LT(std::abs(spearman(first, made.outcome)), .25);
  const HeldOutPrediction found = predicted(made, 99);
  EXPECT_GT(found.rho, .7);
  EXPECT_LE(found.p, .01);
  EXPECT_LT(found.null_high, .3);
  EXPECT_LT(found.null_centre, found.null_high);
  EXPECT_LT(found.interval.low, found.rho);
  EXPECT_GT(found.interval.high, found.rho);
}

// 400 outcomes that hang on nothing; each is held against 39 permutations.
TEST(HeldOutPrediction, FindsNothingWhereNothingIsInAtMostTheLevel) {
  int found = 0;
  for (std::uint64_t k = 0; k < 400; ++k) {
    MadeUp made = made_up(24, 0, 100 + k);
    HeldOutOptions options;
    options.folds = 4;
    options.widths = {1};
    options.draws = 39;
    const Workers workers(1);
    SilentProgress progress;
    found += predict_held_out(made.features, made.outcome, options, {workers, progress}).p <= .05 ? 1 : 0;
  }
  EXPECT_LE(found, 400 * .05 + 4 * std::sqrt(400 * .05 * .95));
}

TEST(HeldOutPrediction, IsTheSameAtAnyNumberOfThreads) {
  const MadeUp made = made_up(40, 1, 3);
  const HeldOutPrediction one = predicted(made, 20, 1), three = predicted(made, 20, 3);
  EXPECT_EQ(one.predicted, three.predicted);
  EXPECT_EQ(one.p, three.p);
  EXPECT_EQ(one.interval.low, three.interval.low);
}

TEST(HeldOutPrediction, NamesWhatIsWrong) {
  const MadeUp made = made_up(12, 1, 3);
  HeldOutOptions options;
  const auto with = [&](const std::vector<int>& fold, std::vector<double> outcome) {
    return [&options, &made, fold, outcome] {
      (void)held_out_predictions(made.features, outcome, fold, options);
    };
  };
  EXPECT_NE(error_of(with(std::vector<int>(11, 0), made.outcome), ErrorKind::data).find("11"),
            std::string::npos);
  EXPECT_NE(error_of(with(std::vector<int>(12, 0), made.outcome), ErrorKind::data).find("fold 0"),
            std::string::npos);
  std::vector<double> holed = made.outcome;
  holed[2] = std::nan("");
  EXPECT_NE(error_of(with(folds_of(12, 3, 1), holed), ErrorKind::data).find("outcome[2]"), std::string::npos);
  options.penalties = {0};
  EXPECT_NE(error_of(with(folds_of(12, 3, 1), made.outcome), ErrorKind::usage).find("penalties"),
            std::string::npos);
}

TEST(RankStatistics, AgreeWithSciPyWithAndWithoutTies) {
  for (const nlohmann::json& one : fixture()["ranked"]) {
    const std::vector<double> x = numbers(one["x"]);
    expect_equal(spearman(x, numbers(one["y"])), one["spearman"], "Spearman");
    expect_equal(auroc(x, one["positive"].get<std::vector<std::int32_t>>()), one["auroc"], "AUROC");
  }
}

}  // namespace rssviz::models
