#include "models/analysis/matching/on_bits.h"

#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kRowsOfPiece = 2048;
constexpr std::uint32_t kExponent = 0x7F800000U;  // all of these bits: not finite

bool is_on(float raw, const OnRule& rule) {
  return (rule.transform == Transform::tanh ? std::tanh(raw) : raw) >= rule.threshold;
}

// Floats in their order as integers, and back.
std::int64_t place_of(float value) {
  const auto bits = std::bit_cast<std::int32_t>(value);
  return bits >= 0 ? bits : -static_cast<std::int64_t>(bits & 0x7FFFFFFF);
}
float float_at(std::int64_t place) {
  return place >= 0 ? std::bit_cast<float>(static_cast<std::int32_t>(place))
                    : -std::bit_cast<float>(static_cast<std::int32_t>(-place));
}

// Sets the bits of values at or above `least`, from bit `first` on; false where a value isn't finite.
bool set_bits(const float* values, std::size_t count, float least, std::size_t first, std::uint64_t* into) {
  std::uint32_t broken = 0;
  for (std::size_t begin = 0; begin < count; begin += 64) {
    const std::size_t here = std::min<std::size_t>(64, count - begin);
    std::uint64_t word = 0;
    for (std::size_t i = 0; i < here; ++i) {
      const float value = values[begin + i];
      word |= static_cast<std::uint64_t>(value >= least) << i;
      broken |= static_cast<std::uint32_t>((std::bit_cast<std::uint32_t>(value) & kExponent) == kExponent);
    }
    const std::size_t at = first + begin;
    into[at / 64] |= word << (at % 64);
    if (at % 64 != 0 && at % 64 + here > 64) into[at / 64 + 1] |= word >> (64 - at % 64);
  }
  return broken == 0;
}

[[noreturn]] void refuse_row(const MatrixRef& block, Eigen::Index row, std::size_t step) {
  for (Eigen::Index unit = 0; unit < block.cols(); ++unit)
    if (!std::isfinite(block(row, unit)))
      fail(ErrorKind::data, "the state at step " + std::to_string(step) + " isn't finite: unit " +
                                std::to_string(unit) + " is " + std::to_string(block(row, unit)));
  fail(ErrorKind::internal, "a value that isn't finite is gone");
}

}  // namespace

void OnRule::check() const {
  if (transform == Transform::tanh)
    check_range("threshold", static_cast<double>(threshold), threshold > -1 && threshold < 1,
                "above -1, below 1 (states go through tanh)");
  else
    check_range("threshold", static_cast<double>(threshold), true, "a finite number");
}

float least_raw_value(const OnRule& rule) {
  if (rule.transform == Transform::none) return rule.threshold;
  std::int64_t low = place_of(-std::numeric_limits<float>::max());  // off
  std::int64_t high = place_of(std::numeric_limits<float>::max());  // on
  while (high - low > 1) {
    const std::int64_t middle = low + (high - low) / 2;
    (is_on(float_at(middle), rule) ? high : low) = middle;
  }
  return float_at(high);
}

std::vector<std::uint64_t> OnBits::mask(std::span<const int> chosen) const {
  std::vector<std::uint64_t> all(words, 0);
  for (const int cell : chosen) {
    const auto c = static_cast<std::size_t>(cell);
    if (cell < 0 || c >= cells)
      fail(ErrorKind::usage,
           "there is no cell " + std::to_string(cell) + ": cells are 0 to " + std::to_string(cells - 1));
    all[c / 64] |= std::uint64_t{1} << (c % 64);
  }
  return all;
}

OnBits on_bits(const RowBlocks& rows, const OnRule& rule, const Workers& workers) {
  rule.check();
  const auto steps = static_cast<std::size_t>(rows.rows());
  const auto units = static_cast<std::size_t>(rows.cols());
  OnBits result;
  result.steps = steps;
  result.cells = rule.with_negative ? 2 * units : units;
  result.words = (result.cells + 63) / 64;
  result.bits.resize(steps * result.words);
  // Of max(x, 0) a threshold of 0 or less would find every cell on.
  if (rule.with_negative && !(rule.threshold > 0))
    check_range("threshold", static_cast<double>(rule.threshold), false,
                "above 0, for positive and negative parts");
  const float least = least_raw_value(rule);
  workers.for_each((steps + kRowsOfPiece - 1) / kRowsOfPiece, [&](std::size_t piece) {
    Matrix room, negative;
    const std::size_t first = piece * kRowsOfPiece, count = std::min(kRowsOfPiece, steps - first);
    const MatrixRef block =
        rows.read(static_cast<Eigen::Index>(first), static_cast<Eigen::Index>(count), room);
    if (rule.with_negative) negative = -block;
    for (std::size_t i = 0; i < count; ++i) {
      const auto row = static_cast<Eigen::Index>(i);
      std::uint64_t* const into = result.bits.data() + (first + i) * result.words;
      const float* const values = block.data() + row * block.outerStride();
      if (!set_bits(values, units, least, 0, into)) refuse_row(block, row, first + i);
      if (rule.with_negative) set_bits(negative.data() + i * units, units, least, units, into);
    }
  });
  return result;
}

CellBits by_cell(const OnBits& bits) {
  CellBits result;
  result.steps = bits.steps;
  result.words = (bits.steps + 63) / 64;
  result.bits.resize(bits.cells * result.words);
  for (std::size_t step = 0; step < bits.steps; ++step)
    for (std::size_t w = 0; w < bits.words; ++w)
      for (std::uint64_t left = bits.bits[step * bits.words + w]; left != 0; left &= left - 1) {
        const std::size_t cell = w * 64 + static_cast<std::size_t>(std::countr_zero(left));
        result.bits[cell * result.words + step / 64] |= std::uint64_t{1} << (step % 64);
      }
  return result;
}

}  // namespace rssviz::models
