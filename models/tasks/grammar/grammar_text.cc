// Reading the text of a grammar, line by line.
#include <algorithm>
#include <cctype>
#include <charconv>
#include <map>

#include "core/error.h"
#include "models/tasks/grammar/grammar.h"
#include "models/tasks/grammar/grammar_checks.h"

namespace rssviz::models {
namespace {

constexpr double kLargestWeight = 1e100;         // sums of them stay finite
constexpr std::size_t kMostNonterminals = 1000;  // the checks take their third power

bool in_name(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '-'; }
bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r'; }

// A nonterminal as a line of columns names it; looked up when all rules are read.
struct Mention {
  std::string name{};
  int line{0};
};
struct DeclaredColumn {
  GrammarColumn column{};
  std::vector<std::pair<Mention, std::int32_t>> members{};  // and the label of each
};

class GrammarText {
 public:
  explicit GrammarText(const std::string& name) { grammar_.name = name; }

  Grammar read(std::string_view text) {
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      line_ = text.substr(0, end);
      text.remove_prefix(std::min(end + 1, text.size()));
      ++number_;
      at_ = 0;
      read_line();
    }
    if (grammar_.rules.empty())
      fail(ErrorKind::data,
           grammar_.name + ": holds no rule; write one such as S -> 'a' S [0.5] | 'b' [0.5]");
    finish();
    return std::move(grammar_);
  }

 private:
  [[noreturn]] void bad(const std::string& what) const { bad(number_, what); }
  [[noreturn]] void bad(int line, const std::string& what) const {
    fail(ErrorKind::data, place(grammar_, line) + what);
  }

  // The next character that isn't blank; 0 at the end of the line or at a comment.
  char peek() {
    while (at_ < line_.size() && is_blank(line_[at_])) ++at_;
    return at_ == line_.size() || line_[at_] == '#' ? '\0' : line_[at_];
  }
  bool take(std::string_view what) {
    if (peek() == '\0' || !line_.substr(at_).starts_with(what)) return false;
    at_ += what.size();
    return true;
  }
  std::string take_name(const std::string& wanted) {
    if (!in_name(peek()) || line_.substr(at_).starts_with("->"))
      bad(peek() == '\0' ? "ends where " + wanted + " should stand"
                         : "'" + std::string(line_.substr(at_)) + "' stands where " + wanted +
                               " should; names are letters, digits, _ and -, words are in quotes");
    const std::size_t from = at_;
    while (at_ < line_.size() && in_name(line_[at_]) && !line_.substr(at_).starts_with("->")) ++at_;
    return std::string(line_.substr(from, at_ - from));
  }

  void read_line() {
    if (peek() == '\0') return;
    if (take("%")) return read_directive();
    if (peek() == '|') {
      if (grammar_.rules.empty()) bad("begins with | and no rule stands before it");
      ++at_;
      return read_alternatives(grammar_.rules.back().left);
    }
    const std::int32_t left = nonterminal(take_name("the nonterminal that a rule rewrites"));
    if (!take("->"))
      bad("has no -> behind " + nonterminal_name(left) + "; a rule is NAME -> 'word' NAME ...");
    read_alternatives(left);
  }

  void read_alternatives(std::int32_t left) {
    do {
      GrammarRule rule{left, {}, 1.0};
      while (peek() != '\0' && peek() != '|' && peek() != '[') rule.right.push_back(take_symbol());
      if (take("[")) rule.probability = take_weight();
      if (peek() != '\0' && peek() != '|')
        bad("'" + std::string(line_.substr(at_)) + "' stands behind a weight; a weight ends its alternative");
      grammar_.nonterminals[static_cast<std::size_t>(left)].rules.push_back(
          static_cast<std::int32_t>(grammar_.rules.size()));
      grammar_.rules.push_back(std::move(rule));
    } while (take("|"));
  }

  GrammarSymbol take_symbol() {
    const char quote = peek();
    if (quote != '\'' && quote != '"') return {false, nonterminal(take_name("a word or a nonterminal"))};
    const std::size_t end = line_.find(quote, at_ + 1);
    if (end == std::string_view::npos) bad("a quoted word has no end; write it as 'word' or \"word\"");
    const std::string word(line_.substr(at_ + 1, end - at_ - 1));
    if (word.empty() || std::any_of(word.begin(), word.end(), is_blank))
      bad("'" + word +
          "' is no word: words aren't empty and hold no blanks; an empty alternative needs no quotes");
    at_ = end + 1;
    const auto [known, is_new] = words_.try_emplace(word, static_cast<std::int32_t>(grammar_.words.size()));
    if (is_new) grammar_.words.push_back(word);
    return {true, known->second};
  }

  double take_weight() {
    const std::size_t end = std::min(line_.find(']', at_), line_.size());
    std::string_view text = line_.substr(at_, end - at_);
    while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
    double weight = 0;
    const auto [last, fault] = std::from_chars(text.data(), text.data() + text.size(), weight);
    if (end == line_.size() || fault != std::errc{} || last != text.data() + text.size() ||
        !(weight > 0 && weight <= kLargestWeight))
      bad("the weight [" + std::string(text) +
          "] is no number above 0 (1e100 at most) in brackets; leave out what never happens");
    at_ = end + 1;
    return weight;
  }

  void read_directive() {
    const std::string what = take_name("start, constituents, inside or latest");
    if (what == "start") {
      start_ = {take_name("the nonterminal of a sentence"), number_};
    } else if (what == "constituents") {
      do constituents_.push_back({take_name("a nonterminal"), number_});
      while (peek() != '\0');
    } else if (what == "inside" || what == "latest") {
      return read_column(what == "latest");
    } else {
      bad("%" + what + " isn't known; there are %start, %constituents, %inside and %latest");
    }
    if (peek() != '\0')
      bad("'" + std::string(line_.substr(at_)) + "' is too much; %" + what + " is complete");
  }

  void read_column(bool latest) {
    DeclaredColumn declared{{take_name("the name of a column"), latest, {}, {}}, {}};
    do {
      declared.column.labels.push_back(take_name("a label"));
      if (!take(":")) bad("has no : behind the label " + declared.column.labels.back());
      const auto label = static_cast<std::int32_t>(declared.column.labels.size()) - 1;
      do declared.members.push_back({{take_name("a nonterminal"), number_}, label});
      while (in_name(peek()));
    } while (take("|"));
    if (peek() != '\0')
      bad("'" + std::string(line_.substr(at_)) +
          "' isn't understood; a column is NAME label: A B | label: C");
    columns_.push_back(std::move(declared));
  }

  std::int32_t nonterminal(const std::string& name) {
    const auto [known, is_new] =
        ids_.try_emplace(name, static_cast<std::int32_t>(grammar_.nonterminals.size()));
    if (is_new) {
      if (ids_.size() > kMostNonterminals)
        bad("there are more than " + std::to_string(kMostNonterminals) +
            " nonterminals; are words without quotes?");
      grammar_.nonterminals.push_back({name, {}, false, number_});
    }
    return known->second;
  }
  const std::string& nonterminal_name(std::int32_t id) const {
    return grammar_.nonterminals[static_cast<std::size_t>(id)].name;
  }
  std::int32_t mentioned(const Mention& mention) const {
    const auto known = ids_.find(mention.name);
    if (known == ids_.end())
      bad(mention.line, "names " + mention.name + ", which no rule has; write a nonterminal of the grammar");
    return known->second;
  }

  void finish() {
    grammar_.start = start_.name.empty() ? grammar_.rules.front().left : mentioned(start_);
    for (const Mention& mention : constituents_)
      grammar_.nonterminals[static_cast<std::size_t>(mentioned(mention))].constituent = true;
    if (constituents_.empty()) {
      for (const GrammarRule& rule : grammar_.rules)
        if (rule.right.size() > 1 || (rule.right.size() == 1 && !rule.right.front().is_word))
          grammar_.nonterminals[static_cast<std::size_t>(rule.left)].constituent = true;
    }
    for (DeclaredColumn& declared : columns_) {
      declared.column.label_of.assign(grammar_.nonterminals.size(), -1);
      for (const auto& [mention, label] : declared.members) {
        std::int32_t& place = declared.column.label_of[static_cast<std::size_t>(mentioned(mention))];
        if (place >= 0) bad(mention.line, mention.name + " stands under two labels; leave it under one");
        place = label;
      }
      grammar_.columns.push_back(std::move(declared.column));
    }
    for (const Nonterminal& each : grammar_.nonterminals) {
      double sum = 0;
      for (const std::int32_t rule : each.rules)
        sum += grammar_.rules[static_cast<std::size_t>(rule)].probability;
      for (const std::int32_t rule : each.rules)
        grammar_.rules[static_cast<std::size_t>(rule)].probability /= sum;
    }
  }

  Grammar grammar_{};
  std::string_view line_{};
  std::size_t at_{0};  // in the line
  int number_{0};      // of the line, from 1
  std::map<std::string, std::int32_t> words_{};
  std::map<std::string, std::int32_t> ids_{};
  Mention start_{};
  std::vector<Mention> constituents_{};
  std::vector<DeclaredColumn> columns_{};
};

}  // namespace

Grammar parse_grammar(std::string_view text, const std::string& name) {
  Grammar grammar = GrammarText(name).read(text);
  check_grammar(grammar);
  return grammar;
}

}  // namespace rssviz::models
