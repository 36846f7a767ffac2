// Oracles of errors, by hand.
#include "cli/studies/error_breakdown.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

namespace rssviz::cli {
namespace {

const std::string kLetters = " \"',.abcdefghijklmnopqrstuvwxyz1\n";

models::Tokens tokens(const std::string& text) {
  models::Tokens symbols;
  for (const char letter : text) symbols.push_back(static_cast<std::int32_t>(kLetters.find(letter)));
  return symbols;
}

std::vector<std::string> vocabulary() {
  std::vector<std::string> all;
  for (const char letter : kLetters) all.emplace_back(1, letter);
  return all;
}

// The oracle that removes the only error, at place `at`.
std::string oracle_of(const std::string& text, std::size_t at, const std::string& training, double p = 0.1,
                      bool ngram = false) {
  std::vector<double> given(text.size(), 0.9);
  given[at] = p;
  std::vector<bool> known(text.size(), false);
  known[at] = ngram;
  const ErrorBreakdown one = break_down(tokens(text), tokens(training), vocabulary(), given, known);
  EXPECT_EQ(one.errors, 1);
  const auto found = std::find(one.removed.begin(), one.removed.end(), 1) - one.removed.begin();
  return oracle_names()[static_cast<std::size_t>(found)];
}

const std::string kTraining = "common common common common common common common. seen seen";

TEST(ErrorBreakdown, AsksOraclesInTheirOrder) {
  EXPECT_EQ(oracle_of("a common a", 4, kTraining, 0.1, true), "n-gram");
  EXPECT_EQ(oracle_of("common, common", 10, kTraining), "memory 100");
  EXPECT_EQ(oracle_of("common" + std::string(200, ',') + "common", 209, kTraining), "memory 500");
  EXPECT_EQ(oracle_of("a seen a", 4, kTraining), "rare 2");
  EXPECT_EQ(oracle_of("a new a", 2, kTraining), "rare 0");
  EXPECT_EQ(oracle_of("1 common", 2, kTraining), "word model");
  EXPECT_EQ(oracle_of("common, common", 8, kTraining), "word model");  // first letters stay
  EXPECT_EQ(oracle_of("common.", 6, kTraining), "punctuation");
  EXPECT_EQ(oracle_of("1 common", 4, kTraining, 0.45), "p .4 to .5");
  EXPECT_EQ(oracle_of("1 common", 4, kTraining, 0.05), "p .0 to .1");
}

TEST(ErrorBreakdown, WordsAreRunsOfLettersAndApostrophes) {
  const WordsOfText words = words_of(tokens("it's 1 a"), vocabulary());
  EXPECT_EQ(words.first, (std::vector<std::size_t>{0, 0, 0, 0, 4, 5, 6, 7}));
  EXPECT_EQ(words.end, (std::vector<std::size_t>{4, 4, 4, 4, 4, 5, 6, 8}));
}

// Four errors of one network, two of another, of eight symbols that are told.
TEST(ErrorBreakdown, SharesAndWhatMakesTheDifference) {
  const std::string text = "a new, a .";
  const auto breakdown = [&](const std::vector<std::size_t>& errors) {
    std::vector<double> given(text.size(), 0.9);
    std::vector<bool> known(text.size(), false);
    for (const std::size_t at : errors) given[at] = 0.1;
    known[4] = true;
    return break_down(tokens(text), tokens(kTraining), vocabulary(), given, known);
  };
  const ErrorBreakdown more = breakdown({2, 4, 5, 9}), fewer = breakdown({2, 9});
  const auto share = [&](const ErrorBreakdown& one, const char* name, bool of_all) {
    for (const OracleGroup& group : oracle_groups())
      if (std::string(group.name) == name) return group_share(one, group, of_all);
    return -1.;
  };
  EXPECT_DOUBLE_EQ(share(more, "an n-gram knows it", false), 1. / 4);
  EXPECT_DOUBLE_EQ(share(fewer, "an n-gram knows it", false), 0);
  EXPECT_DOUBLE_EQ(share(more, "an n-gram knows it", true), 1. / 9);
  EXPECT_DOUBLE_EQ(share(fewer, "an n-gram knows it", true), 1. / 9);  // whoever errs
  double all = 0, removed = 0;
  for (const OracleGroup& group : oracle_groups()) {
    all += group_share(more, group, true);
    removed += removed_share(more, fewer, group);
  }
  EXPECT_NEAR(all, 1, 1e-12);
  EXPECT_NEAR(removed, 1, 1e-12);
  EXPECT_DOUBLE_EQ(removed_share(more, fewer, oracle_groups().front()), 1. / 2);
  EXPECT_TRUE(std::isnan(removed_share(more, more, oracle_groups().front())));
}

}  // namespace
}  // namespace rssviz::cli
