// What the study of difficulty reports, against margins, verdicts, neighbours and pairs counted here.
#include "cli/studies/difficulty.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "made_up.h"

namespace rssviz::cli {
namespace {

using made_up::phrase;

// Kinds said with strength 2.5 against ums that each say a with strength 1: three ums drown b and c, and a
// kind that isn't said is claimed as a. No two pairs of 0, 1, 3, 7 differ alike, so that no two phrases are
// equally near to a third.
made_up::Setup drowned() {
  made_up::Setup setup;
  for (int kind = -1; kind < 3; ++kind)
    for (int shade = 0; shade < 3; ++shade)
      for (const int ums : {0, 1, 3, 7}) setup.phrases.push_back(phrase(kind, ums, shade));
  made_up::Stage untrained;
  made_up::Stage trained{.uneven = true, .readout = made_up::readout_of(2.5, 1)};
  setup.stages = {untrained, trained};
  return setup;
}

Difficulty measured(const NetworkView& view, int draws = 100, int threads = 1) {
  const made_up::Silent silent(threads);
  return measure_difficulty(view, {view.task->role("judged"), draws, 1}, silent.execution);
}

// The share of pairs (wrong, right) in which the wrong one scores higher, ties counted half.
double auroc_by_pairs(const std::vector<double>& score, const std::vector<int>& wrong) {
  double won = 0, pairs = 0;
  for (std::size_t i = 0; i < score.size(); ++i)
    for (std::size_t j = 0; j < score.size(); ++j)
      if (wrong[i] == 1 && wrong[j] == 0) {
        pairs += 1;
        won += score[i] > score[j] ? 1 : score[i] == score[j] ? 0.5 : 0;
      }
  return won / pairs;
}

// The share of wrong ones among the 15 nearest others.
std::vector<double> rates_by_distance(const std::vector<std::vector<double>>& at,
                                      const std::vector<int>& wrong) {
  std::vector<double> rates;
  for (std::size_t i = 0; i < at.size(); ++i) {
    std::vector<std::pair<double, std::size_t>> others;
    for (std::size_t j = 0; j < at.size(); ++j) {
      if (j == i) continue;
      double square = 0;
      for (std::size_t k = 0; k < at[i].size(); ++k) square += (at[i][k] - at[j][k]) * (at[i][k] - at[j][k]);
      others.emplace_back(square, j);
    }
    std::sort(others.begin(), others.end());
    double errors = 0;
    for (int k = 0; k < kErrorNeighbors; ++k) errors += wrong[others[static_cast<std::size_t>(k)].second];
    rates.push_back(errors / kErrorNeighbors);
  }
  return rates;
}

std::vector<int> errors_of(const made_up::Setup& setup) {
  std::vector<int> wrong;
  for (const models::Tokens& tokens : setup.phrases)
    wrong.push_back(made_up::judged_after(setup.stages.back(), tokens).worst > 0 ? 1 : 0);
  return wrong;
}

}  // namespace

TEST(Difficulty, JudgesEachSequenceByTheLastStage) {
  const made_up::Setup setup = drowned();
  const Difficulty found = measured(made_up::view_of(setup));
  ASSERT_EQ(found.sentences.size(), setup.phrases.size());
  std::size_t not_exact = 0, not_valid = 0;
  for (std::size_t i = 0; i < setup.phrases.size(); ++i) {
    const made_up::Judged judged = made_up::judged_after(setup.stages.back(), setup.phrases[i]);
    const DifficultSentence& sentence = found.sentences[i];
    EXPECT_EQ(sentence.worst, judged.worst) << i;
    EXPECT_NEAR(sentence.margin, judged.margin, 1e-6) << i;
    EXPECT_EQ(sentence.words, static_cast<double>(setup.phrases[i].size()));
    EXPECT_EQ(sentence.text, std::to_string(setup.phrases[i].size()) + " marks");  // as the task tells it
    not_exact += judged.worst > 0 ? 1 : 0;
    not_valid += judged.worst > 1 ? 1 : 0;
  }
  EXPECT_EQ(found.not_exact, not_exact);
  EXPECT_EQ(found.not_valid, not_valid);
  // Both kinds of error are there, or the test would say little.
  EXPECT_GT(not_valid, 0U);
  EXPECT_GT(not_exact, not_valid);
}

TEST(Difficulty, NamesTheDecisionThatIsNearestToAnother) {
  const made_up::Setup setup = drowned();
  const Difficulty found = measured(made_up::view_of(setup));
  for (std::size_t i = 0; i < setup.phrases.size(); ++i) {
    const models::Tokens& tokens = setup.phrases[i];
    const auto ums = std::count(tokens.begin(), tokens.end(), made_up::kUm);
    if (tokens[1] != made_up::kB || ums != 1) continue;
    // a gets 1, b 2.5, c 0: nearer to a change than the shade, at 2.5 against 0 and 0.
    const double b = std::exp(2.5) / (std::exp(1.0) + std::exp(2.5) + 1);
    EXPECT_EQ(found.sentences[i].group, 0U);
    EXPECT_EQ(found.sentences[i].decision.claimed, 1);
    EXPECT_EQ(found.sentences[i].decision.rival, -1);
    EXPECT_NEAR(found.sentences[i].margin, b - made_up::kThreshold, 1e-6);
    EXPECT_EQ(found.sentences[i].stated, 1);
  }
}

TEST(Difficulty, OrdersBySmallestMarginAndKeepsTheOrderOfEquals) {
  const Difficulty found = measured(made_up::view_of(drowned()));
  std::vector<std::size_t> order(found.sentences.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
    return std::pair{found.sentences[a].margin, a} < std::pair{found.sentences[b].margin, b};
  });
  EXPECT_EQ(found.order, order);
}

TEST(Difficulty, PredictsErrorsFromMarginNeighboursAndLength) {
  const made_up::Setup setup = drowned();
  const NetworkView view = made_up::view_of(setup);
  const Difficulty found = measured(view);
  const std::vector<int> wrong = errors_of(setup);
  std::vector<std::vector<double>> states, places;
  std::vector<double> closeness, length;
  for (std::size_t i = 0; i < setup.phrases.size(); ++i) {
    states.push_back(made_up::state_after(setup.stages.back(), setup.phrases[i]));
    places.push_back({found.sentences[i].at.x, found.sentences[i].at.y});
    closeness.push_back(-found.sentences[i].margin);
    length.push_back(static_cast<double>(setup.phrases[i].size()));
  }
  const std::vector<double> rates = rates_by_distance(states, wrong);
  ASSERT_EQ(found.local_rate.size(), rates.size());
  for (std::size_t i = 0; i < rates.size(); ++i) EXPECT_NEAR(found.local_rate[i], rates[i], 1e-12) << i;
  ASSERT_EQ(found.predictors.size(), 5U);
  const std::vector<std::pair<const char*, double>> expected{
      {"readout margin", auroc_by_pairs(closeness, wrong)},
      {"neighbours, states", auroc_by_pairs(rates, wrong)},
      {"neighbours, map", auroc_by_pairs(rates_by_distance(places, wrong), wrong)}};
  for (std::size_t i = 0; i < expected.size(); ++i) {
    EXPECT_EQ(found.predictors[i].name, expected[i].first);
    EXPECT_NEAR(found.predictors[i].auroc, expected[i].second, 1e-12) << expected[i].first;
  }
  EXPECT_EQ(found.predictors[3].name, "neighbours, marks");
  EXPECT_EQ(found.predictors[4].name, "phrase length");
  EXPECT_NEAR(found.predictors[4].auroc, auroc_by_pairs(length, wrong), 1e-12);
}

// Permuted errors leave the area under the curve at one half, with the variance of Mann and Whitney's U;
// their formula for ties: (N + 1 - sum(t^3 - t) / (N (N - 1))) / (12 m n).
TEST(Difficulty, ComparesWithPermutedErrors) {
  const made_up::Setup setup = drowned();
  const std::vector<int> wrong = errors_of(setup);
  const Difficulty found = measured(made_up::view_of(setup), 2000);
  const double n = static_cast<double>(wrong.size());
  const double m = std::accumulate(wrong.begin(), wrong.end(), 0.0);
  std::vector<double> length;
  for (const models::Tokens& tokens : setup.phrases) length.push_back(static_cast<double>(tokens.size()));
  double ties = 0;
  for (const double value : {4.0, 5.0, 6.0, 7.0, 8.0, 11.0, 12.0}) {
    const auto t = static_cast<double>(std::count(length.begin(), length.end(), value));
    ties += t * t * t - t;
  }
  const double deviation = std::sqrt((n + 1 - ties / (n * (n - 1))) / (12 * m * (n - m)));
  const models::Interval null = found.predictors[4].null;
  EXPECT_NEAR(null.low, 0.5 - 1.96 * deviation, 0.15 * deviation);
  EXPECT_NEAR(null.high, 0.5 + 1.96 * deviation, 0.15 * deviation);
}

TEST(Difficulty, IsTheSameAtAnyNumberOfThreads) {
  const NetworkView view = made_up::view_of(drowned());
  const Difficulty one = measured(view, 60, 1), three = measured(view, 60, 3);
  for (std::size_t i = 0; i < one.predictors.size(); ++i) {
    const ErrorPredictor &a = one.predictors[i], &b = three.predictors[i];
    EXPECT_EQ(a.auroc, b.auroc);
    EXPECT_EQ(std::pair(a.interval.low, a.interval.high), std::pair(b.interval.low, b.interval.high));
    EXPECT_EQ(std::pair(a.null.low, a.null.high), std::pair(b.null.low, b.null.high));
    EXPECT_LE(a.interval.low, a.auroc);
    EXPECT_GE(a.interval.high, a.auroc);
  }
}

TEST(Difficulty, PlacesSequencesWhereTheMapHasTheirStates) {
  const made_up::Setup setup = drowned();
  const NetworkView view = made_up::view_of(setup);
  const Difficulty found = measured(view, 20);
  const models::IntColumn& closes = view.trace.require_integer("closes");
  std::size_t next = 0;
  for (std::size_t i = 0; i < view.trace.points(); ++i) {
    if (closes.values[i] != 1) continue;
    const Point at = found.sentences[next++].at;
    EXPECT_NEAR(at.x, static_cast<double>(view.embedding.coords(static_cast<Eigen::Index>(i), 0)), 1e-4);
    EXPECT_NEAR(at.y, static_cast<double>(view.embedding.coords(static_cast<Eigen::Index>(i), 1)), 1e-4);
  }
  EXPECT_EQ(next, setup.phrases.size());
}

}  // namespace rssviz::cli
