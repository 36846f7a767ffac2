// Gradient descent with adapted steps, in the forms of Keras 2.
//   adam (Kingma and Ba 2015), t counted from 1:  m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2
//         p -= lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + eps)
//   rmsprop (Tieleman and Hinton 2012):           v = rho v + (1 - rho) g^2;  p -= lr g / (sqrt(v) + eps)
// What an optimiser remembers is a value, so that training can go on where it stopped.
#pragma once

#include <string_view>

#include "core/matrix.h"

namespace rssviz::models {

enum class OptimizerKind { adam, rmsprop };

std::string_view name_of(OptimizerKind kind);
// Throws Error{data} for another name.
OptimizerKind optimizer_named(std::string_view name);

struct OptimizerOptions {
  OptimizerKind kind{OptimizerKind::adam};
  double learning_rate{1e-3};
  double beta1{0.9};    // adam
  double beta2{0.999};  // adam
  double rho{0.9};      // rmsprop
  double epsilon{1e-7};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

template <class Scalar>
struct OptimizerState {
  VectorOf<Scalar> first{};         // m; of no size with rmsprop
  VectorOf<Scalar> second{};        // v
  double power1{1.0}, power2{1.0};  // b1^t, b2^t
};

// What is remembered before the first step, for `size` parameters.
template <class Scalar>
OptimizerState<Scalar> initial_state(const OptimizerOptions& options, Eigen::Index size);

// Moves `parameters` by one step along `gradient`.
template <class Scalar>
void descend(const OptimizerOptions& options, const VectorOf<Scalar>& gradient, OptimizerState<Scalar>& state,
             VectorOf<Scalar>& parameters);

}  // namespace rssviz::models
