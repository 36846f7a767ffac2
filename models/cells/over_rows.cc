#include "models/cells/over_rows.h"

#include <algorithm>
#include <string>

#include "core/error.h"
#include "models/cells/sequence_network.h"

namespace rssviz::models {

namespace {
void require_inputs(Eigen::Index columns, int inputs) {
  if (columns != inputs)
    fail(ErrorKind::data, "the inputs have " + std::to_string(columns) +
                              (columns == 1 ? " column" : " columns") + ", the network takes " +
                              std::to_string(inputs));
}
}  // namespace

RecurrentParameters<float> over_input_rows(const RecurrentParameters<float>& parameters, MatrixRef inputs) {
  const RecurrentShape& shape = parameters.shape;
  require_inputs(inputs.cols(), shape.inputs);
  RecurrentParameters<float> result;
  result.shape = shape;
  result.shape.inputs = static_cast<int>(inputs.rows());
  result.values.resize(static_cast<Eigen::Index>(result.shape.size()));
  // All but the input kernels of the lowest layer stands as it does.
  for (int block = 0; block < shape.directions(); ++block) {
    const Matrix kernel = inputs * parameters.input(block);
    std::copy(kernel.data(), kernel.data() + kernel.size(),
              result.values.data() + result.shape.input_offset(block));
    std::copy(parameters.values.data() + shape.recurrent_offset(block),
              parameters.values.data() + shape.input_offset(block + 1),
              result.values.data() + result.shape.recurrent_offset(block));
  }
  const auto rest =
      parameters.values.size() - static_cast<Eigen::Index>(shape.input_offset(shape.directions()));
  result.values.tail(rest) = parameters.values.tail(rest);
  return result;
}

std::unique_ptr<Network> network_over(const RecurrentParameters<float>& parameters, const Matrix& inputs,
                                      std::span<const std::vector<std::int32_t>> sequences) {
  require_inputs(inputs.cols(), parameters.shape.inputs);
  if (parameters.shape.reading == Reading::forward)
    return make_recurrent_network(over_input_rows(parameters, inputs));
  return make_sequence_network(parameters, inputs, sequences);
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
