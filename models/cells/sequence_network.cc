#include "models/cells/sequence_network.h"

#include <algorithm>
#include <utility>

#include "core/error.h"
#include "models/cells/cell_step.h"
#include "models/cells/recurrent_weights.h"

namespace rssviz::models {
namespace {

using Sequences = std::span<const std::vector<std::int32_t>>;

// What a trace's name asks for.
struct Asked {
  std::string_view what{};
  int layer{};
  int direction{-1};  // -1: all that there are
};

class SequenceNetwork final : public Network, public HasWeights {
 public:
  SequenceNetwork(RecurrentParameters<float> parameters, const Matrix& inputs, Sequences sequences)
      : parameters_(std::move(parameters)), inputs_(inputs) {
    if (inputs_.rows() > 0 && inputs_.cols() != shape().inputs)
      fail(ErrorKind::data, "the inputs have " + std::to_string(inputs_.cols()) +
                                (inputs_.cols() == 1 ? " column" : " columns") + ", the network takes " +
                                std::to_string(shape().inputs));
    states_ = Matrix::Zero(inputs_.rows(), state_size());
    before_.assign(static_cast<std::size_t>(shape().directions()),
                   std::vector<std::int32_t>(static_cast<std::size_t>(inputs_.rows()), -1));
    for (const std::vector<std::int32_t>& sequence : sequences) read(sequence);
  }

  std::string_view cell() const override { return name_of(shape().cell); }
  int inputs() const override {
    return inputs_.rows() > 0 ? static_cast<int>(inputs_.rows()) : shape().inputs;
  }
  int outputs() const override { return shape().outputs; }
  int state_size() const override { return shape().blocks() * shape().layer_state(); }

  void step(MatrixRef, std::span<const std::int32_t> tokens, Eigen::Ref<Matrix> next) const override {
    if (inputs_.rows() == 0)
      fail(ErrorKind::usage,
           "a network that reads backwards needs whole sequences: give them as an array (--inputs)");
    for (Eigen::Index row = 0; row < next.rows(); ++row)
      next.row(row) = states_.row(tokens[static_cast<std::size_t>(row)]);
  }

  std::vector<std::string> trace_names() const override;
  Matrix trace(std::string_view name, MatrixRef states, MatrixRef previous,
               std::span<const std::int32_t> tokens) const override;

  std::vector<NamedWeights> weights() const override { return recurrent_weights(parameters_); }
  Matrix read_out(MatrixRef states) const override { return read_out_double(states).cast<float>(); }
  MatrixD read_out_double(MatrixRef states) const override {
    const Matrix hidden = hidden_of(states, shape().layers - 1);
    const Matrix readout = parameters_.readout();
    const Matrix bias = parameters_.readout_bias();
    MatrixD result = MatrixD(hidden.cast<double>()) * readout.cast<double>().transpose();
    result.rowwise() += bias.cast<double>().row(0);
    return result;
  }

 private:
  const RecurrentShape& shape() const { return parameters_.shape; }
  Eigen::Index units() const { return shape().units; }
  Eigen::Index start(int block) const { return Eigen::Index{block} * shape().layer_state(); }
  bool is_backward(int direction) const {
    return shape().reading == Reading::backward || (shape().reading == Reading::both && direction == 1);
  }

  // rows x (directions * units).
  Matrix hidden_of(MatrixRef states, int layer) const {
    const int directions = shape().directions();
    Matrix hidden(states.rows(), directions * units());
    for (int d = 0; d < directions; ++d)
      hidden.middleCols(d * units(), units()) = states.middleCols(start(layer * directions + d), units());
    return hidden;
  }
  // What the inputs of a block give through its kernel, at `rows`: rows x gates.
  Matrix input_part(int block, std::span<const std::int32_t> rows) const {
    const Eigen::Map<const Eigen::Matrix<std::int32_t, Eigen::Dynamic, 1>> places(
        rows.data(), static_cast<Eigen::Index>(rows.size()));
    const int layer = block / shape().directions();
    const Matrix below = layer == 0 ? Matrix(inputs_(places, Eigen::all))
                                    : hidden_of(Matrix(states_(places, Eigen::all)), layer - 1);
    return below * parameters_.input(block);
  }

  void read(std::span<const std::int32_t> sequence);
  Asked parse(std::string_view name) const;

  RecurrentParameters<float> parameters_;
  Matrix inputs_{};
  Matrix states_{};                                  // rows x state_size
  std::vector<std::vector<std::int32_t>> before_{};  // by direction: the row that is read before each, or -1
};

void SequenceNetwork::read(std::span<const std::int32_t> sequence) {
  const auto steps = static_cast<std::ptrdiff_t>(sequence.size());
  for (int block = 0; block < shape().blocks(); ++block) {
    const int direction = block % shape().directions();
    const bool backward = is_backward(direction);
    const Matrix part = input_part(block, sequence);
    Matrix state = Matrix::Zero(1, shape().layer_state());
    std::int32_t last = -1;
    for (std::ptrdiff_t i = 0; i < steps; ++i) {
      const std::ptrdiff_t at = backward ? steps - 1 - i : i;
      const std::int32_t row = sequence[static_cast<std::size_t>(at)];
      const Matrix z = gates_in_form(parameters_, block, state.leftCols(units()), part.row(at));
      Matrix after(1, state.cols());
      advance_in_form(shape(), z, state, after);
      state = std::move(after);
      states_.row(row).segment(start(block), state.cols()) = state.row(0);
      before_[static_cast<std::size_t>(direction)][static_cast<std::size_t>(row)] = last;
      last = row;
    }
  }
}

std::vector<std::string> SequenceNetwork::trace_names() const {
  std::vector<std::string> states{"hidden"};
  if (shape().has_cell()) states.insert(states.begin(), "cell");
  const std::vector<std::string> of_gates = gate_names(shape().cell);
  std::vector<std::string> names = states;
  names.push_back("output");
  names.insert(names.end(), of_gates.begin(), of_gates.end());
  for (int layer = 1; shape().layers > 1 && layer <= shape().layers; ++layer) {
    for (const auto* const kinds : {&std::as_const(states), &of_gates})
      for (const std::string& name : *kinds) names.push_back(name + "_" + std::to_string(layer));
  }
  if (shape().reading != Reading::both) return names;
  for (const auto* const kinds : {&std::as_const(states), &of_gates})
    for (const std::string& name : *kinds)
      for (const char* const direction : {"_forward", "_backward"}) names.push_back(name + direction);
  return names;
}

Asked SequenceNetwork::parse(std::string_view name) const {
  Asked asked{name, shape().layers - 1, -1};
  const auto ends = [&](std::string_view suffix) {
    if (!asked.what.ends_with(suffix)) return false;
    asked.what.remove_suffix(suffix.size());
    return true;
  };
  if (shape().reading == Reading::both) {
    if (ends("_forward"))
      asked.direction = 0;
    else if (ends("_backward"))
      asked.direction = 1;
  }
  for (int layer = 0; shape().layers > 1 && asked.direction < 0 && layer < shape().layers; ++layer)
    if (ends("_" + std::to_string(layer + 1))) {
      asked.layer = layer;
      break;
    }
  return asked;
}

Matrix SequenceNetwork::trace(std::string_view name, MatrixRef states, MatrixRef,
                              std::span<const std::int32_t> tokens) const {
  if (name == "output") return read_out(states);
  const Asked asked = parse(name);
  const std::vector<std::string> of_gates = gate_names(shape().cell);
  const int directions = shape().directions();
  const int first = asked.direction < 0 ? 0 : asked.direction;
  const int last = asked.direction < 0 ? directions - 1 : asked.direction;
  Matrix result(states.rows(), (last - first + 1) * units());
  for (int d = first; d <= last; ++d) {
    const int block = asked.layer * directions + d;
    auto part = result.middleCols((d - first) * units(), units());
    if (asked.what == "hidden") {
      part = states.middleCols(start(block), units());
      continue;
    }
    if (asked.what == "cell" && shape().has_cell()) {
      part = states.middleCols(start(block) + units(), units());
      continue;
    }
    const auto found = std::find(of_gates.begin(), of_gates.end(), asked.what);
    if (found == of_gates.end() || inputs_.rows() == 0) unknown_trace(*this, name);
    Matrix hidden = Matrix::Zero(states.rows(), units());
    for (std::size_t i = 0; i < tokens.size(); ++i) {
      const std::int32_t before = before_[static_cast<std::size_t>(d)][static_cast<std::size_t>(tokens[i])];
      if (before >= 0)
        hidden.row(static_cast<Eigen::Index>(i)) = states_.row(before).segment(start(block), units());
    }
    part = gates_in_form(parameters_, block, hidden, input_part(block, tokens))
               .middleCols((found - of_gates.begin()) * units(), units());
  }
  return result;
}

}  // namespace

std::unique_ptr<Network> make_sequence_network(RecurrentParameters<float> parameters, const Matrix& inputs,
                                               Sequences sequences) {
  return std::make_unique<SequenceNetwork>(std::move(parameters), inputs, sequences);
}

}  // namespace rssviz::models
