#include "models/baselines/ngram_index.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/error.h"
#include "core/memory.h"
#include "models/baselines/suffix_array.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kLeastBlock = 64;
std::size_t at(std::int32_t place) { return static_cast<std::size_t>(place); }

std::size_t block_for(std::size_t symbols) {
  std::size_t block = kLeastBlock;
  while (block < symbols) block *= 2;
  return block;
}

}  // namespace

std::string NgramPlan::text() const {
  return megabytes(most()) + " at the most (" + megabytes(building) + " while the suffixes are sorted, " +
         megabytes(kept) + " for contexts and their continuations)";
}

NgramPlan plan_ngrams(std::size_t text, std::size_t symbols) {
  const auto n = static_cast<double>(text);
  const auto k = static_cast<double>(symbols);
  NgramPlan plan;
  // The text as whole numbers and as short ones, suffixes, their order and common prefixes, recursion.
  plan.building = n * (4. + 2. + 4. + 17.);
  // At most a node and two children a symbol; vectors that grow hold up to twice that for a moment.
  plan.kept = n * (4. + 2. + 4. + 4. + 2. + 4. + 20. + 2. * 10.) +
              n * k * 4. / static_cast<double>(block_for(symbols)) + 0.5 * n * 20.;
  return plan;
}

void check_memory(const NgramPlan& plan, double available) {
  if (available <= 0. || plan.most() <= available) return;
  fail(ErrorKind::retry, "n-grams of this text need " + plan.text() + ", but only " + megabytes(available) +
                             " of memory are free; a shorter text or a larger machine would do");
}

void say_plan(const NgramPlan& plan, double available, Progress& progress) {
  constexpr double kWorthTelling = 1e9;  // bytes
  const std::string text = "memory: n-grams take " + plan.text();
  plan.most() > kWorthTelling ? progress.warn(text) : progress.note(text);
  check_memory(plan, available);
}

// The intervals of common prefixes from left to right: those that hold the place at hand lie on a stack.
struct NgramIndex::Building {
  struct Open {
    std::int32_t depth{0}, low{0};
    std::int32_t repeated{0};      // preceders that were counted twice within
    std::size_t first_pending{0};  // of its children
  };
  struct Pending {  // a child whose parent is still open
    std::int32_t low{0}, high{0}, depth{0}, preceders{0}, repeated{0};
  };

  NgramIndex& index;
  std::span<const std::int32_t> common;
  std::vector<Open> open{};
  std::vector<Pending> pending{};
  std::vector<std::int32_t> last_before{};  // of each preceder, the last place; -1: none yet

  void run() {
    last_before.assign(at(index.symbols_) + 1, -1);
    open.push_back({0, 0, 0, 0});
    const auto size = static_cast<std::int32_t>(index.text_.size());
    for (std::int32_t place = 0; place < size; ++place) {
      count_repeated(place);
      Pending child{place, place + 1, size - index.suffixes_[at(place)], 1, 0};
      const std::int32_t shared = common[at(place) + 1];
      std::int32_t low = place;
      while (!open.empty() && open.back().depth > shared) {
        add(child);
        low = open.back().low;
        child = closed(place + 1);
      }
      if (open.empty()) break;
      if (open.back().depth < shared) open.push_back({shared, low, 0, pending.size()});
      add(child);
    }
    index.nodes_.push_back({0, 0, 0, 0, static_cast<std::int32_t>(index.children_.size())});
    sum_up(index.with_count_);
    sum_up(index.with_preceders_);
  }

  // The deepest interval that holds two places with the same preceder counts it once too often.
  void count_repeated(std::int32_t place) {
    const std::size_t preceder = place == index.place_of_whole_ ? at(index.symbols_) : index.left_[at(place)];
    const std::int32_t last = last_before[preceder];
    last_before[preceder] = place;
    if (last < 0) return;
    auto beyond = std::upper_bound(open.begin(), open.end(), last,
                                   [](std::int32_t value, const Open& one) { return value < one.low; });
    // Of intervals that begin at the same place the deepest stands last, so this is it.
    ++(beyond - 1)->repeated;
  }

  void add(const Pending& child) {
    open.back().repeated += child.repeated;
    pending.push_back(child);
  }

  // The innermost open interval ends before `high`: a node, and a child of what is around it.
  Pending closed(std::int32_t high) {
    const Open one = open.back();
    open.pop_back();
    const std::int32_t preceders = high - one.low - one.repeated;
    const auto node = static_cast<std::int32_t>(index.nodes_.size());
    index.nodes_.push_back(
        {one.low, high, one.depth, preceders, static_cast<std::int32_t>(index.children_.size())});
    // The one interval of those that begin at a place which is no first child, else of those that end there.
    const bool first_child = common[at(one.low)] < common[at(high)];
    index.node_at_[at(first_child ? high - 1 : one.low)] = node;
    for (std::size_t k = one.first_pending; k < pending.size(); ++k) keep(pending[k], one.depth);
    pending.resize(one.first_pending);
    return {one.low, high, one.depth, preceders, one.repeated};
  }

  void keep(const Pending& child, std::int32_t parent_depth) {
    const std::size_t next = at(index.suffixes_[at(child.low)] + parent_depth);
    if (next >= index.text_.size()) return;  // the text ends with the context: nothing follows
    const std::int32_t count = child.high - child.low;
    index.children_.push_back({count, child.preceders});
    index.child_symbols_.push_back(index.text_[next]);
    const auto longest = static_cast<std::int32_t>(index.with_count_.size() - 1);
    const std::size_t first = at(std::min(parent_depth, longest));  // order parent_depth + 1, counted from 1
    const std::size_t beyond = at(std::min(child.depth, longest));
    const auto mark = [&](std::vector<CountsOfCounts>& counts, std::int32_t k) {
      if (k > 4) return;
      counts[first][at(k - 1)] += 1;
      counts[beyond][at(k - 1)] -= 1;
    };
    mark(index.with_count_, count);
    mark(index.with_preceders_, child.preceders);
  }

  // From steps to values: an n-gram that nothing else begins like counts for all orders along its way.
  static void sum_up(std::vector<CountsOfCounts>& counts) {
    for (std::size_t order = 1; order < counts.size(); ++order)
      for (std::size_t k = 0; k < 4; ++k) counts[order][k] += counts[order - 1][k];
  }
};

NgramIndex::NgramIndex(std::span<const std::int32_t> text, std::int32_t symbols) : symbols_(symbols) {
  if (text.empty()) fail(ErrorKind::data, "the text to count n-grams in is empty");
  if (symbols > std::numeric_limits<std::uint16_t>::max() + 1)
    fail(ErrorKind::data,
         "the text has " + std::to_string(symbols) + " different symbols; n-grams take at most 65536");
  suffixes_ = suffix_array(text, symbols);
  const std::vector<std::int32_t> common = common_prefixes(text, suffixes_);
  text_.reserve(text.size());
  for (const std::int32_t symbol : text) text_.push_back(static_cast<std::uint16_t>(symbol));
  index_left_symbols(suffixes_);
  node_at_.assign(text.size(), -1);
  with_count_.assign(kLongestContext + 2, {});
  with_preceders_.assign(kLongestContext + 2, {});
  Building{*this, common}.run();
}

void NgramIndex::index_left_symbols(std::span<const std::int32_t> suffixes) {
  const std::size_t size = suffixes.size();
  const std::size_t symbols = at(symbols_);
  left_.resize(size);
  begin_.assign(symbols + 1, 0);
  for (std::size_t place = 0; place < size; ++place) {
    const std::size_t begins = at(suffixes[place]);
    if (begins == 0) place_of_whole_ = static_cast<std::int32_t>(place);
    left_[place] = begins == 0 ? 0 : text_[begins - 1];
    ++begin_[std::size_t{text_[place]} + 1];
  }
  for (std::size_t s = 0; s < symbols; ++s) begin_[s + 1] += begin_[s];
  block_ = block_for(symbols);
  before_block_.assign((size / block_ + 1) * symbols, 0);
  std::vector<std::int32_t> seen(symbols, 0);
  for (std::size_t place = 0; place < size; ++place) {
    if (place % block_ == 0)
      std::copy(seen.begin(), seen.end(),
                before_block_.begin() + static_cast<std::ptrdiff_t>(place / block_ * symbols));
    if (at(place_of_whole_) != place) ++seen[left_[place]];
  }
  if (size % block_ == 0)
    std::copy(seen.begin(), seen.end(),
              before_block_.begin() + static_cast<std::ptrdiff_t>(size / block_ * symbols));
}

// How many suffixes before a place of the order have this symbol before them.
std::int32_t NgramIndex::occurrences(std::int32_t symbol, std::int32_t before) const {
  const std::size_t block = at(before) / block_;
  std::int32_t count = before_block_[block * at(symbols_) + at(symbol)];
  const std::size_t first = block * block_;
  const auto wanted = static_cast<std::uint16_t>(symbol);
  for (std::size_t place = first; place < at(before); ++place) count += left_[place] == wanted ? 1 : 0;
  // The whole text has no symbol before it; 0 stands there.
  if (symbol == 0 && at(place_of_whole_) >= first && place_of_whole_ < before) --count;
  return count;
}

NgramIndex::Context NgramIndex::longer(const Context& context, std::int32_t symbol) const {
  if (!context.found() || symbol < 0 || symbol >= symbols_) return {0, 0, context.length + 1};
  const std::int32_t begin = begin_[at(symbol)];
  // The last symbol of the text begins a suffix that nothing follows: the empty context holds it, no suffix
  // of the order stands behind it.
  const std::int32_t shift = text_.back() == symbol ? 1 : 0;
  if (context.length == 0) return {begin, begin_[at(symbol) + 1], 1};
  return {begin + shift + occurrences(symbol, context.low), begin + shift + occurrences(symbol, context.high),
          context.length + 1};
}

const NgramIndex::Node* NgramIndex::node_of(const Context& context) const {
  for (const std::int32_t place : {context.low, context.high - 1}) {
    const std::int32_t found = node_at_[at(place)];
    if (found < 0) continue;
    const Node& node = nodes_[at(found)];
    if (node.low == context.low && node.high == context.high) return &node;
  }
  return nullptr;
}

void NgramIndex::continuations(const Context& context, std::vector<Continuation>& into) const {
  into.clear();
  const Node* const node = node_of(context);
  if (node != nullptr && node->depth == context.length) {
    const std::int32_t end = (node + 1)->first_child;
    for (std::int32_t k = node->first_child; k < end; ++k)
      into.push_back({child_symbols_[at(k)], children_[at(k)].count, children_[at(k)].preceders});
    return;
  }
  // Every occurrence goes on alike.
  const std::size_t next = at(suffixes_[at(context.low)]) + static_cast<std::size_t>(context.length);
  if (next >= text_.size()) return;
  into.push_back({text_[next], context.high - context.low, node == nullptr ? 1 : node->preceders});
}

}  // namespace rssviz::models
