#include "models/training/adam.h"

#include <cmath>
#include <string>

#include "core/error.h"

namespace rssviz::models {

void AdamOptions::check() const {
  const auto check_field = [](const char* field, double value, bool fits, const char* range) {
    if (!fits)
      fail(ErrorKind::usage,
           std::string(field) + " = " + std::to_string(value) + " is out of range: " + range);
  };
  check_field("learning_rate", learning_rate, learning_rate > 0 && std::isfinite(learning_rate), "above 0");
  check_field("beta1", beta1, beta1 >= 0 && beta1 < 1, "0 to below 1");
  check_field("beta2", beta2, beta2 >= 0 && beta2 < 1, "0 to below 1");
  check_field("epsilon", epsilon, epsilon > 0 && std::isfinite(epsilon), "above 0");
}

template <class Scalar>
Adam<Scalar>::Adam(const AdamOptions& options, Eigen::Index size)
    : options_(options), first_(VectorOf<Scalar>::Zero(size)), second_(VectorOf<Scalar>::Zero(size)) {}

template <class Scalar>
void Adam<Scalar>::update(const VectorOf<Scalar>& gradient, VectorOf<Scalar>& parameters) {
  power1_ *= options_.beta1;
  power2_ *= options_.beta2;
  const auto rate = static_cast<Scalar>(options_.learning_rate * std::sqrt(1.0 - power2_) / (1.0 - power1_));
  const auto beta1 = static_cast<Scalar>(options_.beta1), rest1 = static_cast<Scalar>(1.0 - options_.beta1);
  const auto beta2 = static_cast<Scalar>(options_.beta2), rest2 = static_cast<Scalar>(1.0 - options_.beta2);
  const auto epsilon = static_cast<Scalar>(options_.epsilon);
  first_.array() = beta1 * first_.array() + rest1 * gradient.array();
  second_.array() = beta2 * second_.array() + rest2 * gradient.array().square();
  parameters.array() -= rate * first_.array() / (second_.array().sqrt() + epsilon);
}

template class Adam<float>;
template class Adam<double>;

}  // namespace rssviz::models
