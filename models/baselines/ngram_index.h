// All n-grams of a text at once: how often each continuation of each context occurs, and before how many
// different symbols, for contexts of any length. The intervals of the suffix array's common prefixes (the
// inner nodes of the suffix tree) hold it, so that no table of n-grams is ever made; a context is found by
// backward search. Sources: Abouelhoda, Kurtz and Ohlebusch 2004 (intervals of common prefixes); Ferragina
// and Manzini 2005 (backward search); Hui 1992 (how many colours a subtree has).
// Immutable once built: safe on any thread.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/progress.h"

namespace rssviz::models {

// The contexts that `order inf` looks at have at most so many symbols.
inline constexpr int kLongestContext = 1000;

// Bytes that an index of a text takes while it is built and after that, before any of it is taken.
struct NgramPlan {
  double building{0};
  double kept{0};

  double most() const { return building > kept ? building : kept; }
  std::string text() const;  // "187 MB at the most (...)"
};
NgramPlan plan_ngrams(std::size_t text, std::size_t symbols);
// Throws Error{retry} with both numbers where the plan is above what is free; 0: unknown.
void check_memory(const NgramPlan& plan, double available);
// Says it, aloud from a gigabyte on, and checks it.
void say_plan(const NgramPlan& plan, double available, Progress& progress);

// What follows a context.
struct Continuation {
  std::int32_t symbol{0};
  std::int32_t count{0};      // occurrences of context and symbol
  std::int32_t preceders{0};  // different symbols before them; the text's beginning counts as one
};

class NgramIndex {
 public:
  // `text`: numbers from 0 to symbols - 1, at most 65,536 symbols. Throws Error{data} otherwise, or for an
  // empty text.
  NgramIndex(std::span<const std::int32_t> text, std::int32_t symbols);

  std::int32_t symbols() const { return symbols_; }
  std::size_t size() const { return text_.size(); }

  // Contexts in the text: the suffixes of a history, each one symbol longer than the last.
  struct Context {
    std::int32_t low{0}, high{0};  // places of the suffix array
    int length{0};                 // symbols
    bool found() const { return low < high; }
  };
  Context empty_context() const { return {0, static_cast<std::int32_t>(text_.size()), 0}; }
  // The context with one symbol more in front; not found where the text hasn't it.
  Context longer(const Context& context, std::int32_t symbol) const;
  // What follows a context that was found, in order of symbols, into `into`: nothing where it only ends the
  // text.
  void continuations(const Context& context, std::vector<Continuation>& into) const;

  // How many different n-grams of `order` occur k = 1, 2, 3, 4 times [k - 1], and before k different symbols.
  // Orders up to kLongestContext + 1.
  using CountsOfCounts = std::array<double, 4>;
  const CountsOfCounts& with_count(int order) const { return with_count_[index(order)]; }
  const CountsOfCounts& with_preceders(int order) const { return with_preceders_[index(order)]; }

 private:
  struct Node {
    std::int32_t low{0}, high{0}, depth{0}, preceders{0};
    std::int32_t first_child{0};  // up to that of the next node
  };
  struct Child {
    std::int32_t count{0}, preceders{0};
  };
  struct Building;

  static std::size_t index(int order) { return static_cast<std::size_t>(order - 1); }
  void index_left_symbols(std::span<const std::int32_t> suffixes);
  std::int32_t occurrences(std::int32_t symbol, std::int32_t before) const;
  const Node* node_of(const Context& context) const;

  std::int32_t symbols_;
  std::vector<std::uint16_t> text_;
  std::vector<std::int32_t> suffixes_{};
  std::vector<std::uint16_t> left_{};         // the symbol before each suffix, in the suffix array's order
  std::int32_t place_of_whole_{0};            // the suffix that is the whole text: none stands before it
  std::vector<std::int32_t> begin_{};         // of each symbol, where its suffixes begin
  std::size_t block_{64};                     // of `left_`
  std::vector<std::int32_t> before_block_{};  // blocks x symbols: occurrences before each block
  std::vector<Node> nodes_{};
  std::vector<std::int32_t> node_at_{};  // by low or high - 1, whichever is the node's own; -1: none
  std::vector<Child> children_{};
  std::vector<std::uint16_t> child_symbols_{};
  std::vector<CountsOfCounts> with_count_{}, with_preceders_{};
};

}  // namespace rssviz::models
