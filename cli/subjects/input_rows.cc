#include "cli/subjects/input_rows.h"

#include <cmath>
#include <numeric>

#include "cli/subjects/scatter_table.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/csv.h"
#include "core/formats/foreign_table.h"
#include "core/text.h"
#include "models/tasks/arrays/array_annotations.h"

namespace rssviz::cli {
namespace {

// One column for a series of one dimension.
formats::Array read_array(const std::string& source) {
  formats::Archive archive = formats::read_arrays(source);
  formats::Array* only = nullptr;
  for (auto& [name, array] : archive) {
    if (formats::is_table(source) && name != "states") continue;  // other columns of a table
    if (array.dtype == formats::DType::text || array.shape.empty()) continue;
    if (only != nullptr)
      fail(ErrorKind::data, source + ": holds several arrays; save the one that is meant alone");
    only = &array;
  }
  if (only == nullptr) fail(ErrorKind::data, source + ": holds no array of numbers");
  if (only->shape.size() == 1) only->shape.push_back(1);
  if (only->shape.size() > 3)
    fail(ErrorKind::data, source + ": has " + std::to_string(only->shape.size()) +
                              " dimensions; steps x columns, or sequences x steps x columns, are needed");
  return std::move(*only);
}

Matrix flattened(formats::Array array, const std::string& source) {
  if (array.shape.size() == 3) array.shape = {array.shape[0] * array.shape[1], array.shape[2]};
  Matrix rows = formats::to_matrix(array, source);
  if (rows.size() == 0) fail(ErrorKind::data, source + ": is empty");
  for (Eigen::Index row = 0; row < rows.rows(); ++row)
    if (!rows.row(row).allFinite())
      fail(ErrorKind::data, source + ": row " + std::to_string(row) + " is not finite");
  return rows;
}

std::vector<std::int32_t> read_lengths(const std::string& source) {
  return formats::to_integers(read_array(source), source);
}

models::Tokens counted(std::int32_t first, std::int32_t count) {
  models::Tokens tokens(static_cast<std::size_t>(count));
  std::iota(tokens.begin(), tokens.end(), first);
  return tokens;
}

void check_length(std::int32_t length, std::size_t most, std::size_t sequence, const std::string& lengths) {
  if (length < 1 || static_cast<std::size_t>(length) > most)
    fail(ErrorKind::data, lengths + ": sequence " + std::to_string(sequence) + " has length " +
                              std::to_string(length) + "; 1 to " + std::to_string(most) + " are possible");
}

std::vector<std::string> column_names(const std::string& source) {
  const bool comma = suffix_of(source) == ".csv";
  if (comma || suffix_of(source) == ".tsv") return formats::read_csv(source, comma ? ',' : '\t').header;
  std::vector<std::string> names;
  for (const auto& [name, array] : formats::read_arrays(source))
    if (array.shape.size() == 1 && !name.ends_with("_labels")) names.push_back(name);
  return names;
}

template <class Values>
void keep_values(const std::vector<std::int32_t>& rows, Values& values) {
  Values kept;
  for (const std::int32_t row : rows) kept.push_back(values[static_cast<std::size_t>(row)]);
  values = std::move(kept);
}

}  // namespace

void drop_padding(models::ArrayTask& task) {
  std::vector<std::int32_t> rows;
  for (models::Tokens& sequence : task.sequences)
    for (std::int32_t& row : sequence) {
      rows.push_back(row);
      row = static_cast<std::int32_t>(rows.size()) - 1;
    }
  if (static_cast<Eigen::Index>(rows.size()) == task.inputs.rows()) return;
  Matrix inputs(static_cast<Eigen::Index>(rows.size()), task.inputs.cols());
  MatrixD targets(inputs.rows(), task.targets.cols());
  for (Eigen::Index i = 0; i < inputs.rows(); ++i) {
    inputs.row(i) = task.inputs.row(rows[static_cast<std::size_t>(i)]);
    targets.row(i) = task.targets.row(rows[static_cast<std::size_t>(i)]);
  }
  task.inputs = std::move(inputs);
  task.targets = std::move(targets);
  for (models::IntColumn& column : task.integers) keep_values(rows, column.values);
  for (models::FloatColumn& column : task.floats) keep_values(rows, column.values);
}

StepColumns read_step_columns(const std::string& source, std::size_t rows) {
  StepColumns columns;
  for (const std::string& name : column_names(source)) {
    models::check_column_name(name, source);
    ScatterColumn column = read_column(source, name, rows, ColumnReading::automatic);
    if (column.is_scale)
      columns.floats.push_back({name, {column.numbers.begin(), column.numbers.end()}});
    else
      columns.integers.push_back({name, std::move(column.values), std::move(column.labels)});
  }
  if (columns.integers.empty() && columns.floats.empty())
    fail(ErrorKind::data, source + ": holds no columns; a table with a header is needed");
  return columns;
}

InputRows read_input_rows(const std::string& source, const std::string& lengths) {
  formats::Array array = read_array(source);
  const std::vector<std::size_t> shape = array.shape;
  InputRows result{flattened(std::move(array), source), {}};
  const auto rows = static_cast<std::size_t>(result.rows.rows());
  std::vector<std::int32_t> counts;
  if (!lengths.empty()) counts = read_lengths(lengths);
  if (shape.size() == 3) {
    if (counts.empty()) counts.assign(shape[0], static_cast<std::int32_t>(shape[1]));
    if (counts.size() != shape[0])
      fail(ErrorKind::data, lengths + ": has " + std::to_string(counts.size()) + " lengths, " + source +
                                " has " + std::to_string(shape[0]) + " sequences");
    for (std::size_t i = 0; i < counts.size(); ++i) {
      check_length(counts[i], shape[1], i, lengths);
      result.sequences.push_back(counted(static_cast<std::int32_t>(i * shape[1]), counts[i]));
    }
    return result;
  }
  if (counts.empty()) counts = {static_cast<std::int32_t>(rows)};
  std::size_t first = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    check_length(counts[i], rows - first, i, lengths);
    result.sequences.push_back(counted(static_cast<std::int32_t>(first), counts[i]));
    first += static_cast<std::size_t>(counts[i]);
  }
  if (first != rows)
    fail(ErrorKind::data, lengths + ": its lengths add up to " + std::to_string(first) + ", " + source +
                              " has " + std::to_string(rows) + " rows");
  return result;
}

Matrix read_rows(const std::string& source) { return flattened(read_array(source), source); }

}  // namespace rssviz::cli
