#include "models/cells/over_rows.h"

#include <algorithm>
#include <string>

#include "core/error.h"

namespace rssviz::models {

namespace {
void require_inputs(Eigen::Index columns, int inputs) {
  if (columns != inputs)
    fail(ErrorKind::data, "the inputs have " + std::to_string(columns) + " columns, the network takes " +
                              std::to_string(inputs));
}
}  // namespace

RecurrentParameters<float> over_input_rows(const RecurrentParameters<float>& parameters, MatrixRef inputs) {
  const RecurrentShape& shape = parameters.shape;
  require_inputs(inputs.cols(), shape.inputs);
  RecurrentParameters<float> result;
  result.shape = shape;
  result.shape.inputs = static_cast<int>(inputs.rows());
  const Matrix kernel = inputs * parameters.input(0);
  const auto rest = static_cast<Eigen::Index>(shape.recurrent_offset(0));
  result.values.resize(static_cast<Eigen::Index>(result.shape.size()));
  std::copy(kernel.data(), kernel.data() + kernel.size(), result.values.data());
  result.values.tail(result.values.size() - kernel.size()) =
      parameters.values.tail(parameters.values.size() - rest);
  return result;
}

Reservoir<float> over_input_rows(const Reservoir<float>& reservoir, MatrixRef inputs) {
  require_inputs(inputs.cols(), reservoir.inputs());
  Reservoir<float> result = reservoir;
  result.input.resize(inputs.rows() + 1, reservoir.units());
  result.input.row(0) = reservoir.input.row(0);
  result.input.bottomRows(inputs.rows()) = inputs * reservoir.input.bottomRows(reservoir.inputs());
  if (reservoir.passed() > 0) result.direct = inputs * reservoir.direct;
  return result;
}

}  // namespace rssviz::models
