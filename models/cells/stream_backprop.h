// Back-propagation through a window of many streams of symbols side by side, as products of matrices: the
// cells of recurrent.h in layers, one-hot symbols as inputs (a row of the input kernel each), a softmax after
// every step. Each stream's state goes on from window to window; no gradient flows into it (truncated
// back-propagation: Williams and Peng 1990). Dropout (inverted) acts on hidden states on their way up,
// between layers and before the output (Zaremba et al. 2014). The same bytes at any number of threads:
// streams don't depend on each other, and gradients are summed over steps and streams in their order. An
// object belongs to one caller at a time.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "core/parallel.h"
#include "models/cells/packed_product.h"
#include "models/cells/recurrent.h"

namespace rssviz::models {

// Symbols step by step: element (t, b) at t * streams + b.
struct StreamWindow {
  std::span<const std::int32_t> inputs{};
  std::span<const std::int32_t> targets{};  // those that follow
};

struct StreamDropout {
  double share{0};       // of hidden states that are zeroed
  std::uint64_t key{0};  // which: another for each window
};

template <class Scalar>
class StreamBackprop {
 public:
  // For windows of `steps` symbols of `streams` streams. Throws Error{usage} for a shape that isn't
  // trainable.
  StreamBackprop(RecurrentShape shape, int streams, int steps);
  // Must be called whenever the parameters have changed; they must stay.
  void set_parameters(const RecurrentParameters<Scalar>& parameters);

  // Runs a window from `state` on (streams x state, layer by layer [hidden | cell]), which becomes the state
  // after it. Returns -log p of each target, step by step.
  std::span<const Scalar> run(const StreamWindow& window, MatrixOf<Scalar>& state, const Workers& workers);
  // The same, and adds `scale` times the gradient of their sum to `gradient` (shape.size()).
  std::span<const Scalar> accumulate(const StreamWindow& window, Scalar scale, const StreamDropout& dropout,
                                     MatrixOf<Scalar>& state, VectorOf<Scalar>& gradient,
                                     const Workers& workers);

 private:
  struct Layer {
    PackedMatrix<Scalar> recurrent{}, recurrent_back{};  // U and its transpose
    PackedMatrix<Scalar> input{}, input_back{};          // K and its transpose; not in layer 0
    // steps x streams x gates, after their functions; the way back puts in their place, step by step, the
    // derivatives by what x K + b adds to.
    std::vector<Scalar> gates{};
    std::vector<Scalar> kept{};         // steps x streams x units
    std::vector<Scalar> cell{};         // (steps + 1) x streams x units
    std::vector<Scalar> hidden{};       // (steps + 1) x streams x units
    std::vector<Scalar> masks{};        // steps x streams x units, with dropout
    std::vector<Scalar> up{};           // hidden states as the layer above sees them
    std::vector<Scalar> d_recurrent{};  // by what h U + s adds to; gru only
  };
  // Streams first .. last-1 of a window, and scratch of the thread that has them.
  struct Rows {
    std::size_t first;
    std::size_t last;
    std::size_t count() const { return last - first; }
  };
  struct Pass {
    const StreamWindow& window;
    MatrixOf<Scalar>& state;
    Scalar scale;
    StreamDropout dropout;
    bool backward;
  };

  std::span<const Scalar> run_window(const Pass& pass, VectorOf<Scalar>* gradient, const Workers& workers);
  void reserve(const Pass& pass);
  template <class Kernel>
  void run_rows(const Pass& pass, const Rows& rows);
  void load_state(const Pass& pass, const Rows& rows);
  void store_state(const Pass& pass, const Rows& rows);
  void draw_masks(const Pass& pass, const Rows& rows, int index);
  template <class Kernel>
  void forward(const Pass& pass, const Rows& rows, int index);
  template <class Kernel>
  void forward_gates(const Pass& pass, const Rows& rows, int index, std::size_t t, Scalar* part);
  void read_out(const Pass& pass, const Rows& rows);
  void softmax(const Pass& pass, std::size_t at);
  // What the outputs, or the layer above, hand down to the states after step t: rows x units.
  void gradient_from_above(const Pass& pass, const Rows& rows, int index, std::size_t t,
                           Scalar* d_above) const;
  template <class Kernel>
  void backward(const Pass& pass, const Rows& rows, int index);
  void add_gradients(const Pass& pass, VectorOf<Scalar>& gradient, const Workers& workers) const;
  void add_layer(const Pass& pass, int index, std::size_t first, std::size_t last,
                 VectorOf<Scalar>& gradient) const;
  // The same of the symbols that the first layer reads, points from .. to-1, into symbols x columns.
  void add_symbols(const Pass& pass, std::size_t from, std::size_t to, std::size_t first, std::size_t last,
                   std::vector<Scalar>& sums) const;
  void add_readout(const Pass& pass, std::size_t first, std::size_t last, VectorOf<Scalar>& gradient) const;

  // Hidden states of a layer as what stands above sees them, from the first step on.
  const Scalar* above(const Pass& pass, int index) const {
    const Layer& layer = layers_[static_cast<std::size_t>(index)];
    return pass.dropout.share > 0 ? layer.up.data() : layer.hidden.data() + streams_ * units_;
  }

  RecurrentShape shape_;
  std::size_t streams_, steps_, units_, outputs_, width_;
  const RecurrentParameters<Scalar>* parameters_ = nullptr;
  PackedMatrix<Scalar> readout_, readout_back_;
  std::vector<Layer> layers_;
  std::vector<Scalar> outputs_of_;  // steps x streams x outputs: logits, then their gradient
  std::vector<Scalar> nats_;        // steps x streams
};

}  // namespace rssviz::models
