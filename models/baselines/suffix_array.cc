#include "models/baselines/suffix_array.h"

#include <algorithm>
#include <limits>
#include <string>

#include "core/error.h"

namespace rssviz::models {
namespace {

using Places = std::vector<std::int32_t>;

std::size_t at(std::int32_t place) { return static_cast<std::size_t>(place); }

// One level of the recursion. A suffix is small (S) where it is below the one that follows it, else large
// (L); a small one behind a large one is leftmost small (LMS), and their order gives that of all others.
class InducedSort {
 public:
  InducedSort(std::span<const std::int32_t> text, std::int32_t symbols)
      : text_(text), size_(static_cast<std::int32_t>(text.size())), small_(text.size(), false) {
    for (std::int32_t i = size_ - 2; i >= 0; --i)
      small_[at(i)] = here(i) < here(i + 1) || (here(i) == here(i + 1) && small_[at(i + 1)]);
    find_buckets(symbols);
    for (std::int32_t i = 1; i < size_; ++i)
      if (is_leftmost(i)) leftmost_.push_back(i);
  }

  Places sorted() {
    induce(leftmost_);
    if (leftmost_.empty()) return std::move(order_);
    const Places by_first_part = leftmost_in_order();
    induce(sorted_leftmost(by_first_part));
    return std::move(order_);
  }

 private:
  std::int32_t here(std::int32_t i) const { return text_[at(i)]; }
  bool is_leftmost(std::int32_t i) const { return i > 0 && small_[at(i)] && !small_[at(i) - 1]; }

  // Of each symbol, where its suffixes begin in the order (large ones come first), and where its small ones.
  void find_buckets(std::int32_t symbols) {
    Places large(at(symbols), 0), all(at(symbols), 0);
    for (std::int32_t i = 0; i < size_; ++i) {
      ++all[at(here(i))];
      if (!small_[at(i)]) ++large[at(here(i))];
    }
    begin_.resize(at(symbols) + 1);
    small_begin_.resize(at(symbols));
    std::int32_t sum = 0;
    for (std::int32_t s = 0; s < symbols; ++s) {
      begin_[at(s)] = sum;
      small_begin_[at(s)] = sum + large[at(s)];
      sum += all[at(s)];
    }
    begin_.back() = sum;
  }

  // All suffixes, from the leftmost small ones in the order given.
  void induce(const Places& leftmost) {
    order_.assign(text_.size(), -1);
    Places next = small_begin_;
    for (const std::int32_t i : leftmost) order_[at(next[at(here(i))]++)] = i;
    next.assign(begin_.begin(), begin_.end() - 1);
    order_[at(next[at(here(size_ - 1))]++)] = size_ - 1;
    for (std::int32_t place = 0; place < size_; ++place) {
      const std::int32_t i = order_[at(place)];
      if (i >= 1 && !small_[at(i) - 1]) order_[at(next[at(here(i - 1))]++)] = i - 1;
    }
    next.assign(begin_.begin() + 1, begin_.end());
    for (std::int32_t place = size_ - 1; place >= 0; --place) {
      const std::int32_t i = order_[at(place)];
      if (i >= 1 && small_[at(i) - 1]) order_[at(--next[at(here(i - 1))])] = i - 1;
    }
  }

  Places leftmost_in_order() const {
    Places found;
    found.reserve(leftmost_.size());
    for (const std::int32_t i : order_)
      if (is_leftmost(i)) found.push_back(i);
    return found;
  }

  // Whether the parts from one leftmost small place to the next are equal.
  bool same_part(std::int32_t a, std::int32_t end_a, std::int32_t b, std::int32_t end_b) const {
    if (end_a - a != end_b - b) return false;
    while (a < end_a && here(a) == here(b)) ++a, ++b;
    return a == end_a && b < size_ && a < size_ && here(a) == here(b);
  }

  // The leftmost small places in the order of their suffixes: parts are numbered in their order, and the text
  // of numbers is sorted in turn.
  Places sorted_leftmost(const Places& by_first_part) const {
    Places rank_at(text_.size(), -1);
    for (std::size_t k = 0; k < leftmost_.size(); ++k)
      rank_at[at(leftmost_[k])] = static_cast<std::int32_t>(k);
    const auto end_of = [&](std::int32_t i) {
      const std::size_t next = at(rank_at[at(i)]) + 1;
      return next < leftmost_.size() ? leftmost_[next] : size_;
    };
    Places parts(leftmost_.size());
    std::int32_t names = 0;
    for (std::size_t k = 0; k < by_first_part.size(); ++k) {
      const std::int32_t i = by_first_part[k];
      if (k > 0) {
        const std::int32_t before = by_first_part[k - 1];
        if (!same_part(before, end_of(before), i, end_of(i))) ++names;
      }
      parts[at(rank_at[at(i)])] = names;
    }
    Places().swap(rank_at);
    Places sorted = InducedSort(parts, names + 1).sorted();
    for (std::int32_t& place : sorted) place = leftmost_[at(place)];
    return sorted;
  }

  std::span<const std::int32_t> text_;
  std::int32_t size_;
  std::vector<bool> small_;
  Places begin_{}, small_begin_{};
  Places leftmost_{};  // in the order of the text
  Places order_{};
};

}  // namespace

std::vector<std::int32_t> suffix_array(std::span<const std::int32_t> text, std::int32_t symbols) {
  if (text.size() > static_cast<std::size_t>(std::numeric_limits<std::int32_t>::max() - 1))
    fail(ErrorKind::data, "the text has " + std::to_string(text.size()) + " symbols; at most 2147483646 fit");
  for (const std::int32_t symbol : text)
    if (symbol < 0 || symbol >= symbols)
      fail(ErrorKind::data, "the text holds " + std::to_string(symbol) + ", which is none of the " +
                                std::to_string(symbols) + " symbols");
  if (text.empty()) return {};
  return InducedSort(text, symbols).sorted();
}

std::vector<std::int32_t> common_prefixes(std::span<const std::int32_t> text,
                                          std::span<const std::int32_t> suffixes) {
  const std::size_t size = suffixes.size();
  Places before(size, -1);  // the suffix that stands before it in the order
  for (std::size_t place = 1; place < size; ++place) before[at(suffixes[place])] = suffixes[place - 1];
  std::size_t shared = 0;
  for (std::size_t i = 0; i < size; ++i) {  // in the text's order `shared` falls by one at most
    if (before[i] < 0) {
      shared = 0;
      continue;
    }
    const std::size_t other = at(before[i]);
    while (i + shared < size && other + shared < size && text[i + shared] == text[other + shared]) ++shared;
    before[i] = static_cast<std::int32_t>(shared);
    if (shared > 0) --shared;
  }
  Places common(size + 1, -1);
  for (std::size_t place = 1; place < size; ++place) common[place] = before[at(suffixes[place])];
  return common;
}

}  // namespace rssviz::models
