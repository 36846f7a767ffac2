#include "models/analysis/units/class_pairs.h"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

namespace rssviz::models {
namespace {

constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

}  // namespace

UnitBlock block_of(MatrixRef states, std::size_t first, std::size_t count) {
  UnitBlock block{std::vector<float>(static_cast<std::size_t>(states.rows()) * kUnitsAtOnce, 0.F)};
  for (Eigen::Index i = 0; i < states.rows(); ++i)
    std::copy_n(states.row(i).data() + first, count,
                block.values.data() + static_cast<std::size_t>(i) * kUnitsAtOnce);
  return block;
}

std::vector<std::uint32_t> order_of(const UnitBlock& block, std::size_t lane) {
  constexpr std::uint32_t kBits = 11, kBuckets = 1U << kBits;
  struct Keyed {
    std::uint32_t key, point;
  };
  const std::size_t points = block.values.size() / kUnitsAtOnce;
  std::vector<Keyed> from(points), to(points);
  std::array<std::array<std::uint32_t, kBuckets>, 3> starts{};
  for (std::size_t i = 0; i < points; ++i) {
    const auto bits = std::bit_cast<std::uint32_t>(block.at(i)[lane]);
    const std::uint32_t key = bits >> 31 == 0 ? bits | 0x80000000U : ~bits;  // ascends as the numbers do
    from[i] = {key, static_cast<std::uint32_t>(i)};
    for (std::uint32_t digit = 0; digit < 3; ++digit) ++starts[digit][(key >> (digit * kBits)) % kBuckets];
  }
  for (std::uint32_t digit = 0; digit < 3; ++digit) {
    std::uint32_t before = 0;
    for (std::uint32_t& start : starts[digit]) before += std::exchange(start, before);
    for (const Keyed& one : from) to[starts[digit][(one.key >> (digit * kBits)) % kBuckets]++] = one;
    from.swap(to);
  }
  std::vector<std::uint32_t> order(points);
  for (std::size_t i = 0; i < points; ++i) order[i] = from[i].point;
  return order;
}

ClassTable::ClassTable(std::span<const AtlasProperty> all) {
  for (std::size_t p = 0; p < all.size(); ++p)
    if (!all[p].number) properties.push_back(p);
  constexpr std::size_t kVector = 8;
  width = (properties.size() + kVector - 1) / kVector * kVector;
  const std::size_t points = all.empty() ? 0 : all.front().values.size();
  codes.assign(points * width, 2);
  for (std::size_t k = 0; k < properties.size(); ++k)
    for (std::size_t i = 0; i < points; ++i) {
      const float value = all[properties[k]].values[i];
      if (value == 0 || value == 1) codes[i * width + k] = static_cast<std::uint8_t>(value);
    }
}

PairCounter::PairCounter(const ClassTable& classes) : classes_(classes), width_(classes.width) {
  for (std::vector<std::uint64_t>* const some : {&pairs_, &ties_}) some->assign(width_, 0);
  for (std::vector<std::uint32_t>* const some : {&few_, &zeros_, &ones_, &tied_zeros_, &tied_ones_})
    some->assign(width_, 0);
}

std::vector<double> PairCounter::aurocs(const UnitBlock& block, std::size_t lane,
                                        const std::vector<std::uint32_t>& order) {
  for (std::size_t i = 0; i < order.size();) {
    const float value = block.at(order[i])[lane];
    std::size_t end = i + 1;
    while (end < order.size() && block.at(order[end])[lane] == value) ++end;
    end == i + 1 ? add_one(order[i]) : add_tied(order, i, end);
    i = end;
  }
  flush();
  std::vector<double> found;
  for (std::size_t k = 0; k < classes_.properties.size(); ++k) {
    const auto zeros = static_cast<double>(zeros_[k]), ones = static_cast<double>(ones_[k]);
    const double above = static_cast<double>(pairs_[k]) + 0.5 * static_cast<double>(ties_[k]);
    found.push_back(zeros > 0 && ones > 0 ? above / (zeros * ones) : kNone);
  }
  return found;
}

void PairCounter::add_one(std::uint32_t point) {
  make_room(1);
  const std::uint8_t* const code = codes(point);
  std::uint32_t* const few = few_.data();
  std::uint32_t* const zeros = zeros_.data();
  std::uint32_t* const ones = ones_.data();
  for (std::size_t k = 0; k < width_; ++k) {
    few[k] += code[k] == 1 ? zeros[k] : 0U;
    ones[k] += code[k] == 1 ? 1U : 0U;
    zeros[k] += code[k] == 0 ? 1U : 0U;
  }
}

void PairCounter::add_tied(const std::vector<std::uint32_t>& order, std::size_t from, std::size_t end) {
  std::fill(tied_zeros_.begin(), tied_zeros_.end(), 0U);
  std::fill(tied_ones_.begin(), tied_ones_.end(), 0U);
  for (std::size_t i = from; i < end; ++i) {
    const std::uint8_t* const code = codes(order[i]);
    for (std::size_t k = 0; k < width_; ++k) {
      tied_ones_[k] += code[k] == 1 ? 1U : 0U;
      tied_zeros_[k] += code[k] == 0 ? 1U : 0U;
    }
  }
  for (std::size_t k = 0; k < width_; ++k) {
    pairs_[k] += std::uint64_t{tied_ones_[k]} * zeros_[k];
    ties_[k] += std::uint64_t{tied_ones_[k]} * tied_zeros_[k];
    zeros_[k] += tied_zeros_[k];
    ones_[k] += tied_ones_[k];
  }
  seen_ += end - from;
}

void PairCounter::make_room(std::size_t points) {
  seen_ += points;
  in_few_ += seen_;
  if (in_few_ < (std::uint64_t{1} << 32)) return;
  flush();
  in_few_ = seen_;
}

void PairCounter::flush() {
  for (std::size_t k = 0; k < width_; ++k) pairs_[k] += std::exchange(few_[k], 0U);
  in_few_ = 0;
}

}  // namespace rssviz::models
