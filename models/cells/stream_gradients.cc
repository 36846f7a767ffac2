// The gradients of a window's weights, from what its steps have left: sums over steps and streams in order.
#include "models/cells/stream_backprop.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kColumnsOfPiece = 128;

std::size_t pieces_of(std::size_t columns) { return (columns + kColumnsOfPiece - 1) / kColumnsOfPiece; }

// sums += the rows of `values` (rows x width), columns first .. last-1.
template <class Scalar>
void add_columns(const Scalar* values, std::size_t rows, std::size_t width, std::size_t first,
                 std::size_t last, Scalar* sums) {
  for (std::size_t r = 0; r < rows; ++r) {
    const Scalar* const row = values + r * width;
    for (std::size_t k = first; k < last; ++k) sums[k] += row[k];
  }
}

}  // namespace

template <class Scalar>
void StreamBackprop<Scalar>::add_layer(const Pass& pass, int index, std::size_t first, std::size_t last,
                                       VectorOf<Scalar>& gradient) const {
  const Layer& layer = layers_[static_cast<std::size_t>(index)];
  const std::size_t points = steps_ * streams_;
  const bool apart = shape_.has_recurrent_bias();
  const std::vector<Scalar>& by_recurrent = apart ? layer.d_recurrent : layer.d_gates;
  Scalar* const values = gradient.data();
  add_transposed_product<Scalar>({layer.hidden.data(), units_, by_recurrent.data(), width_, points}, first,
                                 last, values + shape_.recurrent_offset(index));
  Scalar* const bias = values + shape_.bias_offset(index);
  if (apart)
    add_columns(layer.d_recurrent.data(), points, width_, first, last,
                values + shape_.recurrent_bias_offset(index));
  if (index > 0) {
    add_columns(layer.d_gates.data(), points, width_, first, last, bias);
    add_transposed_product<Scalar>({above(pass, index - 1), units_, layer.d_gates.data(), width_, points},
                                   first, last, values + shape_.input_offset(index));
    return;
  }
  // Each step adds to one symbol's row; the sum over symbols is that over steps, which the bias needs.
  const std::size_t width = last - first;
  const auto symbols = static_cast<std::size_t>(shape_.inputs);
  std::vector<Scalar> sums(symbols * width, Scalar(0));
  for (std::size_t at = 0; at < points; ++at) {
    const Scalar* __restrict const from = layer.d_gates.data() + at * width_ + first;
    Scalar* __restrict const to = sums.data() + static_cast<std::size_t>(pass.window.inputs[at]) * width;
    for (std::size_t k = 0; k < width; ++k) to[k] += from[k];
  }
  for (std::size_t symbol = 0; symbol < symbols; ++symbol)
    for (std::size_t k = 0; k < width; ++k) {
      values[symbol * width_ + first + k] += sums[symbol * width + k];
      bias[first + k] += sums[symbol * width + k];
    }
}

// Columns of outputs x units; the bias with the first of them.
template <class Scalar>
void StreamBackprop<Scalar>::add_readout(const Pass& pass, std::size_t first, std::size_t last,
                                         VectorOf<Scalar>& gradient) const {
  const std::size_t points = steps_ * streams_;
  const Scalar* const seen = above(pass, shape_.layers - 1);
  add_transposed_product<Scalar>({outputs_of_.data(), outputs_, seen, units_, points}, first, last,
                                 gradient.data() + shape_.readout_offset());
  if (first == 0)
    add_columns(outputs_of_.data(), points, outputs_, 0, outputs_,
                gradient.data() + shape_.readout_bias_offset());
}

template <class Scalar>
void StreamBackprop<Scalar>::add_gradients(const Pass& pass, VectorOf<Scalar>& gradient,
                                           const Workers& workers) const {
  const std::size_t of_layer = pieces_of(width_), of_readout = pieces_of(units_);
  const std::size_t layers = layers_.size();
  workers.for_each(layers * of_layer + of_readout, [&](std::size_t piece) {
    const std::size_t layer = piece / of_layer;
    if (layer < layers) {
      const std::size_t first = piece % of_layer * kColumnsOfPiece;
      add_layer(pass, static_cast<int>(layer), first, std::min(first + kColumnsOfPiece, width_), gradient);
    } else {
      const std::size_t first = (piece - layers * of_layer) * kColumnsOfPiece;
      add_readout(pass, first, std::min(first + kColumnsOfPiece, units_), gradient);
    }
  });
}

template class StreamBackprop<float>;
template class StreamBackprop<double>;

}  // namespace rssviz::models
