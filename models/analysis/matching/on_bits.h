// Which cells are on at which step, as bits: all that matching asks of states. A million steps of 200 cells
// are 32 MB, whatever file they come from. After LSTMVis (Strobelt et al. 2016, arXiv 1606.07461), with one
// definition of "on" everywhere. Values; safe to read from any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/parallel.h"
#include "core/row_blocks.h"

namespace rssviz::models {

// What a value goes through before it is held against the threshold.
enum class Transform { tanh, none };

struct OnRule {
  float threshold{0.3F};  // on: transformed value >= threshold, compared in float32
  Transform transform{Transform::tanh};
  // Units are doubled: cell u is max(x, 0) of unit u, cell units + u is max(-x, 0) of it.
  bool with_negative{false};

  // Throws Error{usage} unless the threshold is finite, and between -1 and 1 after tanh.
  void check() const;
};

// The least float that is on without a transform of its own: x is on exactly where x >= this. Found by
// halving the floats, since tanhf grows.
float least_raw_value(const OnRule& rule);

struct OnBits {
  std::size_t steps{0};
  std::size_t cells{0};
  std::size_t words{0};               // of a row: cells / 64, rounded up
  std::vector<std::uint64_t> bits{};  // steps x words, row-major; cell c is bit c % 64 of word c / 64

  std::span<const std::uint64_t> row(std::size_t step) const { return {bits.data() + step * words, words}; }
  bool on(std::size_t step, std::size_t cell) const {
    return (bits[step * words + cell / 64] >> (cell % 64) & 1) != 0;
  }
  // A mask of a row's shape with these cells set.
  std::vector<std::uint64_t> mask(std::span<const int> chosen) const;
};

// `rows`: steps x units, read once by blocks; as much memory as the bits and a block for each thread. Throws
// what reading throws, Error{usage} as check() does, Error{data} naming the step and unit of a value that is
// not finite. The same bits at any number of threads.
OnBits on_bits(const RowBlocks& rows, const OnRule& rule, const Workers& workers);

// The same bits by cell: cells x (steps / 64, rounded up) words, for counting over all steps at once.
struct CellBits {
  std::size_t steps{0};
  std::size_t words{0};  // of a cell
  std::vector<std::uint64_t> bits{};

  std::span<const std::uint64_t> cell(std::size_t c) const { return {bits.data() + c * words, words}; }
};
CellBits by_cell(const OnBits& bits);

}  // namespace rssviz::models
