#include "models/training/class_backprop.h"

#include <cmath>

#include "core/error.h"
#include "models/cells/recurrent_kernels.h"

namespace rssviz::models {
namespace {

template <class Scalar>
using Block = Eigen::Map<MatrixOf<Scalar>>;

// The gradient of a block of parameters, as a matrix.
template <class Scalar>
Block<Scalar> block_of(VectorOf<Scalar>& gradient, std::size_t offset, Eigen::Index rows, Eigen::Index cols) {
  return {gradient.data() + offset, rows, cols};
}

// Sums of columns, row by row in order.
template <class Scalar>
void add_columns(const MatrixOf<Scalar>& matrix, std::size_t offset, VectorOf<Scalar>& gradient) {
  Scalar* __restrict const sums = gradient.data() + offset;
  for (Eigen::Index i = 0; i < matrix.rows(); ++i) {
    const Scalar* __restrict const row = matrix.row(i).data();
    for (Eigen::Index k = 0; k < matrix.cols(); ++k) sums[k] += row[k];
  }
}

// Softmax of each row, less 1 at its class; returns the summed cross-entropy.
template <class Scalar>
Scalar to_errors(const ClassSequences& sequences, std::span<const std::int32_t> ids,
                 MatrixOf<Scalar>& logits) {
  Scalar loss = 0;
  for (Eigen::Index i = 0; i < logits.rows(); ++i) {
    const auto own = static_cast<Eigen::Index>(
        sequences.classes[static_cast<std::size_t>(ids[static_cast<std::size_t>(i)])]);
    const Scalar most = logits.row(i).maxCoeff(), said = logits(i, own);
    Scalar sum = 0;
    for (Eigen::Index k = 0; k < logits.cols(); ++k) sum += logits(i, k) = std::exp(logits(i, k) - most);
    loss += std::log(sum) + most - said;
    logits.row(i) /= sum;
    logits(i, own) -= 1;
  }
  return loss;
}

}  // namespace

template <class Scalar>
ClassBackprop<Scalar>::ClassBackprop(const RecurrentShape& shape)
    : shape_(shape), layers_(static_cast<std::size_t>(shape.layers)) {
  if (!shape.is_trainable())
    fail(ErrorKind::usage,
         "networks with other functions than tanh and sigmoid, or that read backwards, are run, not trained");
}

template <class Scalar>
void ClassBackprop<Scalar>::take_input(int index, const ClassSequences& sequences,
                                       std::span<const std::int32_t> ids) {
  Layer& layer = layers_[static_cast<std::size_t>(index)];
  if (index > 0) {
    layer.input = layers_[static_cast<std::size_t>(index - 1)].hidden.bottomRows(steps_ * batch_);
    return;
  }
  layer.input.resize(steps_ * batch_, shape_.inputs);
  Matrix rows(batch_, shape_.inputs);
  for (Eigen::Index t = 0; t < steps_; ++t) {
    sequences.fill(static_cast<int>(t), ids, rows);
    layer.input.middleRows(t * batch_, batch_) = rows.template cast<Scalar>();
  }
}

template <class Scalar>
template <class Kernel>
void ClassBackprop<Scalar>::forward_layer(const RecurrentParameters<Scalar>& parameters, int index) {
  Layer& layer = layers_[static_cast<std::size_t>(index)];
  const Eigen::Index n = shape_.units;
  const auto width = static_cast<Eigen::Index>(shape_.gates());
  layer.kept.resize(steps_ * batch_, n);
  layer.hidden.resize((steps_ + 1) * batch_, n);
  layer.hidden.topRows(batch_).setZero();
  if (Kernel::kCell) {
    layer.cell.resize((steps_ + 1) * batch_, n);
    layer.cell.topRows(batch_).setZero();
  }
  layer.gates.noalias() = layer.input * parameters.input(index);
  layer.gates.rowwise() += parameters.bias(index).row(0);
  for (Eigen::Index t = 0; t < steps_; ++t) {
    const auto before = layer.hidden.middleRows(t * batch_, batch_);
    recurrent_.resize(batch_, width);
    recurrent_.noalias() = before * parameters.recurrent(index);
    if constexpr (Kernel::kRecurrentBias) {
      recurrent_.rowwise() += parameters.recurrent_bias(index).row(0);
      layer.gates.block(t * batch_, 0, batch_, width - n) += recurrent_.leftCols(width - n);
      layer.kept.middleRows(t * batch_, batch_) = recurrent_.rightCols(n);
    } else {
      layer.gates.middleRows(t * batch_, batch_) += recurrent_;
    }
    for (Eigen::Index i = 0; i < batch_; ++i) {
      const Eigen::Index now = t * batch_ + i, next = now + batch_;
      Scalar* const z = layer.gates.row(now).data();
      Scalar* const kept = layer.kept.row(now).data();
      Kernel::activate(z, kept, static_cast<std::size_t>(n));
      Scalar* const cell_before = Kernel::kCell ? layer.cell.row(now).data() : nullptr;
      Scalar* const cell = Kernel::kCell ? layer.cell.row(next).data() : nullptr;
      const Scalar* const hidden_before = layer.hidden.row(now).data();
      Kernel::advance(z, hidden_before, cell_before, static_cast<std::size_t>(n), kept, cell,
                      layer.hidden.row(next).data());
    }
  }
}

template <class Scalar>
void ClassBackprop<Scalar>::forward(const RecurrentParameters<Scalar>& parameters,
                                    const ClassSequences& sequences, std::span<const std::int32_t> ids) {
  batch_ = static_cast<Eigen::Index>(ids.size());
  steps_ = sequences.steps();
  for (int index = 0; index < shape_.layers; ++index) {
    take_input(index, sequences, ids);
    if (shape_.cell == Cell::lstm)
      forward_layer<LstmKernel<Scalar>>(parameters, index);
    else if (shape_.cell == Cell::gru)
      forward_layer<GruKernel<Scalar>>(parameters, index);
    else
      forward_layer<RnnKernel<Scalar>>(parameters, index);
  }
}

template <class Scalar>
MatrixOf<Scalar> ClassBackprop<Scalar>::read_out(const RecurrentParameters<Scalar>& parameters) const {
  MatrixOf<Scalar> result = layers_.back().hidden.bottomRows(batch_) * parameters.readout().transpose();
  result.rowwise() += parameters.readout_bias().row(0);
  return result;
}

// `d_last`: by the hidden states after the last step; d_above_ by those of all steps where there is a layer
// above, and is left as that of the layer below.
template <class Scalar>
template <class Kernel>
void ClassBackprop<Scalar>::backward_layer(const RecurrentParameters<Scalar>& parameters, int index,
                                           MatrixOf<Scalar>& d_last, VectorOf<Scalar>& gradient) {
  Layer& layer = layers_[static_cast<std::size_t>(index)];
  const Eigen::Index n = shape_.units;
  const auto width = static_cast<Eigen::Index>(shape_.gates());
  const bool top = index + 1 == shape_.layers;
  layer.d_gates.resize(steps_ * batch_, width);
  layer.d_recurrent.resize(Kernel::kRecurrentBias ? steps_ * batch_ : 0, width);
  MatrixOf<Scalar> d_hidden = d_last;
  MatrixOf<Scalar> d_cell = MatrixOf<Scalar>::Zero(Kernel::kCell ? batch_ : 0, n);
  const MatrixOf<Scalar> recurrent_transposed = parameters.recurrent(index).transpose();
  const MatrixOf<Scalar>& d_back = Kernel::kRecurrentBias ? layer.d_recurrent : layer.d_gates;
  for (Eigen::Index t = steps_; t-- > 0;) {
    if (!top) d_hidden += d_above_.middleRows(t * batch_, batch_);
    for (Eigen::Index i = 0; i < batch_; ++i) {
      const Eigen::Index now = t * batch_ + i;
      const StepMemory<Scalar> memory{layer.gates.row(now).data(), layer.kept.row(now).data(),
                                      layer.hidden.row(now).data(),
                                      Kernel::kCell ? layer.cell.row(now).data() : nullptr};
      Kernel::retreat(memory, static_cast<std::size_t>(n), d_hidden.row(i).data(),
                      Kernel::kCell ? d_cell.row(i).data() : nullptr, layer.d_gates.row(now).data(),
                      Kernel::kRecurrentBias ? layer.d_recurrent.row(now).data() : nullptr);
    }
    d_hidden.noalias() += d_back.middleRows(t * batch_, batch_) * recurrent_transposed;
  }
  block_of(gradient, shape_.input_offset(index), shape_.layer_inputs(index), width).noalias() +=
      layer.input.transpose() * layer.d_gates;
  block_of(gradient, shape_.recurrent_offset(index), n, width).noalias() +=
      layer.hidden.topRows(steps_ * batch_).transpose() * d_back;
  add_columns(layer.d_gates, shape_.bias_offset(index), gradient);
  if constexpr (Kernel::kRecurrentBias)
    add_columns(layer.d_recurrent, shape_.recurrent_bias_offset(index), gradient);
  if (index > 0) d_above_ = layer.d_gates * parameters.input(index).transpose();
}

template <class Scalar>
void ClassBackprop<Scalar>::backward(const RecurrentParameters<Scalar>& parameters, MatrixOf<Scalar> d_logits,
                                     VectorOf<Scalar>& gradient) {
  block_of(gradient, shape_.readout_offset(), shape_.outputs, shape_.units).noalias() +=
      d_logits.transpose() * layers_.back().hidden.bottomRows(batch_);
  add_columns(d_logits, shape_.readout_bias_offset(), gradient);
  MatrixOf<Scalar> d_last = d_logits * parameters.readout();
  for (int index = shape_.layers; index-- > 0;) {
    if (shape_.cell == Cell::lstm)
      backward_layer<LstmKernel<Scalar>>(parameters, index, d_last, gradient);
    else if (shape_.cell == Cell::gru)
      backward_layer<GruKernel<Scalar>>(parameters, index, d_last, gradient);
    else
      backward_layer<RnnKernel<Scalar>>(parameters, index, d_last, gradient);
    d_last.setZero();
  }
}

template <class Scalar>
Scalar ClassBackprop<Scalar>::accumulate(const RecurrentParameters<Scalar>& parameters,
                                         const ClassSequences& sequences, std::span<const std::int32_t> ids,
                                         Scalar scale, VectorOf<Scalar>& gradient) {
  forward(parameters, sequences, ids);
  MatrixOf<Scalar> errors = read_out(parameters);
  const Scalar loss = to_errors(sequences, ids, errors);
  backward(parameters, errors * scale, gradient);
  return loss;
}

template <class Scalar>
MatrixOf<Scalar> ClassBackprop<Scalar>::logits(const RecurrentParameters<Scalar>& parameters,
                                               const ClassSequences& sequences,
                                               std::span<const std::int32_t> ids) {
  forward(parameters, sequences, ids);
  return read_out(parameters);
}

template class ClassBackprop<float>;
template class ClassBackprop<double>;

}  // namespace rssviz::models
