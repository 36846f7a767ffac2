#include "cli/subjects/input_tokens.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"

namespace rssviz::cli {

bool is_array_of_tokens(const formats::Array& array, int inputs) {
  using enum formats::DType;
  const bool whole = array.dtype == int32 || array.dtype == int64 || array.dtype == uint8;
  if (!whole || inputs < 2 || array.shape.size() != 2 || array.shape[1] == 1 ||
      array.shape[1] == static_cast<std::size_t>(inputs))
    return false;
  const std::vector<double> values = formats::to_doubles(array, "inputs");
  return !values.empty() && std::all_of(values.begin(), values.end(),
                                        [&](double value) { return value >= 0 && value < inputs; });
}

bool are_tokens(const InputRows& input, int inputs, const std::string& source) {
  if (input.rows.cols() != 1 || inputs < 2) return false;
  for (Eigen::Index row = 0; row < input.rows.rows(); ++row) {
    const float token = input.rows(row, 0);
    if (!(token >= 0 && token < static_cast<float>(inputs)) || token != std::floor(token))
      fail(ErrorKind::data, source + ": row " + std::to_string(row) + " is not the number of a token (0 to " +
                                std::to_string(inputs - 1) + "), and the network takes " +
                                std::to_string(inputs) + " columns");
  }
  return true;
}

std::vector<models::Tokens> tokens_of(const InputRows& input) {
  std::vector<models::Tokens> sequences = input.sequences;
  for (models::Tokens& sequence : sequences)
    for (std::int32_t& row : sequence) row = static_cast<std::int32_t>(input.rows(row, 0));
  return sequences;
}

void number_rows(const InputRows& input, models::StateTrace& trace) {
  for (std::size_t i = 0; i < trace.points(); ++i)
    if (trace.step[i] >= 0)
      trace.token[i] = input.sequences[static_cast<std::size_t>(trace.sequence[i])]
                                      [static_cast<std::size_t>(trace.step[i])];
}

}  // namespace rssviz::cli
