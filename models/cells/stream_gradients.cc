// The gradients of a window's weights, from what its steps have left: sums over steps and streams in order.
#include <algorithm>

#include "models/cells/stream_backprop.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kColumnsOfPiece = 128;
// Points whose states and derivatives stay in the second cache for all that is summed over them, of 512 units
// too; whole blocks of the products, so that sums are the same.
constexpr std::size_t kPointsOfBlock = 128;

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
  const Scalar* const by_recurrent = apart ? layer.d_recurrent.data() : layer.gates.data();
  Scalar* const values = gradient.data();
  Scalar* const bias = values + shape_.bias_offset(index);
  const auto symbols = static_cast<std::size_t>(index > 0 ? 0 : shape_.inputs);
  std::vector<Scalar> sums(symbols * (last - first), Scalar(0));
  for (std::size_t from = 0; from < points; from += kPointsOfBlock) {
    const std::size_t to = std::min(from + kPointsOfBlock, points), count = to - from;
    const Scalar* const d_gates = layer.gates.data() + from * width_;
    add_transposed_product<Scalar>(
        {layer.hidden.data() + from * units_, units_, by_recurrent + from * width_, width_, count}, first,
        last, values + shape_.recurrent_offset(index));
    if (apart)
      add_columns(by_recurrent + from * width_, count, width_, first, last,
                  values + shape_.recurrent_bias_offset(index));
    if (index == 0) {
      add_symbols(pass, from, to, first, last, sums);
      continue;
    }
    add_columns(d_gates, count, width_, first, last, bias);
    add_transposed_product<Scalar>({above(pass, index - 1) + from * units_, units_, d_gates, width_, count},
                                   first, last, values + shape_.input_offset(index));
  }
  for (std::size_t symbol = 0; symbol < symbols; ++symbol)
    for (std::size_t k = first; k < last; ++k) {
      const Scalar sum = sums[symbol * (last - first) + k - first];
      values[symbol * width_ + k] += sum;
      bias[k] += sum;
    }
}

// Each step adds to one symbol's row; the sum over symbols is that over steps, which the bias needs.
template <class Scalar>
void StreamBackprop<Scalar>::add_symbols(const Pass& pass, std::size_t from, std::size_t to,
                                         std::size_t first, std::size_t last,
                                         std::vector<Scalar>& sums) const {
  const std::size_t width = last - first;
  for (std::size_t at = from; at < to; ++at) {
    const Scalar* __restrict const step = layers_[0].gates.data() + at * width_ + first;
    Scalar* __restrict const row = sums.data() + static_cast<std::size_t>(pass.window.inputs[at]) * width;
    for (std::size_t k = 0; k < width; ++k) row[k] += step[k];
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
