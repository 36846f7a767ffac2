#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/formats/json.h"
#include "models/weights/foreign_parts.h"
#include "models/weights/foreign_weights.h"
#include "models/weights/keras_config.h"

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

std::vector<std::string> components(const std::string& path) {
  std::vector<std::string> parts;
  for (std::size_t begin = 0; begin <= path.size();) {
    // TensorFlow 2.12 wrote backslashes.
    const std::size_t end = std::min(path.find_first_of("/\\", begin), path.size());
    if (end > begin) parts.push_back(path.substr(begin, end - begin));
    begin = end + 1;
  }
  return parts;
}

bool is_embedding(const std::string& path) {
  const std::vector<std::string> parts = components(path);
  return std::any_of(parts.begin(), parts.end(),
                     [](const std::string& part) { return part.starts_with("embedding"); });
}

// Keras 3 numbers the variables of a layer: "layers/lstm/cell/vars/1" is a recurrent kernel,
// "layers/dense/vars/1" a bias.
std::string numbered_part(const Place& place) {
  const bool recurrent = place.layer.ends_with("cell/vars");
  if (place.part == "0") return is_embedding(place.layer) ? "embeddings" : "kernel";
  if (place.part == "1") return recurrent ? "recurrent_kernel" : "bias";
  return recurrent && place.part == "2" ? "bias" : "";
}

// Arrays of a layer by part: kernel, recurrent_kernel, bias, embeddings.
using Parts = std::map<std::string, NamedArray>;
using Layers = std::map<std::string, Parts>;

Layers layers_of(const Archive& arrays) {
  Layers layers;
  for (const auto& [name, array] : arrays) {
    if (name.find("optimizer") == 0 || name.find("optimizer_weights") != std::string::npos ||
        name.starts_with('@'))
      continue;
    Place place = place_of(name);
    if (place.layer.ends_with("/vars")) place.part = numbered_part(place);
    if (place.part == "kernel" || place.part == "recurrent_kernel" || place.part == "bias" ||
        place.part == "embeddings")
      layers[place.layer][place.part] = {name, &array};
  }
  return layers;
}

// lstm before lstm_1 before lstm_10.
bool comes_before(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

// One recurrent layer: its parts, or those of both directions.
struct Recurrent {
  std::string path{};  // of a Bidirectional without its forward_... and backward_...
  const Parts* forward{};
  const Parts* backward{};
};

// "bidirectional/forward_lstm/lstm_cell" -> "bidirectional" and 0; other paths whole and -1.
std::pair<std::string, int> direction_in(const std::string& path) {
  for (const auto& [mark, direction] : {std::pair("forward_", 0), std::pair("backward_", 1)}) {
    const std::size_t at = path.find("/" + std::string(mark));
    if (at != std::string::npos) return {path.substr(0, at), direction};
    if (path.starts_with(mark)) return {"", direction};
  }
  return {path, -1};
}

std::vector<Recurrent> recurrent_layers(const Layers& layers, const std::string& file) {
  std::map<std::string, Recurrent> found;
  for (const auto& [path, parts] : layers) {
    if (!parts.contains("recurrent_kernel")) continue;
    const auto [owner, direction] = direction_in(path);
    Recurrent& layer = found[owner];
    layer.path = owner;
    (direction == 1 ? layer.backward : layer.forward) = &parts;
  }
  std::vector<Recurrent> ordered;
  for (const auto& [path, layer] : found) {
    if (layer.forward == nullptr)
      fail(ErrorKind::data, file + ": " + path + " has a backward direction and no forward one");
    ordered.push_back(layer);
  }
  std::sort(ordered.begin(), ordered.end(),
            [](const Recurrent& a, const Recurrent& b) { return comes_before(a.path, b.path); });
  return ordered;
}

bool stands_in(const std::string& path, const KerasLayer& layer) {
  const std::vector<std::string> parts = components(path);
  const std::string& name = path.find("vars") == std::string::npos ? layer.name : layer.saved;
  return std::find(parts.begin(), parts.end(), name) != parts.end();
}

// In the order of the configuration, where it names them all.
void order_by(const KerasConfig& config, std::vector<Recurrent>& layers, const std::string& file) {
  std::vector<Recurrent> ordered;
  for (const KerasLayer& layer : config.layers)
    for (const Recurrent& found : layers) {
      const bool by_vars = found.forward->begin()->second.name.find("/vars/") != std::string::npos;
      if (stands_in(by_vars ? found.path + "/vars" : found.path, layer)) ordered.push_back(found);
    }
  if (ordered.size() != layers.size() || layers.size() != config.layers.size())
    fail(ErrorKind::data, file + ": the configuration has " + std::to_string(config.layers.size()) +
                              " recurrent layers, weights stand for " + std::to_string(layers.size()) +
                              " of other names; save the model anew");
  layers = std::move(ordered);
}

LayerBlocks read_layer(const Parts& parts, Cell cell, const CellForm& form, std::size_t below,
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
  if (bias == parts.end()) return blocks;  // use_bias = False
  const Matrix values = formats::to_matrix(*bias->second.array, bias->second.name);
  if (cell == Cell::gru && form.reset_after) {
    require_shape(bias->second, {2, gates}, recurrent, file);
    blocks.bias = values.row(0);
    blocks.recurrent_bias = values.row(1);
  } else {
    require_shape(bias->second, {gates}, recurrent, file);
    blocks.bias = values.transpose();
  }
  return blocks;
}

// What the weights alone tell, where there is no configuration.
KerasLayer layer_by_weights(const std::vector<Recurrent>& layers, Cell cell,
                            std::vector<std::string>& notes) {
  KerasLayer layer;
  if (layers.front().backward != nullptr) layer.reading = Reading::both;
  std::string assumed = "assumed, since the file holds no configuration: tanh";
  if (cell != Cell::rnn) assumed += " and sigmoid (Keras before 2.3: hard_sigmoid)";
  if (cell == Cell::gru) {
    if (!layers.front().forward->contains("bias")) assumed += ", reset_after = True";
  }
  if (layer.reading == Reading::forward) assumed += ", steps read forward";
  if (layers.size() > 1) {
    assumed += ", layers one above the other in the order ";
    for (const Recurrent& one : layers) assumed += (&one == &layers.front() ? "" : ", ") + one.path;
  }
  notes.push_back(assumed);
  if (layer.reading == Reading::both)
    notes.push_back(
        "both directions are imported: states hold [forward | backward] on one time axis, and need whole "
        "sequences");
  return layer;
}

KerasLayer describe(const Archive& arrays, Cell cell, const std::string& file, std::vector<Recurrent>& layers,
                    std::vector<std::string>& notes) {
  const auto text = [&](const char* name) {
    const auto found = arrays.find(name);
    return found == arrays.end() ? std::string() : formats::to_string(found->second, name);
  };
  KerasConfig config;
  if (const std::string record = text("@model_config"); !record.empty())
    config = read_keras_config(formats::parse_json(record, file), text("@keras_version"), cell, file);
  if (config.layers.empty()) return layer_by_weights(layers, cell, notes);
  order_by(config, layers, file);
  notes.insert(notes.end(), config.notes.begin(), config.notes.end());
  return config.layers.back();
}

std::vector<LayerBlocks> read_blocks(const std::vector<Recurrent>& layers, Cell cell, const KerasLayer& kind,
                                     const std::string& file) {
  std::vector<LayerBlocks> blocks;
  const bool both = kind.reading == Reading::both;
  std::size_t units = 0;
  for (const Recurrent& layer : layers) {
    if ((layer.backward != nullptr) != both)
      fail(ErrorKind::data, file + ": " + layer.path + " and " + layers.front().path +
                                " differ in their directions (one is bidirectional); layers must be alike");
    const std::size_t below = (both ? 2 : 1) * units;
    for (const Parts* const parts : {layer.forward, layer.backward}) {
      if (parts == nullptr) continue;
      blocks.push_back(read_layer(*parts, cell, kind.form, below, file));
      const auto here = static_cast<std::size_t>(blocks.back().recurrent.rows());
      if (blocks.size() > 1 && here != static_cast<std::size_t>(blocks.front().recurrent.rows()))
        fail(ErrorKind::data, file + ": " + layer.path + " has " + std::to_string(here) +
                                  " units, the layer below " +
                                  std::to_string(blocks.front().recurrent.rows()) + "; they must be as many");
      units = here;
    }
  }
  return blocks;
}

// The kernels of Dense layers.
std::vector<LinearMap> dense_maps(const Layers& found) {
  std::vector<LinearMap> maps;
  for (const auto& [path, parts] : found) {
    const auto kernel = parts.find("kernel");
    if (kernel == parts.end() || parts.contains("recurrent_kernel") ||
        kernel->second.array->shape.size() != 2)
      continue;
    const auto bias = parts.find("bias");
    maps.push_back({kernel->second, bias == parts.end() ? NamedArray{} : bias->second, false});
  }
  return maps;
}

ForeignNetwork read_network(const Archive& arrays, Cell cell, const std::string& file,
                            const ForeignOptions& options) {
  const Layers found = layers_of(arrays);
  std::vector<Recurrent> layers = recurrent_layers(found, file);
  if (layers.empty())
    fail(ErrorKind::data, file +
                              ": has no recurrent_kernel as Keras' LSTM, GRU and SimpleRNN have (it has: " +
                              list_arrays(arrays) + ")");
  ForeignNetwork network;
  KerasLayer kind = describe(arrays, cell, file, layers, network.notes);
  // The shape of a bias tells the form of a gru.
  if (const auto bias = layers.front().forward->find("bias");
      cell == Cell::gru && bias != layers.front().forward->end())
    kind.form.reset_after = bias->second.array->shape.size() == 2;
  if (options.activation) kind.form.activation = *options.activation;
  if (options.recurrent_activation) kind.form.recurrent_activation = *options.recurrent_activation;
  const std::vector<LayerBlocks> blocks = read_blocks(layers, cell, kind, file);
  const std::vector<LinearMap> maps = dense_maps(found);
  const auto width =
      static_cast<std::size_t>(blocks.front().recurrent.rows()) * (kind.reading == Reading::both ? 2 : 1);
  const Readout readout =
      read_readout(choose_readout(maps, width, options.readout, file, network), width, file);
  network.parameters = assemble(cell, kind.form, kind.reading, blocks, readout);
  for (const auto& [path, parts] : found) {
    const auto embeddings = parts.find("embeddings");
    if (embeddings == parts.end() || embeddings->second.array->shape.size() != 2 ||
        embeddings->second.array->shape[1] != static_cast<std::size_t>(network.parameters.shape.inputs))
      continue;
    network.embedding = formats::to_matrix(*embeddings->second.array, embeddings->second.name);
    network.embedding_name = embeddings->second.name;
  }
  return network;
}

}  // namespace

ForeignNetwork from_keras(const Archive& arrays, Cell cell, const std::string& file,
                          const ForeignOptions& options) {
  return with_context(file, [&] { return read_network(arrays, cell, file, options); });
}

}  // namespace rssviz::models
