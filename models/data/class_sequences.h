// Sequences of rows of numbers, all of one length, each of one class that is read after the last step: images
// by rows, clusters with a delay. What is given at each step stands in a schedule, so that blank steps are
// put in, or rows left out, without a copy. Plain values; safe to read from any thread.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/matrix.h"

namespace rssviz::models {

struct ClassSequences {
  int rows{0};    // of a sequence
  int inputs{0};  // numbers a row
  // sequences x rows x inputs: bytes, which stand for value / 255, or numbers.
  std::vector<std::uint8_t> bytes{};
  std::vector<float> numbers{};
  std::vector<std::int32_t> classes{};  // one a sequence
  std::vector<std::string> class_names{};
  std::vector<std::int32_t> train{};  // sequences, in the order of training
  std::vector<std::int32_t> test{};
  std::string lacking{};        // where the training sequences aren't there: why
  std::vector<int> schedule{};  // by step: the row that is given, -1: nothing (zeros)

  std::size_t sequences() const { return classes.size(); }
  int steps() const { return static_cast<int>(schedule.size()); }
  int outputs() const { return static_cast<int>(class_names.size()); }
  float value(std::int32_t sequence, int row, int input) const;
  // One row of one sequence; `into` has as many numbers.
  void copy_row(std::int32_t sequence, int row, float* into) const;
  // What some sequences are given at a step: ids x inputs.
  void fill(int step, std::span<const std::int32_t> ids, Eigen::Ref<Matrix> into) const;

  // Throws Error{data} naming what doesn't fit, Error{no_input} where training sequences are lacking.
  void check() const;
};

// How they are learned; all of it changes results.
struct ClassOptions {
  bool bias{false};  // whether biases are learned; else they stay as they begin, at 0 (forget gates at 1)
  double gain{1};    // the recurrent weights are drawn, then multiplied by this

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// Rows 0 .. rows - 1 with blank steps before, in the middle of and after them.
std::vector<int> blank_schedule(int rows, int before, int middle, int after);

}  // namespace rssviz::models
