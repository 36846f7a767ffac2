// Adam (Kingma and Ba 2015), in the form of Keras: with t counted from 1,
//   m = b1 m + (1 - b1) g;  v = b2 v + (1 - b2) g^2
//   p -= lr sqrt(1 - b2^t) / (1 - b1^t) m / (sqrt(v) + eps)
// A state belongs to one thread at a time.
#pragma once

#include <cstdint>

#include "core/matrix.h"

namespace rssviz::models {

struct AdamOptions {
  double learning_rate{1e-3};
  double beta1{0.9};
  double beta2{0.999};
  double epsilon{1e-7};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

template <class Scalar>
class Adam {
 public:
  Adam(const AdamOptions& options, Eigen::Index size);
  // Moves `parameters` by one step along `gradient` (both of `size` numbers).
  void update(const VectorOf<Scalar>& gradient, VectorOf<Scalar>& parameters);

 private:
  AdamOptions options_;
  VectorOf<Scalar> first_, second_;
  double power1_ = 1.0, power2_ = 1.0;  // b1^t, b2^t
};

}  // namespace rssviz::models
