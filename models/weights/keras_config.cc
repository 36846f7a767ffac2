#include "models/weights/keras_config.h"

#include <algorithm>
#include <array>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "core/error.h"

namespace rssviz::models {
namespace {

using formats::Json;

std::string text(const Json& node, const char* key) {
  const auto found = node.is_object() ? node.find(key) : node.end();
  return found != node.end() && found->is_string() ? found->get<std::string>() : std::string();
}

bool flag(const Json& node, const char* key, bool otherwise) {
  const auto found = node.is_object() ? node.find(key) : node.end();
  return found != node.end() && found->is_boolean() ? found->get<bool>() : otherwise;
}

const Json& child(const Json& node, const char* key) {
  static const Json kNothing;
  const auto found = node.is_object() ? node.find(key) : node.end();
  return found != node.end() ? *found : kNothing;
}

// "SimpleRNN" -> "simple_rnn", as Keras names layers (keras.utils.naming.to_snake_case).
std::string snake_case(const std::string& name) {
  std::string result;
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  for (std::size_t i = 0; i < name.size(); ++i) {
    const bool next_is_lower = i + 1 < name.size() && !is_upper(name[i + 1]);
    if (i > 0 && is_upper(name[i]) && (!is_upper(name[i - 1]) || next_is_lower)) result += '_';
    result += is_upper(name[i]) ? static_cast<char>(name[i] - 'A' + 'a') : name[i];
  }
  return result;
}

// A layer as it stands in the configuration, wrappers taken off.
struct Node {
  std::string kind{};     // LSTM, Dense
  std::string wrapper{};  // Bidirectional, TimeDistributed
  std::string saved{};
  const Json* outer{};  // the configuration of the wrapper, or its own
  const Json* inner{};
  std::string name{};
  std::vector<std::string> inputs{};  // of functional models: layers whose outputs it takes, one a tensor

  // Configurations written by hand, or cut down, lack what Keras itself always writes.
  bool is_recurrent() const {
    return inner->contains("recurrent_initializer") || inner->contains("recurrent_activation") ||
           kind == "LSTM" || kind == "GRU" || kind == "SimpleRNN" || kind == "CuDNNLSTM" ||
           kind == "CuDNNGRU";
  }
};

// References to tensors: [layer, node, tensor ...], however deep they stand.
void collect_inputs(const Json& node, std::vector<std::string>& names) {
  if (node.is_array() && node.size() >= 3 && node[0].is_string() && node[1].is_number_integer() &&
      node[2].is_number_integer()) {
    names.push_back(node[0].get<std::string>());
    return;
  }
  if (node.is_structured())
    for (const Json& part : node) collect_inputs(part, names);
}

Node node_of(const Json& layer, std::map<std::string, int>& counts) {
  Node node;
  node.kind = text(layer, "class_name");
  node.outer = node.inner = &child(layer, "config");
  const std::string saved = snake_case(node.kind);
  const int count = counts[saved]++;
  node.saved = count == 0 ? saved : saved + "_" + std::to_string(count);
  node.name = text(layer, "name").empty() ? text(*node.outer, "name") : text(layer, "name");
  if (node.kind == "Bidirectional" || node.kind == "TimeDistributed") {
    node.wrapper = node.kind;
    const Json& inside = child(*node.outer, "layer");
    node.kind = text(inside, "class_name");
    node.inner = &child(inside, "config");
  }
  if (node.kind == "RNN") {
    const Json& inside = child(*node.inner, "cell");
    node.kind = text(inside, "class_name");
    node.inner = &child(inside, "config");
    if (node.kind.ends_with("Cell")) node.kind.resize(node.kind.size() - 4);
  }
  collect_inputs(child(layer, "inbound_nodes"), node.inputs);
  return node;
}

void collect_nodes(const Json& model, std::vector<Node>& nodes) {
  std::map<std::string, int> counts;
  const Json& config = child(model, "config");
  const Json& layers = config.is_array() ? config : child(config, "layers");  // Keras 1 and 2.0: a list
  if (!layers.is_array()) return;
  for (const Json& layer : layers) {
    Node node = node_of(layer, counts);
    if (child(*node.inner, "layers").is_array())
      collect_nodes(layer, nodes);
    else
      nodes.push_back(std::move(node));
  }
}

// Layers that hand states on as they are, when the network is run.
bool hands_on(const Node& node) {
  constexpr std::array<std::string_view, 8> kKinds{"InputLayer",   "Dropout",         "SpatialDropout1D",
                                                   "Masking",      "GaussianDropout", "GaussianNoise",
                                                   "AlphaDropout", "Identity"};
  return std::find(kKinds.begin(), kKinds.end(), node.kind) != kKinds.end();
}

class Chain {
 public:
  Chain(const std::vector<Node>& nodes, const std::string& file) : nodes_(nodes), file_(file) {
    for (const Node& node : nodes) by_name_[node.name] = &node;
  }

  // The recurrent layers from the lowest on.
  std::vector<const Node*> layers() const {
    std::vector<const Node*> found;
    for (const Node& node : nodes_) {
      if (!node.is_recurrent()) continue;
      const Node* const below = is_functional() ? below_by_tensors(node) : below_by_order(node);
      if (below != (found.empty() ? nullptr : found.back()))
        fail(ErrorKind::data,
             file_ + ": the layers " + (found.empty() ? below->name : found.back()->name) + " and " +
                 node.name + " are not one above the other; a single chain of recurrent layers is imported");
      found.push_back(&node);
    }
    return found;
  }

 private:
  bool is_functional() const {
    return std::any_of(nodes_.begin(), nodes_.end(), [](const Node& node) { return !node.inputs.empty(); });
  }
  void refuse_between(const Node& between, const Node& node) const {
    fail(ErrorKind::data, file_ + ": the layer " + between.name + " (" + between.kind +
                              ") stands between recurrent layers, under " + node.name +
                              "; it is not imported");
  }
  const Node* below_by_order(const Node& node) const {
    const Node* between = nullptr;
    for (const Node* at = &node; at-- != &nodes_.front();) {
      if (at->is_recurrent()) {
        if (between != nullptr) refuse_between(*between, node);
        return at;
      }
      if (!hands_on(*at)) between = at;
    }
    return nullptr;
  }
  const Node* below_by_tensors(const Node& node) const {
    if (node.inputs.size() > 1)
      fail(ErrorKind::data,
           file_ + ": the layer " + node.name +
               " takes several inputs (an initial state?); only layers that begin at zero are "
               "imported");
    const Node* between = nullptr;
    std::vector<std::string> inputs = node.inputs;
    for (std::size_t steps = 0; inputs.size() == 1 && steps < nodes_.size(); ++steps) {
      const auto found = by_name_.find(inputs.front());
      if (found == by_name_.end()) return nullptr;
      if (found->second->is_recurrent()) {
        if (between != nullptr) refuse_between(*between, node);
        return found->second;
      }
      if (!hands_on(*found->second)) between = found->second;
      inputs = found->second->inputs;
    }
    return nullptr;
  }

  const std::vector<Node>& nodes_;
  const std::string& file_;
  std::map<std::string, const Node*> by_name_{};
};

CellFunction function_of(const Node& node, const char* key, CellFunction otherwise,
                         const std::string& version, const std::string& file) {
  const Json& value = child(*node.inner, key);
  if (value.is_null()) return otherwise;
  const std::string name = value.is_string() ? value.get<std::string>() : text(value, "class_name");
  if (name == "hard_sigmoid" && version.starts_with("3")) return CellFunction::hard_sigmoid_6;
  try {
    return cell_function_named(name);
  } catch (const Error&) {
    fail(ErrorKind::data, file + ": the layer " + node.name + " has " + key + " = " +
                              (name.empty() ? value.dump() : name) +
                              ", which is not imported (tanh, sigmoid, relu, linear and hard_sigmoid are)");
  }
}

void check_kind(const Node& node, Cell cell, const std::string& file) {
  const std::map<std::string, Cell> cells{{"LSTM", Cell::lstm}, {"GRU", Cell::gru}, {"SimpleRNN", Cell::rnn}};
  const auto found = cells.find(node.kind);
  if (found == cells.end())
    fail(ErrorKind::data,
         file + ": the layer " + node.name + " is a " + node.kind + "; LSTM, GRU and SimpleRNN are imported");
  if (found->second != cell)
    fail(ErrorKind::data, file + ": the layer " + node.name + " is a " + node.kind + ": --cell " +
                              std::string(name_of(found->second)) + " imports it");
}

KerasLayer layer_of(const Node& node, const std::string& version, bool flipped, const std::string& file,
                    Cell cell) {
  KerasLayer layer{.name = node.name, .saved = node.saved};
  layer.form.activation = function_of(node, "activation", CellFunction::tanh, version, file);
  if (cell != Cell::rnn)
    layer.form.recurrent_activation =
        function_of(node, "recurrent_activation", CellFunction::sigmoid, version, file);
  // Keras before 2.1 had the other form alone and doesn't name it.
  if (cell == Cell::gru) layer.form.reset_after = flag(*node.inner, "reset_after", false);
  layer.whole_sequence = flag(*node.inner, "return_sequences", true);
  if (node.wrapper != "Bidirectional") {
    layer.reading = flipped ? Reading::backward : Reading::forward;
    return layer;
  }
  layer.reading = Reading::both;
  const Json& merge = child(*node.outer, "merge_mode");
  if (merge != Json("concat") && node.outer->contains("merge_mode"))
    fail(ErrorKind::data, file + ": the layer " + node.name + " has merge_mode = " + merge.dump() +
                              "; only \"concat\" is imported");
  return layer;
}

void check_alike(const std::vector<KerasLayer>& layers, const std::string& file) {
  for (const KerasLayer& layer : layers) {
    const KerasLayer& first = layers.front();
    if (!(layer.form == first.form) || layer.reading != first.reading)
      fail(ErrorKind::data, file + ": the layers " + first.name + " and " + layer.name + " differ in their " +
                                (layer.reading != first.reading ? "directions" : "activations or reset") +
                                "; they must be alike");
  }
}

void note_readings(const std::vector<KerasLayer>& layers, std::vector<std::string>& notes) {
  const KerasLayer& top = layers.back();
  if (top.reading == Reading::both)
    notes.push_back(
        "both directions are imported: states hold [forward | backward] on one time axis, and need whole "
        "sequences");
  if (top.reading == Reading::both && !top.whole_sequence)
    notes.push_back("the layer " + top.name +
                    " hands on forward's last and backward's first state (return_sequences = False): its "
                    "readout is shown at each step instead");
  if (top.reading == Reading::backward)
    notes.push_back(
        "the layer " + top.name +
        " reads backwards (go_backwards): its states stand on the time axis of the inputs, not in "
        "the order in which they are read, and need whole sequences");
}

}  // namespace

KerasConfig read_keras_config(const Json& config, const std::string& version, Cell cell,
                              const std::string& file) {
  std::vector<Node> nodes;
  collect_nodes(config, nodes);
  KerasConfig result;
  bool flipped = false;
  std::string before;
  for (const Node* const node : Chain(nodes, file).layers()) {
    check_kind(*node, cell, file);
    const bool backwards = flag(*node->inner, "go_backwards", false);
    if (backwards && node->wrapper == "Bidirectional")
      fail(ErrorKind::data,
           file + ": the layer " + node->name + " is bidirectional with go_backwards; not imported");
    flipped = flipped != backwards;
    result.layers.push_back(layer_of(*node, version, flipped, file, cell));
  }
  if (result.layers.empty()) return result;
  check_alike(result.layers, file);
  note_readings(result.layers, result.notes);
  for (const Node& node : nodes) {
    if (node.name == result.layers.front().name) break;
    if (!hands_on(node) && node.kind != "Embedding") before += (before.empty() ? "" : ", ") + node.name;
  }
  if (!before.empty())
    result.notes.push_back("inputs are those of the layer " + result.layers.front().name + ", after " +
                           before);
  for (const Node& node : nodes)
    if (node.kind == "Dense" && !text(*node.inner, "activation").empty() &&
        text(*node.inner, "activation") != "linear")
      result.notes.push_back("outputs of " + node.name + " are shown before its " +
                             text(*node.inner, "activation"));
  return result;
}

}  // namespace rssviz::models
