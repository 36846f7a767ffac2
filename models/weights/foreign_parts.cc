#include "models/weights/foreign_parts.h"

#include <algorithm>
#include <functional>
#include <utility>

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

RecurrentParameters<float> assemble(Cell cell, const CellForm& form, Reading reading,
                                    const std::vector<LayerBlocks>& blocks, const Readout& readout) {
  RecurrentParameters<float> parameters;
  RecurrentShape& shape = parameters.shape;
  shape = {cell, static_cast<int>(blocks.front().input.rows()),
           static_cast<int>(blocks.front().recurrent.rows()), static_cast<int>(readout.weights.rows())};
  shape.form = form;
  shape.reading = reading;
  shape.layers = static_cast<int>(blocks.size()) / shape.directions();
  parameters.values = Vector::Zero(static_cast<Eigen::Index>(shape.size()));
  const auto put = [&](const Matrix& block, std::size_t offset) {
    std::copy(block.data(), block.data() + block.size(), parameters.values.data() + offset);
  };
  for (int b = 0; b < shape.blocks(); ++b) {
    const LayerBlocks& block = blocks[static_cast<std::size_t>(b)];
    put(block.input, shape.input_offset(b));
    put(block.recurrent, shape.recurrent_offset(b));
    put(block.bias, shape.bias_offset(b));
    if (shape.has_recurrent_bias()) put(block.recurrent_bias, shape.recurrent_bias_offset(b));
  }
  put(readout.weights, shape.readout_offset());
  put(readout.bias, shape.readout_bias_offset());
  return parameters;
}

namespace {

std::string list_maps(const std::vector<const LinearMap*>& maps) {
  std::string text;
  for (const LinearMap* const map : maps)
    text += (text.empty() ? "" : ", ") + map->weight.name + " " + shape_text(map->weight.array->shape);
  return text;
}

// "fc" names fc.weight and fc/kernel:0 too.
bool is_called(const std::string& name, const std::string& asked) {
  if (name == asked) return true;
  const std::size_t at = name.find(asked);
  const auto is_border = [](char c) { return c == '.' || c == '/'; };
  return at != std::string::npos && (at == 0 || is_border(name[at - 1])) && at + asked.size() < name.size() &&
         is_border(name[at + asked.size()]);
}

const LinearMap* asked_readout(const std::vector<LinearMap>& maps, std::size_t width,
                               const std::string& asked, const std::string& file) {
  std::vector<const LinearMap*> all, found;
  for (const LinearMap& map : maps) {
    all.push_back(&map);
    if (is_called(map.weight.name, asked)) found.push_back(&map);
  }
  if (found.size() != 1)
    fail(ErrorKind::data, file + ": " + (found.empty() ? "no readout is" : "several readouts are") +
                              " called '" + asked +
                              "' (there are: " + (all.empty() ? "none" : list_maps(all)) + ")");
  if (found.front()->inputs() != width)
    fail(ErrorKind::data, file + ": " + list_maps(found) + " takes " +
                              std::to_string(found.front()->inputs()) + " numbers, the top layer has " +
                              std::to_string(width));
  return found.front();
}

}  // namespace

const LinearMap* choose_readout(const std::vector<LinearMap>& maps, std::size_t width,
                                const std::string& asked, const std::string& file, ForeignNetwork& network) {
  if (asked == "none") return nullptr;
  std::vector<const LinearMap*> fits, rest;
  if (!asked.empty()) {
    fits = {asked_readout(maps, width, asked, file)};
  } else {
    for (const LinearMap& map : maps)
      if (map.inputs() == width) fits.push_back(&map);
    const auto has_bias = [](const LinearMap* map) { return map->bias.array != nullptr; };
    if (std::any_of(fits.begin(), fits.end(), has_bias)) std::erase_if(fits, std::not_fn(has_bias));
  }
  if (fits.size() > 1)
    fail(ErrorKind::data,
         file + ": " + list_maps(fits) + " could each be the readout; choose one by --readout NAME, or none");
  for (const LinearMap& map : maps)
    if (fits.empty() || &map != fits.front()) rest.push_back(&map);
  if (fits.empty()) {
    if (!rest.empty())
      network.notes.push_back("no readout: " + list_maps(rest) +
                              (rest.size() == 1 ? " doesn't take the " : " don't take the ") +
                              std::to_string(width) + " numbers of the top layer");
    return nullptr;
  }
  network.readout = fits.front()->weight.name;
  if (!rest.empty())
    network.notes.push_back("readout: " + list_maps(fits) + "; not taken for it: " + list_maps(rest));
  return fits.front();
}

Readout read_readout(const LinearMap* map, std::size_t width, const std::string& file) {
  if (map == nullptr) return {Matrix(0, static_cast<Eigen::Index>(width)), Matrix(1, 0)};
  Matrix weights = formats::to_matrix(*map->weight.array, map->weight.name);
  if (!map->by_rows) weights = weights.transpose().eval();
  Matrix bias = Matrix::Zero(1, weights.rows());
  if (map->bias.array != nullptr) {
    require_shape(map->bias, {map->outputs()}, map->weight, file);
    bias = formats::to_matrix(*map->bias.array, map->bias.name).transpose();
  }
  return {std::move(weights), std::move(bias)};
}

}  // namespace rssviz::models
