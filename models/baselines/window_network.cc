#include "models/baselines/window_network.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/number_text.h"
#include "core/rng.h"
#include "models/cells/activation.h"
#include "models/cells/packed_product.h"
#include "models/training/optimizer.h"

namespace rssviz::models {
namespace {

constexpr std::size_t kRowsOfPiece = 50, kUnitsOfPiece = 64;
constexpr float kClip = 5;

std::size_t pieces_of(std::size_t count, std::size_t each) { return (count + each - 1) / each; }

// One batch: positions, and what its way back needs.
template <class Scalar>
struct Batch {
  const WindowShape& shape;
  const VectorOf<Scalar>& weights;
  std::span<const std::int32_t> text;
  std::span<const std::size_t> positions;
  PackedMatrix<Scalar> readout{}, readout_back{};
  std::vector<Scalar> hidden{}, outputs{}, d_hidden{};  // positions x units, x symbols, x units
  std::vector<double> losses{};

  std::size_t units() const { return static_cast<std::size_t>(shape.units); }
  std::size_t symbols() const { return static_cast<std::size_t>(shape.symbols); }
  // Where the row of the symbol `back` steps before a position stands.
  std::size_t row_of(std::size_t at, std::size_t back) const {
    return (back * symbols() + static_cast<std::size_t>(text[at - 1 - back])) * units();
  }
  std::size_t seen(std::size_t at) const { return std::min(at, static_cast<std::size_t>(shape.context)); }
};

template <class Scalar>
void run_forward(Batch<Scalar>& batch, std::size_t first, std::size_t last) {
  const std::size_t units = batch.units(), symbols = batch.symbols();
  const Scalar* const weights = batch.weights.data();
  for (std::size_t r = first; r < last; ++r) {
    Scalar* __restrict const h = batch.hidden.data() + r * units;
    std::copy_n(weights + batch.shape.bias(), units, h);
    for (std::size_t back = 0; back < batch.seen(batch.positions[r]); ++back) {
      const Scalar* __restrict const from = weights + batch.row_of(batch.positions[r], back);
      for (std::size_t j = 0; j < units; ++j) h[j] += from[j];
    }
    tanh_in_place(h, units);
    std::copy_n(weights + batch.shape.readout_bias(), symbols, batch.outputs.data() + r * symbols);
  }
  add_product(batch.hidden.data() + first * units, units, last - first, batch.readout,
              batch.outputs.data() + first * symbols, symbols);
  for (std::size_t r = first; r < last; ++r) {
    Scalar* const y = batch.outputs.data() + r * symbols;
    const Scalar most = *std::max_element(y, y + symbols);
    const Scalar wanted = y[static_cast<std::size_t>(batch.text[batch.positions[r]])];
    Scalar sum = 0;
    for (std::size_t k = 0; k < symbols; ++k) {
      const auto e = activation::exponential(activation::clamp(y[k] - most, Scalar(80)));
      y[k] = e.scale + e.scale * e.rest;
      sum += y[k];
    }
    batch.losses[r] = std::log(static_cast<double>(sum)) - static_cast<double>(wanted - most);
    for (std::size_t k = 0; k < symbols; ++k) y[k] /= sum;
  }
}

// From probabilities to the derivatives by logits and by what the units' tanh takes.
template <class Scalar>
void run_backward(Batch<Scalar>& batch, std::size_t first, std::size_t last) {
  const std::size_t units = batch.units(), symbols = batch.symbols();
  const Scalar scale = Scalar(1) / static_cast<Scalar>(batch.positions.size());
  for (std::size_t r = first; r < last; ++r) {
    Scalar* const y = batch.outputs.data() + r * symbols;
    y[static_cast<std::size_t>(batch.text[batch.positions[r]])] -= Scalar(1);
    for (std::size_t k = 0; k < symbols; ++k) y[k] *= scale;
  }
  std::fill_n(batch.d_hidden.data() + first * units, (last - first) * units, Scalar(0));
  add_product(batch.outputs.data() + first * symbols, symbols, last - first, batch.readout_back,
              batch.d_hidden.data() + first * units, units);
  for (std::size_t i = first * units; i < last * units; ++i)
    batch.d_hidden[i] *= Scalar(1) - batch.hidden[i] * batch.hidden[i];
}

// Columns first .. last-1 of the units: sums in the order of positions.
template <class Scalar>
void add_input_gradient(const Batch<Scalar>& batch, std::size_t first, std::size_t last, Scalar* gradient) {
  for (std::size_t r = 0; r < batch.positions.size(); ++r) {
    const Scalar* __restrict const d = batch.d_hidden.data() + r * batch.units();
    Scalar* __restrict const bias = gradient + batch.shape.bias();
    for (std::size_t j = first; j < last; ++j) bias[j] += d[j];
    for (std::size_t back = 0; back < batch.seen(batch.positions[r]); ++back) {
      Scalar* __restrict const to = gradient + batch.row_of(batch.positions[r], back);
      for (std::size_t j = first; j < last; ++j) to[j] += d[j];
    }
  }
}

template <class Scalar>
void add_gradient(const Batch<Scalar>& batch, Scalar* gradient, const Workers& workers) {
  const std::size_t units = batch.units(), symbols = batch.symbols(), rows = batch.positions.size();
  const std::size_t pieces = pieces_of(units, kUnitsOfPiece);
  workers.for_each(pieces + 1, [&](std::size_t piece) {
    if (piece < pieces) {
      add_input_gradient(batch, piece * kUnitsOfPiece, std::min(units, (piece + 1) * kUnitsOfPiece),
                         gradient);
      return;
    }
    add_transposed_product<Scalar>({batch.hidden.data(), units, batch.outputs.data(), symbols, rows}, 0,
                                   symbols, gradient + batch.shape.readout());
    Scalar* const bias = gradient + batch.shape.readout_bias();
    for (std::size_t r = 0; r < rows; ++r)
      for (std::size_t k = 0; k < symbols; ++k) bias[k] += batch.outputs[r * symbols + k];
  });
}

Vector first_weights(const WindowShape& shape, std::uint64_t seed) {
  Rng rng(seed, "window network");
  Vector weights(static_cast<Eigen::Index>(shape.size()));
  for (float& weight : weights) weight = static_cast<float>(rng.uniform(-0.08, 0.08));
  return weights;
}

}  // namespace

template <class Scalar>
double window_loss(const WindowShape& shape, const VectorOf<Scalar>& weights,
                   std::span<const std::int32_t> text, std::span<const std::size_t> positions,
                   VectorOf<Scalar>* gradient, MatrixOf<Scalar>* predictions, const Workers& workers) {
  Batch<Scalar> batch{shape, weights, text, positions};
  const Scalar* const readout = weights.data() + shape.readout();
  batch.readout.pack(readout, batch.units(), batch.symbols());
  if (gradient != nullptr) batch.readout_back.pack_transposed(readout, batch.units(), batch.symbols());
  batch.hidden.resize(positions.size() * batch.units());
  batch.d_hidden.resize(gradient != nullptr ? batch.hidden.size() : 0);
  batch.outputs.resize(positions.size() * batch.symbols());
  batch.losses.resize(positions.size());
  workers.for_each(pieces_of(positions.size(), kRowsOfPiece), [&](std::size_t piece) {
    const std::size_t first = piece * kRowsOfPiece, last = std::min(positions.size(), first + kRowsOfPiece);
    run_forward(batch, first, last);
    if (gradient != nullptr) run_backward(batch, first, last);
  });
  if (predictions != nullptr)
    *predictions = Eigen::Map<const MatrixOf<Scalar>>(
        batch.outputs.data(), static_cast<Eigen::Index>(positions.size()), shape.symbols);
  if (gradient != nullptr) add_gradient(batch, gradient->data(), workers);
  double sum = 0;
  for (const double loss : batch.losses) sum += loss;
  return sum / static_cast<double>(positions.size());
}

WindowNetwork::WindowNetwork(std::span<const std::int32_t> text, const WindowShape& shape,
                             const WindowTraining& training, const Execution& execution)
    : shape_(shape), weights_(first_weights(shape, training.seed)) {
  const std::size_t streams = static_cast<std::size_t>(training.streams),
                    steps = static_cast<std::size_t>(training.steps);
  const std::size_t length = text.size() / streams, updates = length / steps;
  if (updates == 0)
    fail(ErrorKind::data, "a text of " + with_commas(static_cast<long long>(text.size())) +
                              " symbols is too short for a network of windows: it needs " +
                              with_commas(static_cast<long long>(streams * steps)));
  OptimizerOptions rmsprop;
  rmsprop.kind = OptimizerKind::rmsprop;
  rmsprop.rho = 0.95;
  rmsprop.epsilon = 1e-8;
  rmsprop.learning_rate = training.learning_rate;
  OptimizerState<float> state = initial_state<float>(rmsprop, weights_.size());
  Vector gradient(weights_.size());
  std::vector<std::size_t> positions(streams * steps);
  const std::size_t total = updates * static_cast<std::size_t>(training.epochs);
  execution.progress.begin("network of windows", total);
  for (std::size_t update = 0; update < total; ++update) {
    execution.progress.check_stop();
    for (std::size_t i = 0; i < positions.size(); ++i)
      positions[i] = i / steps * length + update % updates * steps + i % steps;
    gradient.setZero();
    const double loss =
        window_loss<float>(shape_, weights_, text, positions, &gradient, nullptr, execution.workers);
    if (!std::isfinite(loss)) fail(ErrorKind::numeric, "a network of windows: the loss is not finite");
    for (float& g : gradient) g = std::clamp(g, -kClip, kClip);
    descend(rmsprop, gradient, state, weights_);
    execution.progress.advance(update + 1);
  }
}

Matrix WindowNetwork::predicted(std::span<const std::int32_t> text, const Execution& execution) const {
  constexpr std::size_t kTogether = 2000;
  Matrix all(static_cast<Eigen::Index>(text.size()), shape_.symbols);
  for (std::size_t first = 0; first < text.size(); first += kTogether) {
    execution.progress.check_stop();
    std::vector<std::size_t> positions;
    for (std::size_t at = first; at < std::min(text.size(), first + kTogether); ++at) positions.push_back(at);
    Matrix some;
    window_loss<float>(shape_, weights_, text, positions, nullptr, &some, execution.workers);
    all.middleRows(static_cast<Eigen::Index>(first), some.rows()) = some;
  }
  return all;
}

template double window_loss<float>(const WindowShape&, const Vector&, std::span<const std::int32_t>,
                                   std::span<const std::size_t>, Vector*, Matrix*, const Workers&);
template double window_loss<double>(const WindowShape&, const VectorD&, std::span<const std::int32_t>,
                                    std::span<const std::size_t>, VectorD*, MatrixD*, const Workers&);

}  // namespace rssviz::models
