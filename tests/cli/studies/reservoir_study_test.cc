// Reservoirs before and after training, against an echo state network that is run and solved here in double.
#include "cli/studies/reservoir_study.h"

#include <gtest/gtest.h>

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <cmath>

#include "core/error.h"
#include "made_up.h"
#include "models/tasks/csl/csl_task.h"

namespace rssviz::cli {
namespace {

Settings settings(const std::vector<std::pair<std::string, std::string>>& given) {
  static const CommandTable kTable{"reservoirs",
                                   "",
                                   {},
                                   {{"objects", OptionType::integer, "3"},
                                    {"sample", OptionType::integer, "30"},
                                    {"units", OptionType::integer, ""},
                                    {"seed", OptionType::integer, "4"},
                                    {"inputs", OptionType::file, ""},
                                    {"lengths", OptionType::file, ""},
                                    {"vary", OptionType::texts, ""},
                                    {"spectral-radii", OptionType::texts, ""},
                                    {"leak-rates", OptionType::texts, ""},
                                    {"densities", OptionType::texts, ""},
                                    {"input-scalings", OptionType::texts, ""},
                                    {"band-seeds", OptionType::integer, "0"}},
                                   {}};
  Settings made(kTable);
  for (const auto& [name, text] : given) made.set(name, text);
  return made;
}

ReservoirSetting setting_of(double radius, double leak, double scaling, std::uint64_t seed = 2) {
  ReservoirSetting setting;
  setting.set(Parameter::spectral_radius, radius);
  setting.set(Parameter::leak_rate, leak);
  setting.set(Parameter::input_scaling, scaling);
  setting.seed = seed;
  return setting;
}

// x' = (1 - leak) x + leak tanh(W_in [1; u] + W x) from 0, after the last word, with a 1 before it.
VectorD state_after(const models::Reservoir<double>& reservoir, const models::Tokens& tokens) {
  VectorD at = VectorD::Zero(reservoir.units());
  for (const std::int32_t token : tokens) {
    const VectorD driven = reservoir.recurrent * at + reservoir.input.row(0).transpose() +
                           reservoir.input.row(1 + token).transpose();
    at = (1 - reservoir.leak_rate) * at + reservoir.leak_rate * driven.array().tanh().matrix();
  }
  VectorD with_bias(at.size() + 1);
  with_bias << 1, at;
  return with_bias;
}

MatrixD states_of(const models::Reservoir<double>& reservoir, const std::vector<models::Tokens>& sentences) {
  MatrixD states(static_cast<Eigen::Index>(sentences.size()), reservoir.units() + 1);
  for (std::size_t i = 0; i < sentences.size(); ++i)
    states.row(static_cast<Eigen::Index>(i)) = state_after(reservoir, sentences[i]).transpose();
  return states;
}

}  // namespace

TEST(ReservoirGrid, HasTheReferenceWhereItIsListedElseTheMiddle) {
  ReservoirGrid grid = make_grid(
      settings({{"spectral-radii", "0.5,1.1"}, {"leak-rates", "0.2,0.4,0.6"}, {"band-seeds", "2"}}));
  EXPECT_EQ(grid.rows(), 2);
  EXPECT_EQ(grid.columns(), 3);
  ASSERT_EQ(grid.cells.size(), 6U);
  ReservoirSetting expected;
  expected.set(Parameter::leak_rate, 0.4);  // .05 isn't listed
  EXPECT_EQ(grid.reference.values, expected.values);
  EXPECT_EQ(grid.reference_cell().row, 1);
  EXPECT_EQ(grid.reference_cell().column, 1);
  for (const ReservoirCell& cell : grid.cells) {
    EXPECT_EQ(cell.setting.value(Parameter::spectral_radius), cell.row == 0 ? 0.5 : 1.1);
    EXPECT_EQ(cell.setting.value(Parameter::leak_rate),
              (std::array{0.2, 0.4, 0.6}[static_cast<std::size_t>(cell.column)]));
    EXPECT_EQ(cell.setting.seed, 4U);
  }
  ASSERT_EQ(grid.band.size(), 2U);
  EXPECT_EQ(grid.band[0].setting.seed, 5U);
  EXPECT_EQ(grid.band[1].setting.seed, 6U);
  EXPECT_EQ(grid.band[1].setting.values, grid.reference.values);
  EXPECT_EQ(reference_text(grid), "spectral radius 1.1, leak rate 0.4, density 0.85, input scaling 1");
  grid.band[0].overlap = 0.25;
  EXPECT_EQ(grid.range([](const ReservoirCell& cell) { return cell.overlap; }), (std::pair{0.25, 1.0}));
}

TEST(ReservoirGrid, VariesOneParameterARow) {
  const ReservoirGrid grid =
      make_grid(settings({{"vary", "density,leak-rate"}, {"densities", "0.1,0.3"}, {"leak-rates", "0.05"}}));
  ASSERT_EQ(grid.cells.size(), 3U);
  EXPECT_EQ(grid.reference.value(Parameter::density), 0.3);  // the middle of two is the second
  EXPECT_EQ(grid.cells[0].setting.value(Parameter::density), 0.1);
  EXPECT_EQ(grid.cells[0].setting.value(Parameter::leak_rate), 0.05);
  EXPECT_EQ(grid.cells[2].row, 1);
  EXPECT_TRUE(grid.is_reference(grid.cells[2]));
  EXPECT_THROW(make_grid(settings({{"vary", "colour"}})), Error);
  EXPECT_THROW(make_grid(settings({{"leak-rates", "0.2,fast"}})), Error);
}

TEST(ReservoirBench, RecordsTheStatesThatTheEquationGives) {
  const made_up::Silent silent;
  const ReservoirBench bench(settings({}), 25, silent.execution);
  EXPECT_EQ(bench.units(), 25);
  EXPECT_EQ(bench.sentences(), 30U);
  const ReservoirSetting setting = setting_of(0.9, 0.3, 1);
  const models::StateTrace trace = bench.trace(setting);
  const models::Reservoir<double> reservoir = models::in_double(*bench.reservoir(setting));
  const std::vector<models::Tokens> sentences = models::sequences_behind(trace);
  for (std::size_t i = 0; i < trace.points(); i += 7) {
    const models::Tokens& tokens = sentences[static_cast<std::size_t>(trace.sequence[i])];
    const VectorD state =
        state_after(reservoir, models::Tokens(tokens.begin(), tokens.begin() + trace.step[i] + 1));
    EXPECT_LT((trace.states.row(static_cast<Eigen::Index>(i)).cast<double>().transpose() - state.tail(25))
                  .cwiseAbs()
                  .maxCoeff(),
              1e-5);
  }
}

TEST(ReservoirBench, ParticipationRatioIsThatOfTheCovarianceEigenvalues) {
  const made_up::Silent silent;
  const ReservoirBench bench(settings({}), 25, silent.execution);
  const ReservoirSetting setting = setting_of(0.9, 0.3, 1);
  const models::StateTrace trace = bench.trace(setting);
  MatrixD states = models::distinct_states(trace).cast<double>();
  states.rowwise() -= states.colwise().mean().eval();
  const MatrixD covariance = states.transpose() * states;
  const VectorD variances = Eigen::SelfAdjointEigenSolver<MatrixD>(covariance).eigenvalues();
  EXPECT_NEAR(bench.numbers(setting, trace).participation,
              std::pow(variances.sum(), 2) / variances.squaredNorm(), 1e-4);
}

// A reservoir that is hardly driven is linear at 0: distances shrink by the spectral radius a word, or grow.
TEST(ReservoirBench, LyapunovExponentOfAQuietReservoirIsThatOfItsMatrix) {
  const made_up::Silent silent;
  const ReservoirBench bench(settings({}), 40, silent.execution);
  for (const double leak : {1.0, 0.5}) {
    const ReservoirSetting setting = setting_of(0.6, leak, 1e-4);
    const MatrixD step = (1 - leak) * MatrixD::Identity(40, 40) +
                         leak * models::in_double(*bench.reservoir(setting)).recurrent;
    const double radius = Eigen::EigenSolver<MatrixD>(step, false).eigenvalues().cwiseAbs().maxCoeff();
    EXPECT_NEAR(bench.numbers(setting, bench.trace(setting)).lyapunov, std::log(radius), 0.03) << leak;
  }
}

// Without a memory of its own (no recurrence to speak of, all of the state new at each word) a reservoir
// tells no word but the present one; with a slow leak it tells some.
TEST(ReservoirBench, MemoryIsWhatTheStateKeeps) {
  const made_up::Silent silent;
  const ReservoirBench bench(settings({{"sample", "60"}}), 60, silent.execution);
  const ReservoirSetting none = setting_of(1e-7, 1, 1), some = setting_of(0.9, 0.4, 1);
  EXPECT_NEAR(bench.numbers(none, bench.trace(none)).memory, 0, 0.1);
  EXPECT_EQ(bench.numbers(none, bench.trace(none)).memory_length, 0);
  EXPECT_GT(bench.numbers(some, bench.trace(some)).memory, 2);
}

// Ridge regression of the targets on the states after END, alpha = 10^-3.5, and the task's own decoding.
TEST(ReservoirBench, TrainedErrorsAreThoseOfARidgeReadout) {
  const made_up::Silent silent;
  const ReservoirBench bench(settings({}), 30, silent.execution);
  const ReservoirSetting setting = setting_of(0.9, 0.2, 1);
  const auto task = models::make_csl_task(3, bench.seed());
  const models::Corpus& corpus = *task->corpus();
  const models::Reservoir<double> reservoir = models::in_double(*bench.reservoir(setting));
  const MatrixD states = states_of(reservoir, corpus.sequences_of(corpus.train));
  MatrixD targets(states.rows(), corpus.targets.cols());
  for (Eigen::Index i = 0; i < targets.rows(); ++i)
    targets.row(i) = corpus.targets.row(corpus.train[static_cast<std::size_t>(i)]);
  MatrixD normal = states.transpose() * states;
  normal.diagonal().array() += std::pow(10, -3.5);
  const MatrixD readout = normal.llt().solve(states.transpose() * targets);
  double not_valid = 0, not_exact = 0;
  const std::vector<models::Tokens> judged = corpus.sequences_of(corpus.validation);
  for (const models::Tokens& tokens : judged) {
    const VectorD output = readout.transpose() * state_after(reservoir, tokens);
    const models::Meaning claimed =
        task->grammar().decode({output.data(), static_cast<std::size_t>(output.size())});
    const models::Meaning stated = task->grammar().meaning(tokens);
    bool valid = true;
    for (std::size_t slot = 0; slot < 2; ++slot) {
      const auto missed = [](int said, int meant) { return meant >= 0 && said != meant; };
      valid = valid && !missed(claimed[slot].object, stated[slot].object) &&
              !missed(claimed[slot].position, stated[slot].position) &&
              !missed(claimed[slot].colour, stated[slot].colour);
    }
    not_valid += valid ? 0 : 1;
    not_exact += claimed == stated ? 0 : 1;
  }
  const auto count = static_cast<double>(judged.size());
  const ReservoirErrors errors = bench.trained_errors(setting);
  // States in float may move a claim that stands on the threshold.
  EXPECT_NEAR(errors.not_valid, not_valid / count, 1.01 / count);
  EXPECT_NEAR(errors.not_exact, not_exact / count, 1.01 / count);
  EXPECT_GT(errors.not_exact, 0);
  EXPECT_LT(errors.not_valid, 1);
}

}  // namespace rssviz::cli
