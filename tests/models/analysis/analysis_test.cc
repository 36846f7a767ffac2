// What analysis computes, against SciPy and scikit-learn and against known answers.
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <numeric>
#include <set>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/geometry/linear_probe.h"
#include "models/analysis/geometry/nesting.h"
#include "models/analysis/geometry/state_numbers.h"
#include "models/analysis/outputs/decisions.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "models/analysis/units/ablation.h"
#include "models/cells/esn.h"
#include "models/cells/recurrent.h"
#include "models/recording/record.h"
#include "models/tasks/csl/cross_situational.h"

namespace rssviz::models {
namespace {

struct Analysis : testing::Test {
  Workers workers{2};
  SilentProgress progress;
  Execution execution{workers, progress};
};

// X[i, j] = ((7 i + 5 j + 3 i j) mod 11) / 10: the fixture of the probes below.
Matrix fixture(Eigen::Index rows, Eigen::Index columns) {
  Matrix x(rows, columns);
  for (Eigen::Index i = 0; i < rows; ++i)
    for (Eigen::Index j = 0; j < columns; ++j)
      x(i, j) = static_cast<float>((i * 7 + j * 5 + i * j * 3) % 11) / 10.0F;
  return x;
}

const std::vector<double> kX{3, 1, 4, 1, 5, 9, 2, 6, 5, 3};
const std::vector<double> kY{2, 7, 1, 8, 2, 8, 1, 8, 2, 8};

// /usr/bin/python3 -c "from scipy import stats; print(stats.rankdata(x), stats.spearmanr(x, y))", with x and
// y as above; sklearn.metrics.roc_auc_score([1,0,1,1,0,0,1,0,0,1], x); numpy.quantile([3,1,4,1,5,9,2,6], .3)
TEST_F(Analysis, RankStatisticsEqualThoseOfSciPyAndScikitLearn) {
  EXPECT_EQ(ranks(kX), (std::vector<double>{4.5, 1.5, 6, 1.5, 7.5, 10, 3, 9, 7.5, 4.5}));
  EXPECT_NEAR(spearman(kX, kY), 0.13471506281091267, 1e-14);
  EXPECT_NEAR(auroc(kX, std::vector<std::int32_t>{1, 0, 1, 1, 0, 0, 1, 0, 0, 1}), 0.18, 1e-14);
  EXPECT_NEAR(quantile({3, 1, 4, 1, 5, 9, 2, 6}, 0.3), 2.1, 1e-14);
  EXPECT_TRUE(std::isnan(spearman(kX, std::vector<double>(10, 2.0))));
  EXPECT_TRUE(std::isnan(auroc(kX, std::vector<std::int32_t>(10, 1))));
}

TEST_F(Analysis, BootstrapOfAMeanHasTheWidthOfItsStandardError) {
  std::vector<double> values(400);
  Rng rng(3, "test values");
  for (double& value : values) value = rng.normal();
  const auto mean = [&](std::span<const std::size_t> rows) {
    double sum = 0;
    for (const std::size_t row : rows) sum += values[row];
    return sum / static_cast<double>(rows.size());
  };
  const Interval interval = bootstrap(values.size(), mean, {.draws = 2000}, execution);
  EXPECT_NEAR(interval.high - interval.low, 2 * 1.96 / 20, 0.02);
  const Workers one(1);
  const Interval alone = bootstrap(values.size(), mean, {.draws = 2000}, {one, progress});
  EXPECT_EQ(interval.low, alone.low);
  EXPECT_EQ(interval.high, alone.high);
}

TEST_F(Analysis, PermutationsOfNothingLeaveACorrelationNearNothing) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const auto rho = [&](std::span<const std::size_t> rows) {
    std::vector<double> moved;
    for (const std::size_t row : rows) moved.push_back(x[row]);
    return spearman(x, moved);
  };
  const std::vector<double> null = permuted(x.size(), rho, {.draws = 2000}, execution);
  // The 97.5 % point for n = 10 (Zar 1984, table B.20): .648.
  EXPECT_NEAR(quantile(null, 0.975), 0.648, 0.03);
  EXPECT_NEAR(std::accumulate(null.begin(), null.end(), 0.0) / 2000, 0, 0.03);
}

// /usr/bin/python3: t = (3 i) % 4, Y = eye(4)[t], Xc = X - X.mean(0),
// Ridge(alpha=.1 * (Xc ** 2).sum() / 3, solver='cholesky').fit(X, Y).predict([[.2, .5, .9]])
TEST_F(Analysis, ProbesEqualScikitLearnsRidgeInBothForms) {
  const Matrix tall = fixture(12, 3);
  std::vector<std::int32_t> classes;
  for (int i = 0; i < 12; ++i) classes.push_back(3 * i % 4);
  const LinearProbe probe = fit_linear(tall, one_hot(classes, 4), relative_lambda(tall, 0.1));
  EXPECT_NEAR(probe.weights(0, 0), -0.4046595030002383, 1e-6);
  EXPECT_NEAR(probe.weights(1, 3), -0.35957493022473414, 1e-6);
  Matrix query(1, 3);
  query << 0.2F, 0.5F, 0.9F;
  const MatrixD found = probe.outputs(query);
  const std::array expected{0.3945364855452149, 0.2777297472609808, 0.14831040904707232, 0.17942335814673188};
  for (std::size_t k = 0; k < 4; ++k) EXPECT_NEAR(found(0, static_cast<Eigen::Index>(k)), expected[k], 1e-6);
  // More units than rows: the dual form. The same, with X 4 x 6 and Y = eye(2)[[0, 1, 1, 0]].
  const Matrix wide = fixture(4, 6);
  const LinearProbe dual =
      fit_linear(wide, one_hot(std::vector<std::int32_t>{0, 1, 1, 0}, 2), relative_lambda(wide, 0.1));
  Matrix other(1, 6);
  other << 0.2F, 0.5F, 0.9F, 0.1F, 0.3F, 0.7F;
  EXPECT_NEAR(dual.outputs(other)(0, 0), 0.9162169338288844, 1e-6);
  EXPECT_THROW(fit_linear(tall, one_hot(classes, 4), 0), Error);
}

TEST_F(Analysis, DecisionsKnowTheirRivalAndMargin) {
  // softmax (.475, .175, .175, .175) against 1.3 / 4 = .325: nearer to none than to another option.
  const Decision stated = decide(std::vector<double>{1, 0, 0, 0}, 0.325);
  EXPECT_EQ(stated.claimed, 0);
  EXPECT_EQ(stated.rival, -1);
  EXPECT_NEAR(stated.margin, std::exp(1) / (std::exp(1) + 3) - 0.325, 1e-12);
  const Decision close = decide(std::vector<double>{2, 1.95, 0, 0}, 0.325);
  EXPECT_EQ(close.claimed, 0);
  EXPECT_EQ(close.rival, 1);
  const Decision open = decide(std::vector<double>{0, 0.1, 0, 0}, 0.325);
  EXPECT_EQ(open.claimed, -1);
  EXPECT_EQ(open.rival, 1);
  EXPECT_GT(open.margin, 0);
}

TEST_F(Analysis, ParticipationRatioCountsDirections) {
  Matrix line = Matrix::Zero(100, 5), even = Matrix::Zero(100, 5);
  for (Eigen::Index i = 0; i < 100; ++i) {
    line(i, 2) = static_cast<float>(i);
    even(i, i % 5) = i % 2 == 0 ? 1.0F : -1.0F;
  }
  EXPECT_NEAR(participation_ratio(line), 1, 1e-9);
  EXPECT_NEAR(participation_ratio(even), 5, 1e-6);
  // Fewer points than units: the same by the other form, which three copies of each point ask for.
  const Matrix few = fixture(4, 6);
  Matrix many(12, 6);
  many << few, few, few;
  EXPECT_NEAR(participation_ratio(few), participation_ratio(many), 1e-9);
}

struct ReservoirAnalysis : Analysis {
  CrossSituationalTask task{CslSpec{}};
  Corpus corpus = make_corpus(task, 1);
  std::vector<Tokens> sentences = corpus.sequences_of(sample_rows(corpus, Split::test, 60, 1));
  std::shared_ptr<const Network> network(const EsnOptions& options) const {
    return make_esn_network(std::make_shared<const Reservoir<float>>(make_reservoir(options, 20, 1)),
                            MatrixD(0, 0));
  }
  WordMemory memory_of(const EsnOptions& options) const {
    return word_memory(record_states(*network(options), sentences, corpus.vocabulary, {}, {}, execution), {});
  }
};

TEST_F(ReservoirAnalysis, LyapunovExponentIsThatOfTheLeakWhereNothingRecurs) {
  // x' = (1 - a) x + a tanh(input): distances shrink by 1 - a a word.
  const auto plain = network({.units = 50, .spectral_radius = 0, .leak_rate = 0.3});
  EXPECT_NEAR(conditional_lyapunov(*plain, sentences, {}), std::log(0.7), 1e-4);
}

TEST_F(ReservoirAnalysis, LyapunovExponentTellsForgettingFromChaos) {
  EXPECT_LT(
      conditional_lyapunov(*network({.units = 200, .spectral_radius = 0.5, .leak_rate = 1}), sentences, {}),
      -0.3);
  // Without input and far above 1, a reservoir is chaotic.
  EXPECT_GT(
      conditional_lyapunov(*network({.units = 200, .spectral_radius = 5, .leak_rate = 1, .input_scaling = 0}),
                           sentences, {}),
      0.3);
}

TEST_F(ReservoirAnalysis, WordMemoryGrowsWithARecurrenceAndIsNothingWithoutOne) {
  const WordMemory none = memory_of({.units = 100, .spectral_radius = 0, .leak_rate = 1});
  const WordMemory some = memory_of({.units = 100, .spectral_radius = 0.9, .leak_rate = 1});
  // A unit that sees the present word alone knows nothing that the word doesn't tell.
  EXPECT_LT(none.capacity, 0.2);
  EXPECT_EQ(none.length, 0);
  EXPECT_GT(some.capacity, 3);
  EXPECT_GE(some.length, 3);
  ASSERT_EQ(some.skill.size(), 12U);
  EXPECT_GT(some.skill.front(), 0.95);
}

TEST_F(ReservoirAnalysis, WordMemoryOfStatesThatAreTheLastTwoWordsIsTwo) {
  StateTrace trace = record_states(*network({.units = 10}), sentences, corpus.vocabulary, {}, {}, execution);
  const auto vocabulary = static_cast<Eigen::Index>(trace.vocabulary.size());
  trace.states = Matrix::Zero(trace.states.rows(), 2 * vocabulary);
  for (std::size_t row = 0; row < trace.points(); ++row)
    for (int back = 1; back <= 2; ++back)
      if (trace.step[row] >= back)
        trace.states(static_cast<Eigen::Index>(row),
                     (back - 1) * vocabulary + trace.token[row - static_cast<std::size_t>(back)]) = 1;
  const WordMemory memory = word_memory(trace, {});
  EXPECT_EQ(memory.accuracy[0], 1);
  EXPECT_EQ(memory.accuracy[1], 1);
  EXPECT_EQ(memory.length, 2);
  // What grammar tells of earlier words from two is beyond the present word too, but no more than a word's
  // worth.
  EXPECT_GT(memory.capacity, 1.9);
  EXPECT_LT(memory.capacity, 3);
}

TEST_F(ReservoirAnalysis, WordMemoryDoesNotCountWhatThePlaceInTheSentenceTells) {
  StateTrace trace = record_states(*network({.units = 10}), sentences, corpus.vocabulary, {}, {}, execution);
  trace.states = Matrix::Zero(trace.states.rows(), 20);
  for (std::size_t row = 0; row < trace.points(); ++row)
    trace.states(static_cast<Eigen::Index>(row), std::min(trace.step[row], 19)) = 1;
  const WordMemory memory = word_memory(trace, {});
  double raw = 0, chance = 0;
  for (std::size_t k = 0; k < memory.skill.size(); ++k) {
    raw += std::abs(memory.skill[k] + memory.chance[k]);
    chance += memory.chance[k];
    EXPECT_LT(memory.skill[k], 0.15) << k + 1;
  }
  EXPECT_GT(raw, 0.5);  // less than the present word tells, or more
  EXPECT_GT(chance, 0.3);
  EXPECT_LT(memory.capacity, 0.2);
  EXPECT_EQ(memory.length, 0);
}

TEST_F(ReservoirAnalysis, InputMemoryOfNoiseIsNothingAndOfADelayLineItsLength) {
  const Eigen::Index steps = 600;
  Rng rng(1, "inputs");
  Matrix inputs(steps, 1);
  for (Eigen::Index t = 0; t < steps; ++t) inputs(t, 0) = static_cast<float>(rng.uniform() - 0.5);
  StateTrace trace;
  for (Eigen::Index t = 0; t < steps; ++t) {
    trace.token.push_back(static_cast<std::int32_t>(t));
    trace.step.push_back(static_cast<std::int32_t>(t));
    trace.sequence.push_back(0);
    trace.index.push_back(static_cast<std::int32_t>(t));
  }
  trace.n_distinct = static_cast<std::int32_t>(steps);
  trace.states = Matrix::Zero(steps, 5);
  for (Eigen::Index t = 5; t < steps; ++t)
    for (Eigen::Index d = 1; d <= 5; ++d) trace.states(t, d - 1) = inputs(t - d, 0);
  const WordMemory line = input_memory(trace, inputs, {}, execution);
  EXPECT_NEAR(line.capacity, 5, 0.1);
  EXPECT_EQ(line.length, 5);
  for (Eigen::Index t = 0; t < steps; ++t)
    for (Eigen::Index d = 0; d < 5; ++d) trace.states(t, d) = static_cast<float>(rng.uniform());
  EXPECT_NEAR(input_memory(trace, inputs, {}, execution).capacity, 0, 0.05);
}

TEST_F(Analysis, NestedSharesAddUpAndSeeEachLevel) {
  // Two groups 10 apart, in each two classes 2 apart along another axis, and one value left over.
  Matrix states(8, 2);
  std::vector<std::int32_t> outer, inner;
  for (Eigen::Index i = 0; i < 8; ++i) {
    outer.push_back(static_cast<std::int32_t>(i / 4));
    inner.push_back(static_cast<std::int32_t>(i / 2 % 2));
    states(i, 0) = static_cast<float>(10 * (i / 4));
    states(i, 1) = static_cast<float>(2 * (i / 2 % 2)) + (i % 2 == 0 ? 0.5F : -0.5F);
  }
  const std::vector<double> shares = nested_shares(states, {outer, inner});
  EXPECT_NEAR(shares[0], 25 / 26.25, 1e-12);
  EXPECT_NEAR(shares[1], 1 / 26.25, 1e-12);
  EXPECT_NEAR(repeat_cosine(states, outer, inner), 1, 1e-12);
  EXPECT_NEAR(explained_by(states, outer)[0], 1, 1e-12);
  EXPECT_NEAR(explained_by(states, outer)[1], 0, 1e-12);
  // The second group's pattern turned round.
  for (Eigen::Index i = 4; i < 8; ++i) states(i, 1) = -states(i, 1);
  EXPECT_NEAR(repeat_cosine(states, outer, inner), -1, 1e-12);
}

TEST_F(Analysis, ProbesCarryOverWhereThePatternRepeatsOnly) {
  Matrix same(80, 3), turned(80, 3);
  std::vector<std::int32_t> outer, inner, sequence;
  for (Eigen::Index i = 0; i < 80; ++i) {
    const auto group = static_cast<std::int32_t>(i / 40), label = static_cast<std::int32_t>(i % 2);
    outer.push_back(group);
    inner.push_back(label);
    sequence.push_back(static_cast<std::int32_t>(i / 2));
    const float noise = static_cast<float>(i % 7) * 0.01F;
    same.row(i) << static_cast<float>(5 * group), static_cast<float>(label) + noise, noise;
    turned.row(i) << static_cast<float>(5 * group),
        static_cast<float>(group == 0 ? label : 1 - label) + noise, noise;
  }
  EXPECT_EQ(probe_transfer(same, outer, inner, sequence, 2, 1e-3).across, 1);
  const ProbeTransfer transfer = probe_transfer(turned, outer, inner, sequence, 2, 1e-3);
  EXPECT_EQ(transfer.within, 1);
  EXPECT_EQ(transfer.across, 0);
  const std::vector<std::int32_t> moved = permuted_within(inner, outer, 1, 0);
  EXPECT_EQ(std::accumulate(moved.begin(), moved.begin() + 40, 0), 20);
  EXPECT_NE(moved, inner);
}

TEST_F(Analysis, ASilencedUnitIsZeroAndItsWeightNoLongerMatters) {
  const RecurrentShape shape{.cell = Cell::lstm, .inputs = 20, .units = 6, .outputs = 4};
  const RecurrentParameters<float> parameters = initial_parameters(shape, 1);
  const std::shared_ptr<const Network> whole = make_recurrent_network(parameters);
  EXPECT_EQ(unit_count(*whole), 6);
  const MatrixD weights = readout_weights(*whole);
  EXPECT_TRUE(weights.isApprox(parameters.readout().cast<double>(), 1e-6));
  const std::vector<int> silenced{2};
  const auto ablated = without_units(whole, silenced);
  Matrix state = Matrix::Zero(1, 12), next(1, 12);
  const std::vector<std::int32_t> token{3};
  for (int t = 0; t < 3; ++t) {
    ablated->step(state, token, next);
    state = next;
  }
  EXPECT_EQ(state(0, 2), 0);  // hidden
  EXPECT_EQ(state(0, 8), 0);  // cell
  EXPECT_NE(state(0, 1), 0);
  EXPECT_THROW(without_units(whole, std::vector<int>{6}), Error);
  EXPECT_EQ(input_drive(*whole).size(), 6U);
}

TEST_F(Analysis, UnitsAreRankedAndMatchedByTheirWiring) {
  const std::vector<double> scores{0.1, 0.9, 0.5, 0.9, 0.2, 0.3, 0.4, 0.6};
  EXPECT_EQ(top_units(scores, 3), (std::vector<int>{1, 3, 7}));
  const std::vector<double> drive{5, 1, 1.1, 5.1, 0.9, 5.2, 1.2, 5.3};
  for (std::uint64_t draw = 0; draw < 20; ++draw) {
    const std::vector<int> matched = matched_units(drive, std::vector<int>{1}, Rng(1, "test", draw));
    ASSERT_EQ(matched.size(), 1U);
    EXPECT_LT(drive[static_cast<std::size_t>(matched[0])], 2);  // like unit 1, and not itself
    EXPECT_NE(matched[0], 1);
  }
  EXPECT_THROW(matched_units(drive, std::vector<int>{0, 1, 2, 3, 4}, Rng(1, "test", 0)), Error);
  // Six match equally well: each is drawn at some time, not the first three alone.
  const std::vector<double> tied{1, 2, 2, 2, 2, 2, 2, 9};
  std::set<int> drawn;
  for (std::uint64_t draw = 0; draw < 60; ++draw)
    drawn.insert(matched_units(tied, std::vector<int>{0}, Rng(1, "test", draw)).front());
  EXPECT_EQ(drawn, (std::set<int>{1, 2, 3, 4, 5, 6}));
  EXPECT_EQ(random_units(8, 8, Rng(1, "test", 0)).size(), 8U);
  Matrix activity(4, 2);
  activity << 1, 3, -1, -3, 1, 3, -1, -3;
  MatrixD weights(2, 2);
  weights << 1, 0.5, -3, 0.5;
  EXPECT_EQ(unit_importance(weights, activity), (std::vector<double>{2, 1.5}));
}

}  // namespace
}  // namespace rssviz::models
