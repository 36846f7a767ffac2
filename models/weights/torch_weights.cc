#include <algorithm>
#include <set>
#include <utility>

#include "core/error.h"
#include "models/weights/foreign_parts.h"
#include "models/weights/foreign_weights.h"

namespace rssviz::models {
namespace {

using formats::Archive;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// Where the parts of one layer stand: "cells." and "_l0", or "rnn_cell." and "" of a single cell.
struct LayerName {
  std::string prefix{};
  std::string end{};

  std::string of(const char* part) const { return prefix + part + end; }
};

// "cells.3." -> "cells.#." with {3}, to see whether names differ by their numbers alone.
std::pair<std::string, std::vector<int>> without_numbers(const std::string& name) {
  std::pair<std::string, std::vector<int>> result;
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (!is_digit(name[i])) {
      result.first += name[i];
      continue;
    }
    int number = 0;
    for (; i < name.size() && is_digit(name[i]) && number < 100000; ++i)
      number = 10 * number + (name[i] - '0');
    --i;
    result.first += '#';
    result.second.push_back(number);
  }
  return result;
}

// The place of a recurrent kernel by its name; false for other arrays and backward directions.
bool parse_recurrent(const std::string& name, LayerName& layer) {
  constexpr std::string_view kKernel = "weight_hh";
  const std::size_t at = name.rfind(kKernel);
  if (at == std::string::npos || (at > 0 && name[at - 1] != '.')) return false;
  layer = {name.substr(0, at), name.substr(at + kKernel.size())};
  if (layer.end.empty()) return true;
  return layer.end.starts_with("_l") && layer.end.size() > 2 &&
         std::all_of(layer.end.begin() + 2, layer.end.end(), is_digit);
}

bool comes_before(const LayerName& a, const LayerName& b) {
  const auto left = without_numbers(a.prefix).second, right = without_numbers(b.prefix).second;
  if (left != right) return left < right;
  return a.end.size() != b.end.size() ? a.end.size() < b.end.size() : a.end < b.end;
}

// The layers in their order. Of several modules the names must differ by a number alone, and each must have
// one layer.
std::vector<LayerName> layers_in(const Archive& arrays, const std::string& file,
                                 std::vector<std::string>& notes) {
  std::vector<LayerName> layers;
  std::set<std::string> prefixes, patterns;
  for (const auto& [name, array] : arrays) {
    LayerName layer;
    if (!parse_recurrent(name, layer)) continue;
    prefixes.insert(layer.prefix);
    patterns.insert(without_numbers(layer.prefix).first);
    layers.push_back(std::move(layer));
  }
  if (layers.empty())
    fail(ErrorKind::data, file +
                              ": has no array 'weight_hh_l0' (or weight_hh of a cell) as a state_dict of "
                              "PyTorch has (it has: " +
                              list_arrays(arrays) + ")");
  std::sort(layers.begin(), layers.end(), comes_before);
  if (prefixes.size() == 1) return layers;
  if (patterns.size() > 1 || layers.size() != prefixes.size())
    fail(ErrorKind::data, file + ": both " + layers[0].of("weight_hh") + " and " +
                              layers.back().of("weight_hh") +
                              " could be the layer's; save the state_dict of one network alone");
  std::string names;
  for (const LayerName& layer : layers) names += (names.empty() ? "" : ", ") + layer.of("weight_hh");
  notes.push_back("assumed: " + names + " are layers, each above the one before");
  return layers;
}

NamedArray find_array(const Archive& arrays, const std::string& name) {
  const auto found = arrays.find(name);
  return found == arrays.end() ? NamedArray{name, nullptr} : NamedArray{name, &found->second};
}

NamedArray need_array(const Archive& arrays, const std::string& name, const std::string& file) {
  NamedArray found = find_array(arrays, name);
  if (found.array == nullptr)
    fail(ErrorKind::data, file + ": has no array '" + name +
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

Matrix product(const Matrix& a, const Matrix& b) {
  return (a.cast<double>() * b.cast<double>()).cast<float>();
}

// One direction of a layer, as PyTorch has it: its recurrent kernel may take a projection of its states.
struct Direction {
  LayerBlocks blocks{};
  Matrix projection{};  // projected x units; no rows without one
  std::size_t handed_on() const {
    return static_cast<std::size_t>(projection.rows() > 0 ? projection.rows() : blocks.recurrent.rows());
  }
};

Direction read_direction(const Archive& arrays, Cell cell, const LayerName& name, std::size_t below,
                         const std::string& file) {
  Direction result;
  const NamedArray hidden = need_array(arrays, name.of("weight_hh"), file);
  const NamedArray input = need_array(arrays, name.of("weight_ih"), file);
  const std::vector<std::size_t>& shape = hidden.array->shape;
  if (shape.size() != 2)
    fail(ErrorKind::data,
         file + ": " + hidden.name + " has shape " + shape_text(shape) + "; gates x units is needed");
  std::size_t units = shape[1];
  if (const NamedArray projection = find_array(arrays, name.of("weight_hr")); projection.array != nullptr) {
    const bool is_matrix = projection.array->shape.size() == 2;
    units = is_matrix ? projection.array->shape[1] : 0;
    require_shape(projection, {shape[1], units}, hidden, file);
    result.projection = formats::to_matrix(*projection.array, projection.name);
  }
  const std::size_t gates = gates_of(cell) * units;
  if (shape[0] != gates)
    fail(ErrorKind::data, file + ": " + hidden.name + " has shape " + shape_text(shape) + "; a " +
                              std::string(name_of(cell)) + " of " + std::to_string(units) + " units has " +
                              shape_text({gates, shape[1]}));
  const bool known = input.array->shape.size() == 2;
  require_shape(input, {gates, below > 0 ? below : known ? input.array->shape[1] : 0}, hidden, file);
  const auto width = static_cast<Eigen::Index>(gates);
  result.blocks = {convert(input, cell), convert(hidden, cell), Matrix::Zero(1, width),
                   Matrix::Zero(1, width)};
  if (result.projection.rows() > 0)
    result.blocks.recurrent = product(result.projection.transpose(), result.blocks.recurrent);
  const NamedArray first = find_array(arrays, name.of("bias_ih"));
  const NamedArray second = find_array(arrays, name.of("bias_hh"));
  if (first.array == nullptr || second.array == nullptr) return result;  // bias=False
  require_shape(first, {gates}, hidden, file);
  require_shape(second, {gates}, hidden, file);
  result.blocks.bias = convert(first, cell);
  result.blocks.recurrent_bias = convert(second, cell);
  if (cell != Cell::gru) result.blocks.bias += result.blocks.recurrent_bias;
  return result;
}

// `map`: what takes the projected states of `directions`, side by side in its columns (or rows, transposed).
Matrix over_projections(const std::vector<Direction>& directions, const Matrix& map) {
  if (directions.empty() || directions.front().projection.rows() == 0) return map;
  const auto units = directions.front().projection.cols();
  Matrix folded(map.rows(), static_cast<Eigen::Index>(directions.size()) * units);
  Eigen::Index from = 0, to = 0;
  for (const Direction& direction : directions) {
    folded.middleCols(to, units) =
        product(map.middleCols(from, direction.projection.rows()), direction.projection);
    from += direction.projection.rows();
    to += units;
  }
  return folded;
}

std::size_t width_of(const std::vector<Direction>& directions) {
  std::size_t width = 0;
  for (const Direction& direction : directions) width += direction.handed_on();
  return width;
}

struct Layers {
  std::vector<LayerBlocks> blocks{};
  std::vector<Direction> top{};
  Reading reading{Reading::forward};
};

Layers read_layers(const Archive& arrays, Cell cell, const std::string& file,
                   std::vector<std::string>& notes) {
  Layers result;
  std::vector<Direction> below;
  for (const LayerName& name : layers_in(arrays, file, notes)) {
    std::vector<Direction> here{read_direction(arrays, cell, name, width_of(below), file)};
    const LayerName reverse{name.prefix, name.end + "_reverse"};
    const bool both = arrays.contains(reverse.of("weight_hh"));
    if (both) here.push_back(read_direction(arrays, cell, reverse, width_of(below), file));
    const Reading reading = both ? Reading::both : Reading::forward;
    if (!below.empty() && reading != result.reading)
      fail(ErrorKind::data,
           file + ": " + name.of("weight_hh") + " and the layer below differ in their directions");
    result.reading = reading;
    for (Direction& direction : here) {
      direction.blocks.input = over_projections(below, direction.blocks.input.transpose()).transpose().eval();
      if (!result.blocks.empty() &&
          direction.blocks.recurrent.rows() != result.blocks.front().recurrent.rows())
        fail(ErrorKind::data,
             file + ": " + name.of("weight_hh") + " has " +
                 std::to_string(direction.blocks.recurrent.rows()) + " units, the first layer " +
                 std::to_string(result.blocks.front().recurrent.rows()) + "; they must be as many");
      result.blocks.push_back(direction.blocks);
    }
    below = std::move(here);
  }
  result.top = std::move(below);
  return result;
}

// The Linears: all matrices called weight.
std::vector<LinearMap> linear_maps(const Archive& arrays) {
  std::vector<LinearMap> maps;
  for (const auto& [name, array] : arrays) {
    if ((name != "weight" && !name.ends_with(".weight")) || array.shape.size() != 2) continue;
    maps.push_back({{name, &array}, find_array(arrays, name.substr(0, name.size() - 6) + "bias"), true});
  }
  return maps;
}

// A matrix without a bias, as wide as the inputs, is what an Embedding has.
void find_embedding(const std::vector<LinearMap>& maps, std::size_t inputs, ForeignNetwork& network) {
  const LinearMap* found = nullptr;
  for (const LinearMap& map : maps) {
    if (map.bias.array != nullptr || map.inputs() != inputs || map.weight.name == network.readout) continue;
    if (found != nullptr) return;
    found = &map;
  }
  if (found == nullptr) return;
  network.embedding = formats::to_matrix(*found->weight.array, found->weight.name);
  network.embedding_name = found->weight.name;
}

CellForm form_of(Cell cell, const Layers& layers, const ForeignOptions& options, ForeignNetwork& network) {
  CellForm form;
  if (options.activation) form.activation = *options.activation;
  if (options.recurrent_activation) form.recurrent_activation = *options.recurrent_activation;
  if (cell == Cell::rnn && !options.activation)
    network.notes.push_back("assumed: tanh (the file doesn't say whether nonlinearity='relu')");
  if (layers.reading == Reading::both)
    network.notes.push_back(
        "both directions are imported: states hold [forward | backward] on one time axis, and need whole "
        "sequences");
  if (layers.top.front().projection.rows() > 0)
    network.notes.push_back(
        "the projection (proj_size = " + std::to_string(layers.top.front().projection.rows()) +
        ") is folded into what takes it: hidden states are those before it");
  return form;
}

ForeignNetwork read_network(const Archive& arrays, Cell cell, const std::string& file,
                            const ForeignOptions& options) {
  ForeignNetwork network;
  const Layers layers = read_layers(arrays, cell, file, network.notes);
  const CellForm form = form_of(cell, layers, options, network);
  const std::vector<LinearMap> maps = linear_maps(arrays);
  const std::size_t width = width_of(layers.top);
  const LinearMap* const map = choose_readout(maps, width, options.readout, file, network);
  Readout readout = read_readout(map, width, file);
  const auto outputs = static_cast<Eigen::Index>(width);
  if (map == nullptr && layers.top.front().projection.rows() > 0)
    readout = {Matrix::Identity(outputs, outputs), Matrix::Zero(1, outputs)};
  readout.weights = over_projections(layers.top, readout.weights);
  network.parameters = assemble(cell, form, layers.reading, layers.blocks, readout);
  find_embedding(maps, static_cast<std::size_t>(network.parameters.shape.inputs), network);
  return network;
}

}  // namespace

bool is_torch(const Archive& arrays) {
  return std::any_of(arrays.begin(), arrays.end(), [](const auto& entry) {
    LayerName ignored;
    return parse_recurrent(entry.first, ignored);
  });
}

ForeignNetwork from_torch(const Archive& arrays, Cell cell, const std::string& file,
                          const ForeignOptions& options) {
  return with_context(file, [&] { return read_network(arrays, cell, file, options); });
}

}  // namespace rssviz::models
