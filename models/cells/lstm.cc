#include "models/cells/lstm.h"

#include <Eigen/QR>
#include <cmath>

#include "core/error.h"
#include "core/rng.h"
#include "models/cells/activation.h"

namespace rssviz::models {
namespace {

Eigen::Index as_index(std::size_t value) { return static_cast<Eigen::Index>(value); }

// Orthonormal rows: units x 4 units, from the QR decomposition of a normal matrix with the signs of R's
// diagonal made positive, so that the law is uniform over orthogonal matrices.
MatrixD orthogonal(int units, std::uint64_t seed) {
  Rng rng(seed, "lstm recurrent kernel");
  Eigen::MatrixXd normal(4 * units, units);
  for (Eigen::Index row = 0; row < normal.rows(); ++row) {
    for (Eigen::Index column = 0; column < normal.cols(); ++column) normal(row, column) = rng.normal();
  }
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(normal);
  Eigen::MatrixXd q = qr.householderQ() * Eigen::MatrixXd::Identity(4 * units, units);
  for (Eigen::Index k = 0; k < units; ++k) {
    if (qr.matrixQR()(k, k) < 0) q.col(k) = -q.col(k);
  }
  return q.transpose();
}

void draw_uniform(double limit, Rng rng, float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(rng.uniform(-limit, limit));
}

}  // namespace

template <class Scalar>
typename LstmParameters<Scalar>::Block LstmParameters<Scalar>::input() const {
  return {values.data(), shape.inputs, as_index(shape.gates())};
}
template <class Scalar>
typename LstmParameters<Scalar>::Block LstmParameters<Scalar>::recurrent() const {
  return {values.data() + shape.recurrent_offset(), shape.units, as_index(shape.gates())};
}
template <class Scalar>
typename LstmParameters<Scalar>::Block LstmParameters<Scalar>::bias() const {
  return {values.data() + shape.bias_offset(), 1, as_index(shape.gates())};
}
template <class Scalar>
typename LstmParameters<Scalar>::Block LstmParameters<Scalar>::readout() const {
  return {values.data() + shape.readout_offset(), shape.outputs, shape.units};
}
template <class Scalar>
typename LstmParameters<Scalar>::Block LstmParameters<Scalar>::readout_bias() const {
  return {values.data() + shape.readout_bias_offset(), 1, shape.outputs};
}
template struct LstmParameters<float>;
template struct LstmParameters<double>;

LstmParameters<float> initial_lstm(const LstmShape& shape, std::uint64_t seed) {
  LstmParameters<float> parameters{shape, Vector::Zero(as_index(shape.size()))};
  float* const values = parameters.values.data();
  const double gates = static_cast<double>(shape.gates());
  draw_uniform(std::sqrt(6.0 / (shape.inputs + gates)), Rng(seed, "lstm input kernel"), values,
               shape.input_size());
  Eigen::Map<Matrix>(values + shape.recurrent_offset(), shape.units, as_index(shape.gates())) =
      orthogonal(shape.units, seed).cast<float>();
  Eigen::Map<Vector>(values + shape.bias_offset() + static_cast<std::size_t>(shape.units), shape.units)
      .setOnes();
  draw_uniform(std::sqrt(6.0 / (shape.units + shape.outputs)), Rng(seed, "lstm readout kernel"),
               values + shape.readout_offset(), shape.readout_size());
  return parameters;
}

LstmParameters<double> in_double(const LstmParameters<float>& parameters) {
  return {parameters.shape, parameters.values.cast<double>()};
}

namespace {

// States are [hidden | cell].
class LstmNetwork final : public Network {
 public:
  explicit LstmNetwork(LstmParameters<float> parameters) : parameters_(std::move(parameters)) {}

  std::string_view cell() const override { return "lstm"; }
  int inputs() const override { return parameters_.shape.inputs; }
  int outputs() const override { return parameters_.shape.outputs; }
  int state_size() const override { return 2 * parameters_.shape.units; }
  void step(MatrixRef previous, std::span<const std::int32_t> tokens,
            Eigen::Ref<Matrix> next) const override {
    const Matrix z = gates(previous, tokens);
    const Eigen::Index n = units();
    for (Eigen::Index row = 0; row < next.rows(); ++row) {
      const float* const gate = z.row(row).data();
      const float* const before = previous.row(row).data() + n;
      float* const hidden = next.row(row).data();
      float* const cell = hidden + n;
      for (Eigen::Index j = 0; j < n; ++j) {
        cell[j] = gate[n + j] * before[j] + gate[j] * gate[2 * n + j];
        hidden[j] = gate[3 * n + j] * activation::tanh(cell[j]);
      }
    }
  }
  std::vector<std::string> trace_names() const override {
    return {"cell", "hidden", "output", "input_gate", "forget_gate", "candidate", "output_gate"};
  }
  Matrix trace(std::string_view name, MatrixRef states, MatrixRef previous,
               std::span<const std::int32_t> tokens) const override {
    const Eigen::Index n = units();
    if (name == "cell") return states.rightCols(n);
    if (name == "hidden") return states.leftCols(n);
    if (name == "output") return read_out(states);
    const std::vector<std::string> names = trace_names();
    for (Eigen::Index k = 0; k < 4; ++k) {
      if (name == names[static_cast<std::size_t>(3 + k)]) return gates(previous, tokens).middleCols(k * n, n);
    }
    unknown_trace(*this, name);
  }
  Matrix read_out(MatrixRef states) const override { return read_out_double(states).cast<float>(); }
  MatrixD read_out_double(MatrixRef states) const override {
    const MatrixD hidden = states.leftCols(units()).cast<double>();
    MatrixD result = hidden * parameters_.readout().cast<double>().transpose();
    result.rowwise() += parameters_.readout_bias().cast<double>().row(0);
    return result;
  }

 private:
  Eigen::Index units() const { return parameters_.shape.units; }
  // rows x 4 units: i, f, g, o after their non-linearities.
  Matrix gates(MatrixRef previous, std::span<const std::int32_t> tokens) const {
    const Eigen::Index n = units();
    Matrix z(previous.rows(), 4 * n);
    z.noalias() = previous.leftCols(n) * parameters_.recurrent();
    for (Eigen::Index row = 0; row < z.rows(); ++row) {
      z.row(row) += parameters_.input().row(tokens[static_cast<std::size_t>(row)]) + parameters_.bias();
      float* const gate = z.row(row).data();
      const auto count = static_cast<std::size_t>(n);
      sigmoid_in_place(gate, 2 * count);
      tanh_in_place(gate + 2 * count, count);
      sigmoid_in_place(gate + 3 * count, count);
    }
    return z;
  }

  LstmParameters<float> parameters_;
};

}  // namespace

std::unique_ptr<Network> make_lstm_network(LstmParameters<float> parameters) {
  if (static_cast<std::size_t>(parameters.values.size()) != parameters.shape.size()) {
    fail(ErrorKind::data, "an lstm of this shape has " + std::to_string(parameters.shape.size()) +
                              " parameters, given are " + std::to_string(parameters.values.size()));
  }
  return std::make_unique<LstmNetwork>(std::move(parameters));
}

}  // namespace rssviz::models
