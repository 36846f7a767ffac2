// Recurrent cells in layers, with a linear readout of the top layer's last hidden state. x is the token's
// one-hot vector in the first layer, the hidden state of the layer below elsewhere; K, U, b as below.
//   lstm  gates i, f, c, o of z = x K + h U + b;  i, f, o = sigmoid;  g = tanh(z_c)
//         c' = f c + i g;  h' = o tanh(c')              (Hochreiter and Schmidhuber 1997; Gers et al. 2000)
//   gru   gates z, r, n of x K + b and u = h U + s;  z, r = sigmoid(sum of both);  n = tanh(x K_n + b_n + r
//   u_n)
//         h' = (1 - z) n + z h     (Cho et al. 2014 in the reset-after form with two biases: cuDNN, PyTorch,
//         Keras 2; PyTorch's order of gates is r, z, n)
//   rnn   h' = tanh(x K + h U + b)                                                         (Elman 1990)
//   y = R h' + r
// Networks that other programs trained may have other functions than tanh and sigmoid, or read backwards, or
// both ways (cell_form.h): they are run, not trained. Of both ways a layer has two blocks of parameters, and
// what stands above it sees [forward | backward].
// Parameters and gradients are values. Functions are pure; a workspace belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/matrix.h"
#include "models/cells/cell_form.h"
#include "models/cells/network.h"

namespace rssviz::models {

enum class Cell { lstm, gru, rnn };

std::string_view name_of(Cell cell);  // "lstm", "gru", "rnn"
// Throws Error{data} for another name.
Cell cell_named(std::string_view name);

struct RecurrentShape {
  Cell cell{Cell::lstm};
  int inputs{};
  int units{};  // of each layer
  int outputs{};
  int layers{1};
  CellForm form{};
  Reading reading{Reading::forward};
  bool operator==(const RecurrentShape&) const = default;

  int directions() const { return reading == Reading::both ? 2 : 1; }
  // Layers, or directions of layers: block = layer * directions + direction. Of one direction the layers.
  int blocks() const { return layers * directions(); }
  bool is_trainable() const { return form.is_plain() && reading == Reading::forward; }

  // All gates of a layer side by side: 4, 3 or 1 times the units.
  std::size_t gates() const;
  bool has_cell() const { return cell == Cell::lstm; }
  bool has_recurrent_bias() const { return cell == Cell::gru; }
  // Numbers of a block's state: hidden, and cell beside it where there is one.
  int layer_state() const { return has_cell() ? 2 * units : units; }
  int layer_inputs(int block) const { return block < directions() ? inputs : directions() * units; }

  // Where each block stands in the flat vector of parameters: block by block input kernel, recurrent kernel,
  // bias, recurrent bias (gru); then readout and its bias.
  std::size_t input_size(int block) const { return static_cast<std::size_t>(layer_inputs(block)) * gates(); }
  std::size_t recurrent_size() const { return static_cast<std::size_t>(units) * gates(); }
  std::size_t readout_size() const {
    return static_cast<std::size_t>(outputs) * static_cast<std::size_t>(directions() * units);
  }
  std::size_t input_offset(int block) const;
  std::size_t recurrent_offset(int block) const { return input_offset(block) + input_size(block); }
  std::size_t bias_offset(int block) const { return recurrent_offset(block) + recurrent_size(); }
  std::size_t recurrent_bias_offset(int block) const { return bias_offset(block) + gates(); }
  std::size_t readout_offset() const { return input_offset(blocks()); }
  std::size_t readout_bias_offset() const { return readout_offset() + readout_size(); }
  std::size_t size() const { return readout_bias_offset() + static_cast<std::size_t>(outputs); }
};

// All parameters in one vector, so that optimisers and checkpoints see one array.
template <class Scalar>
struct RecurrentParameters {
  RecurrentShape shape{};
  VectorOf<Scalar> values{};  // shape.size()

  using Block = Eigen::Map<const MatrixOf<Scalar>>;
  Block input(int block) const;      // layer inputs x gates: in layer 0 the row of a token is what it adds
  Block recurrent(int block) const;  // units x gates
  Block bias(int block) const;       // 1 x gates
  Block recurrent_bias(int block) const;  // 1 x gates; gru only
  Block readout() const;                  // outputs x (directions * units)
  Block readout_bias() const;             // 1 x outputs
};

// Keras' defaults: Glorot uniform kernels (limit sqrt(6 / (inputs + gates)) for the fused input kernel),
// orthogonal recurrent kernels (orthonormal rows), biases 0 but 1 for the forget gate of an lstm. Drawn in
// double and rounded; streams (seed, "CELL input kernel", layer) and so on.
RecurrentParameters<float> initial_parameters(const RecurrentShape& shape, std::uint64_t seed);
RecurrentParameters<double> in_double(const RecurrentParameters<float>& parameters);

// What is minimised at each step: the squared error summed over outputs, or the cross-entropy of their
// softmax with targets that sum to 1.
enum class StepLoss { squared, cross_entropy };

// Rows of numbers as inputs, with a target after each.
template <class Scalar>
struct StepTargets {
  Eigen::Ref<const MatrixOf<Scalar>> inputs;   // steps x inputs
  Eigen::Ref<const MatrixOf<Scalar>> targets;  // steps x outputs
  std::size_t uncounted{0};                    // so many steps at the start have no loss
  StepLoss loss{StepLoss::squared};
};

// Forward and backward of single sequences; keeps the buffers between calls.
template <class Scalar>
class RecurrentBackprop {
 public:
  // Throws Error{usage} for a shape that isn't trainable.
  explicit RecurrentBackprop(RecurrentShape shape);
  // Must be called whenever the parameters have changed.
  void set_parameters(const RecurrentParameters<Scalar>& parameters);
  // Runs a sequence; returns sum over outputs of (y - target)^2 after its last token (outputs numbers), and
  // adds `scale` times the gradient of that sum to `gradient` (shape.size()). `masks`: what the hidden states
  // of each layer but the top one are multiplied by on their way up, (layers - 1) x steps x units; empty: 1.
  Scalar accumulate(std::span<const std::int32_t> tokens, std::span<const Scalar> target, Scalar scale,
                    VectorOf<Scalar>& gradient, std::span<const Scalar> masks = {});
  // The same with a loss after each step, from `state` on (layer by layer [hidden | cell], as networks carry
  // it; taken as given: no gradient flows into it), which becomes the state after the last. Returns the loss
  // summed over steps.
  Scalar accumulate(const StepTargets<Scalar>& steps, Scalar scale, VectorOf<Scalar>& state,
                    VectorOf<Scalar>& gradient, std::span<const Scalar> masks = {});

 private:
  // What a sequence is read from: tokens, or rows with a loss at each step.
  struct Source {
    std::size_t steps{0};
    std::span<const std::int32_t> tokens{};
    const StepTargets<Scalar>* rows{nullptr};
    VectorOf<Scalar>* state{nullptr};
  };
  struct Layer {
    VectorOf<Scalar> recurrent_transposed{};  // gates x units
    VectorOf<Scalar> input_transposed{};      // gates x inputs; not in layer 0
    std::vector<Scalar> input{};   // steps x inputs: masked hidden states of the layer below, or rows
    std::vector<Scalar> gates{};   // steps x gates, after their non-linearities
    std::vector<Scalar> kept{};    // steps x units: tanh(cell) of an lstm, u_n of a gru
    std::vector<Scalar> cell{};    // (steps + 1) x units
    std::vector<Scalar> hidden{};  // (steps + 1) x units
  };

  Scalar run(const Source& source, std::span<const Scalar> target, Scalar scale, VectorOf<Scalar>& gradient,
             std::span<const Scalar> masks);
  template <class Kernel>
  Scalar run_cell(const Source& source, std::span<const Scalar> target, Scalar scale,
                  VectorOf<Scalar>& gradient, std::span<const Scalar> masks);
  void start_layer(int index, const Source& source);
  void end_layer(int index, const Source& source);
  template <class Kernel>
  void forward(int index, const Source& source, std::span<const Scalar> masks);
  Scalar backward_readout(std::span<const Scalar> target, Scalar scale, VectorOf<Scalar>& gradient);
  Scalar backward_readouts(const StepTargets<Scalar>& steps, Scalar scale, VectorOf<Scalar>& gradient);
  template <class Kernel>
  void backward(int index, const Source& source, std::span<const Scalar> masks, VectorOf<Scalar>& gradient);
  std::span<const Scalar> masks_below(int index, std::size_t steps, std::span<const Scalar> masks) const;

  RecurrentShape shape_;
  const RecurrentParameters<Scalar>* parameters_ = nullptr;
  std::vector<Layer> layers_;
  std::vector<Scalar> recurrent_part_;  // gates: h U + s of one step of a gru
  std::vector<Scalar> d_gates_;         // steps x gates, by what x K + b adds to
  std::vector<Scalar> d_recurrent_;     // the same by what h U + s adds to; gru only, elsewhere d_gates_
  std::vector<Scalar> d_above_;  // steps x units: of the hidden states, from the layer or readouts above
  std::vector<Scalar> outputs_;  // of one step
  VectorOf<Scalar> d_hidden_, d_cell_;
};

// Traces: "hidden", "output", and "cell" (the first) of an lstm; the gates "input_gate", "forget_gate",
// "candidate", "output_gate" of an lstm, "update_gate", "reset_gate", "candidate" of a gru. Of several layers
// these are the top one's, and "hidden_1", "forget_gate_2", ... those of the layer with that number. One that
// reads backwards tells its sizes and names only: its states need whole sequences (sequence_network.h).
std::unique_ptr<Network> make_recurrent_network(RecurrentParameters<float> parameters);

}  // namespace rssviz::models
