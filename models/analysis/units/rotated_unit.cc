#include "models/analysis/units/rotated_unit.h"

#include <cmath>
#include <string>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {

std::vector<float> rotated_unit(MatrixRef states, int unit, std::uint64_t seed) {
  const Eigen::Index units = states.cols();
  if (unit < 0 || unit >= units)
    fail(ErrorKind::usage,
         "there is no unit " + std::to_string(unit) + "; they are 0 to " + std::to_string(units - 1));
  Rng rng(seed, "rotated unit", static_cast<std::uint64_t>(unit));
  std::vector<double> direction(static_cast<std::size_t>(units)), mean(direction.size(), 0.0);
  double squares = 0;
  for (double& part : direction) {
    part = rng.normal();
    squares += part * part;
  }
  for (double& part : direction) part /= std::sqrt(squares);
  for (Eigen::Index row = 0; row < states.rows(); ++row)
    for (Eigen::Index j = 0; j < units; ++j)
      mean[static_cast<std::size_t>(j)] += static_cast<double>(states(row, j));
  for (double& part : mean) part /= static_cast<double>(states.rows());
  std::vector<float> values;
  values.reserve(static_cast<std::size_t>(states.rows()));
  for (Eigen::Index row = 0; row < states.rows(); ++row) {
    double sum = mean[static_cast<std::size_t>(unit)];
    for (Eigen::Index j = 0; j < units; ++j) {
      const auto k = static_cast<std::size_t>(j);
      sum += direction[k] * (static_cast<double>(states(row, j)) - mean[k]);
    }
    values.push_back(static_cast<float>(sum));
  }
  return values;
}

}  // namespace rssviz::models
