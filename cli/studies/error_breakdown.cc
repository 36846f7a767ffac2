#include "cli/studies/error_breakdown.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "cli/studies/text_predictions.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMemories[] = {100, 500, 1000, 5000};
constexpr int kRarest = 5;
constexpr int kOrders = 9;
constexpr int kBins = 5;  // of p below .5
constexpr std::size_t kMemory = 1, kRare = kMemory + std::size(kMemories), kWord = kRare + kRarest + 1,
                      kPunctuation = kWord + 1, kRest = kPunctuation + 1;

bool is_letter(const std::string& symbol) {
  const unsigned char first = symbol.empty() ? '\0' : static_cast<unsigned char>(symbol.front());
  // Above ASCII: characters of other alphabets.
  return (first >= 'a' && first <= 'z') || (first >= 'A' && first <= 'Z') ||
         (first >= 0x80 && symbol.size() > 1) || symbol == "'";
}

bool is_blank(const std::string& symbol) {
  return symbol == " " || symbol == "\n" || symbol == "\t" || symbol == "\r";
}

bool is_digit(const std::string& symbol) {
  return symbol.size() == 1 && symbol.front() >= '0' && symbol.front() <= '9';
}

models::Tokens word_at(const models::Tokens& symbols, const WordsOfText& words, std::size_t t) {
  return {symbols.begin() + static_cast<std::ptrdiff_t>(words.first[t]),
          symbols.begin() + static_cast<std::ptrdiff_t>(words.end[t])};
}

// How often each word stands in a text.
std::map<models::Tokens, int> counted_words(const models::Tokens& symbols,
                                            const std::vector<std::string>& vocabulary) {
  const WordsOfText words = words_of(symbols, vocabulary);
  std::map<models::Tokens, int> counts;
  for (std::size_t t = 0; t < symbols.size(); ++t)
    if (words.first[t] == t && words.end[t] > t) ++counts[word_at(symbols, words, t)];
  return counts;
}

// Of each symbol, how far before its word the same word last stood; 0: nowhere.
std::vector<std::size_t> distances(const models::Tokens& symbols, const WordsOfText& words) {
  std::map<models::Tokens, std::size_t> last;
  std::vector<std::size_t> result(symbols.size(), 0);
  for (std::size_t t = 0; t < symbols.size(); ++t) {
    if (words.end[t] <= words.first[t]) continue;
    if (words.first[t] < t) {
      result[t] = result[t - 1];
      continue;
    }
    const models::Tokens word = word_at(symbols, words, t);
    if (const auto found = last.find(word); found != last.end()) result[t] = t - found->second;
    last[word] = t;
  }
  return result;
}

std::vector<bool> given_by_ngrams(const NetworkView& view, const models::Tokens& symbols,
                                  const Execution& execution) {
  const std::shared_ptr<const models::NgramIndex> index = count_ngrams(view, execution);
  std::vector<bool> given(symbols.size(), false);
  for (int order = 1; order <= kOrders; ++order) {
    const std::vector<double> p =
        p_of_true(predicted(models::KneserNey(index, order), symbols, execution), symbols);
    for (std::size_t t = 0; t < p.size(); ++t)
      if (p[t] > kErrorBelow) given[t] = true;
  }
  return given;
}

}  // namespace

std::vector<std::string> oracle_names() {
  std::vector<std::string> names{"n-gram"};
  for (const std::size_t memory : kMemories) names.push_back("memory " + std::to_string(memory));
  for (int k = 0; k <= kRarest; ++k) names.push_back("rare " + std::to_string(k));
  names.push_back("word model");
  names.push_back("punctuation");
  for (int bin = kBins - 1; bin >= 0; --bin)
    names.push_back("p ." + std::to_string(bin) + " to ." + std::to_string(bin + 1));
  return names;
}

WordsOfText words_of(const models::Tokens& symbols, const std::vector<std::string>& vocabulary) {
  WordsOfText words{std::vector<std::size_t>(symbols.size()), std::vector<std::size_t>(symbols.size())};
  for (std::size_t from = 0; from < symbols.size();) {
    std::size_t to = from;
    while (to < symbols.size() && is_letter(vocabulary[static_cast<std::size_t>(symbols[to])])) ++to;
    for (std::size_t t = from; t < to; ++t) {
      words.first[t] = from;
      words.end[t] = to;
    }
    if (to == from) words.first[from] = words.end[from] = to++;
    from = to;
  }
  return words;
}

ErrorBreakdown break_down(const models::Tokens& symbols, const models::Tokens& training,
                          const std::vector<std::string>& vocabulary, const std::vector<double>& p,
                          const std::vector<bool>& ngram) {
  const WordsOfText words = words_of(symbols, vocabulary);
  const std::map<models::Tokens, int> seen = counted_words(training, vocabulary);
  const std::vector<std::size_t> back = distances(symbols, words);
  const auto symbol = [&](std::size_t t) -> const std::string& {
    return vocabulary[static_cast<std::size_t>(symbols[t])];
  };
  const auto oracle = [&](std::size_t t) {
    if (ngram[t]) return std::size_t{0};
    if (words.end[t] > words.first[t]) {
      for (std::size_t m = 0; m < std::size(kMemories); ++m)
        if (words.first[t] < t && back[t] > 0 && back[t] <= kMemories[m]) return kMemory + m;
      const auto found = seen.find(word_at(symbols, words, t));
      const int count = found == seen.end() ? 0 : found->second;
      if (count <= kRarest) return kRare + static_cast<std::size_t>(count);
    }
    const std::string& before = symbol(t - 1);
    if (before == " " || before == "\n" || before == "\"" || before == "'") return kWord;
    if (!is_letter(symbol(t)) && !is_blank(symbol(t)) && !is_digit(symbol(t))) return kPunctuation;
    const int bin = std::clamp(static_cast<int>(10 * p[t]), 0, kBins - 1);
    return kRest + static_cast<std::size_t>(kBins - 1 - bin);
  };
  ErrorBreakdown result;
  result.removed.assign(oracle_names().size(), 0);
  result.of_all = result.removed;
  for (std::size_t t = 1; t < symbols.size(); ++t) {
    ++result.symbols;
    const std::size_t which = oracle(t);
    ++result.of_all[which];
    if (p[t] >= kErrorBelow) continue;
    ++result.errors;
    ++result.removed[which];
  }
  return result;
}

std::vector<ErrorBreakdown> study_errors(const std::vector<const NetworkView*>& networks,
                                         const ComparisonOptions& options, const Execution& execution) {
  options.check();
  const models::Tokens symbols = test_symbols(networks, options.symbols);
  const NetworkView& first = *networks.front();
  const std::vector<bool> ngram = given_by_ngrams(first, symbols, execution);
  const models::Tokens training = training_symbols(first);
  std::vector<ErrorBreakdown> breakdowns;
  for (const NetworkView* const view : networks) {
    const std::vector<double> p = p_of_true(predicted(*view->network_at(-1), symbols, execution), symbols);
    breakdowns.push_back(break_down(symbols, training, first.corpus->vocabulary, p, ngram));
    breakdowns.back().network = view->name + " (" + view->id + ")";
  }
  return breakdowns;
}

const std::vector<OracleGroup>& oracle_groups() {
  static const std::vector<OracleGroup> all{
      {"an n-gram knows it", 0, 1},
      {"a word of the last 5,000 symbols", kMemory, std::size(kMemories)},
      {"a rare word", kRare, static_cast<std::size_t>(kRarest) + 1},
      {"first of a word", kWord, 1},
      {"punctuation", kPunctuation, 1},
      {"the rest", kRest, static_cast<std::size_t>(kBins)}};
  return all;
}

namespace {

long long in_group(const std::vector<long long>& counts, const OracleGroup& group) {
  long long sum = 0;
  for (std::size_t k = group.first; k < group.first + group.count; ++k) sum += counts[k];
  return sum;
}

}  // namespace

double group_share(const ErrorBreakdown& errors, const OracleGroup& group, bool of_all_symbols) {
  const long long all = of_all_symbols ? errors.symbols : errors.errors;
  return static_cast<double>(in_group(of_all_symbols ? errors.of_all : errors.removed, group)) /
         static_cast<double>(std::max(1LL, all));
}

double removed_share(const ErrorBreakdown& more, const ErrorBreakdown& fewer, const OracleGroup& group) {
  const long long all = more.errors - fewer.errors;
  if (all == 0) return std::nan("");
  return static_cast<double>(in_group(more.removed, group) - in_group(fewer.removed, group)) /
         static_cast<double>(all);
}

formats::Table table_of(const std::vector<ErrorBreakdown>& breakdowns) {
  formats::Table table;
  table.header = {"network", "oracle", "errors", "share", "share_of_symbols"};
  const std::vector<std::string> names = oracle_names();
  for (const ErrorBreakdown& one : breakdowns)
    for (std::size_t k = 0; k < names.size(); ++k)
      table.rows.push_back({one.network, names[k], std::to_string(one.removed[k]),
                            formats::format_number(static_cast<double>(one.removed[k]) /
                                                   static_cast<double>(std::max(1LL, one.errors))),
                            formats::format_number(static_cast<double>(one.of_all[k]) /
                                                   static_cast<double>(std::max(1LL, one.symbols)))});
  return table;
}

}  // namespace rssviz::cli
