// What the readers of foreign weights share: arrays by name with their shapes checked, and a place for each
// block of parameters.
#pragma once

#include <string>
#include <vector>

#include "core/formats/array.h"
#include "models/cells/recurrent.h"

namespace rssviz::models {

// "(80, 12)".
std::string shape_text(const std::vector<std::size_t>& shape);
// "a (3, 4), b (4)": for errors.
std::string list_arrays(const formats::Archive& arrays);

// An array with the name that errors call it.
struct NamedArray {
  std::string name{};
  const formats::Array* array{nullptr};

  bool has_shape(const std::vector<std::size_t>& shape) const { return array->shape == shape; }
};

// Throws Error{data} naming both arrays and both shapes: `array` must have `shape`, as `because` asks.
void require_shape(const NamedArray& array, const std::vector<std::size_t>& shape, const NamedArray& because,
                   const std::string& file);

// The arrays of one layer; `input` inputs x gates and `recurrent` units x gates after conversion.
struct LayerBlocks {
  Matrix input{};
  Matrix recurrent{};
  Matrix bias{};            // 1 x gates
  Matrix recurrent_bias{};  // 1 x gates; gru only
};
// `readout` outputs x units and `readout_bias` 1 x outputs may have no rows.
RecurrentParameters<float> assemble(Cell cell, const std::vector<LayerBlocks>& layers, const Matrix& readout,
                                    const Matrix& readout_bias);

// Gates of a layer for a number of units: 4, 3 or 1 times.
std::size_t gates_of(Cell cell);

}  // namespace rssviz::models
