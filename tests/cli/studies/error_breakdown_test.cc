// Oracles of errors, by hand.
#include "cli/studies/error_breakdown.h"

#include <gtest/gtest.h>

#include <algorithm>
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

}  // namespace
}  // namespace rssviz::cli
