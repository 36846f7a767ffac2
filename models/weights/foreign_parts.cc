#include "models/weights/foreign_parts.h"

#include "core/error.h"
#include "models/weights/foreign_weights.h"

namespace rssviz::models {

std::string shape_text(const std::vector<std::size_t>& shape) {
  std::string text = "(";
  for (std::size_t i = 0; i < shape.size(); ++i) text += (i > 0 ? ", " : "") + std::to_string(shape[i]);
  return text + ")";
}

std::string list_arrays(const formats::Archive& arrays) {
  std::string text;
  for (const auto& [name, array] : arrays)
    if (!name.starts_with('@')) text += (text.empty() ? "" : ", ") + name + " " + shape_text(array.shape);
  return text.empty() ? "none" : text;
}

void require_shape(const NamedArray& array, const std::vector<std::size_t>& shape, const NamedArray& because,
                   const std::string& file) {
  if (array.has_shape(shape)) return;
  fail(ErrorKind::data, file + ": " + array.name + " has shape " + shape_text(array.array->shape) + ", but " +
                            because.name + " of shape " + shape_text(because.array->shape) + " asks for " +
                            shape_text(shape));
}

std::size_t gates_of(Cell cell) { return cell == Cell::lstm ? 4 : cell == Cell::gru ? 3 : 1; }

RecurrentParameters<float> assemble(Cell cell, const std::vector<LayerBlocks>& layers, const Matrix& readout,
                                    const Matrix& readout_bias) {
  const LayerBlocks& first = layers.front();
  RecurrentParameters<float> parameters;
  parameters.shape = {cell, static_cast<int>(first.input.rows()), static_cast<int>(first.recurrent.rows()),
                      static_cast<int>(readout.rows()), static_cast<int>(layers.size())};
  const RecurrentShape& shape = parameters.shape;
  parameters.values = Vector::Zero(static_cast<Eigen::Index>(shape.size()));
  const auto put = [&](const Matrix& block, std::size_t offset) {
    std::copy(block.data(), block.data() + block.size(), parameters.values.data() + offset);
  };
  for (int layer = 0; layer < shape.layers; ++layer) {
    const LayerBlocks& blocks = layers[static_cast<std::size_t>(layer)];
    put(blocks.input, shape.input_offset(layer));
    put(blocks.recurrent, shape.recurrent_offset(layer));
    put(blocks.bias, shape.bias_offset(layer));
    if (shape.has_recurrent_bias()) put(blocks.recurrent_bias, shape.recurrent_bias_offset(layer));
  }
  put(readout, shape.readout_offset());
  put(readout_bias, shape.readout_bias_offset());
  return parameters;
}

}  // namespace rssviz::models
