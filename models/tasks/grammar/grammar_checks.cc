#include "models/tasks/grammar/grammar_checks.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <set>

#include "core/error.h"
#include "core/matrix.h"
#include "models/data/state_trace.h"

namespace rssviz::models {
namespace {

constexpr double kSmallestPivot = 1e-9;
// What grammar_columns (derivation.h) gives in any case.
constexpr std::array kOwnColumns{"depth", "constituent", "category",       "open_nonterminals",
                                 "place", "ends",        "sentence_length"};

const Nonterminal& at(const Grammar& grammar, std::int32_t id) {
  return grammar.nonterminals[static_cast<std::size_t>(id)];
}

std::string decimals(double value) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%.3g", value);
  return text.data();
}

void check_rewritten(const Grammar& grammar) {
  for (const Nonterminal& each : grammar.nonterminals)
    if (each.rules.empty())
      fail(ErrorKind::data, place(grammar, each.line) + "no rule rewrites " + each.name + "; write " +
                                each.name + " -> ..., or '" + each.name + "' in quotes if it is a word");
}

void check_reached(const Grammar& grammar) {
  std::vector<bool> reached(grammar.nonterminals.size(), false);
  std::vector<std::int32_t> waiting{grammar.start};
  reached[static_cast<std::size_t>(grammar.start)] = true;
  while (!waiting.empty()) {
    const std::int32_t left = waiting.back();
    waiting.pop_back();
    for (const std::int32_t rule : at(grammar, left).rules)
      for (const GrammarSymbol& symbol : grammar.rules[static_cast<std::size_t>(rule)].right)
        if (!symbol.is_word && !reached[static_cast<std::size_t>(symbol.id)]) {
          reached[static_cast<std::size_t>(symbol.id)] = true;
          waiting.push_back(symbol.id);
        }
  }
  for (std::size_t i = 0; i < reached.size(); ++i)
    if (!reached[i])
      fail(ErrorKind::data, place(grammar, grammar.nonterminals[i].line) + grammar.nonterminals[i].name +
                                " is never reached from " + at(grammar, grammar.start).name +
                                "; use it in a rule, take its rules out, or name another %start");
}

void check_columns(const Grammar& grammar) {
  std::set<std::string> names(kOwnColumns.begin(), kOwnColumns.end());
  names.insert(kOwnNames.begin(), kOwnNames.end());
  for (const GrammarColumn& column : grammar.columns)
    if (!names.insert(column.name).second || column.name.ends_with("_labels") ||
        column.name.starts_with("in_"))
      fail(ErrorKind::data,
           grammar.name + ": the column " + column.name +
               " has a name that is taken (depth, place, in_..., another column); give it another");
}

// M(i, j): the mean number of j on the right side of i.
MatrixD expectation_matrix(const Grammar& grammar) {
  const auto n = static_cast<Eigen::Index>(grammar.nonterminals.size());
  MatrixD matrix = MatrixD::Zero(n, n);
  for (const GrammarRule& rule : grammar.rules)
    for (const GrammarSymbol& symbol : rule.right)
      if (!symbol.is_word) matrix(rule.left, symbol.id) += rule.probability;
  return matrix;
}

// `repeats`: how many of `left` stand inside each of it.
[[noreturn]] void refuse_endless(const Grammar& grammar, std::int32_t left, double repeats) {
  fail(ErrorKind::data,
       place(grammar, at(grammar, left).line) + "sentences have no finite expected length: inside each " +
           at(grammar, left).name + " stand on average " + decimals(repeats) + " more" +
           ", which must be less than 1; give the rules by which it repeats itself less weight");
}

}  // namespace

std::string place(const Grammar& grammar, int line) {
  return grammar.name + ":" + std::to_string(line) + ": ";
}

// Solves (I - M)' x = start by elimination without exchange of rows. All pivots are above 0 exactly where the
// spectral radius of M is below 1 (I - M is then an M-matrix: Berman and Plemmons 1979, theorem 6.2.3); 1 -
// pivot i is the mean number of i inside an i that are reached through nonterminals before i alone.
GrammarExpectations expectations(const Grammar& grammar) {
  const auto n = static_cast<Eigen::Index>(grammar.nonterminals.size());
  MatrixD system = MatrixD::Identity(n, n) - expectation_matrix(grammar).transpose();
  std::vector<double> counts(static_cast<std::size_t>(n), 0.0);
  const auto count = [&](Eigen::Index i) -> double& { return counts[static_cast<std::size_t>(i)]; };
  count(grammar.start) = 1;
  for (Eigen::Index i = 0; i < n; ++i) {
    if (!(system(i, i) > kSmallestPivot))
      refuse_endless(grammar, static_cast<std::int32_t>(i), 1 - system(i, i));
    for (Eigen::Index j = i + 1; j < n; ++j) {
      const double factor = system(j, i) / system(i, i);
      if (factor == 0) continue;
      for (Eigen::Index k = i; k < n; ++k) system(j, k) -= factor * system(i, k);
      count(j) -= factor * count(i);
    }
  }
  for (Eigen::Index i = n; i-- > 0;) {
    for (Eigen::Index k = i + 1; k < n; ++k) count(i) -= system(i, k) * count(k);
    count(i) /= system(i, i);
  }
  GrammarExpectations expected{std::move(counts), 0};
  for (const GrammarRule& rule : grammar.rules)
    for (const GrammarSymbol& symbol : rule.right)
      if (symbol.is_word)
        expected.length += expected.nonterminals[static_cast<std::size_t>(rule.left)] * rule.probability;
  return expected;
}

std::vector<bool> can_be_empty(const Grammar& grammar) {
  std::vector<bool> empty(grammar.nonterminals.size(), false);
  for (bool changed = true; changed;) {
    changed = false;
    for (const GrammarRule& rule : grammar.rules) {
      const bool vanishes =
          std::all_of(rule.right.begin(), rule.right.end(), [&](const GrammarSymbol& symbol) {
            return !symbol.is_word && empty[static_cast<std::size_t>(symbol.id)];
          });
      if (!vanishes || empty[static_cast<std::size_t>(rule.left)]) continue;
      empty[static_cast<std::size_t>(rule.left)] = changed = true;
    }
  }
  return empty;
}

std::optional<std::int32_t> left_recursive(const Grammar& grammar) {
  const std::vector<bool> empty = can_be_empty(grammar);
  std::vector<std::set<std::int32_t>> begins(grammar.nonterminals.size());  // with which nonterminals it can
  for (const GrammarRule& rule : grammar.rules)
    for (const GrammarSymbol& symbol : rule.right) {
      if (symbol.is_word) break;
      begins[static_cast<std::size_t>(rule.left)].insert(symbol.id);
      if (!empty[static_cast<std::size_t>(symbol.id)]) break;
    }
  // Whoever begins with none that is left has no part in a circle.
  std::set<std::int32_t> left;
  for (std::size_t i = 0; i < begins.size(); ++i) left.insert(static_cast<std::int32_t>(i));
  const auto next_of = [&](std::int32_t id) -> std::optional<std::int32_t> {
    for (const std::int32_t next : begins[static_cast<std::size_t>(id)])
      if (left.contains(next)) return next;
    return std::nullopt;
  };
  for (std::size_t before = 0; before != left.size();) {
    before = left.size();
    std::erase_if(left, [&](std::int32_t id) { return !next_of(id); });
  }
  if (left.empty()) return std::nullopt;
  std::int32_t at = *left.begin();
  for (std::size_t i = 0; i < left.size(); ++i) at = *next_of(at);  // by now on the circle itself
  return at;
}

void check_grammar(const Grammar& grammar) {
  check_rewritten(grammar);
  check_reached(grammar);
  check_columns(grammar);
  expectations(grammar);
  const Nonterminal& start = at(grammar, grammar.start);
  if (can_be_empty(grammar)[static_cast<std::size_t>(grammar.start)])
    fail(ErrorKind::data, place(grammar, start.line) + "a sentence (" + start.name +
                              ") can be without words; let each of its alternatives write at least one");
}

}  // namespace rssviz::models
