#include "cli/studies/memory_study.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

#include "cli/studies/text_predictions.h"
#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::cli {
namespace {

constexpr int kEdges[] = {1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 300, 500, 1000, 2000, 5000, 10'000};
constexpr std::size_t kBefore = 300;     // symbols read before an opening that is replaced
constexpr std::size_t kTogether = 32;    // pairs of a block
constexpr std::size_t kLeastPairs = 20;  // of a kind that gets a panel
constexpr int kDraws = 1000;
constexpr std::size_t kNowhere = static_cast<std::size_t>(-1);

std::optional<std::int32_t> code_of(const std::vector<std::string>& vocabulary, const std::string& symbol) {
  const auto found = std::find(vocabulary.begin(), vocabulary.end(), symbol);
  if (found == vocabulary.end()) return std::nullopt;
  return static_cast<std::int32_t>(found - vocabulary.begin());
}

std::vector<MarkPair> bracket_pairs(const models::Tokens& symbols, std::int32_t opens, std::int32_t closes) {
  std::vector<MarkPair> pairs;
  std::vector<std::size_t> open;
  for (std::size_t t = 0; t < symbols.size(); ++t) {
    if (symbols[t] == opens) open.push_back(t);
    if (symbols[t] != closes || open.empty()) continue;
    pairs.push_back({open.back(), t});
    open.pop_back();
  }
  return pairs;
}

// From one mark to the next; an empty line ends what is open.
std::vector<MarkPair> quote_pairs(const models::Tokens& symbols, std::int32_t quote,
                                  std::optional<std::int32_t> newline,
                                  std::optional<std::int32_t> carriage_return) {
  std::vector<MarkPair> pairs;
  std::size_t open = kNowhere;
  std::int32_t before = -1;
  for (std::size_t t = 0; t < symbols.size(); ++t) {
    if (carriage_return && symbols[t] == *carriage_return) continue;
    if (newline && symbols[t] == *newline && before == *newline) open = kNowhere;
    before = symbols[t];
    if (symbols[t] != quote) continue;
    if (open != kNowhere) {
      pairs.push_back({open, t});
      open = kNowhere;
    } else {
      open = t;
    }
  }
  return pairs;
}

// From a newline to what ends the next line: a carriage return where one stands before the newline, which
// else would be certain.
std::vector<MarkPair> line_pairs(const models::Tokens& symbols, std::int32_t newline,
                                 std::optional<std::int32_t> carriage_return) {
  std::vector<MarkPair> pairs;
  std::size_t last = kNowhere;
  for (std::size_t t = 0; t < symbols.size(); ++t) {
    if (symbols[t] != newline) continue;
    const bool returned = carriage_return && t > 0 && symbols[t - 1] == *carriage_return;
    const std::size_t end = returned ? t - 1 : t;
    if (last != kNowhere && end > last) pairs.push_back({last, end});
    last = t;
  }
  return pairs;
}

struct BinEdges {
  int low{0}, high{0};
};

std::vector<BinEdges> bins_up_to(int longest) {
  std::vector<BinEdges> bins;
  for (std::size_t k = 0; k + 1 < std::size(kEdges) && kEdges[k] <= longest; ++k)
    bins.push_back({kEdges[k], std::min(longest, kEdges[k + 1] - 1)});
  return bins;
}

bool is_in(const BinEdges& bin, const MarkPair& pair) {
  return pair.distance() >= static_cast<std::size_t>(bin.low) &&
         pair.distance() <= static_cast<std::size_t>(bin.high);
}

// Mean and interval over pairs drawn with replacement. Stream (seed, "pairs", low edge).
MemoryBin bin_of(const BinEdges& edges, const std::vector<double>& values, std::uint64_t seed) {
  MemoryBin bin{edges.low, edges.high, values.size(), 0, 0, 0};
  for (const double value : values) bin.mean += value / static_cast<double>(values.size());
  Rng rng(seed, "pairs", static_cast<std::uint64_t>(edges.low));
  std::vector<double> draws;
  for (int draw = 0; draw < kDraws; ++draw) {
    double sum = 0;
    for (std::size_t k = 0; k < values.size(); ++k) sum += values[rng.below(values.size())];
    draws.push_back(sum / static_cast<double>(values.size()));
  }
  bin.below = models::quantile(draws, 0.025);
  bin.above = models::quantile(draws, 0.975);
  return bin;
}

// The kinds of marks of a text that have pairs enough.
std::vector<MarkKind> kinds_with_pairs(const models::Tokens& symbols, const NetworkView& view, int longest) {
  std::vector<MarkKind> kinds = marks_of(symbols, view.corpus->vocabulary);
  for (MarkKind& kind : kinds)
    std::erase_if(kind.pairs,
                  [&](const MarkPair& pair) { return pair.distance() > static_cast<std::size_t>(longest); });
  std::erase_if(kinds, [](const MarkKind& kind) { return kind.pairs.size() < kLeastPairs; });
  if (kinds.empty())
    fail(ErrorKind::data, view.id + ": the " + std::to_string(symbols.size()) +
                              " symbols have no 20 pairs of brackets, quotes or newlines; more --symbols, or "
                              "another text, would do");
  return kinds;
}

// Of a bin at most so many pairs, the same for all networks. Stream (seed, "replaced pairs", low edge).
std::vector<MarkPair> drawn_pairs(const MarkKind& kind, const BinEdges& bin, const MemoryOptions& options) {
  std::vector<MarkPair> pairs;
  for (const MarkPair& pair : kind.pairs)
    if (is_in(bin, pair)) pairs.push_back(pair);
  Rng rng(options.seed, "replaced pairs", static_cast<std::uint64_t>(bin.low));
  rng.shuffle(std::span(pairs));
  if (pairs.size() > static_cast<std::size_t>(options.pairs))
    pairs.resize(static_cast<std::size_t>(options.pairs));
  return pairs;
}

double p_of(const MatrixD& logits, Eigen::Index row, std::int32_t symbol) {
  const double most = logits.row(row).maxCoeff();
  double sum = 0;
  for (Eigen::Index s = 0; s < logits.cols(); ++s) sum += std::exp(logits(row, s) - most);
  return std::exp(logits(row, symbol) - most) / sum;
}

// By how much p(closing) falls where the opening is replaced: pairs read side by side, both ways.
std::vector<double> changes_of(const models::Network& network, const models::Tokens& symbols,
                               const std::vector<MarkPair>& pairs, std::int32_t neutral,
                               const Execution& execution) {
  std::vector<double> changes(pairs.size());
  execution.workers.for_each((pairs.size() + kTogether - 1) / kTogether, [&](std::size_t block) {
    const std::size_t from = block * kTogether, to = std::min(pairs.size(), from + kTogether);
    const auto rows = static_cast<Eigen::Index>(2 * (to - from));
    Matrix state = Matrix::Zero(rows, network.state_size()), next = state;
    std::vector<std::int32_t> tokens(static_cast<std::size_t>(rows));
    std::vector<std::size_t> first;
    std::size_t longest = 0;
    for (std::size_t k = from; k < to; ++k) {
      first.push_back(pairs[k].open < kBefore ? 0 : pairs[k].open - kBefore);
      longest = std::max(longest, pairs[k].close - first.back());
    }
    for (std::size_t t = 0; t <= longest; ++t) {
      execution.progress.check_stop();
      for (std::size_t k = from; k < to; ++k) {
        const std::size_t row = 2 * (k - from), at = first[k - from] + t;
        if (at == pairs[k].close) {
          const auto r = static_cast<Eigen::Index>(row);
          const MatrixD logits = network.read_out_double(state.middleRows(r, 2));
          changes[k] = p_of(logits, 0, symbols[at]) - p_of(logits, 1, symbols[at]);
        }
        tokens[row] = at < symbols.size() ? symbols[at] : 0;
        tokens[row + 1] = at == pairs[k].open ? neutral : tokens[row];
      }
      network.step(state, tokens, next);
      state.swap(next);
    }
  });
  return changes;
}

// What stands in the place of opening symbols: none of them, for then nothing would change.
std::int32_t neutral_symbol(const models::Tokens& symbols, const std::vector<std::string>& vocabulary,
                            const std::vector<MarkKind>& kinds, const std::string& asked) {
  std::vector<bool> is_mark(vocabulary.size(), false);
  for (const MarkKind& kind : kinds)
    for (const MarkPair& pair : kind.pairs)
      for (const std::size_t at : {pair.open, pair.close})
        is_mark[static_cast<std::size_t>(symbols[at])] = true;
  if (!asked.empty()) {
    const std::optional<std::int32_t> code = code_of(vocabulary, asked);
    if (!code) fail(ErrorKind::usage, "--neutral: the text has no symbol '" + asked + "'");
    if (is_mark[static_cast<std::size_t>(*code)])
      fail(ErrorKind::usage, "--neutral: '" + asked + "' opens or closes itself; another symbol is needed");
    return *code;
  }
  if (const std::optional<std::int32_t> space = code_of(vocabulary, " ")) return *space;
  std::vector<std::size_t> counts(vocabulary.size(), 0);
  for (const std::int32_t symbol : symbols)
    if (!is_mark[static_cast<std::size_t>(symbol)]) ++counts[static_cast<std::size_t>(symbol)];
  const auto most = std::max_element(counts.begin(), counts.end());
  if (*most == 0)
    fail(ErrorKind::data, "the text is made of marks alone: no symbol can stand in their place");
  return static_cast<std::int32_t>(most - counts.begin());
}

}  // namespace

void MemoryOptions::check() const {
  check_range("--symbols", static_cast<double>(symbols), symbols >= 100, "100 or more");
  check_range("--longest", longest, longest >= 1 && longest <= 9999, "1 to 9999");
  check_range("--pairs", pairs, pairs >= 1, "1 or more");
}

std::vector<MarkKind> marks_of(const models::Tokens& symbols, const std::vector<std::string>& vocabulary) {
  std::vector<MarkKind> kinds;
  const char* const brackets[][2] = {{"{", "}"}, {"(", ")"}, {"[", "]"}};
  for (const auto& [opens, closes] : brackets) {
    const auto open = code_of(vocabulary, opens), close = code_of(vocabulary, closes);
    if (open && close)
      kinds.push_back({std::string(opens) + " " + closes, bracket_pairs(symbols, *open, *close)});
  }
  const auto newline = code_of(vocabulary, "\n"), carriage_return = code_of(vocabulary, "\r");
  if (const auto quote = code_of(vocabulary, "\""))
    kinds.push_back({"\" \"", quote_pairs(symbols, *quote, newline, carriage_return)});
  if (newline) kinds.push_back({"line", line_pairs(symbols, *newline, carriage_return)});
  return kinds;
}

MemoryStudy study_memory(const std::vector<const NetworkView*>& networks, const MemoryOptions& options,
                         const Execution& execution) {
  options.check();
  const models::Tokens symbols = test_symbols(networks, options.symbols);
  const std::vector<MarkKind> kinds = kinds_with_pairs(symbols, *networks.front(), options.longest);
  MemoryStudy study;
  study.symbols = symbols.size();
  for (const MarkKind& kind : kinds) study.marks.push_back(kind.name);
  for (const NetworkView* const view : networks) {
    const std::vector<double> p = p_of_true(predicted(*view->network_at(-1), symbols, execution), symbols);
    for (const MarkKind& kind : kinds) {
      MemoryCurve& curve = study.curves.emplace_back(MemoryCurve{kind.name, view->name, {}});
      for (const BinEdges& bin : bins_up_to(options.longest)) {
        std::vector<double> values;
        for (const MarkPair& pair : kind.pairs)
          if (is_in(bin, pair)) values.push_back(p[pair.close]);
        if (!values.empty()) curve.bins.push_back(bin_of(bin, values, options.seed));
      }
    }
  }
  return study;
}

MemoryStudy study_causal_memory(const std::vector<const NetworkView*>& networks, const MemoryOptions& options,
                                const Execution& execution) {
  options.check();
  const models::Tokens symbols = test_symbols(networks, options.symbols);
  const NetworkView& first = *networks.front();
  const std::vector<MarkKind> kinds = kinds_with_pairs(symbols, first, options.longest);
  const std::int32_t neutral = neutral_symbol(symbols, first.corpus->vocabulary, kinds, options.neutral);
  MemoryStudy study;
  study.symbols = symbols.size();
  study.neutral = first.corpus->vocabulary[static_cast<std::size_t>(neutral)];
  for (const MarkKind& kind : kinds) study.marks.push_back(kind.name);
  for (const NetworkView* const view : networks) {
    const auto network = view->network_at(-1);
    for (const MarkKind& kind : kinds) {
      MemoryCurve& curve = study.curves.emplace_back(MemoryCurve{kind.name, view->name, {}});
      for (const BinEdges& bin : bins_up_to(options.longest)) {
        const std::vector<MarkPair> pairs = drawn_pairs(kind, bin, options);
        if (pairs.empty()) continue;
        curve.bins.push_back(
            bin_of(bin, changes_of(*network, symbols, pairs, neutral, execution), options.seed));
      }
    }
  }
  return study;
}

FarMean far_mean(const MemoryCurve& curve, int least) {
  FarMean far;
  for (const MemoryBin& bin : curve.bins) {
    if (bin.low < least) continue;
    far.mean += bin.mean * static_cast<double>(bin.count);
    far.pairs += bin.count;
  }
  far.mean = far.pairs == 0 ? std::nan("") : far.mean / static_cast<double>(far.pairs);
  return far;
}

formats::Table table_of(const MemoryStudy& study) {
  formats::Table table;
  table.header = {"marks", "network", "distance_low", "distance_high", "pairs", "mean", "low", "high"};
  for (const MemoryCurve& curve : study.curves)
    for (const MemoryBin& bin : curve.bins)
      table.rows.push_back({curve.marks, curve.network, std::to_string(bin.low), std::to_string(bin.high),
                            std::to_string(bin.count), formats::format_number(bin.mean),
                            formats::format_number(bin.below), formats::format_number(bin.above)});
  return table;
}

}  // namespace rssviz::cli
