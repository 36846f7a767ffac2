#include "models/cells/esn_step.h"

#include <cstring>
#include <span>

#include "models/cells/activation.h"

namespace rssviz::models {
namespace {

// Keeps a product from being fused with the sum that it goes into.
template <class Value>
inline Value rounded(Value x) {
#if defined(__x86_64__)
  asm("" : "+x"(x));
#endif
  return x;
}

// x = (1 - leak) before + leak x, each product rounded, whatever else the compiler would make of it.
template <class Scalar>
void mix(Scalar leak, const Scalar* before, Scalar* x, std::size_t count) {
  using Vector = typename activation::Shape<Scalar>::Vector;
  constexpr std::size_t kLanes = sizeof(Vector) / sizeof(Scalar);
  const Scalar keep = Scalar(1) - leak;
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    Vector old, fresh;
    std::memcpy(&old, before + i, sizeof(old));
    std::memcpy(&fresh, x + i, sizeof(fresh));
    fresh = rounded<Vector>(keep * old) + rounded<Vector>(leak * fresh);
    std::memcpy(x + i, &fresh, sizeof(fresh));
  }
  for (; i < count; ++i) x[i] = rounded(keep * before[i]) + rounded(leak * x[i]);
}

template <class Scalar>
void apply(Activation activation, Scalar* values, std::size_t count) {
  switch (activation) {
    case Activation::tanh:
      return tanh_in_place(values, count);
    case Activation::relu:
      for (std::size_t i = 0; i < count; ++i) values[i] = values[i] > 0 ? values[i] : Scalar(0);
      return;
    case Activation::identity:
      return;
    case Activation::sigmoid:
      return sigmoid_in_place(values, count);
  }
}

template <class Scalar>
MatrixOf<Scalar> applied(Activation activation, Eigen::Ref<const MatrixOf<Scalar>> values) {
  MatrixOf<Scalar> result = values;
  apply(activation, result.data(), static_cast<std::size_t>(result.size()));
  return result;
}

}  // namespace

template <class Scalar>
void ReservoirStep<Scalar>::begin(Eigen::Ref<const MatrixOf<Scalar>> states,
                                  Eigen::Ref<MatrixOf<Scalar>> parts) const {
  if (reservoir_.equation == Equation::internal) {
    product_.multiply(states, parts);
    return;
  }
  MatrixOf<Scalar> active = applied<Scalar>(reservoir_.activation, states);
  // A network begins at x = 0, which is f(0) for all but the sigmoid; s is exactly 0 only there.
  if (reservoir_.activation == Activation::sigmoid)
    for (Eigen::Index row = 0; row < states.rows(); ++row)
      if ((states.row(row).array() == Scalar(0)).all()) active.row(row).setZero();
  product_.multiply(active, parts);
}

template <class Scalar>
void ReservoirStep<Scalar>::finish(const Scalar* state, const Scalar* parts, std::int32_t token,
                                   Scalar* next) const {
  const auto units = static_cast<std::size_t>(reservoir_.units());
  const Scalar* const bias = reservoir_.input.data();
  const Scalar* const input = reservoir_.input.row(1 + token).data();
  for (std::size_t i = 0; i < units; ++i) next[i] = parts[i] + (bias[i] + input[i]);
  if (reservoir_.equation == Equation::internal) apply(reservoir_.activation, next, units);
  mix(reservoir_.leak_rate, state, next, units);
}

template <class Scalar>
void esn_step(const Reservoir<Scalar>& reservoir, Eigen::Ref<const MatrixOf<Scalar>> previous,
              std::span<const std::int32_t> tokens, Eigen::Ref<MatrixOf<Scalar>> next) {
  const ReservoirStep<Scalar> step(reservoir);
  MatrixOf<Scalar> parts(previous.rows(), reservoir.units());
  step.begin(previous, parts);
  for (Eigen::Index row = 0; row < next.rows(); ++row)
    step.finish(previous.row(row).data(), parts.row(row).data(), tokens[static_cast<std::size_t>(row)],
                next.row(row).data());
}

Matrix reservoir_states(const Reservoir<float>& reservoir, MatrixRef carried) {
  if (reservoir.equation == Equation::internal) return carried;
  return applied<float>(reservoir.activation, carried);
}

template class ReservoirStep<float>;
template class ReservoirStep<double>;
template void esn_step<float>(const Reservoir<float>&, Eigen::Ref<const MatrixOf<float>>,
                              std::span<const std::int32_t>, Eigen::Ref<MatrixOf<float>>);
template void esn_step<double>(const Reservoir<double>&, Eigen::Ref<const MatrixOf<double>>,
                               std::span<const std::int32_t>, Eigen::Ref<MatrixOf<double>>);

}  // namespace rssviz::models
