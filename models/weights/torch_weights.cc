#include <algorithm>

#include "core/error.h"
#include "models/weights/foreign_parts.h"
#include "models/weights/foreign_weights.h"

namespace rssviz::models {
namespace {

using formats::Archive;

// The array whose name ends with `suffix` after a dot or is it; null where there is none, Error{data} where
// there are several.
NamedArray find_suffix(const Archive& arrays, const std::string& suffix, const std::string& file) {
  NamedArray found;
  for (const auto& [name, array] : arrays) {
    if (name != suffix && !name.ends_with("." + suffix)) continue;
    if (found.array != nullptr)
      fail(ErrorKind::data, file + ": both " + found.name + " and " + name +
                                " could be the layer's; save the state_dict of one network alone");
    found = {name, &array};
  }
  return found;
}

NamedArray need_suffix(const Archive& arrays, const std::string& suffix, const std::string& file) {
  NamedArray found = find_suffix(arrays, suffix, file);
  if (found.array == nullptr)
    fail(ErrorKind::data, file + ": has no array '" + suffix +
                              "' as a state_dict of PyTorch has (it has: " + list_arrays(arrays) + ")");
  return found;
}

// gates x columns -> columns x gates; gates r, z, n of a gru become z, r, n.
Matrix convert(const NamedArray& array, Cell cell) {
  Matrix columns_of_gates = formats::to_matrix(*array.array, array.name);
  if (cell == Cell::gru) {
    const Eigen::Index units = columns_of_gates.rows() / 3;
    const Matrix reset = columns_of_gates.topRows(units);
    columns_of_gates.topRows(units) = columns_of_gates.middleRows(units, units).eval();
    columns_of_gates.middleRows(units, units) = reset;
  }
  return columns_of_gates.transpose();
}

LayerBlocks read_layer(const Archive& arrays, Cell cell, int layer, std::size_t below,
                       const std::string& file) {
  const std::string end = "_l" + std::to_string(layer);
  const NamedArray hidden = need_suffix(arrays, "weight_hh" + end, file);
  const NamedArray input = need_suffix(arrays, "weight_ih" + end, file);
  if (hidden.array->shape.size() != 2)
    fail(ErrorKind::data, file + ": " + hidden.name + " has shape " + shape_text(hidden.array->shape) +
                              "; gates x units is needed");
  const std::size_t units = hidden.array->shape[1];
  const std::size_t gates = gates_of(cell) * units;
  if (hidden.array->shape[0] != gates)
    fail(ErrorKind::data, file + ": " + hidden.name + " has shape " + shape_text(hidden.array->shape) +
                              "; a " + std::string(name_of(cell)) + " of " + std::to_string(units) +
                              " units has " + shape_text({gates, units}));
  const bool known = input.array->shape.size() == 2;
  require_shape(input, {gates, layer > 0 ? below : known ? input.array->shape[1] : 0}, hidden, file);
  LayerBlocks blocks{convert(input, cell), convert(hidden, cell), Matrix::Zero(1, static_cast<int>(gates)),
                     Matrix::Zero(1, static_cast<int>(gates))};
  const NamedArray first = find_suffix(arrays, "bias_ih" + end, file);
  const NamedArray second = find_suffix(arrays, "bias_hh" + end, file);
  if (first.array == nullptr || second.array == nullptr) return blocks;  // bias=False
  require_shape(first, {gates}, hidden, file);
  require_shape(second, {gates}, hidden, file);
  blocks.bias = convert(first, cell);
  blocks.recurrent_bias = convert(second, cell);
  if (cell != Cell::gru) blocks.bias += blocks.recurrent_bias;
  return blocks;
}

bool belongs_to_layer(const std::string& name) {
  return name.find("weight_ih_l") != std::string::npos || name.find("weight_hh_l") != std::string::npos;
}

RecurrentParameters<float> read_weights(const Archive& arrays, Cell cell, const std::string& file) {
  for (const auto& [name, array] : arrays)
    if (name.ends_with("_reverse") || name.find("weight_hr_l") != std::string::npos)
      fail(ErrorKind::data, file + ": " + name +
                                " belongs to a bidirectional or projected layer; only plain "
                                "layers are imported");
  std::vector<LayerBlocks> layers;
  std::size_t units = 0;
  for (int layer = 0;
       layer == 0 || find_suffix(arrays, "weight_ih_l" + std::to_string(layer), file).array != nullptr;
       ++layer) {
    layers.push_back(read_layer(arrays, cell, layer, units, file));
    const auto here = static_cast<std::size_t>(layers.back().recurrent.rows());
    if (layer > 0 && here != units)
      fail(ErrorKind::data, file + ": layer " + std::to_string(layer) + " has " + std::to_string(here) +
                                " units, layer 0 has " + std::to_string(units) + "; they must be as many");
    units = here;
  }
  NamedArray weight;
  for (const auto& [name, array] : arrays) {
    if (!name.ends_with("weight") || belongs_to_layer(name) || array.shape.size() != 2) continue;
    if (weight.array != nullptr)
      fail(ErrorKind::data, file + ": both " + weight.name + " " + shape_text(weight.array->shape) + " and " +
                                name + " " + shape_text(array.shape) +
                                " could be the readout; one Linear layer is imported");
    weight = {name, &array};
  }
  if (weight.array == nullptr) return assemble(cell, layers, Matrix(0, units), Matrix(1, 0));
  const NamedArray top = need_suffix(arrays, "weight_hh_l" + std::to_string(layers.size() - 1), file);
  require_shape(weight, {weight.array->shape[0], units}, top, file);
  const std::string bias_name = weight.name.substr(0, weight.name.size() - 6) + "bias";
  Matrix bias = Matrix::Zero(1, static_cast<int>(weight.array->shape[0]));
  if (const auto found = arrays.find(bias_name); found != arrays.end()) {
    require_shape({bias_name, &found->second}, {weight.array->shape[0]}, weight, file);
    bias = formats::to_matrix(found->second, bias_name).transpose();
  }
  return assemble(cell, layers, formats::to_matrix(*weight.array, weight.name), bias);
}

}  // namespace

RecurrentParameters<float> from_torch(const Archive& arrays, Cell cell, const std::string& file) {
  return with_context(file, [&] { return read_weights(arrays, cell, file); });
}

}  // namespace rssviz::models
