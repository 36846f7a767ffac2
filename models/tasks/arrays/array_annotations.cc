#include "models/tasks/arrays/array_annotations.h"

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr Eigen::Index kMostColumns = 16;

template <class Column>
Column at_tokens(const Column& of_rows, const StateTrace& trace) {
  Column column = of_rows;
  column.values.clear();
  for (const std::int32_t row : trace.token)
    column.values.push_back(of_rows.values[static_cast<std::size_t>(row)]);
  return column;
}

template <class Values>
void add_numbers(const std::string& name, const Values& of_rows, StateTrace& trace) {
  FloatColumn column{name, {}};
  for (const std::int32_t row : trace.token) column.values.push_back(static_cast<float>(of_rows(row)));
  trace.set(std::move(column));
}

}  // namespace

std::string target_column(const std::string& output) { return "target_" + output; }

void annotate_steps(const ArrayTask& task, ArrayLoss loss, StateTrace& trace) {
  if (task.inputs.cols() <= kMostColumns)
    for (Eigen::Index i = 0; i < task.inputs.cols(); ++i)
      add_numbers("input_" + std::to_string(i + 1), task.inputs.col(i), trace);
  if (loss == ArrayLoss::error) {
    IntColumn column{"target", {}, task.output_names};
    for (const std::int32_t row : trace.token) {
      Eigen::Index meant = 0;
      task.targets.row(row).maxCoeff(&meant);
      column.values.push_back(static_cast<std::int32_t>(meant));
    }
    trace.set(std::move(column));
  } else {
    for (Eigen::Index i = 0; i < task.targets.cols(); ++i)
      add_numbers(target_column(task.output_names[static_cast<std::size_t>(i)]), task.targets.col(i), trace);
  }
  for (const IntColumn& column : task.integers) trace.set(at_tokens(column, trace));
  for (const FloatColumn& column : task.floats) trace.set(at_tokens(column, trace));
}

void check_column_name(const std::string& name, const std::string& file) {
  for (const std::string_view own : kOwnNames)
    if (name == own)
      fail(ErrorKind::data,
           file + ": states have an array '" + name + "' of their own; give the column another name");
  if (name.empty() || name.ends_with("_labels"))
    fail(ErrorKind::data, file + ": '" + name + "' can't be the name of a column; give it another");
}

}  // namespace rssviz::models
