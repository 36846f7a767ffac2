#include "models/tasks/grammar/derivation.h"

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kMostWords = 1'000'000;

// What is still to be done of a sentence: a symbol to write, or a node to end.
struct Pending {
  enum class Kind { word, nonterminal, end } kind{};
  std::int32_t id{0};
  std::int32_t node{-1};  // that it belongs to
};

std::int32_t size_of(const Tokens& tokens) { return static_cast<std::int32_t>(tokens.size()); }

class SentenceWriter {
 public:
  SentenceWriter(const Grammar& grammar, Derivation& derivation)
      : grammar_(grammar),
        derivation_(derivation),
        sentence_(derivation.sentence.empty() ? 0 : derivation.sentence.back() + 1),
        pending_{{Pending::Kind::nonterminal, grammar.start, -1}} {}

  bool write(const ChooseRule& choose, std::size_t most) {
    while (!pending_.empty()) {
      const Pending next = pending_.back();
      if (next.kind != Pending::Kind::end && derivation_.tokens.size() >= most) break;
      if (next.kind == Pending::Kind::nonterminal) {
        const std::optional<std::int32_t> rule = choose(next.id);
        if (!rule) break;
        pending_.pop_back();
        --open_;
        rewrite(grammar_.rules[static_cast<std::size_t>(*rule)], next.node);
        continue;
      }
      pending_.pop_back();
      if (next.kind == Pending::Kind::word)
        write_word(next);
      else
        node(next.node).end = size_of(derivation_.tokens);
    }
    for (const Pending& left : pending_)
      if (left.kind == Pending::Kind::end) node(left.node).end = size_of(derivation_.tokens) + 1;
    return pending_.empty();
  }

 private:
  DerivationNode& node(std::int32_t id) { return derivation_.nodes[static_cast<std::size_t>(id)]; }

  void rewrite(const GrammarRule& rule, std::int32_t parent) {
    const auto id = static_cast<std::int32_t>(derivation_.nodes.size());
    derivation_.nodes.push_back({rule.left, parent, size_of(derivation_.tokens), 0});
    pending_.push_back({Pending::Kind::end, 0, id});
    for (std::size_t i = rule.right.size(); i-- > 0;) {
      const GrammarSymbol& symbol = rule.right[i];
      pending_.push_back({symbol.is_word ? Pending::Kind::word : Pending::Kind::nonterminal, symbol.id, id});
      if (!symbol.is_word) ++open_;
    }
  }

  void write_word(const Pending& word) {
    derivation_.tokens.push_back(word.id);
    derivation_.writer.push_back(word.node);
    derivation_.open.push_back(open_);
    derivation_.sentence.push_back(sentence_);
  }

  const Grammar& grammar_;
  Derivation& derivation_;
  std::int32_t sentence_;
  std::vector<Pending> pending_;  // the next one is the last
  std::int32_t open_{1};          // nonterminals among them
};

std::int32_t draw_rule(const Grammar& grammar, std::int32_t nonterminal, Rng& rng) {
  const std::vector<std::int32_t>& rules = grammar.nonterminals[static_cast<std::size_t>(nonterminal)].rules;
  double left = rules.size() > 1 ? rng.uniform() : 0.0;
  for (const std::int32_t rule : rules) {
    left -= grammar.rules[static_cast<std::size_t>(rule)].probability;
    if (left < 0) return rule;
  }
  return rules.back();
}

}  // namespace

bool derive_sentence(const Grammar& grammar, const ChooseRule& choose, Derivation& derivation,
                     std::size_t most) {
  return SentenceWriter(grammar, derivation).write(choose, most);
}

void sample_sentence(const Grammar& grammar, Rng& rng, Derivation& derivation) {
  const bool whole = derive_sentence(
      grammar, [&](std::int32_t nonterminal) { return draw_rule(grammar, nonterminal, rng); }, derivation,
      derivation.tokens.size() + kMostWords);
  if (!whole)
    fail(ErrorKind::data, grammar.name + ": a sentence has more than " + std::to_string(kMostWords) +
                              " words; give the rules by which it repeats itself less weight");
}

}  // namespace rssviz::models
