#include "models/tasks/grammar/grammar_reader.h"

#include <algorithm>

#include "core/error.h"
#include "models/tasks/grammar/grammar_checks.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kMostStacks = 10'000;
constexpr std::size_t kMostNamed = 8;  // words that an error names

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

}  // namespace

GrammarReader::GrammarReader(const Grammar& grammar) : grammar_(grammar) {
  if (const std::optional<std::int32_t> left = left_recursive(grammar)) {
    const Nonterminal& name = grammar.nonterminals[at(*left)];
    fail(ErrorKind::data,
         place(grammar, name.line) + name.name +
             " can begin with itself (left recursion): sequences can be drawn, not read; put what "
             "repeats at the end, as in A -> 'x' Rest and Rest -> 'y' Rest |");
  }
  read_.push_back({-1, 1.0, 1.0, -1});
  expand();
}

std::int32_t GrammarReader::push(GrammarSymbol symbol, std::int32_t below) {
  const std::uint64_t key = static_cast<std::uint64_t>(static_cast<std::uint32_t>(below)) << 32 |
                            static_cast<std::uint32_t>(symbol.id) << 1 | (symbol.is_word ? 1U : 0U);
  const auto [known, is_new] = cell_of_.try_emplace(key, static_cast<std::int32_t>(cells_.size()));
  if (is_new) cells_.push_back({symbol, below});
  return known->second;
}

void GrammarReader::expand() {
  frontier_.clear();
  std::vector<Hypothesis> waiting(read_.rbegin(), read_.rend());
  while (!waiting.empty()) {
    Hypothesis hypothesis = waiting.back();
    waiting.pop_back();
    if (!(hypothesis.probability > 0)) continue;  // below the smallest number
    if (hypothesis.stack < 0) hypothesis.stack = push({false, grammar_.start}, -1);  // the next sentence
    const Cell top = cells_[at(hypothesis.stack)];
    if (top.symbol.is_word) {
      frontier_.push_back(hypothesis);
      if (frontier_.size() > kMostStacks)
        fail(ErrorKind::data, grammar_.name + ": after " + std::to_string(words_) + " words more than " +
                                  std::to_string(kMostStacks) +
                                  " readings are possible; make the grammar less ambiguous");
      continue;
    }
    for (const std::int32_t rule_id : grammar_.nonterminals[at(top.symbol.id)].rules) {
      const GrammarRule& rule = grammar_.rules[at(rule_id)];
      std::int32_t stack = top.below;
      for (std::size_t i = rule.right.size(); i-- > 0;) stack = push(rule.right[i], stack);
      choices_.push_back({rule_id, hypothesis.choices});
      waiting.push_back({stack, hypothesis.probability * rule.probability,
                         hypothesis.likeliest * rule.probability,
                         static_cast<std::int32_t>(choices_.size()) - 1});
    }
  }
}

std::vector<double> GrammarReader::next() const {
  std::vector<double> probabilities(grammar_.words.size(), 0.0);
  for (const Hypothesis& hypothesis : frontier_)
    probabilities[at(cells_[at(hypothesis.stack)].symbol.id)] += hypothesis.probability;
  return probabilities;
}

void GrammarReader::refuse(std::int32_t word) const {
  const std::vector<double> allowed = next();
  std::string names;
  std::size_t named = 0;
  for (std::size_t i = 0; i < allowed.size(); ++i) {
    if (!(allowed[i] > 0)) continue;
    if (named++ < kMostNamed) names += (names.empty() ? "'" : ", '") + grammar_.words[i] + "'";
  }
  fail(ErrorKind::data,
       grammar_.name + " doesn't allow '" + grammar_.words[at(word)] + "' as word " +
           std::to_string(words_ + 1) + "; it allows " + names +
           (named > kMostNamed ? " and " + std::to_string(named - kMostNamed) + " more" : ""));
}

double GrammarReader::read(std::int32_t word) {
  std::vector<Hypothesis> after;
  std::unordered_map<std::int32_t, std::size_t> place_of;  // by stack
  double total = 0;
  for (Hypothesis hypothesis : frontier_) {
    const Cell top = cells_[at(hypothesis.stack)];
    if (top.symbol.id != word) continue;
    hypothesis.stack = top.below;
    total += hypothesis.probability;
    const auto [known, is_new] = place_of.try_emplace(hypothesis.stack, after.size());
    if (is_new) {
      after.push_back(hypothesis);
      continue;
    }
    Hypothesis& same = after[known->second];
    same.probability += hypothesis.probability;
    if (hypothesis.likeliest > same.likeliest) {
      same.likeliest = hypothesis.likeliest;
      same.choices = hypothesis.choices;
    }
  }
  if (after.empty()) refuse(word);
  for (Hypothesis& hypothesis : after) {
    hypothesis.probability /= total;
    hypothesis.likeliest /= total;
  }
  read_ = std::move(after);
  ++words_;
  expand();
  return total;
}

Derivation GrammarReader::derivation() const {
  const auto best =
      std::max_element(read_.begin(), read_.end(),
                       [](const Hypothesis& a, const Hypothesis& b) { return a.likeliest < b.likeliest; });
  std::vector<std::int32_t> rules;
  for (std::int32_t choice = best->choices; choice >= 0; choice = choices_[at(choice)].before)
    rules.push_back(choices_[at(choice)].rule);
  Derivation derivation;
  const ChooseRule replay = [&](std::int32_t) -> std::optional<std::int32_t> {
    if (rules.empty()) return std::nullopt;
    const std::int32_t rule = rules.back();
    rules.pop_back();
    return rule;
  };
  while (derivation.tokens.size() < words_) derive_sentence(grammar_, replay, derivation, words_);
  return derivation;
}

Derivation read_sequence(const Grammar& grammar, const Tokens& tokens) {
  GrammarReader reader(grammar);
  for (const std::int32_t token : tokens) reader.read(token);
  return reader.derivation();
}

}  // namespace rssviz::models
