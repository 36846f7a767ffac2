// n-NN: a network without memory, of one layer of tanh over the one-hot codes of the last n symbols and a
// softmax, which Karpathy, Johnson and Fei-Fei (2015, arXiv 1506.02078) hold against recurrent networks
// beside n-grams. It learns as they do: streams side by side, RMSProp, element-wise clipping at 5. Immutable
// once trained: safe on any thread; the same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <span>

#include "core/matrix.h"
#include "core/parallel.h"

namespace rssviz::models {

struct WindowShape {
  int symbols{};
  int units{200};
  int context{20};  // symbols that it sees

  std::size_t bias() const { return count(context) * count(symbols) * count(units); }
  std::size_t readout() const { return bias() + count(units); }
  std::size_t readout_bias() const { return readout() + count(units) * count(symbols); }
  // Context x symbols x units (the nearest symbol first), units; units x symbols, symbols.
  std::size_t size() const { return readout_bias() + count(symbols); }

 private:
  static std::size_t count(int value) { return static_cast<std::size_t>(value); }
};

// Mean -log p of text[at] for each of `positions`, each after the symbols before it (what stands before the
// text adds nothing); its gradient is added to `gradient` where there is one. positions x symbols
// probabilities go to `predictions` where there are such.
template <class Scalar>
double window_loss(const WindowShape& shape, const VectorOf<Scalar>& weights,
                   std::span<const std::int32_t> text, std::span<const std::size_t> positions,
                   VectorOf<Scalar>* gradient, MatrixOf<Scalar>* predictions, const Workers& workers);

struct WindowTraining {
  int epochs{2};
  int streams{100};  // side by side
  int steps{10};     // of each stream an update
  double learning_rate{2e-3};
  std::uint64_t seed{1};
};

class WindowNetwork {
 public:
  // Throws Error{data} with the numbers where the text is too short for one update.
  WindowNetwork(std::span<const std::int32_t> text, const WindowShape& shape, const WindowTraining& training,
                const Execution& execution);
  // text x symbols: row t holds p of each symbol at t, after those before it.
  Matrix predicted(std::span<const std::int32_t> text, const Execution& execution) const;
  const WindowShape& shape() const { return shape_; }

 private:
  WindowShape shape_;
  Vector weights_{};
};

}  // namespace rssviz::models
