// The interpolated modified Kneser-Ney model of symbols: what networks over texts are held against. Source:
// Chen and Goodman 1999 (doi 10.1006/csla.1999.0128), equations 24 to 26, of any order, over an index of the
// training text. Symbols are few, so that closed-form discounts fail at low orders, where no symbol occurs
// only once or twice: where one of an order is undefined or out of [0, k], its three are 0.5, 1 and 1.5, as
// KenLM's fallback is. The unigram is interpolated with the uniform distribution. Counts of the highest order
// are occurrences, of lower ones how many symbols stand before. No marks of beginnings or ends: the first
// symbols of a text are predicted from the context that they have.
// Immutable: safe on any thread.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/parallel.h"
#include "models/baselines/ngram_index.h"

namespace rssviz::models {

// As `--order` names it: a whole number, or "inf": the longest suffix that the training text has, of at most
// kLongestContext symbols. Throws Error{usage} for anything else.
int ngram_order_named(const std::string& text);
inline constexpr int kInfiniteOrder = kLongestContext + 1;

class KneserNey {
 public:
  // `order`: symbols of an n-gram, the predicted one included, 1 to kInfiniteOrder. Throws Error{usage}.
  KneserNey(std::shared_ptr<const NgramIndex> index, int order);

  int order() const { return order_; }
  std::int32_t symbols() const { return index_->symbols(); }
  const NgramIndex& index() const { return *index_; }

  // p of each symbol after a history, of which the last order - 1 symbols count: they sum to 1.
  void probabilities(std::span<const std::int32_t> history, std::span<double> p) const;
  // The same, and how many symbols of the history the training text has.
  int probabilities_and_length(std::span<const std::int32_t> history, std::span<double> p) const;

  // Taken off what occurs once, twice, or more often.
  struct Discounts {
    std::array<double, 3> of{0.5, 1, 1.5};
    bool fallback{true};
  };
  const Discounts& discounts(int order) const { return discounts_[static_cast<std::size_t>(order - 1)]; }
  // The orders whose discounts fell back.
  std::vector<int> fallbacks() const;

 private:
  void interpolate(std::span<const Continuation> after, int order, std::span<double> p) const;

  std::shared_ptr<const NgramIndex> index_;
  int order_;
  std::vector<Discounts> discounts_{};
};

// -log p of each symbol of `text` from `from` on, in nats, each after all before it. Cut into pieces by size:
// the same bytes at any number of threads.
std::vector<double> symbol_losses(const KneserNey& model, std::span<const std::int32_t> text,
                                  std::size_t from, const Execution& execution);

}  // namespace rssviz::models
