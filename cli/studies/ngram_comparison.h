// Networks beside n-grams of the text that they were trained on, symbol by symbol: losses by order, whose
// errors are whose, and which symbols gain. After Karpathy, Johnson and Fei-Fei 2015 (table 2, figures 4 and
// 5): an error is a symbol that was given less than .5. Pure; the same bytes at any number of threads.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"
#include "core/formats/csv.h"
#include "models/baselines/window_network.h"

namespace rssviz::cli {

inline constexpr double kErrorBelow = 0.5;

struct ComparisonOptions {
  long long symbols{50'000};   // of the text to test on, at most
  int order{20};               // of the n-gram that networks are held against
  std::vector<int> orders{};   // of losses by order; empty: 1 to 9 and `order`
  std::vector<int> windows{};  // n of networks without memory that see the last n - 1 symbols, trained for it
  std::uint64_t seed{1};       // of intervals, and of these networks

  // Throws Error{usage} naming the option, its value and the range.
  void check() const;
};

// The order of n-grams in words: "20-gram", "∞-gram".
std::string ngram_name(int order);

// A network without memory that sees the last `window` - 1 symbols, trained on what the view's is: "20-NN".
models::WindowNetwork window_network(const NetworkView& view, int window, std::uint64_t seed,
                                     const Execution& execution);
std::string window_name(int window);

struct LossBar {
  std::string model{};              // "LSTM", "6-gram"
  int order{0};                     // 0: a network
  bool window{false};               // a network without memory
  double nats{0}, low{0}, high{0};  // a symbol; interval over blocks of 1,000 symbols
};
struct LossBars {
  std::vector<LossBar> bars{};  // orders, windows, then networks
  std::size_t symbols{0};
};
LossBars study_losses(const std::vector<const NetworkView*>& networks, const ComparisonOptions& options,
                      const Execution& execution);
// model,order,nats,bits,low,high.
formats::Table table_of(const LossBars& losses);

// Errors of a network and of the n-gram, in symbols.
struct ErrorOverlap {
  std::string network{};
  long long both{0}, network_alone{0}, ngram_alone{0}, symbols{0};
};
std::vector<ErrorOverlap> study_overlap(const std::vector<const NetworkView*>& networks,
                                        const ComparisonOptions& options, const Execution& execution);
// network,errors,share: both, network alone, n-gram alone, neither.
formats::Table table_of(const std::vector<ErrorOverlap>& overlaps, int order);

// Mean p(true) of a kind of symbol.
struct SymbolGain {
  std::string kind{};
  std::size_t count{0};
  double network{0}, ngram{0};
  double low{0}, high{0};  // of the difference, over blocks of 1,000 symbols
};
struct SymbolGains {
  std::vector<SymbolGain> kinds{};  // the largest gain first; of 30 symbols or more
  std::size_t rare{0};              // kinds left out
};
// `column`: a column of classes, "": each symbol is a kind.
SymbolGains study_gains(const NetworkView& network, const std::string& column,
                        const ComparisonOptions& options, const Execution& execution);
// kind,symbols,network,ngram,difference,low,high.
formats::Table table_of(const SymbolGains& gains);

}  // namespace rssviz::cli
