#include <utility>

#include "core/error.h"
#include "models/cells/cell_step.h"
#include "models/cells/recurrent.h"
#include "models/cells/recurrent_kernels.h"
#include "models/cells/recurrent_map.h"
#include "models/cells/recurrent_weights.h"
#include "models/cells/sequence_network.h"

namespace rssviz::models {
namespace {

// States are layer by layer [hidden | cell].
template <class Kernel>
class RecurrentNetwork final : public Network, public HasStateMap, public HasWeights {
 public:
  explicit RecurrentNetwork(RecurrentParameters<float> parameters) : parameters_(std::move(parameters)) {}

  std::string_view cell() const override { return name_of(shape().cell); }
  int inputs() const override { return shape().inputs; }
  int outputs() const override { return shape().outputs; }
  int state_size() const override { return shape().layers * shape().layer_state(); }

  void step(MatrixRef previous, std::span<const std::int32_t> tokens,
            Eigen::Ref<Matrix> next) const override {
    const auto n = static_cast<std::size_t>(units());
    std::vector<float> kept(n);
    for (int layer = 0; layer < shape().layers; ++layer) {
      const Matrix z = gates(layer, previous, next, tokens);
      const Eigen::Index width = shape().layer_state();
      if (!shape().form.is_plain()) {
        advance_in_form(shape(), z, previous.middleCols(start(layer), width),
                        next.middleCols(start(layer), width));
        continue;
      }
      for (Eigen::Index row = 0; row < next.rows(); ++row) {
        const float* const before = previous.row(row).data() + start(layer);
        float* const hidden = next.row(row).data() + start(layer);
        constexpr bool kCell = Kernel::kCell;
        Kernel::advance(z.row(row).data(), before, before + (kCell ? n : 0), n, kept.data(),
                        hidden + (kCell ? n : 0), hidden);
      }
    }
  }

  std::vector<std::string> trace_names() const override {
    std::vector<std::string> names{"hidden", "output"};
    if (Kernel::kCell) names.insert(names.begin(), "cell");
    std::vector<std::string> of_layers = gate_names(shape().cell);
    names.insert(names.end(), of_layers.begin(), of_layers.end());
    of_layers.insert(of_layers.begin(), "hidden");
    if (Kernel::kCell) of_layers.insert(of_layers.begin(), "cell");
    for (int layer = 0; shape().layers > 1 && layer < shape().layers; ++layer) {
      for (const std::string& name : of_layers) names.push_back(name + "_" + std::to_string(layer + 1));
    }
    return names;
  }

  Matrix trace(std::string_view name, MatrixRef states, MatrixRef previous,
               std::span<const std::int32_t> tokens) const override {
    if (name == "output") return read_out(states);
    if (states.rows() == 0) return Matrix(0, units());  // a part of no memory has no address
    for (int layer = shape().layers - 1; layer >= 0; --layer) {
      const std::string number = "_" + std::to_string(layer + 1);
      std::string_view what = name;
      if (shape().layers > 1 && name.ends_with(number)) {
        what.remove_suffix(number.size());
      } else if (layer != shape().layers - 1) {
        continue;
      }
      if (what == "hidden") return states.middleCols(start(layer), units());
      if (Kernel::kCell && what == "cell") return states.middleCols(start(layer) + units(), units());
      const std::vector<std::string> names = gate_names(shape().cell);
      for (std::size_t k = 0; k < names.size(); ++k) {
        if (what != names[k]) continue;
        return gates(layer, previous, states, tokens)
            .middleCols(static_cast<Eigen::Index>(k) * units(), units());
      }
    }
    unknown_trace(*this, name);
  }

  Matrix read_out(MatrixRef states) const override {
    const MatrixD outputs = read_out_double(states);
    return outputs.cast<float>();
  }
  MatrixD read_out_double(MatrixRef states) const override {
    const Matrix hidden = states.middleCols(start(shape().layers - 1), units());
    const Matrix readout = parameters_.readout();
    const Matrix bias = parameters_.readout_bias();
    MatrixD result = MatrixD(hidden.cast<double>()) * readout.cast<double>().transpose();
    result.rowwise() += bias.cast<double>().row(0);
    return result;
  }
  std::unique_ptr<StateMap> state_map() const override { return make_recurrent_map(parameters_); }
  std::vector<NamedWeights> weights() const override { return recurrent_weights(parameters_); }

 private:
  const RecurrentShape& shape() const { return parameters_.shape; }
  Eigen::Index units() const { return shape().units; }
  Eigen::Index start(int layer) const { return Eigen::Index{layer} * shape().layer_state(); }

  // What a layer's inputs give through its kernel: rows x gates.
  Matrix input_part(int layer, MatrixRef states, std::span<const std::int32_t> tokens) const {
    if (layer > 0) return states.middleCols(start(layer - 1), units()) * parameters_.input(layer);
    Matrix part(states.rows(), static_cast<Eigen::Index>(shape().gates()));
    for (Eigen::Index row = 0; row < part.rows(); ++row)
      part.row(row) = parameters_.input(0).row(tokens[static_cast<std::size_t>(row)]);
    return part;
  }

  // rows x gates of a layer after their non-linearities; `states` are those after the step, of which the
  // layer below must be there.
  Matrix gates(int layer, MatrixRef previous, MatrixRef states, std::span<const std::int32_t> tokens) const {
    const Eigen::Index n = units();
    if (!shape().form.is_plain())
      return gates_in_form(parameters_, layer, previous.middleCols(start(layer), n),
                           input_part(layer, states, tokens));
    const auto width = static_cast<Eigen::Index>(shape().gates());
    Matrix recurrent(previous.rows(), width);
    recurrent.noalias() = previous.middleCols(start(layer), n) * parameters_.recurrent(layer);
    if constexpr (Kernel::kRecurrentBias) recurrent.rowwise() += parameters_.recurrent_bias(layer).row(0);
    Matrix below;
    if (layer > 0) below = states.middleCols(start(layer - 1), n) * parameters_.input(layer);
    Matrix z = recurrent;
    // The candidate of a gru takes its recurrent part only after the reset.
    if constexpr (Kernel::kRecurrentBias) z.rightCols(n).setZero();
    const auto bias = parameters_.bias(layer);
    const auto input = parameters_.input(layer);
    for (Eigen::Index row = 0; row < z.rows(); ++row) {
      if (layer == 0) {
        z.row(row) += input.row(tokens[static_cast<std::size_t>(row)]) + bias;
      } else {
        z.row(row) += below.row(row) + bias;
      }
      Kernel::activate(z.row(row).data(), recurrent.row(row).data() + (width - n),
                       static_cast<std::size_t>(n));
    }
    return z;
  }

  RecurrentParameters<float> parameters_;
};

}  // namespace

std::unique_ptr<Network> make_recurrent_network(RecurrentParameters<float> parameters) {
  const RecurrentShape& shape = parameters.shape;
  if (static_cast<std::size_t>(parameters.values.size()) != shape.size()) {
    fail(ErrorKind::data, "an " + std::string(name_of(shape.cell)) + " of this shape has " +
                              std::to_string(shape.size()) + " parameters, given are " +
                              std::to_string(parameters.values.size()));
  }
  if (shape.reading != Reading::forward) return make_sequence_network(std::move(parameters), {}, {});
  switch (shape.cell) {
    case Cell::lstm:
      return std::make_unique<RecurrentNetwork<LstmKernel<float>>>(std::move(parameters));
    case Cell::gru:
      return std::make_unique<RecurrentNetwork<GruKernel<float>>>(std::move(parameters));
    case Cell::rnn:
      return std::make_unique<RecurrentNetwork<RnnKernel<float>>>(std::move(parameters));
  }
  fail(ErrorKind::internal, "a cell without a network");
}

}  // namespace rssviz::models
