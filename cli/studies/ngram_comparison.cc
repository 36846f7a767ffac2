#include "cli/studies/ngram_comparison.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <numbers>

#include "cli/studies/text_predictions.h"
#include "core/error.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kLeastSymbols = 30;  // of a kind whose mean is shown

// -log p of all symbols but the first, which nothing stands before.
std::vector<double> losses_of(const std::vector<double>& p) {
  std::vector<double> losses;
  for (std::size_t t = 1; t < p.size(); ++t) losses.push_back(-std::log(std::max(p[t], 1e-300)));
  return losses;
}

LossBar bar_of(std::string model, int order, const std::vector<double>& p, std::uint64_t seed) {
  const MeanInText mean = mean_in_text(losses_of(p), seed);
  return {std::move(model), order, false, mean.mean, mean.low, mean.high};
}

std::vector<double> p_of_network(const NetworkView& view, const models::Tokens& symbols,
                                 const Execution& execution) {
  return p_of_true(predicted(*view.network_at(-1), symbols, execution), symbols);
}

std::vector<double> p_of_ngram(const NetworkView& view, int order, const models::Tokens& symbols,
                               const Execution& execution) {
  const models::KneserNey model(count_ngrams(view, execution), order);
  return p_of_true(predicted(model, symbols, execution), symbols);
}

LossBar window_bar(const NetworkView& view, int window, const models::Tokens& symbols, std::uint64_t seed,
                   const Execution& execution) {
  const models::WindowNetwork network = window_network(view, window, seed, execution);
  LossBar bar =
      bar_of(window_name(window), 0, p_of_true(network.predicted(symbols, execution), symbols), seed);
  bar.window = true;
  return bar;
}

// The kind of each symbol, by number, and what kinds are called.
struct Kinds {
  std::vector<std::int32_t> of{};
  std::vector<std::string> names{};
};

std::string visible(const std::string& symbol) {
  if (symbol == "\n") return "newline";
  if (symbol == "\r") return "return";
  if (symbol == "\t") return "tab";
  return symbol == " " ? "space" : symbol;
}

Kinds kinds_of(const NetworkView& view, const std::string& column, const models::Tokens& symbols) {
  Kinds kinds;
  if (column.empty()) {
    kinds.of = symbols;
    for (const std::string& symbol : view.corpus->vocabulary) kinds.names.push_back(visible(symbol));
    return kinds;
  }
  models::StateTrace trace;
  trace.vocabulary = view.corpus->vocabulary;
  trace.token = symbols;
  trace.sequence.assign(symbols.size(), 0);
  for (std::size_t t = 0; t < symbols.size(); ++t) trace.step.push_back(static_cast<std::int32_t>(t));
  view.task->annotate(trace);
  const models::IntColumn& classes = trace.require_integer(column);
  if (classes.labels.empty())
    fail(ErrorKind::data, "symbol-gain: the column " + column + " has no classes, but numbers");
  kinds.of = classes.values;
  kinds.names = classes.labels;
  return kinds;
}

}  // namespace

void ComparisonOptions::check() const {
  check_range("--symbols", static_cast<double>(symbols), symbols >= 100, "100 or more");
  for (const int one : orders)
    check_range("--orders", one, one >= 1 && one <= models::kInfiniteOrder, "1 to 1000, or inf");
  for (const int one : windows) check_range("--windows", one, one >= 2 && one <= 200, "2 to 200");
}

std::string ngram_name(int order) {
  return order == models::kInfiniteOrder ? "∞-gram" : std::to_string(order) + "-gram";
}

std::string window_name(int window) { return std::to_string(window) + "-NN"; }

models::WindowNetwork window_network(const NetworkView& view, int window, std::uint64_t seed,
                                     const Execution& execution) {
  models::WindowShape shape;
  shape.symbols = static_cast<int>(view.corpus->vocabulary.size());
  shape.context = window - 1;
  models::WindowTraining training;
  training.seed = seed;
  return {training_symbols(view), shape, training, execution};
}

LossBars study_losses(const std::vector<const NetworkView*>& networks, const ComparisonOptions& options,
                      const Execution& execution) {
  options.check();
  const models::Tokens symbols = test_symbols(networks, options.symbols);
  std::vector<int> orders = options.orders;
  if (orders.empty()) {
    orders = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    if (options.order > 9) orders.push_back(options.order);
  }
  LossBars losses;
  losses.symbols = symbols.size();
  const std::shared_ptr<const models::NgramIndex> index = count_ngrams(*networks.front(), execution);
  for (const int order : orders)
    losses.bars.push_back(bar_of(
        ngram_name(order), order,
        p_of_true(predicted(models::KneserNey(index, order), symbols, execution), symbols), options.seed));
  for (const int window : options.windows)
    losses.bars.push_back(window_bar(*networks.front(), window, symbols, options.seed, execution));
  for (const NetworkView* const view : networks)
    losses.bars.push_back(
        bar_of(view->name + " (" + view->id + ")", 0, p_of_network(*view, symbols, execution), options.seed));
  return losses;
}

formats::Table table_of(const LossBars& losses) {
  formats::Table table;
  table.header = {"model", "order", "nats", "bits", "low", "high"};
  for (const LossBar& bar : losses.bars)
    table.rows.push_back({bar.model, bar.order == 0 ? "" : std::to_string(bar.order),
                          formats::format_number(bar.nats),
                          formats::format_number(bar.nats / std::numbers::ln2),
                          formats::format_number(bar.low), formats::format_number(bar.high)});
  return table;
}

std::vector<ErrorOverlap> study_overlap(const std::vector<const NetworkView*>& networks,
                                        const ComparisonOptions& options, const Execution& execution) {
  options.check();
  const models::Tokens symbols = test_symbols(networks, options.symbols);
  const std::vector<double> ngram = p_of_ngram(*networks.front(), options.order, symbols, execution);
  std::vector<ErrorOverlap> overlaps;
  for (const NetworkView* const view : networks) {
    const std::vector<double> p = p_of_network(*view, symbols, execution);
    ErrorOverlap overlap{view->name + " (" + view->id + ")", 0, 0, 0, 0};
    for (std::size_t t = 1; t < p.size(); ++t) {
      const bool here = p[t] < kErrorBelow, there = ngram[t] < kErrorBelow;
      overlap.both += here && there ? 1 : 0;
      overlap.network_alone += here && !there ? 1 : 0;
      overlap.ngram_alone += there && !here ? 1 : 0;
      ++overlap.symbols;
    }
    overlaps.push_back(std::move(overlap));
  }
  return overlaps;
}

formats::Table table_of(const std::vector<ErrorOverlap>& overlaps, int order) {
  formats::Table table;
  table.header = {"network", "errors", "symbols", "share"};
  for (const ErrorOverlap& one : overlaps) {
    const auto add = [&](const std::string& errors, long long count) {
      table.rows.push_back({one.network, errors, std::to_string(count),
                            formats::format_number(static_cast<double>(count) /
                                                   static_cast<double>(std::max(1LL, one.symbols)))});
    };
    add("both", one.both);
    add("network alone", one.network_alone);
    add(ngram_name(order) + " alone", one.ngram_alone);
    add("neither", one.symbols - one.both - one.network_alone - one.ngram_alone);
  }
  return table;
}

SymbolGains study_gains(const NetworkView& network, const std::string& column,
                        const ComparisonOptions& options, const Execution& execution) {
  options.check();
  const models::Tokens symbols = test_symbols({&network}, options.symbols);
  const Kinds kinds = kinds_of(network, column, symbols);
  const std::vector<double> p = p_of_network(network, symbols, execution);
  const std::vector<double> q = p_of_ngram(network, options.order, symbols, execution);
  SymbolGains gains;
  for (std::size_t k = 0; k < kinds.names.size(); ++k) {
    SymbolGain gain{kinds.names[k], 0, 0, 0, 0, 0};
    std::vector<double> differences;
    std::vector<std::size_t> positions;
    for (std::size_t t = 1; t < p.size(); ++t) {
      if (kinds.of[t] != static_cast<std::int32_t>(k)) continue;
      gain.network += p[t];
      gain.ngram += q[t];
      differences.push_back(p[t] - q[t]);
      positions.push_back(t);
    }
    gain.count = differences.size();
    if (gain.count < kLeastSymbols) {
      gains.rare += gain.count > 0 ? 1 : 0;
      continue;
    }
    gain.network /= static_cast<double>(gain.count);
    gain.ngram /= static_cast<double>(gain.count);
    const MeanInText mean = mean_in_text(differences, options.seed, positions);
    gain.low = mean.low;
    gain.high = mean.high;
    gains.kinds.push_back(std::move(gain));
  }
  std::stable_sort(gains.kinds.begin(), gains.kinds.end(), [](const SymbolGain& a, const SymbolGain& b) {
    return a.network - a.ngram > b.network - b.ngram;
  });
  return gains;
}

formats::Table table_of(const SymbolGains& gains) {
  formats::Table table;
  table.header = {"kind", "symbols", "network", "ngram", "difference", "low", "high"};
  for (const SymbolGain& gain : gains.kinds)
    table.rows.push_back({gain.kind, std::to_string(gain.count), formats::format_number(gain.network),
                          formats::format_number(gain.ngram),
                          formats::format_number(gain.network - gain.ngram), formats::format_number(gain.low),
                          formats::format_number(gain.high)});
  return table;
}

}  // namespace rssviz::cli
