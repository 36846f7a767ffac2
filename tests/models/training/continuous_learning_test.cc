#include <gtest/gtest.h>

#include <cmath>

#include "models/recording/prefix_trie.h"
#include "models/tasks/csl/csl_annotations.h"
#include "models/training/continuous_learning.h"

namespace rssviz::models {
namespace {

struct ContinuousLearning : testing::Test {
  ContinuousLearning() { options.reservoir.units = 60; }
  Workers workers{2};
  SilentProgress progress;
  Execution execution{workers, progress};
  CrossSituationalTask task{CslSpec{}};
  Corpus corpus = make_corpus(task, 1);
  EsnTrainingOptions options = default_options(Learning::continuous);
  std::vector<int> counts{0, 1, 40, 333, 1000};

  std::shared_ptr<const Reservoir<float>> reservoir() const {
    return std::make_shared<const Reservoir<float>>(make_reservoir(options.reservoir, 20, 1));
  }
  std::vector<MatrixD> readouts(Solver solver, const Workers& with) {
    options.solver = solver;
    return continuous_readouts(corpus, reservoir(), options, counts, {with, progress});
  }
};

// Every step of every sentence run and written out, and the normal equations solved.
TEST_F(ContinuousLearning, IsTheRegressionOnEveryWordOfTheSentencesSeen) {
  const auto network = make_esn_network(reservoir(), MatrixD(0, 0));
  const auto found = readouts(Solver::ridge, workers);
  for (std::size_t k = 0; k < counts.size(); ++k) {
    MatrixD system = options.regularization * MatrixD::Identity(61, 61);
    MatrixD right = MatrixD::Zero(61, 22);
    for (int i = 0; i < counts[k]; ++i) {
      const std::int32_t row = corpus.train[static_cast<std::size_t>(i)];
      Matrix state = Matrix::Zero(1, 60);
      for (const std::int32_t token : corpus.sequences[static_cast<std::size_t>(row)]) {
        Matrix next(1, 60);
        network->step(state, std::span(&token, 1), next);
        state = next;
        VectorD s(61);
        s << 1.0, state.row(0).cast<double>().transpose();
        system += s * s.transpose();
        right += s * corpus.targets.row(row);
      }
    }
    // States by blocks and one by one differ by rounding, as the equations do by 1e-7 of their size.
    const MatrixD residual = found[k] * system - right.transpose();
    EXPECT_LT(residual.cwiseAbs().maxCoeff(), 1e-5 * std::max(1.0, right.cwiseAbs().maxCoeff())) << counts[k];
  }
}

TEST_F(ContinuousLearning, RlsEqualsRidge) {
  const auto ridge = readouts(Solver::ridge, workers);
  const auto rls = readouts(Solver::rls, workers);
  ASSERT_EQ(rls.size(), counts.size());
  EXPECT_EQ(rls[0].cwiseAbs().maxCoeff(), 0.0);
  for (std::size_t k = 1; k < counts.size(); ++k) {
    EXPECT_LT((rls[k] - ridge[k]).cwiseAbs().maxCoeff(), 1e-7 * ridge[k].cwiseAbs().maxCoeff()) << counts[k];
  }
}

TEST_F(ContinuousLearning, IsTheSameAtAnyNumberOfThreads) {
  for (const Solver solver : {Solver::ridge, Solver::rls}) {
    const auto expected = readouts(solver, workers);
    for (const int threads : {1, 3}) EXPECT_EQ(readouts(solver, Workers(threads)), expected);
  }
}

TEST_F(ContinuousLearning, OfTheEsnLearnsWhatItsSettingsSay) {
  EXPECT_EQ(options.reservoir.spectral_radius, 1.3);
  EXPECT_EQ(options.reservoir.density, 0.81);
  EXPECT_EQ(options.reservoir.leak_rate, 0.04);
  EXPECT_NEAR(std::log10(options.regularization), -3.7, 1e-12);
  options.n_stages = 3;
  const EsnRun run = train_esn(corpus, options, 1, csl_judge(task, corpus), execution);
  EXPECT_EQ(run.readouts.size(), 3U);
  EXPECT_LT(*find_metrics(run.metrics, 2, Split::test)->value("rmse"),
            *find_metrics(run.metrics, 0, Split::test)->value("rmse"));
  // After a word in the middle, continuous learning is nearer to the target than final learning is.
  EsnTrainingOptions final_options = options;
  final_options.learning = Learning::final;
  const EsnRun at_end = train_esn(corpus, final_options, 1, {}, execution);
  const auto error_after_words = [&](const EsnRun& of) {
    const PrefixTrie trie = build_trie(corpus.sequences);
    const auto network = network_at(of, -1);
    const MatrixD outputs = network->read_out_double(states_of(*network, trie, execution));
    double sum = 0;
    for (const std::int32_t row : corpus.train) {
      const auto start = static_cast<std::size_t>(trie.sequence_start[static_cast<std::size_t>(row)]);
      sum += (outputs.row(trie.node[start + 3]) - corpus.targets.row(row)).squaredNorm();
    }
    return sum;
  };
  EXPECT_LT(error_after_words(run), error_after_words(at_end));
}

// Eigenvalues of (1 - a) I + a W are those of W, moved.
TEST_F(ContinuousLearning, RecordsBothSpectralRadii) {
  options.reservoir.leak_rate = 0.4;
  const EsnRun run = train_esn(corpus, options, 1, {}, execution);
  EXPECT_NEAR(*run.measured_radius, measure_spectral_radius(run.reservoir->recurrent), 1e-12);
  EXPECT_NEAR(*run.effective_radius, measure_effective_radius(*run.reservoir), 1e-12);
  EXPECT_LE(*run.effective_radius, 0.6 + 0.4 * *run.measured_radius + 1e-6);
}

}  // namespace
}  // namespace rssviz::models
