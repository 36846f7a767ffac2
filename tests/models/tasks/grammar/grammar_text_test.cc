// What a grammar's text says, and what is refused with file, line and remedy.
#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>

#include "core/error.h"
#include "core/matrix.h"
#include "core/rng.h"
#include "models/tasks/grammar/grammar.h"
#include "models/tasks/grammar/grammar_checks.h"
#include "models/tasks/grammar/grammar_reader.h"

namespace rssviz::models {
namespace {

std::string fault_of(const std::string& text) {
  try {
    parse_grammar(text, "own.txt");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    return error.what();
  }
  return "none";
}

void expect_fault(const std::string& text, const std::string& place, const std::string& what) {
  const std::string fault = fault_of(text);
  EXPECT_TRUE(fault.starts_with("own.txt" + place)) << fault;
  EXPECT_NE(fault.find(what), std::string::npos) << fault;
}

const Nonterminal& named(const Grammar& grammar, const std::string& name) {
  return *std::find_if(grammar.nonterminals.begin(), grammar.nonterminals.end(),
                       [&](const Nonterminal& each) { return each.name == name; });
}

TEST(GrammarText, IsReadAsItIsWritten) {
  const Grammar grammar = parse_grammar(
      "\xEF\xBB\xBF# a comment\r\n"
      "%start TOP\r\n"
      "NP -> Det 'dog' [3] | \"it's\"  # behind a rule\r\n"
      "\n"
      "Det->'the'[ 0.5 ]\n"
      "   | '#' [.5] | [4]\n"
      "TOP -> NP 'ran'\n",
      "own.txt");
  EXPECT_EQ(grammar.words, (std::vector<std::string>{"dog", "it's", "the", "#", "ran"}));
  EXPECT_EQ(grammar.nonterminals[static_cast<std::size_t>(grammar.start)].name, "TOP");
  ASSERT_EQ(grammar.rules.size(), 6U);
  EXPECT_EQ(grammar.rules[0].right, (std::vector<GrammarSymbol>{{false, 1}, {true, 0}}));
  const std::vector<double> wanted{0.75, 0.25, 0.1, 0.1, 0.8, 1};
  for (std::size_t i = 0; i < wanted.size(); ++i) EXPECT_NEAR(grammar.rules[i].probability, wanted[i], 1e-15);
  EXPECT_TRUE(grammar.rules[4].right.empty());
  EXPECT_EQ(named(grammar, "Det").rules, (std::vector<std::int32_t>{2, 3, 4}));
  EXPECT_TRUE(named(grammar, "NP").constituent);
  EXPECT_FALSE(named(grammar, "Det").constituent);  // writes single words
}

TEST(GrammarText, NamesConstituentsAndColumns) {
  const Grammar grammar = parse_grammar(
      "%constituents B\n%inside kind small: A | large: B C\n%latest last one: C\n"
      "S -> A B\nA -> 'a'\nB -> 'b' C\nC -> 'c'\n",
      "own.txt");
  EXPECT_FALSE(named(grammar, "S").constituent);
  EXPECT_TRUE(named(grammar, "B").constituent);
  ASSERT_EQ(grammar.columns.size(), 2U);
  EXPECT_EQ(grammar.columns[0].labels, (std::vector<std::string>{"small", "large"}));
  EXPECT_EQ(grammar.columns[0].label_of, (std::vector<std::int32_t>{-1, 0, 1, 1}));  // S A B C
  EXPECT_TRUE(grammar.columns[1].latest);
}

TEST(GrammarText, IsRefusedWithLineAndRemedy) {
  expect_fault("# nothing\n", ": ", "holds no rule");
  expect_fault("S -> 'a' X\n", ":1: ", "no rule rewrites X; write X -> ..., or 'X' in quotes");
  expect_fault("S -> 'a'\n\nX -> 'b'\n", ":3: ", "X is never reached from S");
  expect_fault("S -> 'a' [0]\n", ":1: ", "[0] is no number above 0");
  expect_fault("S -> 'a' [-1]\n", ":1: ", "[-1]");
  expect_fault("S -> 'a' [nan]\n", ":1: ", "[nan]");
  expect_fault("S -> 'a' [inf]\n", ":1: ", "[inf]");
  expect_fault("S -> 'a' [0.5\n", ":1: ", "[0.5]");
  expect_fault("S -> 'a' [1] 'b'\n", ":1: ", "''b'' stands behind a weight");
  expect_fault("S -> 'a\n", ":1: ", "a quoted word has no end");
  expect_fault("S -> 'a b'\n", ":1: ", "'a b' is no word");
  expect_fault("S -> ''\n", ":1: ", "'' is no word");
  expect_fault("S = 'a'\n", ":1: ", "has no -> behind S");
  expect_fault("S -> 'a' , 'b'\n", ":1: ", "', 'b'' stands where a word or a nonterminal should");
  expect_fault("| 'a'\n", ":1: ", "no rule stands before it");
  expect_fault("S -> 'a'\n%begin S\n", ":2: ", "%begin isn't known; there are %start");
  expect_fault("S -> 'a'\n%start T\n", ":2: ", "names T, which no rule has");
  expect_fault("S -> 'a'\n%start S S\n", ":2: ", "is too much");
  expect_fault("S -> 'a'\n%inside kind S\n", ":2: ", "has no : behind the label S");
  expect_fault("S -> 'a'\n%inside kind a: S | b: S\n", ":2: ", "S stands under two labels");
  expect_fault("S -> 'a'\n%inside depth a: S\n", ": ", "the column depth has a name that is taken");
  expect_fault("S -> 'a'\n%inside states a: S\n", ": ", "the column states has a name that is taken");
  expect_fault("S -> 'a' | T\nT -> \n", ":1: ", "a sentence (S) can be without words");
}

TEST(GrammarText, IsRefusedWhereTheExpectedLengthIsInfinite) {
  expect_fault("S -> 'a' S S [.5] | 'b' [.5]\n", ":1: ", "inside each S stand on average 1 more");
  expect_fault("S -> 'a' S S [.6] | 'b' [.4]\n", ":1: ", "inside each S stand on average 1.2 more");
  expect_fault("S -> 'x' A\nA -> 'a' B\nB -> 'b' A\n", ":2: ", "no finite expected length");
  EXPECT_EQ(fault_of("S -> 'a' S S [.49] | 'b' [.51]\n"), "none");
}

// S rewrites to up to three nonterminals of four, by random weights: half of these grammars are endless.
std::string random_grammar(std::uint64_t seed) {
  Rng rng(seed, "random grammar");
  std::string text;
  for (int left = 0; left < 4; ++left) {
    text += std::string(1, static_cast<char>('A' + left)) + " -> 'w' ";
    if (left < 3) text += static_cast<char>('B' + left);  // all are reached
    text += " [" + std::to_string(rng.uniform(0.05, 1)) + "]";
    for (int i = 0; i < 2; ++i) {
      text += " | 'w'";
      for (std::uint64_t n = rng.below(4); n-- > 0;)
        text += std::string(" ") + static_cast<char>('A' + rng.below(4));
      text += " [" + std::to_string(rng.uniform(0.05, 1)) + "]";
    }
    text += " | 'w' [" + std::to_string(rng.uniform(0.05, 1)) + "]\n";
  }
  return text;
}

// The rules are read again here, by their one-letter names, and the radius is that of Eigen's eigenvalues.
double spectral_radius(const std::string& text) {
  Eigen::MatrixXd expectation = Eigen::MatrixXd::Zero(4, 4);
  int left = 0;
  for (std::size_t from = 0; from < text.size(); ++left) {
    const std::size_t end = text.find('\n', from);
    Eigen::RowVectorXd row = Eigen::RowVectorXd::Zero(4), pending = row;
    double sum = 0;
    for (std::size_t i = text.find("->", from) + 2; i < end; ++i) {
      if (text[i] >= 'A' && text[i] <= 'D') pending(text[i] - 'A') += 1;
      if (text[i] != '[') continue;
      const double weight = std::stod(text.substr(i + 1));
      row += weight * pending;
      sum += weight;
      pending.setZero();
    }
    expectation.row(left) = row / sum;
    from = end + 1;
  }
  return expectation.eigenvalues().cwiseAbs().maxCoeff();
}

TEST(GrammarText, IsRefusedExactlyWhereTheSpectralRadiusIsOneOrMore) {
  int refused = 0;
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    const std::string text = random_grammar(seed);
    const double radius = spectral_radius(text);
    const bool endless = fault_of(text) != "none";
    EXPECT_EQ(endless, radius >= 1) << text << radius;
    refused += endless ? 1 : 0;
  }
  EXPECT_GT(refused, 40);
  EXPECT_LT(refused, 360);
}

TEST(GrammarExpectations, AreThoseWorkedOutByHand) {
  const Grammar grammar = parse_grammar("S -> 'a' T T [1] | 'b' [1]\nT -> 'c' T [1] | [3]\n", "own.txt");
  const GrammarExpectations expected = expectations(grammar);  // T holds 1/4 T: 4/3 each
  EXPECT_NEAR(expected.nonterminals[0], 1, 1e-14);
  EXPECT_NEAR(expected.nonterminals[1], 4.0 / 3, 1e-14);
  EXPECT_NEAR(expected.length, 1 + 1.0 / 3, 1e-14);
  // Brackets: 2, 5, 8, 11 words from depth 4, 3, 2, 1 until back above; half the sentences are '0'.
  EXPECT_NEAR(expectations(read_grammar("parens")).length, 6.5, 1e-12);
  EXPECT_NEAR(expectations(read_grammar("counting")).length, 20, 1e-12);
}

TEST(LeftRecursion, IsFoundThroughWhatCanBeEmpty) {
  const auto of = [](const char* text) {
    const Grammar grammar = parse_grammar(text, "own.txt");
    const std::optional<std::int32_t> found = left_recursive(grammar);
    return found ? grammar.nonterminals[static_cast<std::size_t>(*found)].name : "none";
  };
  EXPECT_EQ(of("S -> S 'a' | 'b' [2]\n"), "S");
  EXPECT_EQ(of("S -> E S 'a' | 'b' [2]\nE -> 'e' | \n"), "S");
  EXPECT_EQ(of("S -> E S 'a' | 'b' [2]\nE -> 'e'\n"), "none");
  EXPECT_EQ(of("S -> A\nA -> B 'a' | 'a' [2]\nB -> C\nC -> A 'c' | D\nD -> 'd'\n"), "A");
  EXPECT_EQ(of("S -> 'a' S | 'b' [2]\n"), "none");
}

// Whatever stands after bytes were changed can be drawn from and read; all else is refused as data.
TEST(GrammarText, StandsOrIsRefusedHoweverItIsSpoilt) {
  const std::string bytes = "SNPABL()[]|->%'\"#:.059 \n\t\r\xEF";
  int stood = 0;
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    Rng rng(seed, "mutation");
    std::string text(shipped_grammars()[rng.below(shipped_grammars().size())].text);
    for (std::uint64_t n = 1 + rng.below(4); n-- > 0;) {
      const std::size_t at = rng.below(text.size());
      if (rng.below(3) == 0)
        text.erase(at, 1 + rng.below(8));
      else
        text.insert(at, 1, bytes[rng.below(bytes.size())]);
    }
    try {
      const Grammar grammar = parse_grammar(text, "own.txt");
      if (left_recursive(grammar) || expectations(grammar).length > 200) continue;
      Derivation drawn;
      for (int i = 0; i < 3; ++i) sample_sentence(grammar, rng, drawn);
      EXPECT_EQ(read_sequence(grammar, drawn.tokens).tokens, drawn.tokens);
      ++stood;
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), ErrorKind::data) << text;
      EXPECT_TRUE(std::string(error.what()).starts_with("own.txt:")) << error.what();
    }
  }
  EXPECT_GT(stood, 200);
}

TEST(ShippedGrammars, StandAndHaveNoLeftRecursion) {
  std::vector<std::string> names;
  for (const ShippedGrammar& shipped : shipped_grammars()) {
    names.emplace_back(shipped.name);
    EXPECT_FALSE(left_recursive(read_grammar(names.back()))) << shipped.name;
  }
  EXPECT_EQ(names, (std::vector<std::string>{"agreement", "chords", "counting", "parens", "phrases"}));
}

TEST(ShippedGrammars, GiveWayToFiles) {
  const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "own_grammar.txt";
  std::ofstream(file) << "S -> 'x'\n\nS -> 'y' Z\n";
  try {
    read_grammar(file.string());
    FAIL();
  } catch (const Error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with(file.string() + ":3: no rule rewrites Z"))
        << error.what();
  }
  std::filesystem::remove(file);
  try {
    read_grammar("phrase");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::no_input);
    EXPECT_NE(std::string(error.what()).find("(agreement, chords, counting, parens, phrases)"),
              std::string::npos);
  }
}

TEST(GrammarWords, AreReadFromTextAndBack) {
  const Grammar grammar = read_grammar("counting");
  EXPECT_EQ(grammar.tokens(" a a\tb "), (Tokens{0, 0, 1}));
  EXPECT_EQ(grammar.text({0, 0, 1}), "a a b");
  for (const char* text : {"a c", "", "  "}) EXPECT_THROW(grammar.tokens(text), Error);
}

}  // namespace
}  // namespace rssviz::models
