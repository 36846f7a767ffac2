#include "models/baselines/kneser_ney.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <utility>

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kPiece = 4096;  // symbols that one thread scores at a time

// Chen and Goodman's equation 26, where it holds.
KneserNey::Discounts discounts_from(const NgramIndex::CountsOfCounts& with) {
  KneserNey::Discounts discounts;
  if (with[0] <= 0 || with[1] <= 0 || with[2] <= 0) return discounts;
  const double share = with[0] / (with[0] + 2 * with[1]);
  std::array<double, 3> closed{};
  for (std::size_t k = 1; k <= 3; ++k) {
    const auto times = static_cast<double>(k);
    closed[k - 1] = times - (times + 1) * share * with[k] / with[k - 1];
    if (!(closed[k - 1] >= 0 && closed[k - 1] <= times)) return discounts;
  }
  discounts.of = closed;
  discounts.fallback = false;
  return discounts;
}

}  // namespace

int ngram_order_named(const std::string& text) {
  if (text == "inf") return kInfiniteOrder;
  int order = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), order);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || order < 1 ||
      order > kLongestContext)
    fail(ErrorKind::usage, "--order: '" + text + "' is neither inf nor a whole number from 1 to " +
                               std::to_string(kLongestContext));
  return order;
}

KneserNey::KneserNey(std::shared_ptr<const NgramIndex> index, int order)
    : index_(std::move(index)), order_(order) {
  check_range("order", order, order >= 1 && order <= kInfiniteOrder,
              "1 to " + std::to_string(kInfiniteOrder));
  for (int n = 1; n <= order; ++n)
    discounts_.push_back(discounts_from(n == order ? index_->with_count(n) : index_->with_preceders(n)));
}

std::vector<int> KneserNey::fallbacks() const {
  std::vector<int> orders;
  for (int n = 1; n <= order_; ++n)
    if (discounts(n).fallback) orders.push_back(n);
  return orders;
}

// p of one order, from p of the order below.
void KneserNey::interpolate(std::span<const Continuation> after, int order, std::span<double> p) const {
  const bool highest = order == order_;
  const std::array<double, 3>& discount = discounts(order).of;
  const auto count_of = [&](const Continuation& one) { return highest ? one.count : one.preceders; };
  const auto discount_of = [&](std::int32_t count) {
    return discount[static_cast<std::size_t>(std::min(count, 3) - 1)];
  };
  double total = 0, taken = 0;
  for (const Continuation& one : after) {
    const std::int32_t count = count_of(one);
    total += count;
    taken += std::min(static_cast<double>(count), discount_of(count));
  }
  const double left = taken / total;
  for (double& value : p) value *= left;
  for (const Continuation& one : after) {
    const std::int32_t count = count_of(one);
    p[static_cast<std::size_t>(one.symbol)] += std::max(0., count - discount_of(count)) / total;
  }
}

void KneserNey::probabilities(std::span<const std::int32_t> history, std::span<double> p) const {
  probabilities_and_length(history, p);
}

int KneserNey::probabilities_and_length(std::span<const std::int32_t> history, std::span<double> p) const {
  std::fill(p.begin(), p.end(), 1. / static_cast<double>(symbols()));
  std::vector<Continuation> after;
  NgramIndex::Context context = index_->empty_context();
  int length = 0;
  for (int order = 1; order <= order_; ++order) {
    if (order > 1) {
      const std::size_t back = static_cast<std::size_t>(order - 1);
      if (back > history.size()) break;
      context = index_->longer(context, history[history.size() - back]);
      if (!context.found()) break;
    }
    index_->continuations(context, after);
    if (after.empty()) break;  // the text ended with it; a longer one has nothing behind it either
    interpolate(after, order, p);
    length = order - 1;
  }
  return length;
}

std::vector<double> symbol_losses(const KneserNey& model, std::span<const std::int32_t> text,
                                  std::size_t from, const Execution& execution) {
  if (from >= text.size()) return {};
  std::vector<double> losses(text.size() - from);
  const std::size_t pieces = (losses.size() + kPiece - 1) / kPiece;
  execution.workers.for_each(pieces, [&](std::size_t piece) {
    execution.progress.check_stop();
    std::vector<double> p(static_cast<std::size_t>(model.symbols()));
    const std::size_t end = std::min(losses.size(), (piece + 1) * kPiece);
    for (std::size_t i = piece * kPiece; i < end; ++i) {
      model.probabilities(text.first(from + i), p);
      losses[i] = -std::log(p[static_cast<std::size_t>(text[from + i])]);
    }
  });
  return losses;
}

}  // namespace rssviz::models
