// Long short-term memory, one layer, with a linear readout of the last hidden state (Hochreiter and
// Schmidhuber 1997; forget gate of Gers et al. 2000). Gates in the order i, f, c, o:
//   z = K[token] + h U + b;  i, f, o = sigmoid(z_i, z_f, z_o);  g = tanh(z_c)
//   c' = f c + i g;  h' = o tanh(c');  y = R h' + r
// Parameters and gradients are values. Functions are pure; a workspace belongs to one thread at a time.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "core/matrix.h"
#include "models/cells/network.h"

namespace rssviz::models {

struct LstmShape {
  int inputs{};
  int units{};
  int outputs{};
  bool operator==(const LstmShape&) const = default;

  // Where each block stands in the flat vector of parameters, in this order.
  std::size_t input_size() const { return static_cast<std::size_t>(inputs) * gates(); }
  std::size_t recurrent_size() const { return static_cast<std::size_t>(units) * gates(); }
  std::size_t readout_size() const {
    return static_cast<std::size_t>(outputs) * static_cast<std::size_t>(units);
  }
  std::size_t gates() const { return 4 * static_cast<std::size_t>(units); }
  std::size_t recurrent_offset() const { return input_size(); }
  std::size_t bias_offset() const { return recurrent_offset() + recurrent_size(); }
  std::size_t readout_offset() const { return bias_offset() + gates(); }
  std::size_t readout_bias_offset() const { return readout_offset() + readout_size(); }
  std::size_t size() const { return readout_bias_offset() + static_cast<std::size_t>(outputs); }
};

// All parameters in one vector, so that optimisers and checkpoints see one array.
template <class Scalar>
struct LstmParameters {
  LstmShape shape{};
  VectorOf<Scalar> values{};  // shape.size()

  using Block = Eigen::Map<const MatrixOf<Scalar>>;
  Block input() const;         // inputs x 4 units: the row of a token is what it adds to the gates
  Block recurrent() const;     // units x 4 units
  Block bias() const;          // 1 x 4 units
  Block readout() const;       // outputs x units
  Block readout_bias() const;  // 1 x outputs
};

// Glorot uniform kernels (limit sqrt(6 / (inputs + 4 units)) for the fused input kernel), orthogonal
// recurrent kernel (orthonormal rows), bias 0 with the forget part 1. Drawn in double and rounded.
LstmParameters<float> initial_lstm(const LstmShape& shape, std::uint64_t seed);
LstmParameters<double> in_double(const LstmParameters<float>& parameters);

// Forward and backward of single sequences; keeps the buffers between calls.
template <class Scalar>
class LstmBackprop {
 public:
  explicit LstmBackprop(LstmShape shape);
  // Must be called whenever the parameters have changed.
  void set_parameters(const LstmParameters<Scalar>& parameters);
  // Runs a sequence; returns sum over outputs of (y - target)^2 after its last token (outputs numbers), and
  // adds `scale` times the gradient of that sum to `gradient` (shape.size()).
  Scalar accumulate(std::span<const std::int32_t> tokens, std::span<const Scalar> target, Scalar scale,
                    VectorOf<Scalar>& gradient);

 private:
  void forward(std::span<const std::int32_t> tokens);
  Scalar backward_readout(std::span<const Scalar> target, Scalar scale, VectorOf<Scalar>& gradient);
  void backward(std::span<const std::int32_t> tokens, VectorOf<Scalar>& gradient);

  LstmShape shape_;
  const LstmParameters<Scalar>* parameters_ = nullptr;
  VectorOf<Scalar> recurrent_transposed_;  // 4 units x units
  std::vector<Scalar> gates_;              // steps x 4 units: i, f, g, o
  std::vector<Scalar> cell_;               // (steps + 1) x units
  std::vector<Scalar> tanh_cell_;          // steps x units
  std::vector<Scalar> hidden_;             // (steps + 1) x units
  VectorOf<Scalar> output_;
  std::vector<Scalar> d_gates_;  // steps x 4 units
  VectorOf<Scalar> d_hidden_, d_cell_;
};

// Traces: "cell", "hidden", "output", "input_gate", "forget_gate", "candidate", "output_gate".
std::unique_ptr<Network> make_lstm_network(LstmParameters<float> parameters);

}  // namespace rssviz::models
