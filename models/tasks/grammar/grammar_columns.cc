// What a derivation tells about each word, as columns.
#include "models/tasks/grammar/derivation.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kMostInside = 16;  // constituents that have a column of their own

std::size_t at(std::int32_t index) { return static_cast<std::size_t>(index); }

// By node: what `of_node` says of the innermost node around it, itself included, of which it says anything
// (0 or more).
template <class OfNode>
std::vector<std::int32_t> innermost(const Derivation& derivation, const OfNode& of_node) {
  std::vector<std::int32_t> result;
  for (const DerivationNode& node : derivation.nodes) {
    const std::int32_t own = of_node(node);
    result.push_back(own >= 0 || node.parent < 0 ? own : result[at(node.parent)]);
  }
  return result;
}

void append_by_writer(const Derivation& derivation, const std::vector<std::int32_t>& by_node,
                      std::vector<std::int32_t>& values) {
  for (const std::int32_t writer : derivation.writer) values.push_back(by_node[at(writer)]);
}

void append_depth(const Grammar& grammar, const Derivation& derivation, std::vector<std::int32_t>& values) {
  const std::size_t words = derivation.tokens.size();
  std::vector<std::int32_t> change(words + 1, 0);  // begun with this word less ended with it
  for (const DerivationNode& node : derivation.nodes) {
    if (node.end == node.first || !grammar.nonterminals[at(node.nonterminal)].constituent) continue;
    if (at(node.first) < words) ++change[at(node.first)];
    --change[at(node.end) - 1];
  }
  std::int32_t depth = 0;
  for (std::size_t t = 0; t < words; ++t) values.push_back(depth += change[t]);
}

// Of a last sentence that isn't whole no word ends it, and its length isn't known.
void append_places(const Derivation& derivation, IntColumn& place, IntColumn& ends, IntColumn& length) {
  const std::vector<std::int32_t>& sentence = derivation.sentence;
  const std::size_t words = sentence.size();
  bool whole = true;
  for (const DerivationNode& node : derivation.nodes) whole = whole && at(node.end) <= words;
  for (std::size_t from = 0, to = 0; from < words; from = to) {
    while (to < words && sentence[to] == sentence[from]) ++to;
    const bool ended = to < words || whole;
    for (std::size_t t = from; t < to; ++t) {
      place.values.push_back(static_cast<std::int32_t>(t - from));
      ends.values.push_back(ended && t + 1 == to ? 1 : 0);
      length.values.push_back(ended ? static_cast<std::int32_t>(to - from) : -1);
    }
  }
}

void append_latest(const Derivation& derivation, const GrammarColumn& column,
                   std::vector<std::int32_t>& values) {
  std::size_t next = 0;
  std::int32_t latest = -1;
  for (std::size_t t = 0; t < derivation.tokens.size(); ++t) {
    if (t > 0 && derivation.sentence[t] != derivation.sentence[t - 1]) latest = -1;
    for (; next < derivation.nodes.size() && at(derivation.nodes[next].first) <= t; ++next) {
      const DerivationNode& node = derivation.nodes[next];
      if (node.end > node.first && column.label_of[at(node.nonterminal)] >= 0)
        latest = column.label_of[at(node.nonterminal)];
    }
    values.push_back(latest);
  }
}

struct Kinds {
  std::vector<std::int32_t> of{};  // nonterminals: number of the kind, -1 none
  std::vector<std::string> names{};
};
template <class Belongs>
Kinds kinds_of(const Grammar& grammar, const Belongs& belongs) {
  Kinds kinds;
  for (std::size_t i = 0; i < grammar.nonterminals.size(); ++i) {
    kinds.of.push_back(belongs(i) ? static_cast<std::int32_t>(kinds.names.size()) : -1);
    if (belongs(i)) kinds.names.push_back(grammar.nonterminals[i].name);
  }
  return kinds;
}

Kinds constituents_of(const Grammar& grammar) {
  return kinds_of(grammar, [&](std::size_t i) { return grammar.nonterminals[i].constituent; });
}

Kinds categories_of(const Grammar& grammar) {
  std::vector<bool> writes(grammar.nonterminals.size(), false);
  for (const GrammarRule& rule : grammar.rules)
    for (const GrammarSymbol& symbol : rule.right)
      if (symbol.is_word) writes[at(rule.left)] = true;
  return kinds_of(grammar, [&](std::size_t i) { return writes[i]; });
}

// One column by the innermost node that has a label.
IntColumn by_innermost(std::string name, std::vector<std::string> labels,
                       const std::vector<std::int32_t>& label_of, std::span<const Derivation> derivations) {
  IntColumn column{std::move(name), {}, std::move(labels)};
  for (const Derivation& derivation : derivations)
    append_by_writer(
        derivation,
        innermost(derivation, [&](const DerivationNode& node) { return label_of[at(node.nonterminal)]; }),
        column.values);
  return column;
}

}  // namespace

std::vector<IntColumn> grammar_columns(const Grammar& grammar, std::span<const Derivation> derivations) {
  const Kinds constituents = constituents_of(grammar);
  const Kinds categories = categories_of(grammar);
  IntColumn depth{"depth", {}, {}}, open{"open_nonterminals", {}, {}}, place{"place", {}, {}};
  IntColumn ends{"ends", {}, {"goes on", "ends"}}, length{"sentence_length", {}, {}};
  for (const Derivation& derivation : derivations) {
    append_depth(grammar, derivation, depth.values);
    open.values.insert(open.values.end(), derivation.open.begin(), derivation.open.end());
    append_places(derivation, place, ends, length);
  }
  std::vector<IntColumn> columns;
  columns.push_back(std::move(depth));
  columns.push_back(by_innermost("constituent", constituents.names, constituents.of, derivations));
  columns.push_back(by_innermost("category", categories.names, categories.of, derivations));
  for (IntColumn* each : {&open, &place, &ends, &length}) columns.push_back(std::move(*each));
  for (std::size_t i = 0; i < grammar.nonterminals.size(); ++i) {
    if (constituents.of[i] < 0 || constituents.names.size() > kMostInside) continue;
    std::vector<std::int32_t> inside(grammar.nonterminals.size(), -1);
    inside[i] = 1;
    columns.push_back(
        by_innermost("in_" + grammar.nonterminals[i].name, {"outside", "inside"}, inside, derivations));
    for (std::int32_t& value : columns.back().values) value = value == 1 ? 1 : 0;
  }
  for (const GrammarColumn& declared : grammar.columns) {
    if (!declared.latest) {
      columns.push_back(by_innermost(declared.name, declared.labels, declared.label_of, derivations));
      continue;
    }
    columns.push_back({declared.name, {}, declared.labels});
    for (const Derivation& derivation : derivations)
      append_latest(derivation, declared, columns.back().values);
  }
  return columns;
}

}  // namespace rssviz::models
