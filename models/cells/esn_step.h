// Steps of a reservoir (esn.h). A step from a state is its product with W, which takes the time and doesn't
// depend on the token, and the rest, which does: states that many sequences go on from are multiplied once.
// Immutable; safe to use from any thread.
#pragma once

#include <cstdint>

#include "models/cells/esn.h"
#include "models/cells/recurrent_product.h"

namespace rssviz::models {

template <class Scalar>
class ReservoirStep {
 public:
  // `reservoir` must outlive it.
  explicit ReservoirStep(const Reservoir<Scalar>& reservoir)
      : reservoir_(reservoir), product_(reservoir.recurrent) {}

  // parts = W x, or W f(s) of the external form: rows x units, from the carried states, rows x units.
  void begin(Eigen::Ref<const MatrixOf<Scalar>> states, Eigen::Ref<MatrixOf<Scalar>> parts) const;
  // next = the step from `state` with `token`, given its row of parts; units numbers each.
  void finish(const Scalar* state, const Scalar* parts, std::int32_t token, Scalar* next) const;

 private:
  const Reservoir<Scalar>& reservoir_;
  RecurrentProduct<Scalar> product_;
};

}  // namespace rssviz::models
