#include "cli/subjects/input_rows.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "cli/subjects/beside_states.h"
#include "cli/subjects/input_tokens.h"
#include "cli/subjects/named_axes.h"
#include "cli/subjects/padding.h"
#include "cli/subjects/scatter_table.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/label_source.h"
#include "models/tasks/arrays/array_annotations.h"

namespace rssviz::cli {
namespace {

// One column for a series of one dimension; else the array as it is.
formats::Array read_array(const std::string& source) {
  formats::Array array = read_lengths_or_mask(source);
  if (array.shape.size() == 1) array.shape.push_back(1);
  return array;
}

std::vector<std::string> axes_of(const formats::Array& array, const std::string& axes,
                                 const std::string& source,
                                 const std::function<std::string(const std::string&)>& command) {
  if (!axes.empty()) return parse_axes(axes);
  if (array.shape.size() == 2) return {"step", "unit"};
  if (array.shape.size() == 3) return {"sequence", "step", "unit"};
  const auto with = [&](const std::string& names) {
    return command ? command("--axes " + names) : "--axes " + names;
  };
  const std::string more = array.shape.size() > 4 ? "conditions,trials," : "conditions,";
  fail(ErrorKind::data, source + ": has " + std::to_string(array.shape.size()) + " dimensions (" +
                            text_of_shape(array.shape) +
                            "); steps x columns, or sequences x steps x columns, are needed" +
                            (array.shape.size() < 2 || array.shape.size() > 5
                                 ? ""
                                 : "; say what they count: " + with(more + "sequences,steps,inputs") +
                                       " or " + with(more + "steps,sequences,inputs")));
}

void require_finite(const Matrix& rows, const InputRows& input, const std::string& source) {
  for (std::size_t i = 0; i < input.sequences.size(); ++i)
    for (std::size_t t = 0; t < input.sequences[i].size(); ++t)
      if (!rows.row(input.sequences[i][t]).allFinite())
        fail(ErrorKind::data,
             source + ": row " + std::to_string(input.sequences[i][t]) +
                 (input.sequences.size() > 1 || input.places.outer.size() > 1
                      ? " (step " + std::to_string(t) + " of sequence " + std::to_string(i) + ")"
                      : "") +
                 " is not finite" +
                 (input.sequences.size() > 1 ? "; --lengths says which steps are padding" : ""));
}

// Sequences that stand one after another in the rows of a series.
void cut(const std::vector<std::int32_t>& counts, const std::string& lengths, const std::string& source,
         InputRows& input) {
  const auto rows = static_cast<std::size_t>(input.rows.rows());
  std::size_t first = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i] < 1 || static_cast<std::size_t>(counts[i]) > rows - first)
      fail(ErrorKind::data, lengths + ": sequence " + std::to_string(i) + " has length " +
                                std::to_string(counts[i]) + "; 1 to " + std::to_string(rows - first) +
                                " are possible");
    models::Tokens& sequence = input.sequences.emplace_back(static_cast<std::size_t>(counts[i]));
    std::iota(sequence.begin(), sequence.end(), static_cast<std::int32_t>(first));
    first += static_cast<std::size_t>(counts[i]);
  }
  if (first != rows)
    fail(ErrorKind::data, lengths + ": its lengths add up to " + std::to_string(first) + ", " + source +
                              " has " + std::to_string(rows) + " rows");
  input.places.outer = {{"sequence", counts.size()}};
}

void cut_array(const ArrangedStates& arranged, const std::string& lengths, InputRows& input,
               const std::string& source) {
  Padding padding;
  if (!lengths.empty()) {
    const formats::Array given = read_lengths_or_mask(lengths);
    const std::optional<Padding> found = padding_of_lengths(given, arranged, lengths);
    if (!found)
      fail(ErrorKind::data,
           lengths + ": has " + std::to_string(given.size()) + " lengths, " + source + " has " +
               counted(arranged.sequences(), "sequence") + " of " + counted(arranged.steps, "step") +
               (given.size() == arranged.steps ? "; are they turned? --axes steps,sequences,inputs" : ""));
    padding = *found;
  }
  for (std::size_t i = 0; i < arranged.sequences(); ++i) {
    models::Tokens& sequence = input.sequences.emplace_back();
    for (std::size_t t = 0; t < arranged.steps; ++t)
      if (const std::size_t row = i * arranged.steps + t; padding.kept.empty() || padding.kept[row])
        sequence.push_back(static_cast<std::int32_t>(row));
    if (sequence.empty()) fail(ErrorKind::data, lengths + ": sequence " + std::to_string(i) + " has no step");
  }
  input.places.outer = arranged.outer;
  input.places.steps = arranged.steps;
}

void place(InputRows& input) {
  const auto steps = static_cast<std::int32_t>(input.places.steps);
  for (std::size_t i = 0; i < input.sequences.size(); ++i)
    for (std::size_t t = 0; t < input.sequences[i].size(); ++t) {
      input.places.sequence.push_back(static_cast<std::int32_t>(i));
      input.places.step.push_back(steps > 0 ? input.sequences[i][t] % steps : static_cast<std::int32_t>(t));
    }
  input.places.points = input.places.sequence.size();
}

template <class Column, class Values>
Column at_rows(const std::string& name, const Values& values,
               typename decltype(Column::values)::value_type none, const InputRows& input) {
  Column column;
  column.name = name;
  column.values.assign(static_cast<std::size_t>(input.rows.rows()), none);
  std::size_t next = 0;
  for (const models::Tokens& sequence : input.sequences)
    for (const std::int32_t row : sequence)
      column.values[static_cast<std::size_t>(row)] =
          static_cast<typename decltype(Column::values)::value_type>(values[next++]);
  return column;
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

StepColumns read_step_columns(const std::string& source, const InputRows& input) {
  StepColumns columns;
  for (const std::string& name : names_of_columns(source, input.places)) {
    models::check_column_name(name, source);
    ScatterColumn column = read_column(source, name, input.places, ColumnReading::automatic);
    if (column.is_scale) {
      columns.floats.push_back(
          at_rows<models::FloatColumn>(name, column.numbers, std::numeric_limits<float>::quiet_NaN(), input));
      continue;
    }
    columns.integers.push_back(at_rows<models::IntColumn>(name, column.values, -1, input));
    columns.integers.back().labels = std::move(column.labels);
  }
  if (columns.integers.empty() && columns.floats.empty())
    fail(ErrorKind::data, source + ": holds no columns; a table with a header is needed");
  return columns;
}

InputRows read_input_rows(const std::string& source, const std::string& lengths, const std::string& axes,
                          const std::function<std::string(const std::string& options)>& command, int inputs) {
  formats::Array array = read_array(source);
  const bool tokens = is_array_of_tokens(array, inputs);
  if (tokens) array.shape.push_back(1);
  InputRows input;
  input.axes = axes_of(array, axes, source, command);
  const ArrangedStates arranged = arrange(std::move(array), input.axes, source);
  if (arranged.stages > 0 || arranged.steps == 0)
    fail(ErrorKind::usage, "--axes: inputs are steps x inputs, or sequences x steps x inputs in any order");
  input.rows = formats::to_matrix(arranged.states, source);
  if (input.rows.size() == 0) fail(ErrorKind::data, source + ": is empty");
  const bool series = arranged.outer.empty();
  if (!series)
    cut_array(arranged, lengths, input, source);
  else
    cut(lengths.empty() ? std::vector<std::int32_t>{static_cast<std::int32_t>(input.rows.rows())}
                        : formats::to_integers(read_lengths_or_mask(lengths), lengths),
        lengths, source, input);
  place(input);
  const bool padded = static_cast<Eigen::Index>(input.places.points) < input.rows.rows();
  input.reading = series
                      ? counted(input.sequences.size(), "sequence") + ", " +
                            counted(input.places.points, "step") + " x " + counted(arranged.units(), "input")
                      : text_of(arranged, padded);
  if (!series) input.reading.replace(input.reading.rfind("unit"), 4, "input");
  if (tokens) input.reading.replace(input.reading.rfind(" x "), std::string::npos, " of tokens");
  require_finite(input.rows, input, source);
  return input;
}

Matrix read_rows_beside(const std::string& source, const InputRows& input, const std::string& input_source) {
  formats::Array array = read_array(source);
  const std::size_t rows = static_cast<std::size_t>(input.rows.rows());
  // One value a step of sequences x steps.
  if (array.shape.size() + 1 == input.axes.size() && array.shape.size() >= 2 && array.size() == rows)
    array.shape.push_back(1);
  if (array.shape.size() == input.axes.size()) array = arrange(std::move(array), input.axes, source).states;
  if (array.shape.size() != 2)
    fail(ErrorKind::data, source + ": has shape " + text_of_shape(array.shape) + "; a row for each step of " +
                              input_source + " is needed");
  Matrix beside = formats::to_matrix(array, source);
  if (beside.rows() != input.rows.rows() && static_cast<std::size_t>(beside.rows()) == input.places.points) {
    Matrix all = Matrix::Zero(input.rows.rows(), beside.cols());  // given without padding
    Eigen::Index next = 0;
    for (const models::Tokens& sequence : input.sequences)
      for (const std::int32_t row : sequence) all.row(row) = beside.row(next++);
    beside = std::move(all);
  }
  if (beside.rows() != input.rows.rows())
    fail(ErrorKind::data, source + ": has " + std::to_string(beside.rows()) + " rows, " + input_source +
                              " has " + std::to_string(input.rows.rows()));
  require_finite(beside, input, source);
  for (Eigen::Index row = 0; row < beside.rows(); ++row)  // what pads them counts nowhere
    if (!beside.row(row).allFinite()) beside.row(row).setZero();
  return beside;
}

}  // namespace rssviz::cli
