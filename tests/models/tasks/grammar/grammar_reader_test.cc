// Probabilities of next words against those worked out by hand and by enumeration; derivations against those
// that were drawn.
#include "models/tasks/grammar/grammar_reader.h"

#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "core/error.h"

namespace rssviz::models {
namespace {

TEST(GrammarReader, KnowsWhatBracketsAllow) {
  const Grammar grammar = read_grammar("parens");
  GrammarReader reader(grammar);
  const auto expect = [&](const std::map<std::string, double>& wanted) {
    const std::vector<double> next = reader.next();
    for (std::size_t i = 0; i < next.size(); ++i) {
      const auto found = wanted.find(grammar.words[i]);
      EXPECT_NEAR(next[i], found == wanted.end() ? 0 : found->second, 1e-15) << grammar.words[i];
    }
  };
  expect({{"(", 0.5}, {"0", 0.5}});
  for (const std::int32_t token : grammar.tokens("( 1 (")) reader.read(token);
  expect({{"(", 1.0 / 3}, {"2", 1.0 / 3}, {")", 1.0 / 3}});
  for (const std::int32_t token : grammar.tokens("( (")) reader.read(token);
  expect({{"4", 0.5}, {")", 0.5}});
  for (const std::int32_t token : grammar.tokens(") ) ) )")) reader.read(token);
  expect({{"(", 0.5}, {"0", 0.5}});  // the next sentence
}

TEST(GrammarReader, KnowsWhereCountingIsCertain) {
  const Grammar grammar = read_grammar("counting");
  GrammarReader reader(grammar);
  EXPECT_NEAR(reader.read(0), 1, 1e-15);
  for (int i = 0; i < 40; ++i) EXPECT_NEAR(reader.read(0), 0.9, 1e-12);
  EXPECT_NEAR(reader.read(1), 0.1, 1e-12);
  for (int i = 0; i < 40; ++i) EXPECT_NEAR(reader.read(1), 1, 1e-12);
  EXPECT_NEAR(reader.read(0), 1, 1e-12);
}

// All sentences of a grammar without repetition, with their probabilities.
void enumerate(const Grammar& grammar, std::vector<GrammarSymbol> pending, Tokens written, double probability,
               std::map<Tokens, double>& sentences) {
  while (!pending.empty() && pending.front().is_word) {
    written.push_back(pending.front().id);
    pending.erase(pending.begin());
  }
  if (pending.empty()) {
    sentences[written] += probability;
    return;
  }
  for (const std::int32_t id : grammar.nonterminals[static_cast<std::size_t>(pending.front().id)].rules) {
    const GrammarRule& rule = grammar.rules[static_cast<std::size_t>(id)];
    std::vector<GrammarSymbol> rest(rule.right);
    rest.insert(rest.end(), pending.begin() + 1, pending.end());
    enumerate(grammar, rest, written, probability * rule.probability, sentences);
  }
}

TEST(GrammarReader, SumsOverAllDerivationsOfAnAmbiguousGrammar) {
  const Grammar grammar = parse_grammar(
      "S -> A B 'z' [2] | B A 'z' [3] | 'x' C 'z'\n"
      "A -> 'x' | 'x' 'y' [2] | [3]\nB -> 'y' C | 'x' [4] | C A [.5]\nC -> 'y' | 'x' 'x' [2] |\n",
      "own.txt");
  std::map<Tokens, double> sentences;
  enumerate(grammar, {{false, grammar.start}}, {}, 1, sentences);
  double all = 0;
  std::map<Tokens, double> prefixes;
  for (const auto& [sentence, probability] : sentences) {
    all += probability;
    for (std::size_t n = 0; n <= sentence.size(); ++n)
      prefixes[Tokens(sentence.begin(), sentence.begin() + static_cast<std::ptrdiff_t>(n))] += probability;
  }
  ASSERT_NEAR(all, 1, 1e-14);
  ASSERT_GT(sentences.size(), 30U);
  for (const auto& [sentence, probability] : sentences) {
    GrammarReader reader(grammar);
    Tokens prefix;
    for (const std::int32_t token : sentence) {
      const double before = prefixes[prefix];
      const std::vector<double> next = reader.next();
      double sum = 0;
      for (const double each : next) sum += each;
      EXPECT_NEAR(sum, 1, 1e-12);
      prefix.push_back(token);
      EXPECT_NEAR(next[static_cast<std::size_t>(token)], prefixes[prefix] / before, 1e-12);
      EXPECT_NEAR(reader.read(token), prefixes[prefix] / before, 1e-12);
    }
    EXPECT_EQ(reader.derivation().tokens, sentence);
  }
}

TEST(GrammarReader, TakesTheLikelierOfTwoReadings) {
  const char* const text = "S -> A 'x' | B 'x' [%]\nA -> 'a' 'b'\nB -> 'a' C\nC -> 'b'\n";
  for (const char* weight : {"0.5", "2"}) {
    std::string rules(text);
    rules.replace(rules.find('%'), 1, weight);
    const Grammar grammar = parse_grammar(rules, "own.txt");
    const Derivation derivation = read_sequence(grammar, grammar.tokens("a b x"));
    const std::int32_t second = derivation.nodes[1].nonterminal;
    EXPECT_EQ(grammar.nonterminals[static_cast<std::size_t>(second)].name, weight[0] == '0' ? "A" : "B");
  }
}

TEST(GrammarReader, ReadsWhatWasDrawn) {
  for (const ShippedGrammar& shipped : shipped_grammars()) {
    const Grammar grammar = read_grammar(std::string(shipped.name));
    Derivation drawn;
    Rng rng(5, "test");
    for (int i = 0; i < 60; ++i) sample_sentence(grammar, rng, drawn);
    const Derivation read = read_sequence(grammar, drawn.tokens);
    EXPECT_EQ(read.tokens, drawn.tokens);
    EXPECT_EQ(read.open, drawn.open) << shipped.name;
    EXPECT_EQ(read.writer, drawn.writer) << shipped.name;
    const std::vector<IntColumn> one = grammar_columns(grammar, std::span(&drawn, 1));
    const std::vector<IntColumn> other = grammar_columns(grammar, std::span(&read, 1));
    for (std::size_t i = 0; i < one.size(); ++i) EXPECT_EQ(one[i].values, other[i].values) << one[i].name;
  }
}

TEST(GrammarReader, ReadsSequencesThatEndWithinASentence) {
  const Grammar grammar = read_grammar("parens");
  const Derivation derivation = read_sequence(grammar, grammar.tokens("0 ( 1 ( 2"));
  EXPECT_EQ(derivation.open, (std::vector<std::int32_t>{0, 1, 1, 2, 2}));
  const std::vector<IntColumn> columns = grammar_columns(grammar, std::span(&derivation, 1));
  EXPECT_EQ(columns.front().values, (std::vector<std::int32_t>{0, 1, 1, 2, 2}));
}

TEST(GrammarReader, RefusesWhatTheGrammarDoesntAllow) {
  const Grammar grammar = read_grammar("parens");
  try {
    read_sequence(grammar, grammar.tokens("0 ( 2"));
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_STREQ(error.what(), "parens doesn't allow '2' as word 3; it allows '(', ')', '1'");
  }
  const Grammar left = parse_grammar("S -> S 'a' | 'b' [2]\n", "own.txt");
  try {
    GrammarReader reader(left);
    FAIL();
  } catch (const Error& error) {
    EXPECT_TRUE(std::string(error.what()).starts_with("own.txt:1: S can begin with itself")) << error.what();
  }
}

}  // namespace
}  // namespace rssviz::models
