// Back-propagation through time of a batch of sequences of one length with the cross-entropy of the outputs'
// softmax after the last step. Every step of all sequences is one matrix product, and the gradients of all
// steps another. Equations: models/cells/recurrent.h. An object belongs to one thread at a time; the same
// bits at each call, whatever ran before.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "models/cells/recurrent.h"
#include "models/data/class_sequences.h"

namespace rssviz::models {

template <class Scalar>
class ClassBackprop {
 public:
  // Throws Error{usage} for a shape that isn't trainable.
  explicit ClassBackprop(const RecurrentShape& shape);

  // The cross-entropy summed over the sequences `ids`; adds `scale` times its gradient to `gradient`
  // (shape.size()).
  Scalar accumulate(const RecurrentParameters<Scalar>& parameters, const ClassSequences& sequences,
                    std::span<const std::int32_t> ids, Scalar scale, VectorOf<Scalar>& gradient);
  // The outputs after the last step, before the softmax: ids x outputs.
  MatrixOf<Scalar> logits(const RecurrentParameters<Scalar>& parameters, const ClassSequences& sequences,
                          std::span<const std::int32_t> ids);

 private:
  // All steps below one another: rows t * batch + i.
  struct Layer {
    MatrixOf<Scalar> input{};   // steps x batch, inputs of the layer
    MatrixOf<Scalar> gates{};   // after their non-linearities
    MatrixOf<Scalar> kept{};    // what the way back needs beside them
    MatrixOf<Scalar> cell{};    // (steps + 1) x batch, units; lstm only
    MatrixOf<Scalar> hidden{};  // (steps + 1) x batch, units
    MatrixOf<Scalar> d_gates{}, d_recurrent{};
  };

  void forward(const RecurrentParameters<Scalar>& parameters, const ClassSequences& sequences,
               std::span<const std::int32_t> ids);
  void take_input(int index, const ClassSequences& sequences, std::span<const std::int32_t> ids);
  template <class Kernel>
  void forward_layer(const RecurrentParameters<Scalar>& parameters, int index);
  MatrixOf<Scalar> read_out(const RecurrentParameters<Scalar>& parameters) const;
  template <class Kernel>
  void backward_layer(const RecurrentParameters<Scalar>& parameters, int index, MatrixOf<Scalar>& d_last,
                      VectorOf<Scalar>& gradient);
  void backward(const RecurrentParameters<Scalar>& parameters, MatrixOf<Scalar> d_logits,
                VectorOf<Scalar>& gradient);

  RecurrentShape shape_;
  Eigen::Index batch_{0};
  Eigen::Index steps_{0};
  std::vector<Layer> layers_;
  MatrixOf<Scalar> recurrent_;  // of one step
  MatrixOf<Scalar> d_above_;    // of the hidden states of the layer below, all steps
};

}  // namespace rssviz::models
