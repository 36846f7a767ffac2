// Loops are written so that every inner one runs over contiguous numbers without a sum across them: the
// compiler vectorises them without reordering any sum.
#include <cmath>

#include "models/cells/activation.h"
#include "models/cells/lstm.h"

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
LstmBackprop<Scalar>::LstmBackprop(LstmShape shape)
    : shape_(shape),
      recurrent_transposed_(VectorOf<Scalar>::Zero(static_cast<Eigen::Index>(shape.recurrent_size()))),
      output_(VectorOf<Scalar>::Zero(shape.outputs)),
      d_hidden_(VectorOf<Scalar>::Zero(shape.units)),
      d_cell_(VectorOf<Scalar>::Zero(shape.units)) {}

template <class Scalar>
void LstmBackprop<Scalar>::set_parameters(const LstmParameters<Scalar>& parameters) {
  parameters_ = &parameters;
  Eigen::Map<MatrixOf<Scalar>>(recurrent_transposed_.data(), static_cast<Eigen::Index>(shape_.gates()),
                               shape_.units) = parameters.recurrent().transpose();
}

template <class Scalar>
Scalar LstmBackprop<Scalar>::accumulate(std::span<const std::int32_t> tokens, std::span<const Scalar> target,
                                        Scalar scale, VectorOf<Scalar>& gradient) {
  forward(tokens);
  const Scalar error = backward_readout(target, scale, gradient);
  backward(tokens, gradient);
  return error;
}

template <class Scalar>
void LstmBackprop<Scalar>::forward(std::span<const std::int32_t> tokens) {
  const auto n = static_cast<std::size_t>(shape_.units);
  const std::size_t width = shape_.gates();
  const std::size_t steps = tokens.size();
  gates_.resize(steps * width);
  d_gates_.resize(steps * width);
  tanh_cell_.resize(steps * n);
  cell_.assign((steps + 1) * n, Scalar(0));
  hidden_.assign((steps + 1) * n, Scalar(0));
  const Scalar* const kernel = parameters_->values.data();
  const Scalar* const recurrent = kernel + shape_.recurrent_offset();
  const Scalar* const bias = kernel + shape_.bias_offset();
  for (std::size_t t = 0; t < steps; ++t) {
    const Scalar* const input = kernel + static_cast<std::size_t>(tokens[t]) * width;
    Scalar* __restrict const z = gates_.data() + t * width;
    for (std::size_t k = 0; k < width; ++k) z[k] = input[k] + bias[k];
    add_rows(hidden_.data() + t * n, 1, recurrent, n, width, z);
    sigmoid_in_place(z, 2 * n);
    tanh_in_place(z + 2 * n, n);
    sigmoid_in_place(z + 3 * n, n);
    const Scalar* const before = cell_.data() + t * n;
    Scalar* __restrict const cell = cell_.data() + (t + 1) * n;
    Scalar* __restrict const squashed = tanh_cell_.data() + t * n;
    Scalar* __restrict const hidden = hidden_.data() + (t + 1) * n;
    for (std::size_t j = 0; j < n; ++j) {
      cell[j] = z[n + j] * before[j] + z[j] * z[2 * n + j];
      squashed[j] = activation::tanh(cell[j]);
      hidden[j] = z[3 * n + j] * squashed[j];
    }
  }
}

template <class Scalar>
Scalar LstmBackprop<Scalar>::backward_readout(std::span<const Scalar> target, Scalar scale,
                                              VectorOf<Scalar>& gradient) {
  const auto n = static_cast<std::size_t>(shape_.units);
  const Scalar* const readout = parameters_->values.data() + shape_.readout_offset();
  const Scalar* const bias = parameters_->values.data() + shape_.readout_bias_offset();
  const Scalar* const last = hidden_.data() + hidden_.size() - n;
  Scalar* const d_readout = gradient.data() + shape_.readout_offset();
  Scalar* const d_bias = gradient.data() + shape_.readout_bias_offset();
  d_hidden_.setZero();
  d_cell_.setZero();
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

template <class Scalar>
void LstmBackprop<Scalar>::backward(std::span<const std::int32_t> tokens, VectorOf<Scalar>& gradient) {
  const auto n = static_cast<std::size_t>(shape_.units);
  const std::size_t width = shape_.gates();
  const std::size_t steps = tokens.size();
  Scalar* const d_input = gradient.data();
  Scalar* const d_recurrent = gradient.data() + shape_.recurrent_offset();
  Scalar* __restrict const d_bias = gradient.data() + shape_.bias_offset();
  Scalar* __restrict const d_hidden = d_hidden_.data();
  Scalar* __restrict const d_cell = d_cell_.data();
  for (std::size_t t = steps; t-- > 0;) {
    const Scalar* __restrict const z = gates_.data() + t * width;
    const Scalar* __restrict const squashed = tanh_cell_.data() + t * n;
    const Scalar* __restrict const before = cell_.data() + t * n;
    Scalar* __restrict const d_z = d_gates_.data() + t * width;
    for (std::size_t j = 0; j < n; ++j) {
      const Scalar i = z[j], f = z[n + j], g = z[2 * n + j], o = z[3 * n + j];
      const Scalar dc = d_cell[j] + d_hidden[j] * o * (Scalar(1) - squashed[j] * squashed[j]);
      d_z[j] = dc * g * i * (Scalar(1) - i);
      d_z[n + j] = dc * before[j] * f * (Scalar(1) - f);
      d_z[2 * n + j] = dc * i * (Scalar(1) - g * g);
      d_z[3 * n + j] = d_hidden[j] * squashed[j] * o * (Scalar(1) - o);
      d_cell[j] = dc * f;
      d_hidden[j] = Scalar(0);
    }
    add_rows(d_z, 1, recurrent_transposed_.data(), width, n, d_hidden);
    Scalar* __restrict const d_row = d_input + static_cast<std::size_t>(tokens[t]) * width;
    for (std::size_t k = 0; k < width; ++k) {
      d_row[k] += d_z[k];
      d_bias[k] += d_z[k];
    }
  }
  // All steps at once, a row of the recurrent kernel at a time. The first step's state before is zero.
  for (std::size_t j = 0; j < n; ++j) {
    add_rows(hidden_.data() + n + j, n, d_gates_.data() + width, steps - 1, width, d_recurrent + j * width);
  }
}

template class LstmBackprop<float>;
template class LstmBackprop<double>;

}  // namespace rssviz::models
