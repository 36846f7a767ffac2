#include <algorithm>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/formats/json.h"
#include "models/weights/foreign_parts.h"
#include "models/weights/foreign_weights.h"

namespace rssviz::models {
namespace {

using formats::Archive;

// "model_weights/lstm_1/lstm_1/lstm_cell/kernel:0" -> "model_weights/lstm_1/lstm_1/lstm_cell" and "kernel".
struct Place {
  std::string layer{};
  std::string part{};
};

Place place_of(const std::string& name) {
  const std::size_t slash = name.rfind('/');
  std::string part = slash == std::string::npos ? name : name.substr(slash + 1);
  part = part.substr(0, part.find(':'));
  return {slash == std::string::npos ? "" : name.substr(0, slash), part};
}

// Keras 3 numbers the variables of a layer: "layers/lstm/cell/vars/1" is a recurrent kernel,
// "layers/dense/vars/1" a bias.
std::string numbered_part(const Place& place) {
  const bool recurrent = place.layer.ends_with("cell/vars");
  if (place.part == "0") return "kernel";
  if (place.part == "1") return recurrent ? "recurrent_kernel" : "bias";
  return recurrent && place.part == "2" ? "bias" : "";
}

// Arrays of a layer by part: kernel, recurrent_kernel, bias.
using Layers = std::map<std::string, std::map<std::string, NamedArray>>;

Layers layers_of(const Archive& arrays) {
  Layers layers;
  for (const auto& [name, array] : arrays) {
    if (name.find("optimizer") == 0 || name.find("optimizer_weights") != std::string::npos ||
        name.starts_with('@'))
      continue;
    Place place = place_of(name);
    if (place.layer.ends_with("/vars")) place.part = numbered_part(place);
    if (place.part == "kernel" || place.part == "recurrent_kernel" || place.part == "bias")
      layers[place.layer][place.part] = {name, &array};
  }
  return layers;
}

// lstm before lstm_1 before lstm_10.
bool comes_before(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

void refuse_activations(const formats::Json& node, const std::string& file) {
  if (node.is_object() && node.contains("recurrent_initializer")) {
    for (const auto& [key, needed] : {std::pair("activation", "tanh"), {"recurrent_activation", "sigmoid"}})
      if (node.contains(key) && node[key].is_string() && node[key].get<std::string>() != needed)
        fail(ErrorKind::data, file + ": the layer's " + key + " is " + node[key].get<std::string>() +
                                  "; only " + needed + " is imported");
    if (node.contains("go_backwards") && node["go_backwards"] == true)
      fail(ErrorKind::data, file + ": go_backwards is not imported");
  }
  if (node.is_structured())
    for (const formats::Json& child : node) refuse_activations(child, file);
}

LayerBlocks read_layer(const std::map<std::string, NamedArray>& parts, Cell cell, std::size_t below,
                       const std::string& file) {
  const NamedArray recurrent = parts.at("recurrent_kernel");
  const std::vector<std::size_t>& shape = recurrent.array->shape;
  const std::size_t gates = shape.size() == 2 ? shape[0] * gates_of(cell) : 0;
  if (shape.size() != 2 || shape[1] != gates)
    fail(ErrorKind::data, file + ": " + recurrent.name + " has shape " + shape_text(shape) + "; a " +
                              std::string(name_of(cell)) + " has units x " + std::to_string(gates_of(cell)) +
                              " units; is --cell right?");
  const auto kernel = parts.find("kernel");
  if (kernel == parts.end()) fail(ErrorKind::data, file + ": " + recurrent.name + " has no kernel beside it");
  const std::vector<std::size_t>& inputs = kernel->second.array->shape;
  require_shape(kernel->second, {below > 0 || inputs.empty() ? below : inputs[0], gates}, recurrent, file);
  LayerBlocks blocks{formats::to_matrix(*kernel->second.array, kernel->second.name),
                     formats::to_matrix(*recurrent.array, recurrent.name),
                     Matrix::Zero(1, static_cast<int>(gates)), Matrix::Zero(1, static_cast<int>(gates))};
  const auto bias = parts.find("bias");
  if (bias == parts.end()) return blocks;
  const Matrix values = formats::to_matrix(*bias->second.array, bias->second.name);
  if (cell == Cell::gru) {
    if (bias->second.array->shape.size() == 1)
      fail(ErrorKind::data, file + ": " + bias->second.name + " has shape " +
                                shape_text(bias->second.array->shape) +
                                ": a GRU with reset_after = False, which is another equation; one with "
                                "reset_after = True has " +
                                shape_text({2, gates}));
    require_shape(bias->second, {2, gates}, recurrent, file);
    blocks.bias = values.row(0);
    blocks.recurrent_bias = values.row(1);
  } else {
    require_shape(bias->second, {gates}, recurrent, file);
    blocks.bias = values.transpose();
  }
  return blocks;
}

RecurrentParameters<float> read_weights(const Archive& arrays, Cell cell, const std::string& file) {
  if (const auto config = arrays.find("@model_config"); config != arrays.end())
    refuse_activations(formats::parse_json(formats::to_string(config->second, "model_config"), file), file);
  const Layers found = layers_of(arrays);
  std::vector<std::string> recurrent, dense;
  for (const auto& [layer, parts] : found)
    (parts.contains("recurrent_kernel") ? recurrent : dense).push_back(layer);
  std::sort(recurrent.begin(), recurrent.end(), comes_before);
  std::sort(dense.begin(), dense.end(), comes_before);
  if (recurrent.empty())
    fail(ErrorKind::data, file +
                              ": has no recurrent_kernel as Keras' LSTM, GRU and SimpleRNN have (it has: " +
                              list_arrays(arrays) + ")");
  std::vector<LayerBlocks> layers;
  std::size_t units = 0;
  for (const std::string& layer : recurrent) {
    layers.push_back(read_layer(found.at(layer), cell, units, file));
    const auto here = static_cast<std::size_t>(layers.back().recurrent.rows());
    if (units > 0 && here != units)
      fail(ErrorKind::data, file + ": " + layer + " has " + std::to_string(here) +
                                " units, the layer below " + std::to_string(units) +
                                "; they must be as many");
    units = here;
  }
  if (dense.empty() || !found.at(dense.back()).contains("kernel"))
    return assemble(cell, layers, Matrix(0, units), Matrix(1, 0));
  const auto& parts = found.at(dense.back());
  const NamedArray kernel = parts.at("kernel");
  const std::size_t outputs = kernel.array->shape.empty() ? 0 : kernel.array->shape.back();
  require_shape(kernel, {units, outputs}, found.at(recurrent.back()).at("recurrent_kernel"), file);
  Matrix bias = Matrix::Zero(1, static_cast<int>(outputs));
  if (const auto part = parts.find("bias"); part != parts.end()) {
    require_shape(part->second, {outputs}, kernel, file);
    bias = formats::to_matrix(*part->second.array, part->second.name).transpose();
  }
  return assemble(cell, layers, formats::to_matrix(*kernel.array, kernel.name).transpose(), bias);
}

}  // namespace

RecurrentParameters<float> from_keras(const Archive& arrays, Cell cell, const std::string& file) {
  return with_context(file, [&] { return read_weights(arrays, cell, file); });
}

}  // namespace rssviz::models
