#include <gtest/gtest.h>

#include <cmath>

#include "core/error.h"
#include "core/rng.h"
#include "models/data/least_squares.h"
#include "models/recording/prefix_trie.h"
#include "models/tasks/csl/csl_annotations.h"
#include "models/training/esn_training.h"

namespace rssviz::models {
namespace {

const double kAlpha = std::pow(10.0, -3.5);

struct Training : testing::Test {
  Workers workers{2};
  SilentProgress progress;
  Execution execution{workers, progress};
  CrossSituationalTask task{CslSpec{}};
  Corpus corpus = make_corpus(task, 1);
};

MatrixD random_matrix(Eigen::Index rows, Eigen::Index columns, std::uint64_t item) {
  Rng rng(1, "test matrix", item);
  MatrixD matrix(rows, columns);
  for (double& value : matrix.reshaped()) value = rng.normal();
  return matrix;
}

MatrixD read_out(const MatrixD& readout, const MatrixD& states) {
  return (states * readout.rightCols(states.cols()).transpose()).rowwise() + readout.col(0).transpose();
}

TEST_F(Training, RlsEqualsRidgeAtAThousandUnitsInDouble) {
  const Reservoir<double> reservoir = in_double(make_reservoir({}, 20, 1));
  const MatrixD states = final_states(reservoir, build_trie(corpus.sequences), execution);
  const MatrixD train = states.topRows(1000);
  const MatrixD targets = corpus.targets.topRows(1000);
  const std::vector<int> counts{0, 10, 333, 1000};
  const auto rls = rls_readouts(train, targets, counts, kAlpha, execution);
  const auto ridge = ridge_readouts(train, targets, counts, kAlpha, execution);
  ASSERT_EQ(rls.size(), 4U);
  EXPECT_EQ(rls[0].cwiseAbs().maxCoeff(), 0.0);
  for (std::size_t i = 1; i < 4; ++i) {
    EXPECT_LT((rls[i] - ridge[i]).cwiseAbs().maxCoeff(), 1e-7 * ridge[i].cwiseAbs().maxCoeff()) << counts[i];
    EXPECT_LT((read_out(rls[i], states) - read_out(ridge[i], states)).cwiseAbs().maxCoeff(), 1e-8)
        << counts[i];
  }
}

// The recursion as it stands in the specification, a row at a time.
MatrixD plain_rls(const MatrixD& states, const MatrixD& targets, double alpha) {
  MatrixD p = MatrixD::Identity(states.cols() + 1, states.cols() + 1) / alpha;
  MatrixD readout = MatrixD::Zero(targets.cols(), states.cols() + 1);
  for (Eigen::Index i = 0; i < states.rows(); ++i) {
    VectorD s(states.cols() + 1);
    s << 1.0, states.row(i).transpose();
    const VectorD error = readout * s - targets.row(i).transpose();
    const VectorD ps = p * s;
    p -= ps * ps.transpose() / (1.0 + s.dot(ps));
    readout -= error * (p * s).transpose();
  }
  return readout;
}

TEST_F(Training, BlockedRlsEqualsThePlainRecursion) {
  const MatrixD states = random_matrix(75, 20, 1), targets = random_matrix(75, 3, 2);
  const auto readouts = rls_readouts(states, targets, {40, 75}, 0.1, execution);
  EXPECT_LT((readouts[0] - plain_rls(states.topRows(40), targets.topRows(40), 0.1)).cwiseAbs().maxCoeff(),
            1e-10);
  EXPECT_LT((readouts[1] - plain_rls(states, targets, 0.1)).cwiseAbs().maxCoeff(), 1e-10);
}

TEST_F(Training, BothFormsOfRidgeSolveTheNormalEquations) {
  for (const Eigen::Index rows : {30, 200}) {  // dual, primal
    const MatrixD states = random_matrix(rows, 20, 1), targets = random_matrix(rows, 3, 2);
    const std::vector<int> counts{0, 1, 17, static_cast<int>(rows)};
    const auto readouts = ridge_readouts(states, targets, counts, 0.1, execution);
    for (std::size_t i = 0; i < counts.size(); ++i) {
      MatrixD s = MatrixD::Ones(counts[i], 21);
      if (counts[i] > 0) s.rightCols(20) = states.topRows(counts[i]);
      const MatrixD left = readouts[i] * (s.transpose() * s + 0.1 * MatrixD::Identity(21, 21));
      const MatrixD right = targets.topRows(counts[i]).transpose() * s;
      EXPECT_LT((left - right).cwiseAbs().maxCoeff(), 1e-10) << rows << " " << counts[i];
    }
  }
}

TEST_F(Training, LeastSquaresAreTheSameAtAnyNumberOfThreads) {
  const MatrixD states = random_matrix(300, 200, 1), targets = random_matrix(300, 5, 2);
  const std::vector<int> counts{50, 300};
  const auto ridge = ridge_readouts(states, targets, counts, 0.1, execution);
  const auto rls = rls_readouts(states, targets, counts, 0.1, execution);
  for (const int threads : {1, 3, 8}) {
    const Workers others(threads);
    EXPECT_EQ(ridge_readouts(states, targets, counts, 0.1, {others, progress}), ridge);
    EXPECT_EQ(rls_readouts(states, targets, counts, 0.1, {others, progress}), rls);
  }
}

TEST_F(Training, LeastSquaresStopAtNumbersThatAreNotFinite) {
  MatrixD states = random_matrix(20, 5, 1);
  const MatrixD targets = random_matrix(20, 2, 2);
  states(7, 2) = std::nan("");
  for (const auto solve : {rls_readouts, ridge_readouts}) {
    try {
      solve(states, targets, {20}, 0.1, execution);
      FAIL();
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::numeric);
    }
  }
}

TEST_F(Training, OfTheEsnKeepsTheStagesAskedFor) {
  const EsnTrainingOptions options{.reservoir = {.units = 60}, .stages = {10, 300}};
  const EsnRun run = train_esn(corpus, options, 1, csl_judge(task, corpus), execution);
  EXPECT_EQ(run.sentences, (std::vector<int>{0, 10, 300, 1000}));
  EXPECT_EQ(run.metrics.size(), 12U);
  EXPECT_EQ(run.readouts[0].cwiseAbs().maxCoeff(), 0.0);
  const StageMetrics* untrained = find_metrics(run.metrics, 0, Split::test);
  ASSERT_NE(untrained, nullptr);
  EXPECT_EQ(*untrained->value("valid_error"), 1.0);
  EXPECT_LT(*find_metrics(run.metrics, 3, Split::train)->value("rmse"), *untrained->value("rmse"));
  ASSERT_TRUE(run.measured_radius.has_value());
}

TEST_F(Training, OfTheEsnIsTheSameAtAnyNumberOfThreadsAndNearlyByEitherSolver) {
  EsnTrainingOptions options{.reservoir = {.units = 150}, .n_stages = 5};
  const Judge judge = csl_judge(task, corpus);
  const EsnRun expected = train_esn(corpus, options, 1, judge, execution);
  for (const int threads : {1, 3}) {
    const Workers others(threads);
    const EsnRun run = train_esn(corpus, options, 1, judge, {others, progress});
    EXPECT_EQ(run.readouts, expected.readouts);
    EXPECT_EQ(metrics_table(run.metrics).rows, metrics_table(expected.metrics).rows);
  }
  options.solver = Solver::rls;
  const EsnRun run = train_esn(corpus, options, 1, judge, execution);
  EXPECT_LT((run.readouts.back() - expected.readouts.back()).cwiseAbs().maxCoeff(), 1e-6);
}

TEST_F(Training, OfTheEsnRefusesOptionsOutsideTheirRange) {
  EXPECT_THROW(train_esn(corpus, {.regularization = 0}, 1, {}, execution), Error);
  EXPECT_THROW(train_esn(corpus, {.stages = {5, 5}}, 1, {}, execution), Error);
  EXPECT_THROW(train_esn(corpus, {.stages = {2000}}, 1, {}, execution), Error);
}

TEST_F(Training, MetricsOfTheEsnAreThoseOfItsRecordedOutputs) {
  const EsnRun run = train_esn(corpus, {.reservoir = {.units = 100}}, 1, csl_judge(task, corpus), execution);
  const auto network = network_at(run, -1);
  const PrefixTrie trie = build_trie(corpus.sequences);
  const MatrixD all = network->read_out_double(states_of(*network, trie, execution));
  MatrixD outputs(1000, 22);
  for (std::size_t i = 0; i < 1000; ++i) {
    outputs.row(static_cast<Eigen::Index>(i)) = all.row(trie.last(static_cast<std::size_t>(corpus.test[i])));
  }
  const StageMetrics metrics = measure(corpus, Split::test, outputs, csl_judge(task, corpus));
  const StageMetrics* kept = find_metrics(run.metrics, run.stages() - 1, Split::test);
  EXPECT_NEAR(*metrics.value("rmse"), *kept->value("rmse"), 1e-9);
  EXPECT_EQ(*metrics.value("exact_error"), *kept->value("exact_error"));
}

TEST(StageCounts, AscendFromNoneToAll) {
  for (const auto& [count, total] : {std::pair{60, 1000}, {2, 1000}, {5, 3}, {1001, 1000}, {990, 1000}}) {
    const std::vector<int> counts = stage_counts(count, total);
    EXPECT_EQ(counts.size(), static_cast<std::size_t>(std::min(count, total + 1)));
    EXPECT_EQ(counts.front(), 0);
    EXPECT_EQ(counts.back(), total);
    for (std::size_t i = 1; i < counts.size(); ++i) EXPECT_GT(counts[i], counts[i - 1]);
  }
}

TEST(Metrics, TableHasItsHeaderAndReadsBack) {
  const std::vector<StageMetrics> metrics{
      {.stage = 3,
       .epoch = 3,
       .sentences = 3000,
       .split = Split::test,
       .values = {{"loss", 0.04}, {"rmse", 0.2}, {"valid_error", 0.001}, {"exact_error", 0.055}}},
      {.stage = 4, .sentences = 40, .split = Split::validation, .values = {{"rmse", 0.25}}}};
  const formats::Table table = metrics_table(metrics);
  EXPECT_EQ(table.header, (std::vector<std::string>{"stage", "epoch", "sentences", "split", "loss", "rmse",
                                                    "valid_error", "exact_error"}));
  EXPECT_EQ(table.rows[1], (std::vector<std::string>{"4", "", "40", "validation", "", "0.25", "", ""}));
  EXPECT_EQ(metrics_table(metrics_from_table(table, "metrics.csv")).rows, table.rows);
  formats::Table broken = table;
  broken.rows[0][5] = "much";
  EXPECT_THROW(metrics_from_table(broken, "metrics.csv"), Error);
}

TEST(Metrics, OfOtherNamesStandInColumnsOfTheirOwn) {
  const std::vector<StageMetrics> metrics{
      {.stage = 0, .split = Split::train, .values = {{"rmse", 0.5}}},
      {.stage = 1, .split = Split::test, .values = {{"bits", 2.25}, {"rmse", 0.25}}}};
  const formats::Table table = metrics_table(metrics);
  EXPECT_EQ(table.header.back(), "bits");
  EXPECT_EQ(table.header.size(), 9U);
  EXPECT_EQ(table.rows[0].back(), "");
  const std::vector<StageMetrics> again = metrics_from_table(table, "metrics.csv");
  EXPECT_FALSE(again[0].value("bits").has_value());
  EXPECT_EQ(again[1].value("bits"), 2.25);
  EXPECT_EQ(again[1].value("rmse"), 0.25);
}

TEST(Metrics, OfANameAreSetAnewNotTwice) {
  StageMetrics row;
  row.set("loss", 1);
  row.set("loss", 2);
  EXPECT_EQ(row.value("loss"), 2);
  EXPECT_EQ(row.values.size(), 1U);
}

}  // namespace
}  // namespace rssviz::models
