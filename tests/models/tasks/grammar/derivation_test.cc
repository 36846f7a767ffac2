// What is drawn against what the grammar expects, and the columns against parsers written here.
#include "models/tasks/grammar/derivation.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"

namespace rssviz::models {
namespace {

// `sentences` drawn from one stream.
Derivation drawn(const Grammar& grammar, int sentences, std::uint64_t seed = 1) {
  Derivation derivation;
  Rng rng(seed, "test");
  for (int i = 0; i < sentences; ++i) sample_sentence(grammar, rng, derivation);
  return derivation;
}

std::vector<std::string> words_of(const Grammar& grammar, const Derivation& derivation) {
  std::vector<std::string> words;
  for (const std::int32_t token : derivation.tokens)
    words.push_back(grammar.words[static_cast<std::size_t>(token)]);
  return words;
}

const IntColumn& column(const std::vector<IntColumn>& columns, const std::string& name) {
  const auto found =
      std::find_if(columns.begin(), columns.end(), [&](const IntColumn& each) { return each.name == name; });
  if (found == columns.end()) throw std::runtime_error(name);
  return *found;
}

std::string label(const IntColumn& column, std::size_t t) {
  return column.values[t] < 0 ? "none" : column.labels[static_cast<std::size_t>(column.values[t])];
}

TEST(Derivation, IsTheOneWorkedOutByHand) {
  const Grammar grammar = parse_grammar("S -> 'a' S B | 'a' B [2]\nB -> 'b'\n", "own.txt");
  std::vector<std::int32_t> rules{0, 1, 2, 2, 1, 2};  // a a b b, then a b
  Derivation derivation;
  const ChooseRule replay = [&](std::int32_t) -> std::optional<std::int32_t> {
    const std::int32_t rule = rules.front();
    rules.erase(rules.begin());
    return rule;
  };
  EXPECT_TRUE(derive_sentence(grammar, replay, derivation));
  EXPECT_TRUE(derive_sentence(grammar, replay, derivation));
  EXPECT_EQ(grammar.text(derivation.tokens), "a a b b a b");
  EXPECT_EQ(derivation.open, (std::vector<std::int32_t>{2, 2, 1, 0, 1, 0}));  // S B, B B, B, -, B, -
  EXPECT_EQ(derivation.sentence, (std::vector<std::int32_t>{0, 0, 0, 0, 1, 1}));
  const std::vector<IntColumn> columns = grammar_columns(grammar, std::span(&derivation, 1));
  EXPECT_EQ(column(columns, "depth").values, (std::vector<std::int32_t>{1, 2, 1, 0, 1, 0}));
  EXPECT_EQ(column(columns, "place").values, (std::vector<std::int32_t>{0, 1, 2, 3, 0, 1}));
  EXPECT_EQ(column(columns, "ends").values, (std::vector<std::int32_t>{0, 0, 0, 1, 0, 1}));
  EXPECT_EQ(column(columns, "sentence_length").values, (std::vector<std::int32_t>{4, 4, 4, 4, 2, 2}));
  EXPECT_EQ(column(columns, "in_S").values, (std::vector<std::int32_t>{1, 1, 1, 1, 1, 1}));
  EXPECT_EQ(label(column(columns, "category"), 1), "S");
  EXPECT_EQ(label(column(columns, "category"), 2), "B");
}

TEST(Derivation, StopsWhereItIsTold) {
  const Grammar grammar = parse_grammar("S -> A 'c' 'd'\nA -> 'a' 'b'\n", "own.txt");
  Derivation derivation;
  EXPECT_FALSE(derive_sentence(
      grammar, [](std::int32_t id) { return id; }, derivation, 2));
  EXPECT_EQ(grammar.text(derivation.tokens), "a b");
  ASSERT_EQ(derivation.nodes.size(), 2U);
  EXPECT_EQ(derivation.nodes[0].end, 3);  // S goes on
  EXPECT_EQ(derivation.nodes[1].end, 2);
  const std::vector<IntColumn> columns = grammar_columns(grammar, std::span(&derivation, 1));
  EXPECT_EQ(column(columns, "depth").values, (std::vector<std::int32_t>{2, 1}));
  EXPECT_EQ(column(columns, "ends").values, (std::vector<std::int32_t>{0, 0}));
  EXPECT_EQ(column(columns, "sentence_length").values, (std::vector<std::int32_t>{-1, -1}));
}

TEST(Sampling, RewritesAsOftenAsTheGrammarExpects) {
  constexpr int kSentences = 20000;
  for (const ShippedGrammar& shipped : shipped_grammars()) {
    const Grammar grammar = read_grammar(std::string(shipped.name));
    const GrammarExpectations expected = expectations(grammar);
    std::vector<double> sums(grammar.nonterminals.size() + 1, 0), squares = sums;
    Rng rng(7, "test");
    for (int i = 0; i < kSentences; ++i) {
      Derivation one;
      sample_sentence(grammar, rng, one);
      std::vector<double> counts(sums.size(), 0);
      for (const DerivationNode& node : one.nodes) ++counts[static_cast<std::size_t>(node.nonterminal)];
      counts.back() = static_cast<double>(one.tokens.size());
      for (std::size_t k = 0; k < counts.size(); ++k) {
        sums[k] += counts[k];
        squares[k] += counts[k] * counts[k];
      }
    }
    for (std::size_t k = 0; k < sums.size(); ++k) {
      const double mean = sums[k] / kSentences;
      const double error = std::sqrt(std::max(0.0, squares[k] / kSentences - mean * mean) / kSentences);
      const double wanted = k + 1 == sums.size() ? expected.length : expected.nonterminals[k];
      EXPECT_NEAR(mean, wanted, 4.5 * error + 1e-9) << shipped.name << " " << k;
    }
  }
}

TEST(Sampling, ChoosesRulesByTheirWeights) {
  const Grammar grammar = parse_grammar("S -> 'a' [1] | 'b' [2] | 'c' [5]\n", "own.txt");
  const Derivation derivation = drawn(grammar, 80000);
  std::map<std::int32_t, int> counts;
  for (const std::int32_t token : derivation.tokens) ++counts[token];
  EXPECT_NEAR(counts[0], 10000, 4 * std::sqrt(80000 * 0.125 * 0.875));
  EXPECT_NEAR(counts[1], 20000, 4 * std::sqrt(80000 * 0.25 * 0.75));
  EXPECT_NEAR(counts[2], 50000, 4 * std::sqrt(80000 * 0.625 * 0.375));
}

TEST(Sampling, GivesTheSameFromTheSameStream) {
  const Grammar grammar = read_grammar("phrases");
  EXPECT_EQ(drawn(grammar, 50, 3).tokens, drawn(grammar, 50, 3).tokens);
  EXPECT_NE(drawn(grammar, 50, 3).tokens, drawn(grammar, 50, 4).tokens);
}

TEST(Parens, DepthIsThatOfTheBracketsAndAllThatIsAllowedIsEquallyLikely) {
  const Grammar grammar = read_grammar("parens");
  const Derivation derivation = drawn(grammar, 20000);
  const std::vector<std::string> words = words_of(grammar, derivation);
  const std::vector<IntColumn> columns = grammar_columns(grammar, std::span(&derivation, 1));
  std::map<int, std::map<std::string, int>> next;  // by depth
  int depth = 0;
  for (std::size_t t = 0; t < words.size(); ++t) {
    ++next[depth][words[t]];
    depth += words[t] == "(" ? 1 : words[t] == ")" ? -1 : 0;
    ASSERT_EQ(column(columns, "depth").values[t], depth) << t;
    ASSERT_EQ(column(columns, "open_nonterminals").values[t], depth) << t;
    ASSERT_EQ(column(columns, "ends").values[t], depth == 0 ? 1 : 0) << t;
    ASSERT_TRUE(words[t] == "(" || words[t] == ")" || words[t] == std::to_string(depth)) << t;
  }
  ASSERT_EQ(next.size(), 5U);
  for (const auto& [at, counts] : next) {
    const std::size_t allowed = at == 0 || at == 4 ? 2 : 3;
    ASSERT_EQ(counts.size(), allowed) << at;
    double all = 0;
    for (const auto& [word, count] : counts) all += count;
    const double share = 1.0 / static_cast<double>(allowed);
    for (const auto& [word, count] : counts)
      EXPECT_NEAR(count, all * share, 4 * std::sqrt(all * share * (1 - share))) << at << word;
  }
}

TEST(Counting, DepthIsWhatIsOwed) {
  const Grammar grammar = read_grammar("counting");
  const Derivation derivation = drawn(grammar, 500);
  const std::vector<std::string> words = words_of(grammar, derivation);
  const std::vector<IntColumn> columns = grammar_columns(grammar, std::span(&derivation, 1));
  int owed = 0;
  for (std::size_t t = 0; t < words.size(); ++t) {
    owed += words[t] == "a" ? 1 : -1;
    ASSERT_EQ(column(columns, "depth").values[t], owed);
    ASSERT_EQ(column(columns, "ends").values[t], owed == 0 ? 1 : 0);
    ASSERT_EQ(column(columns, "open_nonterminals").values[t], owed + (words[t] == "a" ? 1 : 0));
  }
}

// One word of lookahead and the call stack: S, NP, VP, PP and RC as spans.
class PhraseParser {
 public:
  explicit PhraseParser(const std::vector<std::string>& words) : words_(words) {
    while (at_ < words_.size()) parse("S", [&] { np(), vp(), word({"."}); });
  }
  struct Span {
    std::string name;
    std::size_t first, end;
  };
  std::vector<Span> spans;  // outer ones first

 private:
  using Words = std::vector<std::string>;
  bool is(const Words& any) const {
    return at_ < words_.size() && std::find(any.begin(), any.end(), words_[at_]) != any.end();
  }
  void word(const Words& any) {
    if (!is(any)) throw std::runtime_error("word " + std::to_string(at_) + " " + words_[at_]);
    ++at_;
  }
  template <class Inside>
  void parse(const std::string& name, const Inside& inside) {
    const std::size_t span = spans.size();
    spans.push_back({name, at_, 0});
    inside();
    spans[span].end = at_;
  }
  void np() {
    parse("NP", [&] {
      word({"the", "a"});
      while (is({"old", "small", "red"})) ++at_;
      word({"dog", "cat", "man", "child", "house"});
      if (is({"near", "behind", "with"}))
        parse("PP", [&] { ++at_, np(); });
      else if (is({"that"}))
        parse("RC", [&] {
          ++at_;
          if (!is({"the", "a"})) return vp();
          np(), word({"saw", "chased", "found"});
        });
    });
  }
  void vp() {
    parse("VP", [&] {
      if (is({"slept", "left"}))
        ++at_;
      else if (is({"saw", "chased", "found"}))
        ++at_, np();
      else
        word({"said", "thought"}), word({"that"}), np(), vp();
    });
  }
  const std::vector<std::string>& words_;
  std::size_t at_ = 0;
};

TEST(Phrases, ColumnsAreThoseOfAnIndependentParser) {
  const Grammar grammar = read_grammar("phrases");
  const Derivation derivation = drawn(grammar, 2000);
  const std::vector<std::string> words = words_of(grammar, derivation);
  const PhraseParser parser(words);
  std::vector<int> depth(words.size(), 0), inside_rc(words.size(), 0);
  std::vector<std::string> innermost(words.size());
  for (const PhraseParser::Span& span : parser.spans)
    for (std::size_t t = span.first; t < span.end; ++t) {
      depth[t] += t + 1 < span.end ? 1 : 0;
      innermost[t] = span.name;
      if (span.name == "RC") inside_rc[t] = 1;
    }
  const std::vector<IntColumn> columns = grammar_columns(grammar, std::span(&derivation, 1));
  int deepest = 0;
  for (std::size_t t = 0; t < words.size(); ++t) {
    ASSERT_EQ(column(columns, "depth").values[t], depth[t]) << t;
    ASSERT_EQ(label(column(columns, "constituent"), t), innermost[t]) << t;
    ASSERT_EQ(column(columns, "in_RC").values[t], inside_rc[t]) << t;
    deepest = std::max(deepest, depth[t]);
  }
  EXPECT_GE(deepest, 6);
}

bool is_any(const std::string& word, const std::vector<std::string>& any) {
  return std::find(any.begin(), any.end(), word) != any.end();
}

// A stack of subjects that wait for their verbs: a noun behind "the" is one at the start of a sentence and
// behind "that the".
TEST(Agreement, NumberIsThatOfTheSubjectThatWaitsForItsVerb) {
  const Grammar grammar = read_grammar("agreement");
  const Derivation derivation = drawn(grammar, 2000);
  const std::vector<std::string> words = words_of(grammar, derivation);
  const std::vector<IntColumn> columns = grammar_columns(grammar, std::span(&derivation, 1));
  std::vector<std::string> subjects;
  std::string latest = "none";
  int distracted = 0, nested = 0;
  for (std::size_t t = 0; t < words.size(); ++t) {
    const bool starts = t == 0 || words[t - 1] == ".";
    if (starts) latest = "none";
    const bool one = is_any(words[t], {"key", "box", "girl", "dog"});
    const bool noun = one || is_any(words[t], {"keys", "boxes", "girls", "dogs"});
    if (noun) latest = one ? "singular" : "plural";
    if (noun && (t == 1 || words[t - 2] == "." || words[t - 2] == "that")) subjects.push_back(latest);
    EXPECT_EQ(label(column(columns, "number"), t), subjects.empty() ? "none" : subjects.back()) << t;
    ASSERT_EQ(label(column(columns, "noun"), t), latest) << t;
    const bool verb_of_one = is_any(words[t], {"is", "was", "sees", "has"});
    if (!verb_of_one && !is_any(words[t], {"are", "were", "see", "have"})) continue;
    ASSERT_FALSE(subjects.empty()) << t;
    EXPECT_EQ(subjects.back(), verb_of_one ? "singular" : "plural") << t;
    distracted += subjects.back() != latest ? 1 : 0;
    nested += subjects.size() > 1 ? 1 : 0;
    subjects.pop_back();
  }
  EXPECT_GT(distracted, 200);
  EXPECT_GT(nested, 100);
}

TEST(Chords, AreTwelveBarsOfWhichEachKeyHasItsOwn) {
  const Grammar grammar = read_grammar("chords");
  const Derivation derivation = drawn(grammar, 500);
  const std::vector<std::string> words = words_of(grammar, derivation);
  const std::vector<IntColumn> columns = grammar_columns(grammar, std::span(&derivation, 1));
  int minor = 0;
  for (std::size_t t = 0; t < words.size(); ++t) {
    const bool in_minor = label(column(columns, "key"), t) == "minor";
    if (column(columns, "place").values[t] == 0) {
      EXPECT_EQ(words[t], in_minor ? "i7" : "I7");
    }
    const int length = column(columns, "sentence_length").values[t];
    EXPECT_GE(length, 12);
    EXPECT_LE(length, 16);  // bars of two chords
    minor += in_minor ? 1 : 0;
  }
  EXPECT_NEAR(minor / static_cast<double>(words.size()), 0.32, 0.05);
  EXPECT_EQ(label(column(columns, "phrase"), 0), "opening");
}

}  // namespace
}  // namespace rssviz::models
