#include "models/analysis/units/atlas_properties.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <set>

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

// A property before it is known where it is scored.
struct Candidate {
  std::string column{};
  AtlasProperty choose{}, judge{};
};

std::vector<float> values_of(const StateTrace& trace, const std::string& column) {
  std::vector<float> values;
  if (const FloatColumn* const numbers = trace.number(column)) return numbers->values;
  for (const std::int32_t value : trace.require_integer(column).values)
    values.push_back(value < 0 ? kNone : static_cast<float>(value));
  return values;
}

std::vector<float> is_class(const IntColumn& column, std::int32_t which) {
  std::vector<float> values;
  for (const std::int32_t value : column.values) values.push_back(value == which ? 1.F : 0.F);
  return values;
}

std::vector<Candidate> candidates_of(const StateTrace& choose, const StateTrace& judge,
                                     const std::string& column) {
  const IntColumn* const classes = choose.integer(column);
  const std::size_t labels = classes == nullptr ? 0 : classes->labels.size();
  if (labels > 2) {
    std::vector<Candidate> each;
    for (std::size_t k = 0; k < labels; ++k) {
      const auto which = static_cast<std::int32_t>(k);
      const std::string name = column + " = " + classes->labels[k];
      each.push_back({column,
                      {name, false, is_class(*classes, which)},
                      {name, false, is_class(judge.require_integer(column), which)}});
    }
    return each;
  }
  Candidate one{
      column, {column, false, values_of(choose, column)}, {column, false, values_of(judge, column)}};
  for (const AtlasProperty* const part : {&one.choose, &one.judge})
    for (const float value : part->values)
      if (!std::isnan(value) && value != 0 && value != 1) one.choose.number = true;
  one.judge.number = one.choose.number;
  return {one};
}

// Of each point, how many steps ago the value changed or the sequence began.
std::vector<std::size_t> since_change(const std::vector<float>& values, const StateTrace& trace) {
  std::vector<std::size_t> since(values.size(), 0);
  for (std::size_t i = 1; i < values.size(); ++i) {
    const bool same = trace.sequence[i] == trace.sequence[i - 1] &&
                      (values[i] == values[i - 1] || (std::isnan(values[i]) && std::isnan(values[i - 1])));
    since[i] = same ? since[i - 1] + 1 : 0;
  }
  return since;
}

// Marks the symbols that always go with one value.
std::set<std::int32_t> telling_symbols(const Candidate& one, const SymbolsOfSteps& symbols) {
  std::map<std::int32_t, std::pair<float, float>> range;
  const auto look = [&](const std::vector<std::int32_t>& of, const std::vector<float>& values) {
    for (std::size_t i = 0; i < of.size(); ++i) {
      if (std::isnan(values[i])) continue;
      auto [at, is_new] = range.try_emplace(of[i], values[i], values[i]);
      if (is_new) continue;
      at->second.first = std::min(at->second.first, values[i]);
      at->second.second = std::max(at->second.second, values[i]);
    }
  };
  look(symbols.choose, one.choose.values);
  look(symbols.judge, one.judge.values);
  std::set<std::int32_t> telling;
  for (const auto& [symbol, ends] : range)
    if (ends.first == ends.second) telling.insert(symbol);
  return telling;
}

bool varies(const std::vector<float>& values) {
  float low = kNone, high = kNone;
  for (const float value : values) {
    if (std::isnan(value)) continue;
    low = std::isnan(low) ? value : std::min(low, value);
    high = std::isnan(high) ? value : std::max(high, value);
  }
  return low < high;
}

std::vector<float> without_symbols(const std::vector<float>& values, const std::vector<std::int32_t>& symbols,
                                   const std::set<std::int32_t>& out) {
  std::vector<float> kept = values;
  for (std::size_t i = 0; i < kept.size(); ++i)
    if (out.contains(symbols[i])) kept[i] = kNone;
  return kept;
}

// Whether half of the class's steps stand at least `after` behind its beginning.
bool is_lasting(const std::vector<float>& values, const std::vector<std::size_t>& since, int after) {
  std::size_t inside = 0, late = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] != 1) continue;
    ++inside;
    late += since[i] >= static_cast<std::size_t>(after) ? 1 : 0;
  }
  return inside > 0 && 2 * late >= inside;
}

void keep_late(std::vector<float>& values, const std::vector<std::size_t>& since, int after) {
  for (std::size_t i = 0; i < values.size(); ++i)
    if (since[i] < static_cast<std::size_t>(after)) values[i] = kNone;
}

struct Episodes {
  std::size_t count{0};
  std::size_t longest{0};
};

// Runs of the class, or of numbers above the smallest, that hold a scored point.
Episodes episodes_of(const std::vector<float>& all, const std::vector<float>& scored,
                     const StateTrace& trace) {
  float smallest = std::numeric_limits<float>::infinity();
  for (const float value : all)
    if (!std::isnan(value)) smallest = std::min(smallest, value);
  Episodes episodes;
  std::size_t length = 0;
  bool counted = false;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const bool inside = all[i] > smallest;
    const bool goes_on = inside && i > 0 && length > 0 && trace.sequence[i] == trace.sequence[i - 1];
    if (!goes_on) {
      length = 0;
      counted = false;
    }
    if (!inside) continue;
    ++length;
    episodes.longest = std::max(episodes.longest, length);
    if (!counted && !std::isnan(scored[i])) {
      counted = true;
      ++episodes.count;
    }
  }
  return episodes;
}

void add_candidate(Candidate one, const StateTrace& choose, const StateTrace& judge,
                   const SymbolsOfSteps& symbols, const PropertyOptions& options, AtlasProperties& into) {
  const Candidate all = one;
  PropertyFacts facts;
  facts.column = one.column;
  const std::set<std::int32_t> telling = telling_symbols(one, symbols);
  std::vector<float> kept_choose = without_symbols(one.choose.values, symbols.choose, telling);
  std::vector<float> kept_judge = without_symbols(one.judge.values, symbols.judge, telling);
  facts.told_by_symbol = !varies(kept_choose) || !varies(kept_judge);
  if (!facts.told_by_symbol) {
    one.choose.values = std::move(kept_choose);
    one.judge.values = std::move(kept_judge);
  }
  const std::vector<std::size_t> since = since_change(all.choose.values, choose);
  facts.lasting = !one.choose.number && is_lasting(all.choose.values, since, options.after);
  if (facts.lasting) {
    keep_late(one.choose.values, since, options.after);
    keep_late(one.judge.values, since_change(all.judge.values, judge), options.after);
  }
  const Episodes known = episodes_of(all.choose.values, one.choose.values, choose);
  const Episodes asked = episodes_of(all.judge.values, one.judge.values, judge);
  facts.episodes = asked.count;
  facts.longest = asked.longest;
  facts.scored = static_cast<std::size_t>(std::count_if(one.judge.values.begin(), one.judge.values.end(),
                                                        [](float value) { return !std::isnan(value); }));
  const std::size_t least = std::min(known.count, asked.count);
  if (least < static_cast<std::size_t>(options.least_episodes) || !varies(one.choose.values) ||
      !varies(one.judge.values)) {
    into.left_out.push_back(one.choose.name + ": " + std::to_string(least) +
                            (least == 1 ? " episode" : " episodes"));
    return;
  }
  into.choose.push_back(std::move(one.choose));
  into.judge.push_back(std::move(one.judge));
  into.facts.push_back(std::move(facts));
}

}  // namespace

void PropertyOptions::check() const {
  check_range("--after", after, after >= 0 && after <= 1'000'000, "0 to 1000000");
  check_range("--episodes", least_episodes, least_episodes >= 1, "1 or more");
}

SymbolsOfSteps symbols_of_steps(const StateTrace& choose, const StateTrace& judge) {
  std::map<std::string, std::int32_t> numbers;
  std::vector<std::size_t> counts;
  const auto numbered = [&](const StateTrace& trace) {
    std::vector<std::int32_t> result;
    for (const std::int32_t token : trace.token) {
      const std::string symbol = token < 0 ? "" : trace.vocabulary[static_cast<std::size_t>(token)];
      result.push_back(numbers.try_emplace(symbol, static_cast<std::int32_t>(numbers.size())).first->second);
    }
    return result;
  };
  SymbolsOfSteps symbols{numbered(choose), numbered(judge), {}};
  counts.assign(numbers.size(), 0);
  for (const std::int32_t symbol : symbols.choose) ++counts[static_cast<std::size_t>(symbol)];
  symbols.by_frequency.resize(numbers.size());
  std::iota(symbols.by_frequency.begin(), symbols.by_frequency.end(), 0);
  std::stable_sort(symbols.by_frequency.begin(), symbols.by_frequency.end(),
                   [&](std::int32_t a, std::int32_t b) {
                     return counts[static_cast<std::size_t>(a)] > counts[static_cast<std::size_t>(b)];
                   });
  return symbols;
}

AtlasProperties atlas_properties(const StateTrace& choose, const StateTrace& judge,
                                 std::span<const std::string> columns, const PropertyOptions& options) {
  options.check();
  const SymbolsOfSteps symbols = symbols_of_steps(choose, judge);
  AtlasProperties properties;
  for (const std::string& column : columns) {
    if (choose.number(column) == nullptr) choose.require_integer(column);
    for (Candidate& one : candidates_of(choose, judge, column))
      add_candidate(std::move(one), choose, judge, symbols, options, properties);
  }
  return properties;
}

}  // namespace rssviz::models
