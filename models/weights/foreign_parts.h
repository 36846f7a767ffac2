// What the readers of foreign weights share: arrays by name with their shapes checked, a place for each block
// of parameters, and the choice of the readout.
#pragma once

#include <string>
#include <vector>

#include "core/formats/array.h"
#include "models/cells/recurrent.h"
#include "models/weights/foreign_weights.h"

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

// The arrays of one layer, or of one direction of it; `input` inputs x gates and `recurrent` units x gates
// after conversion.
struct LayerBlocks {
  Matrix input{};
  Matrix recurrent{};
  Matrix bias{};            // 1 x gates
  Matrix recurrent_bias{};  // 1 x gates; gru only
};
struct Readout {
  Matrix weights{};  // outputs x what the top layer hands over; may have no rows
  Matrix bias{};     // 1 x outputs
};
// Layer by layer, in each forward before backward.
RecurrentParameters<float> assemble(Cell cell, const CellForm& form, Reading reading,
                                    const std::vector<LayerBlocks>& blocks, const Readout& readout);

// Gates of a layer for a number of units: 4, 3 or 1 times.
std::size_t gates_of(Cell cell);

// A linear map in the file: a Linear, a Dense.
struct LinearMap {
  NamedArray weight{};
  NamedArray bias{};   // array: null where there is none
  bool by_rows{true};  // outputs x inputs (PyTorch), or inputs x outputs (Keras)

  std::size_t inputs() const { return weight.array->shape[by_rows ? 1 : 0]; }
  std::size_t outputs() const { return weight.array->shape[by_rows ? 0 : 1]; }
};
// Of `maps` the one that takes the `width` numbers of the top layer, or the one that `asked` names ("none":
// none); with a bias before one without, since Embeddings have none. Says in the notes which it is and which
// were passed over, or that none fits. Throws Error{data} where several fit alike, or the one asked for isn't
// there or doesn't fit.
const LinearMap* choose_readout(const std::vector<LinearMap>& maps, std::size_t width,
                                const std::string& asked, const std::string& file, ForeignNetwork& network);
Readout read_readout(const LinearMap* map, std::size_t width, const std::string& file);

}  // namespace rssviz::models
