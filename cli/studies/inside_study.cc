#include "cli/studies/inside_study.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "models/recording/record.h"

namespace rssviz::cli {
namespace {

bool has(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string in_words(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

// The traces of the layer there are, of all those that cells have: gates first.
std::vector<std::pair<std::string, std::string>> trace_names(const models::Network& network, int layer,
                                                             int layers) {
  const std::vector<std::string> known = network.trace_names();
  const std::string number = layers > 1 ? "_" + std::to_string(layer + 1) : "";
  std::vector<std::pair<std::string, std::string>> names;  // shown, asked for
  for (const char* const name : {"input_gate", "forget_gate", "output_gate", "update_gate", "reset_gate",
                                 "candidate", "cell", "hidden", "reservoir"})
    if (has(known, name + number)) names.emplace_back(name, name + number);
  return names;
}

Matrix record_trace(const models::Network& network, const models::Tokens& tokens, const std::string& what,
                    const Execution& execution) {
  std::vector<std::string> outputs;
  for (int k = 0; k < network.outputs(); ++k) outputs.push_back(std::to_string(k));
  const std::vector<std::string> words(static_cast<std::size_t>(network.inputs()));
  return models::record_states(network, {tokens}, words, outputs, {what, false}, execution).states;
}

void judge_units(LayerInside& inside) {
  const Matrix& hidden = inside.traces.back().values;
  for (Eigen::Index unit = 0; unit < hidden.cols(); ++unit) {
    double sum = 0, squares = 0;
    Eigen::Index beyond = 0;
    for (Eigen::Index t = 0; t < hidden.rows(); ++t) {
      const auto value = static_cast<double>(hidden(t, unit));
      sum += value;
      squares += value * value;
      beyond += std::abs(value) > kSaturated ? 1 : 0;
    }
    const auto count = static_cast<double>(hidden.rows());
    if (std::sqrt(std::max(0.0, squares / count - sum * sum / count / count)) < kDead)
      inside.dead.push_back(static_cast<int>(unit));
    else if (static_cast<double>(beyond) >= kSaturated * count)
      inside.saturated.push_back(static_cast<int>(unit));
  }
}

// The derivative of 1/2 |y|^2 after the last step by the whole state then.
VectorD last_gradient(const models::Network& network, const VectorD& state, Eigen::Index top,
                      Eigen::Index units) {
  if (network.outputs() == 0) {
    VectorD gradient = VectorD::Zero(state.size());
    gradient.segment(top, units) = state.segment(top, units);
    return gradient;
  }
  // The readout is linear: its rows are what unit states give, without what the zero state gives.
  Matrix unit_states = Matrix::Zero(state.size() + 1, network.state_size());
  for (Eigen::Index i = 0; i < state.size(); ++i) unit_states(i, i) = 1;
  const MatrixD given = network.read_out_double(unit_states);
  MatrixD readout = given.topRows(state.size());
  readout.rowwise() -= given.row(state.size());
  const VectorD output = readout.transpose() * state + given.row(state.size()).transpose();
  return readout * output;
}

// |d (1/2 |y_T|^2) / d h_t| of the layer's hidden state, by the chain of Jacobians backwards.
void add_influence(const DynamicsSubject& subject, const models::Network& network, const Stretch& stretch,
                   LayerInside& inside) {
  const std::unique_ptr<models::Network> plain = subject.view().run->network_at(-1);
  const std::unique_ptr<models::StateMap> map = models::state_map_of(*plain);
  const MatrixD inputs = subject.inputs_of(stretch);
  std::vector<VectorD> states{VectorD::Zero(map->size())};  // before each step, and after the last
  VectorD next(map->size());
  for (Eigen::Index t = 0; t < inputs.rows(); ++t) {
    map->step(states.back(), map->drive(inputs.row(t).transpose()), next, nullptr);
    states.push_back(next);
  }
  const Eigen::Index width = map->size() / inside.layers, units = inside.units;
  inside.of_hidden = network.outputs() == 0;
  VectorD gradient = last_gradient(network, states.back(), (inside.layers - 1) * width, units);
  inside.influence.assign(static_cast<std::size_t>(inputs.rows()), 0);
  MatrixD jacobian(map->size(), map->size());
  for (Eigen::Index t = inputs.rows() - 1; t >= 0; --t) {
    inside.influence[static_cast<std::size_t>(t)] = gradient.segment(inside.layer * width, units).norm();
    map->step(states[static_cast<std::size_t>(t)], map->drive(inputs.row(t).transpose()), next, &jacobian);
    gradient = jacobian.transpose() * gradient;
  }
}

}  // namespace

int layers_of(const models::Network& network) {
  const std::vector<std::string> names = network.trace_names();
  int layers = 1;
  while (has(names, "hidden_" + std::to_string(layers + 1))) ++layers;
  return layers;
}

LayerInside layer_inside(const DynamicsSubject& subject, int layer, int sequence, int most,
                         const Execution& execution) {
  const std::unique_ptr<models::Network> network = subject.network(-1);
  LayerInside inside;
  inside.layers = layers_of(*network);
  inside.layer = layer < 0 ? inside.layers - 1 : layer;
  if (inside.layer >= inside.layers)
    fail(ErrorKind::usage, "--layer: there is no layer " + std::to_string(layer + 1) + "; the network has " +
                               std::to_string(inside.layers));
  if (sequence < 0 || static_cast<std::size_t>(sequence) >= subject.stretches().size())
    fail(ErrorKind::usage, "--sequence: there is no sequence " + std::to_string(sequence) +
                               "; there are 0 to " + std::to_string(subject.stretches().size() - 1));
  Stretch stretch = subject.stretches()[static_cast<std::size_t>(sequence)];
  stretch.size = std::min<Eigen::Index>(stretch.size, most);
  const models::Tokens tokens = subject.tokens_of(stretch);
  for (const auto& [shown, asked] : trace_names(*network, inside.layer, inside.layers)) {
    const Matrix values = record_trace(*network, tokens, asked, execution);
    inside.traces.push_back({in_words(shown), values, shown.ends_with("gate")});
  }
  inside.units = static_cast<int>(inside.traces.back().values.cols());
  inside.both_directions = has(network->trace_names(), "hidden_backward");
  judge_units(inside);
  // One that reads backwards too has no map from state to state.
  if (dynamic_cast<const models::HasStateMap*>(network.get()) != nullptr)
    add_influence(subject, *network, stretch, inside);
  for (models::NamedWeights& weights : models::weights_of(*subject.view().run->network_at(-1)))
    if (weights.layer == inside.layer) inside.weights.push_back(std::move(weights));
  return inside;
}

}  // namespace rssviz::cli
