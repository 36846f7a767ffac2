#include "models/training/optimizer.h"

#include <cmath>
#include <string>

#include "core/error.h"

namespace rssviz::models {
namespace {

// Element by element: Eigen's float sqrt() refines vrsqrtps, whose bits each maker of processors chooses for
// itself.
template <class Scalar>
auto root_of(const VectorOf<Scalar>& values) {
  return values.array().unaryExpr([](Scalar value) { return std::sqrt(value); });
}

template <class Scalar>
void descend_adam(const OptimizerOptions& options, const VectorOf<Scalar>& gradient,
                  OptimizerState<Scalar>& state, VectorOf<Scalar>& parameters) {
  state.power1 *= options.beta1;
  state.power2 *= options.beta2;
  const auto rate =
      static_cast<Scalar>(options.learning_rate * std::sqrt(1.0 - state.power2) / (1.0 - state.power1));
  const auto beta1 = static_cast<Scalar>(options.beta1), rest1 = static_cast<Scalar>(1.0 - options.beta1);
  const auto beta2 = static_cast<Scalar>(options.beta2), rest2 = static_cast<Scalar>(1.0 - options.beta2);
  const auto epsilon = static_cast<Scalar>(options.epsilon);
  state.first.array() = beta1 * state.first.array() + rest1 * gradient.array();
  state.second.array() = beta2 * state.second.array() + rest2 * gradient.array().square();
  parameters.array() -= rate * state.first.array() / (root_of(state.second) + epsilon);
}

template <class Scalar>
void descend_rmsprop(const OptimizerOptions& options, const VectorOf<Scalar>& gradient,
                     OptimizerState<Scalar>& state, VectorOf<Scalar>& parameters) {
  const auto rate = static_cast<Scalar>(options.learning_rate);
  const auto rho = static_cast<Scalar>(options.rho), rest = static_cast<Scalar>(1.0 - options.rho);
  const auto epsilon = static_cast<Scalar>(options.epsilon);
  state.second.array() = rho * state.second.array() + rest * gradient.array().square();
  parameters.array() -= rate * gradient.array() / (root_of(state.second) + epsilon);
}

}  // namespace

std::string_view name_of(OptimizerKind kind) { return kind == OptimizerKind::adam ? "adam" : "rmsprop"; }

OptimizerKind optimizer_named(std::string_view name) {
  for (const OptimizerKind kind : {OptimizerKind::adam, OptimizerKind::rmsprop}) {
    if (name == name_of(kind)) return kind;
  }
  fail(ErrorKind::data, "\"" + std::string(name) + "\" is not an optimiser: adam or rmsprop");
}

void OptimizerOptions::check() const {
  check_range("learning_rate", learning_rate, learning_rate > 0, "above 0");
  check_range("beta1", beta1, beta1 >= 0 && beta1 < 1, "0 to below 1");
  check_range("beta2", beta2, beta2 >= 0 && beta2 < 1, "0 to below 1");
  check_range("rho", rho, rho >= 0 && rho < 1, "0 to below 1");
  check_range("epsilon", epsilon, epsilon > 0 && std::isfinite(epsilon), "above 0");
}

template <class Scalar>
OptimizerState<Scalar> initial_state(const OptimizerOptions& options, Eigen::Index size) {
  return {VectorOf<Scalar>::Zero(options.kind == OptimizerKind::adam ? size : 0),
          VectorOf<Scalar>::Zero(size)};
}

template <class Scalar>
void descend(const OptimizerOptions& options, const VectorOf<Scalar>& gradient, OptimizerState<Scalar>& state,
             VectorOf<Scalar>& parameters) {
  if (options.kind == OptimizerKind::adam)
    descend_adam(options, gradient, state, parameters);
  else
    descend_rmsprop(options, gradient, state, parameters);
}

template OptimizerState<float> initial_state<float>(const OptimizerOptions&, Eigen::Index);
template OptimizerState<double> initial_state<double>(const OptimizerOptions&, Eigen::Index);
template void descend<float>(const OptimizerOptions&, const VectorOf<float>&, OptimizerState<float>&,
                             VectorOf<float>&);
template void descend<double>(const OptimizerOptions&, const VectorOf<double>&, OptimizerState<double>&,
                              VectorOf<double>&);

}  // namespace rssviz::models
