// Loops are written so that every inner one runs over contiguous numbers without a sum across them: the
// compiler vectorises them without reordering any sum.
#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "models/cells/recurrent.h"
#include "models/cells/recurrent_kernels.h"

namespace rssviz::models {
namespace {

// y += sum over r of a[r stride] rows[r], rows of `width` numbers one after another, four rows at a time so
// that y is loaded and stored less often.
template <class Scalar>
void add_rows(const Scalar* a, std::size_t stride, const Scalar* rows, std::size_t count, std::size_t width,
              Scalar* __restrict y) {
  std::size_t r = 0;
  for (; r + 4 <= count; r += 4) {
    const Scalar a0 = a[r * stride], a1 = a[(r + 1) * stride];
    const Scalar a2 = a[(r + 2) * stride], a3 = a[(r + 3) * stride];
    const Scalar* __restrict const p0 = rows + r * width;
    const Scalar* __restrict const p1 = p0 + width;
    const Scalar* __restrict const p2 = p1 + width;
    const Scalar* __restrict const p3 = p2 + width;
    for (std::size_t k = 0; k < width; ++k) y[k] += (a0 * p0[k] + a1 * p1[k]) + (a2 * p2[k] + a3 * p3[k]);
  }
  for (; r < count; ++r) {
    const Scalar a0 = a[r * stride];
    const Scalar* __restrict const p = rows + r * width;
    for (std::size_t k = 0; k < width; ++k) y[k] += a0 * p[k];
  }
}

}  // namespace

template <class Scalar>
RecurrentBackprop<Scalar>::RecurrentBackprop(RecurrentShape shape)
    : shape_(shape),
      layers_(static_cast<std::size_t>(shape.layers)),
      recurrent_part_(shape.gates()),
      d_hidden_(VectorOf<Scalar>::Zero(shape.units)),
      d_cell_(VectorOf<Scalar>::Zero(shape.units)) {
  if (!shape.is_trainable())
    fail(ErrorKind::usage,
         "networks with other functions than tanh and sigmoid, or that read backwards, are run, not trained");
}

template <class Scalar>
void RecurrentBackprop<Scalar>::set_parameters(const RecurrentParameters<Scalar>& parameters) {
  parameters_ = &parameters;
  const auto width = static_cast<Eigen::Index>(shape_.gates());
  for (int index = 0; index < shape_.layers; ++index) {
    Layer& layer = layers_[static_cast<std::size_t>(index)];
    layer.recurrent_transposed.resize(width * shape_.units);
    Eigen::Map<MatrixOf<Scalar>>(layer.recurrent_transposed.data(), width, shape_.units) =
        parameters.recurrent(index).transpose();
    if (index == 0) continue;
    layer.input_transposed.resize(width * shape_.units);
    Eigen::Map<MatrixOf<Scalar>>(layer.input_transposed.data(), width, shape_.units) =
        parameters.input(index).transpose();
  }
}

template <class Scalar>
Scalar RecurrentBackprop<Scalar>::accumulate(std::span<const std::int32_t> tokens,
                                             std::span<const Scalar> target, Scalar scale,
                                             VectorOf<Scalar>& gradient, std::span<const Scalar> masks) {
  return run({tokens.size(), tokens, nullptr, nullptr}, target, scale, gradient, masks);
}

template <class Scalar>
Scalar RecurrentBackprop<Scalar>::accumulate(const StepTargets<Scalar>& steps, Scalar scale,
                                             VectorOf<Scalar>& state, VectorOf<Scalar>& gradient,
                                             std::span<const Scalar> masks) {
  return run({static_cast<std::size_t>(steps.inputs.rows()), {}, &steps, &state}, {}, scale, gradient, masks);
}

template <class Scalar>
Scalar RecurrentBackprop<Scalar>::run(const Source& source, std::span<const Scalar> target, Scalar scale,
                                      VectorOf<Scalar>& gradient, std::span<const Scalar> masks) {
  switch (shape_.cell) {
    case Cell::lstm:
      return run_cell<LstmKernel<Scalar>>(source, target, scale, gradient, masks);
    case Cell::gru:
      return run_cell<GruKernel<Scalar>>(source, target, scale, gradient, masks);
    case Cell::rnn:
      return run_cell<RnnKernel<Scalar>>(source, target, scale, gradient, masks);
  }
  fail(ErrorKind::internal, "a cell without a kernel");
}

template <class Scalar>
template <class Kernel>
Scalar RecurrentBackprop<Scalar>::run_cell(const Source& source, std::span<const Scalar> target, Scalar scale,
                                           VectorOf<Scalar>& gradient, std::span<const Scalar> masks) {
  for (int index = 0; index < shape_.layers; ++index) {
    forward<Kernel>(index, source, masks);
    end_layer(index, source);
  }
  const Scalar error = source.rows == nullptr ? backward_readout(target, scale, gradient)
                                              : backward_readouts(*source.rows, scale, gradient);
  for (int index = shape_.layers; index-- > 0;) backward<Kernel>(index, source, masks, gradient);
  return error;
}

// Rows of numbers as inputs, and the state that is gone on from; zero otherwise.
template <class Scalar>
void RecurrentBackprop<Scalar>::start_layer(int index, const Source& source) {
  if (source.rows == nullptr) return;
  const auto n = static_cast<std::size_t>(shape_.units);
  Layer& layer = layers_[static_cast<std::size_t>(index)];
  const Scalar* const state = source.state->data() + index * shape_.layer_state();
  std::copy(state, state + n, layer.hidden.begin());
  if (shape_.has_cell()) std::copy(state + n, state + 2 * n, layer.cell.begin());
  if (index > 0) return;
  layer.input.resize(static_cast<std::size_t>(source.rows->inputs.size()));
  Eigen::Map<MatrixOf<Scalar>>(layer.input.data(), source.rows->inputs.rows(), source.rows->inputs.cols()) =
      source.rows->inputs;
}

template <class Scalar>
void RecurrentBackprop<Scalar>::end_layer(int index, const Source& source) {
  if (source.rows == nullptr) return;
  const auto n = static_cast<std::ptrdiff_t>(shape_.units);
  const Layer& layer = layers_[static_cast<std::size_t>(index)];
  Scalar* const state = source.state->data() + index * shape_.layer_state();
  std::copy(layer.hidden.end() - n, layer.hidden.end(), state);
  if (shape_.has_cell()) std::copy(layer.cell.end() - n, layer.cell.end(), state + n);
}

// What the hidden states below layer `index` are multiplied by: steps x units, or nothing.
template <class Scalar>
std::span<const Scalar> RecurrentBackprop<Scalar>::masks_below(int index, std::size_t steps,
                                                               std::span<const Scalar> masks) const {
  if (masks.empty() || index == 0) return {};
  const std::size_t size = steps * static_cast<std::size_t>(shape_.units);
  return masks.subspan(static_cast<std::size_t>(index - 1) * size, size);
}

template <class Scalar>
template <class Kernel>
void RecurrentBackprop<Scalar>::forward(int index, const Source& source, std::span<const Scalar> masks) {
  const auto n = static_cast<std::size_t>(shape_.units);
  const std::size_t width = Kernel::kGates * n;
  const std::size_t steps = source.steps;
  const auto inputs = static_cast<std::size_t>(shape_.layer_inputs(index));
  Layer& layer = layers_[static_cast<std::size_t>(index)];
  layer.gates.resize(steps * width);
  layer.kept.resize(steps * n);
  layer.cell.assign(Kernel::kCell ? (steps + 1) * n : n, Scalar(0));
  layer.hidden.assign((steps + 1) * n, Scalar(0));
  const Scalar* const values = parameters_->values.data();
  const Scalar* const kernel = values + shape_.input_offset(index);
  const Scalar* const recurrent = values + shape_.recurrent_offset(index);
  const Scalar* const bias = values + shape_.bias_offset(index);
  start_layer(index, source);
  if (index > 0) {
    const std::vector<Scalar>& below = layers_[static_cast<std::size_t>(index - 1)].hidden;
    layer.input.assign(below.begin() + static_cast<std::ptrdiff_t>(n), below.end());
    const std::span<const Scalar> mask = masks_below(index, steps, masks);
    for (std::size_t k = 0; k < mask.size(); ++k) layer.input[k] *= mask[k];
  }
  for (std::size_t t = 0; t < steps; ++t) {
    const Scalar* const before = layer.hidden.data() + t * n;
    Scalar* __restrict const z = layer.gates.data() + t * width;
    Scalar* const kept = layer.kept.data() + t * n;
    if (index == 0 && source.rows == nullptr) {
      const Scalar* const input = kernel + static_cast<std::size_t>(source.tokens[t]) * width;
      for (std::size_t k = 0; k < width; ++k) z[k] = input[k] + bias[k];
    } else {
      for (std::size_t k = 0; k < width; ++k) z[k] = bias[k];
      add_rows(layer.input.data() + t * inputs, 1, kernel, inputs, width, z);
    }
    if constexpr (Kernel::kRecurrentBias) {
      Scalar* __restrict const part = recurrent_part_.data();
      const Scalar* const recurrent_bias = values + shape_.recurrent_bias_offset(index);
      for (std::size_t k = 0; k < width; ++k) part[k] = recurrent_bias[k];
      add_rows(before, 1, recurrent, n, width, part);
      for (std::size_t k = 0; k < width - n; ++k) z[k] += part[k];
      for (std::size_t k = 0; k < n; ++k) kept[k] = part[width - n + k];
    } else {
      add_rows(before, 1, recurrent, n, width, z);
    }
    Kernel::activate(z, kept, n);
    Scalar* const cell = layer.cell.data() + (Kernel::kCell ? t * n : 0);
    Kernel::advance(z, before, cell, n, kept, cell + (Kernel::kCell ? n : 0),
                    layer.hidden.data() + (t + 1) * n);
  }
}

template <class Scalar>
Scalar RecurrentBackprop<Scalar>::backward_readout(std::span<const Scalar> target, Scalar scale,
                                                   VectorOf<Scalar>& gradient) {
  const auto n = static_cast<std::size_t>(shape_.units);
  const Scalar* const readout = parameters_->values.data() + shape_.readout_offset();
  const Scalar* const bias = parameters_->values.data() + shape_.readout_bias_offset();
  const std::vector<Scalar>& top = layers_.back().hidden;
  const Scalar* const last = top.data() + top.size() - n;
  Scalar* const d_readout = gradient.data() + shape_.readout_offset();
  Scalar* const d_bias = gradient.data() + shape_.readout_bias_offset();
  d_hidden_.setZero();
  Scalar* __restrict const d_hidden = d_hidden_.data();
  Scalar sum = 0;
  for (std::size_t k = 0; k < target.size(); ++k) {
    const Scalar* __restrict const weights = readout + k * n;
    Scalar y = bias[k];
    for (std::size_t j = 0; j < n; ++j) y += weights[j] * last[j];
    const Scalar error = y - target[k];
    sum += error * error;
    const Scalar slope = Scalar(2) * scale * error;
    d_bias[k] += slope;
    Scalar* __restrict const d_weights = d_readout + k * n;
    for (std::size_t j = 0; j < n; ++j) {
      d_weights[j] += slope * last[j];
      d_hidden[j] += slope * weights[j];
    }
  }
  return sum;
}

// The same at every step that counts; what flows into the hidden states of each is left in d_above_.
template <class Scalar>
Scalar RecurrentBackprop<Scalar>::backward_readouts(const StepTargets<Scalar>& steps, Scalar scale,
                                                    VectorOf<Scalar>& gradient) {
  const auto n = static_cast<std::size_t>(shape_.units);
  const auto outputs = static_cast<std::size_t>(shape_.outputs);
  const Scalar* const readout = parameters_->values.data() + shape_.readout_offset();
  const Scalar* const bias = parameters_->values.data() + shape_.readout_bias_offset();
  Scalar* const d_readout = gradient.data() + shape_.readout_offset();
  Scalar* const d_bias = gradient.data() + shape_.readout_bias_offset();
  const auto count = static_cast<std::size_t>(steps.inputs.rows());
  const bool squared = steps.loss == StepLoss::squared;
  d_above_.assign(count * n, Scalar(0));
  outputs_.resize(outputs);
  Scalar loss = 0;
  for (std::size_t t = steps.uncounted; t < count; ++t) {
    const Scalar* __restrict const hidden = layers_.back().hidden.data() + (t + 1) * n;
    const Scalar* const target = steps.targets.row(static_cast<Eigen::Index>(t)).data();
    for (std::size_t k = 0; k < outputs; ++k) {
      Scalar y = bias[k];
      for (std::size_t j = 0; j < n; ++j) y += readout[k * n + j] * hidden[j];
      outputs_[k] = y;
    }
    Scalar log_sum = 0;
    if (!squared) {
      const Scalar most = *std::max_element(outputs_.begin(), outputs_.end());
      for (const Scalar y : outputs_) log_sum += std::exp(y - most);
      log_sum = most + std::log(log_sum);
    }
    Scalar* __restrict const d_hidden = d_above_.data() + t * n;
    for (std::size_t k = 0; k < outputs; ++k) {
      const Scalar error = (squared ? outputs_[k] : std::exp(outputs_[k] - log_sum)) - target[k];
      loss += squared ? error * error : target[k] * (log_sum - outputs_[k]);
      const Scalar slope = (squared ? Scalar(2) : Scalar(1)) * scale * error;
      d_bias[k] += slope;
      const Scalar* __restrict const weights = readout + k * n;
      Scalar* __restrict const d_weights = d_readout + k * n;
      for (std::size_t j = 0; j < n; ++j) {
        d_weights[j] += slope * hidden[j];
        d_hidden[j] += slope * weights[j];
      }
    }
  }
  return loss;
}

template <class Scalar>
template <class Kernel>
void RecurrentBackprop<Scalar>::backward(int index, const Source& source, std::span<const Scalar> masks,
                                         VectorOf<Scalar>& gradient) {
  const auto n = static_cast<std::size_t>(shape_.units);
  const std::size_t width = Kernel::kGates * n;
  const std::size_t steps = source.steps;
  const bool by_tokens = source.rows == nullptr;
  const Layer& layer = layers_[static_cast<std::size_t>(index)];
  // Nothing but the readout after the last token, which is in d_hidden_ already.
  const bool is_top = by_tokens && index + 1 == shape_.layers;
  d_gates_.resize(steps * width);
  d_recurrent_.resize(Kernel::kRecurrentBias ? steps * width : 0);
  std::vector<Scalar>& by_recurrent = Kernel::kRecurrentBias ? d_recurrent_ : d_gates_;
  Scalar* const d_input = gradient.data() + shape_.input_offset(index);
  Scalar* const d_kernel = gradient.data() + shape_.recurrent_offset(index);
  Scalar* __restrict const d_bias = gradient.data() + shape_.bias_offset(index);
  Scalar* __restrict const d_hidden = d_hidden_.data();
  if (!is_top) d_hidden_.setZero();
  d_cell_.setZero();
  for (std::size_t t = steps; t-- > 0;) {
    Scalar* const above = is_top ? nullptr : d_above_.data() + t * n;
    if (above != nullptr) {
      for (std::size_t j = 0; j < n; ++j) d_hidden[j] += above[j];
    }
    Scalar* __restrict const d_z = d_gates_.data() + t * width;
    Scalar* const d_part = by_recurrent.data() + t * width;
    Kernel::retreat({layer.gates.data() + t * width, layer.kept.data() + t * n, layer.hidden.data() + t * n,
                     layer.cell.data() + (Kernel::kCell ? t * n : 0)},
                    n, d_hidden, d_cell_.data(), d_z, d_part);
    add_rows(d_part, 1, layer.recurrent_transposed.data(), width, n, d_hidden);
    if (index == 0 && by_tokens) {
      Scalar* __restrict const d_row = d_input + static_cast<std::size_t>(source.tokens[t]) * width;
      for (std::size_t k = 0; k < width; ++k) {
        d_row[k] += d_z[k];
        d_bias[k] += d_z[k];
      }
    } else {
      for (std::size_t k = 0; k < width; ++k) d_bias[k] += d_z[k];
    }
    if constexpr (Kernel::kRecurrentBias) {
      Scalar* __restrict const d_recurrent_bias = gradient.data() + shape_.recurrent_bias_offset(index);
      for (std::size_t k = 0; k < width; ++k) d_recurrent_bias[k] += d_part[k];
    }
  }
  // All steps at once, a row of a kernel at a time. The first token's state before is zero.
  const std::size_t first = by_tokens ? 1 : 0;
  for (std::size_t j = 0; j < n; ++j) {
    add_rows(layer.hidden.data() + first * n + j, n, by_recurrent.data() + first * width, steps - first,
             width, d_kernel + j * width);
  }
  if (index == 0 && by_tokens) return;
  const auto inputs = static_cast<std::size_t>(shape_.layer_inputs(index));
  for (std::size_t j = 0; j < inputs; ++j) {
    add_rows(layer.input.data() + j, inputs, d_gates_.data(), steps, width, d_input + j * width);
  }
  if (index == 0) return;
  d_above_.assign(steps * n, Scalar(0));
  for (std::size_t t = 0; t < steps; ++t) {
    add_rows(d_gates_.data() + t * width, 1, layer.input_transposed.data(), width, n,
             d_above_.data() + t * n);
  }
  const std::span<const Scalar> mask = masks_below(index, steps, masks);
  for (std::size_t k = 0; k < mask.size(); ++k) d_above_[k] *= mask[k];
}

template class RecurrentBackprop<float>;
template class RecurrentBackprop<double>;

}  // namespace rssviz::models
