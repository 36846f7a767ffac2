#include <Eigen/QR>
#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/rng.h"
#include "models/cells/recurrent.h"

namespace rssviz::models {
namespace {

Eigen::Index as_index(std::size_t value) { return static_cast<Eigen::Index>(value); }

// Orthonormal rows: units x gates, from the QR decomposition of a normal matrix with the signs of R's
// diagonal made positive, so that the law is uniform over orthogonal matrices.
MatrixD orthogonal(Eigen::Index units, Eigen::Index gates, Rng rng) {
  Eigen::MatrixXd normal(gates, units);
  for (Eigen::Index row = 0; row < normal.rows(); ++row) {
    for (Eigen::Index column = 0; column < normal.cols(); ++column) normal(row, column) = rng.normal();
  }
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(normal);
  Eigen::MatrixXd q = qr.householderQ() * Eigen::MatrixXd::Identity(gates, units);
  for (Eigen::Index k = 0; k < units; ++k) {
    if (qr.matrixQR()(k, k) < 0) q.col(k) = -q.col(k);
  }
  return q.transpose();
}

void draw_uniform(double limit, Rng rng, float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) values[i] = static_cast<float>(rng.uniform(-limit, limit));
}

}  // namespace

std::string_view name_of(Cell cell) {
  switch (cell) {
    case Cell::lstm:
      return "lstm";
    case Cell::gru:
      return "gru";
    case Cell::rnn:
      return "rnn";
  }
  fail(ErrorKind::internal, "a cell without a name");
}

Cell cell_named(std::string_view name) {
  for (const Cell cell : {Cell::lstm, Cell::gru, Cell::rnn}) {
    if (name == name_of(cell)) return cell;
  }
  fail(ErrorKind::data, "\"" + std::string(name) + "\" is not a recurrent cell: lstm, gru or rnn");
}

std::size_t RecurrentShape::gates() const {
  const std::size_t blocks = cell == Cell::lstm ? 4 : cell == Cell::gru ? 3 : 1;
  return blocks * static_cast<std::size_t>(units);
}

std::size_t RecurrentShape::input_offset(int block) const {
  const std::size_t rest = recurrent_size() + (has_recurrent_bias() ? 2 * gates() : gates());
  const auto lowest = static_cast<std::size_t>(std::min(block, directions()));
  const auto upper = static_cast<std::size_t>(block) - lowest;
  return lowest * (input_size(0) + rest) + upper * (input_size(directions()) + rest);
}

template <class Scalar>
typename RecurrentParameters<Scalar>::Block RecurrentParameters<Scalar>::input(int block) const {
  return {values.data() + shape.input_offset(block), shape.layer_inputs(block), as_index(shape.gates())};
}
template <class Scalar>
typename RecurrentParameters<Scalar>::Block RecurrentParameters<Scalar>::recurrent(int block) const {
  return {values.data() + shape.recurrent_offset(block), shape.units, as_index(shape.gates())};
}
template <class Scalar>
typename RecurrentParameters<Scalar>::Block RecurrentParameters<Scalar>::bias(int block) const {
  return {values.data() + shape.bias_offset(block), 1, as_index(shape.gates())};
}
template <class Scalar>
typename RecurrentParameters<Scalar>::Block RecurrentParameters<Scalar>::recurrent_bias(int block) const {
  return {values.data() + shape.recurrent_bias_offset(block), 1, as_index(shape.gates())};
}
template <class Scalar>
typename RecurrentParameters<Scalar>::Block RecurrentParameters<Scalar>::readout() const {
  return {values.data() + shape.readout_offset(), shape.outputs,
          Eigen::Index{shape.directions()} * shape.units};
}
template <class Scalar>
typename RecurrentParameters<Scalar>::Block RecurrentParameters<Scalar>::readout_bias() const {
  return {values.data() + shape.readout_bias_offset(), 1, shape.outputs};
}
template struct RecurrentParameters<float>;
template struct RecurrentParameters<double>;

RecurrentParameters<float> initial_parameters(const RecurrentShape& shape, std::uint64_t seed) {
  RecurrentParameters<float> parameters{shape, Vector::Zero(as_index(shape.size()))};
  float* const values = parameters.values.data();
  const std::string cell(name_of(shape.cell));
  const auto gates = static_cast<double>(shape.gates());
  for (int layer = 0; layer < shape.layers; ++layer) {
    const auto item = static_cast<std::uint64_t>(layer);
    draw_uniform(std::sqrt(6.0 / (shape.layer_inputs(layer) + gates)),
                 Rng(seed, cell + " input kernel", item), values + shape.input_offset(layer),
                 shape.input_size(layer));
    Eigen::Map<Matrix>(values + shape.recurrent_offset(layer), shape.units, as_index(shape.gates())) =
        orthogonal(shape.units, as_index(shape.gates()), Rng(seed, cell + " recurrent kernel", item))
            .cast<float>();
    if (shape.cell == Cell::lstm) {
      Eigen::Map<Vector>(values + shape.bias_offset(layer) + static_cast<std::size_t>(shape.units),
                         shape.units)
          .setOnes();
    }
  }
  draw_uniform(std::sqrt(6.0 / (shape.units + shape.outputs)), Rng(seed, cell + " readout kernel"),
               values + shape.readout_offset(), shape.readout_size());
  return parameters;
}

RecurrentParameters<double> in_double(const RecurrentParameters<float>& parameters) {
  return {parameters.shape, parameters.values.cast<double>()};
}

}  // namespace rssviz::models
