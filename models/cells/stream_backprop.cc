#include "models/cells/stream_backprop.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/rng.h"
#include "models/cells/recurrent_kernels.h"

namespace rssviz::models {
namespace {

// Streams that a thread has at a time: enough of them that weights are read seldom, few enough for all
// threads. What comes out doesn't depend on it.
constexpr std::size_t kStreamsOfPiece = 25;

// How often the products of layers run: steps x streams are many, so indices are long.
using Index = Eigen::Index;

}  // namespace

template <class Scalar>
StreamBackprop<Scalar>::StreamBackprop(RecurrentShape shape, int streams, int steps)
    : shape_(shape),
      streams_(static_cast<std::size_t>(streams)),
      steps_(static_cast<std::size_t>(steps)),
      units_(static_cast<std::size_t>(shape.units)),
      outputs_(static_cast<std::size_t>(shape.outputs)),
      width_(shape.gates()),
      layers_(static_cast<std::size_t>(shape.layers)) {
  if (!shape.is_trainable())
    fail(ErrorKind::usage,
         "networks with other functions than tanh and sigmoid, or that read backwards, are run, not trained");
}

template <class Scalar>
void StreamBackprop<Scalar>::set_parameters(const RecurrentParameters<Scalar>& parameters) {
  parameters_ = &parameters;
  const Scalar* const values = parameters.values.data();
  for (int index = 0; index < shape_.layers; ++index) {
    Layer& layer = layers_[static_cast<std::size_t>(index)];
    const Scalar* const recurrent = values + shape_.recurrent_offset(index);
    layer.recurrent.pack(recurrent, units_, width_);
    layer.recurrent_back.pack_transposed(recurrent, units_, width_);
    if (index == 0) continue;
    const Scalar* const input = values + shape_.input_offset(index);
    layer.input.pack(input, units_, width_);
    layer.input_back.pack_transposed(input, units_, width_);
  }
  readout_.pack_transposed(values + shape_.readout_offset(), outputs_, units_);
  readout_back_.pack(values + shape_.readout_offset(), outputs_, units_);
}

template <class Scalar>
std::span<const Scalar> StreamBackprop<Scalar>::run(const StreamWindow& window, MatrixOf<Scalar>& state,
                                                    const Workers& workers) {
  return run_window({window, state, Scalar(0), {}, false}, nullptr, workers);
}

template <class Scalar>
std::span<const Scalar> StreamBackprop<Scalar>::accumulate(const StreamWindow& window, Scalar scale,
                                                           const StreamDropout& dropout,
                                                           MatrixOf<Scalar>& state,
                                                           VectorOf<Scalar>& gradient,
                                                           const Workers& workers) {
  return run_window({window, state, scale, dropout, true}, &gradient, workers);
}

template <class Scalar>
void StreamBackprop<Scalar>::reserve(const Pass& pass) {
  const std::size_t points = steps_ * streams_;
  for (Layer& layer : layers_) {
    layer.gates.resize(points * width_);
    layer.kept.resize(points * units_);
    layer.cell.resize(shape_.has_cell() ? (points + streams_) * units_ : 0);
    layer.hidden.resize((points + streams_) * units_);
    if (pass.backward && shape_.has_recurrent_bias()) layer.d_recurrent.resize(points * width_);
    if (!(pass.dropout.share > 0)) continue;
    layer.masks.resize(points * units_);
    layer.up.resize(points * units_);
  }
  outputs_of_.resize(points * outputs_);
  nats_.resize(points);
}

template <class Scalar>
std::span<const Scalar> StreamBackprop<Scalar>::run_window(const Pass& pass, VectorOf<Scalar>* gradient,
                                                           const Workers& workers) {
  reserve(pass);
  const std::size_t pieces = std::max<std::size_t>(1, (streams_ + kStreamsOfPiece / 2) / kStreamsOfPiece);
  workers.for_each(pieces, [&](std::size_t piece) {
    const Rows rows{piece * streams_ / pieces, (piece + 1) * streams_ / pieces};
    switch (shape_.cell) {
      case Cell::lstm:
        return run_rows<LstmKernel<Scalar>>(pass, rows);
      case Cell::gru:
        return run_rows<GruKernel<Scalar>>(pass, rows);
      case Cell::rnn:
        return run_rows<RnnKernel<Scalar>>(pass, rows);
    }
  });
  if (pass.backward) add_gradients(pass, *gradient, workers);
  return nats_;
}

template <class Scalar>
template <class Kernel>
void StreamBackprop<Scalar>::run_rows(const Pass& pass, const Rows& rows) {
  load_state(pass, rows);
  for (int index = 0; index < shape_.layers; ++index) forward<Kernel>(pass, rows, index);
  store_state(pass, rows);
  read_out(pass, rows);
  if (!pass.backward) return;
  for (int index = shape_.layers; index-- > 0;) backward<Kernel>(pass, rows, index);
}

template <class Scalar>
void StreamBackprop<Scalar>::load_state(const Pass& pass, const Rows& rows) {
  for (int index = 0; index < shape_.layers; ++index) {
    Layer& layer = layers_[static_cast<std::size_t>(index)];
    for (std::size_t b = rows.first; b < rows.last; ++b) {
      const Scalar* const state = pass.state.row(static_cast<Index>(b)).data() + index * shape_.layer_state();
      std::copy_n(state, units_, layer.hidden.data() + b * units_);
      if (shape_.has_cell()) std::copy_n(state + units_, units_, layer.cell.data() + b * units_);
    }
  }
}

template <class Scalar>
void StreamBackprop<Scalar>::store_state(const Pass& pass, const Rows& rows) {
  const std::size_t last = steps_ * streams_;
  for (int index = 0; index < shape_.layers; ++index) {
    const Layer& layer = layers_[static_cast<std::size_t>(index)];
    for (std::size_t b = rows.first; b < rows.last; ++b) {
      Scalar* const state = pass.state.row(static_cast<Index>(b)).data() + index * shape_.layer_state();
      std::copy_n(layer.hidden.data() + (last + b) * units_, units_, state);
      if (shape_.has_cell()) std::copy_n(layer.cell.data() + (last + b) * units_, units_, state + units_);
    }
  }
}

// A mask is a hash of its place: which thread draws it doesn't matter. 32 of its bits are compared.
template <class Scalar>
void StreamBackprop<Scalar>::draw_masks(const Pass& pass, const Rows& rows, int index) {
  Layer& layer = layers_[static_cast<std::size_t>(index)];
  const auto kept = static_cast<Scalar>(1.0 / (1.0 - pass.dropout.share));
  const auto bound = static_cast<std::uint64_t>(pass.dropout.share * 4294967296.0);
  const std::uint64_t points = steps_ * streams_;
  for (std::size_t t = 0; t < steps_; ++t)
    for (std::size_t b = rows.first; b < rows.last; ++b) {
      const std::size_t at = (t * streams_ + b) * units_;
      const std::uint64_t place = (static_cast<std::uint64_t>(index) * points + t * streams_ + b) * units_;
      const Scalar* const hidden = layer.hidden.data() + streams_ * units_ + at;
      for (std::size_t j = 0; j < units_; ++j) {
        const std::uint64_t bits = mix64(pass.dropout.key + place + j) >> 32;
        layer.masks[at + j] = bits < bound ? Scalar(0) : kept;
        layer.up[at + j] = hidden[j] * layer.masks[at + j];
      }
    }
}

// The gates of step t before their functions: what comes from below and the bias, then what the state adds.
template <class Scalar>
template <class Kernel>
void StreamBackprop<Scalar>::forward_gates(const Pass& pass, const Rows& rows, int index, std::size_t t,
                                           Scalar* part) {
  Layer& layer = layers_[static_cast<std::size_t>(index)];
  const Scalar* const values = parameters_->values.data();
  const Scalar* const bias = values + shape_.bias_offset(index);
  const std::size_t first = t * streams_ + rows.first;
  Scalar* const gates = layer.gates.data() + first * width_;
  for (std::size_t r = 0; r < rows.count(); ++r) {
    Scalar* __restrict const z = gates + r * width_;
    if (index > 0) {
      std::copy_n(bias, width_, z);
      continue;
    }
    const auto token = static_cast<std::size_t>(pass.window.inputs[first + r]);
    const Scalar* const input = values + token * width_;
    for (std::size_t k = 0; k < width_; ++k) z[k] = input[k] + bias[k];
  }
  if (index > 0)
    add_product(above(pass, index - 1) + first * units_, units_, rows.count(), layer.input, gates, width_);
  const Scalar* const before = layer.hidden.data() + first * units_;
  if constexpr (!Kernel::kRecurrentBias) {
    add_product(before, units_, rows.count(), layer.recurrent, gates, width_);
  } else {
    for (std::size_t r = 0; r < rows.count(); ++r)
      std::copy_n(values + shape_.recurrent_bias_offset(index), width_, part + r * width_);
    add_product(before, units_, rows.count(), layer.recurrent, part, width_);
    for (std::size_t r = 0; r < rows.count(); ++r) {
      Scalar* __restrict const z = gates + r * width_;
      const Scalar* const u = part + r * width_;
      for (std::size_t k = 0; k < width_ - units_; ++k) z[k] += u[k];
      std::copy_n(u + width_ - units_, units_, layer.kept.data() + (first + r) * units_);
    }
  }
}

template <class Scalar>
template <class Kernel>
void StreamBackprop<Scalar>::forward(const Pass& pass, const Rows& rows, int index) {
  Layer& layer = layers_[static_cast<std::size_t>(index)];
  std::vector<Scalar> part(Kernel::kRecurrentBias ? rows.count() * width_ : 0);
  Scalar none{};  // cells that aren't there
  for (std::size_t t = 0; t < steps_; ++t) {
    forward_gates<Kernel>(pass, rows, index, t, part.data());
    for (std::size_t b = rows.first; b < rows.last; ++b) {
      const std::size_t at = t * streams_ + b;
      Scalar* const z = layer.gates.data() + at * width_;
      Scalar* const kept = layer.kept.data() + at * units_;
      Scalar* const cell = Kernel::kCell ? layer.cell.data() + at * units_ : &none;
      Kernel::activate(z, kept, units_);
      Kernel::advance(z, layer.hidden.data() + at * units_, cell, units_, kept,
                      Kernel::kCell ? cell + streams_ * units_ : &none,
                      layer.hidden.data() + (at + streams_) * units_);
    }
  }
  if (pass.dropout.share > 0) draw_masks(pass, rows, index);
}

template <class Scalar>
void StreamBackprop<Scalar>::softmax(const Pass& pass, std::size_t at) {
  Scalar* __restrict const y = outputs_of_.data() + at * outputs_;
  const auto target = static_cast<std::size_t>(pass.window.targets[at]);
  const Scalar wanted = y[target];
  Scalar most = y[0];
  for (std::size_t k = 1; k < outputs_; ++k) most = std::max(most, y[k]);
  for (std::size_t k = 0; k < outputs_; ++k) {
    const auto e = activation::exponential(activation::clamp(y[k] - most, Scalar(80)));
    y[k] = e.scale + e.scale * e.rest;
  }
  Scalar sum = 0;
  for (std::size_t k = 0; k < outputs_; ++k) sum += y[k];
  nats_[at] = static_cast<Scalar>(std::log(sum)) - (wanted - most);
  if (!pass.backward) return;
  const Scalar factor = pass.scale / sum;
  for (std::size_t k = 0; k < outputs_; ++k) y[k] *= factor;
  y[target] -= pass.scale;
}

template <class Scalar>
void StreamBackprop<Scalar>::read_out(const Pass& pass, const Rows& rows) {
  const Scalar* const bias = parameters_->values.data() + shape_.readout_bias_offset();
  const Scalar* const top = above(pass, shape_.layers - 1);
  for (std::size_t t = 0; t < steps_; ++t) {
    const std::size_t first = t * streams_ + rows.first;
    Scalar* const y = outputs_of_.data() + first * outputs_;
    for (std::size_t r = 0; r < rows.count(); ++r) std::copy_n(bias, outputs_, y + r * outputs_);
    add_product(top + first * units_, units_, rows.count(), readout_, y, outputs_);
    for (std::size_t r = 0; r < rows.count(); ++r) softmax(pass, first + r);
  }
}

template <class Scalar>
void StreamBackprop<Scalar>::gradient_from_above(const Pass& pass, const Rows& rows, int index, std::size_t t,
                                                 Scalar* d_above) const {
  const std::size_t first = t * streams_ + rows.first;
  std::fill_n(d_above, rows.count() * units_, Scalar(0));
  if (index + 1 == shape_.layers) {
    add_product(outputs_of_.data() + first * outputs_, outputs_, rows.count(), readout_back_, d_above,
                units_);
  } else {
    const Layer& upper = layers_[static_cast<std::size_t>(index + 1)];
    add_product(upper.gates.data() + first * width_, width_, rows.count(), upper.input_back, d_above, units_);
  }
  if (!(pass.dropout.share > 0)) return;
  const Scalar* const mask = layers_[static_cast<std::size_t>(index)].masks.data() + first * units_;
  for (std::size_t k = 0; k < rows.count() * units_; ++k) d_above[k] *= mask[k];
}

// What a window leaves is far larger than the caches, so each number is written once and read while it is
// near: derivatives take the place of the gates, and what comes from above is worked out step by step.
template <class Scalar>
template <class Kernel>
void StreamBackprop<Scalar>::backward(const Pass& pass, const Rows& rows, int index) {
  Layer& layer = layers_[static_cast<std::size_t>(index)];
  const std::vector<Scalar>& by_recurrent = Kernel::kRecurrentBias ? layer.d_recurrent : layer.gates;
  std::vector<Scalar> d_hidden(rows.count() * units_, Scalar(0)), d_cell(rows.count() * units_, Scalar(0));
  std::vector<Scalar> d_above(rows.count() * units_), d_gates(width_);
  Scalar none{};
  for (std::size_t t = steps_; t-- > 0;) {
    const std::size_t first = t * streams_ + rows.first;
    gradient_from_above(pass, rows, index, t, d_above.data());
    for (std::size_t k = 0; k < d_hidden.size(); ++k) d_hidden[k] += d_above[k];
    for (std::size_t r = 0; r < rows.count(); ++r) {
      const std::size_t at = first + r;
      Scalar* const gates = layer.gates.data() + at * width_;
      Kernel::retreat({gates, layer.kept.data() + at * units_, layer.hidden.data() + at * units_,
                       Kernel::kCell ? layer.cell.data() + at * units_ : &none},
                      units_, d_hidden.data() + r * units_, d_cell.data() + r * units_, d_gates.data(),
                      Kernel::kRecurrentBias ? layer.d_recurrent.data() + at * width_ : &none);
      std::copy_n(d_gates.data(), width_, gates);
    }
    if (t > 0)
      add_product(by_recurrent.data() + first * width_, width_, rows.count(), layer.recurrent_back,
                  d_hidden.data(), units_);
  }
}

template class StreamBackprop<float>;
template class StreamBackprop<double>;

}  // namespace rssviz::models
