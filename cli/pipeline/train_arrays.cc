#include "cli/pipeline/train_arrays.h"

#include <algorithm>
#include <cmath>

#include "cli/pipeline/input_rows.h"
#include "core/error.h"

namespace rssviz::cli {
namespace {

// One column of whole numbers becomes a column a class.
MatrixD classes_of(const Matrix& numbers, const std::string& file) {
  if (numbers.cols() > 1) return numbers.cast<double>();
  const float most = numbers.maxCoeff();
  for (Eigen::Index row = 0; row < numbers.rows(); ++row)
    if (!(numbers(row, 0) >= 0 && most < 10000) || numbers(row, 0) != std::floor(numbers(row, 0)))
      fail(ErrorKind::data,
           file + ": row " + std::to_string(row) +
               " is not the number of a class (0 to 9999); --loss class needs one, or a column a "
               "class");
  MatrixD targets = MatrixD::Zero(numbers.rows(), static_cast<Eigen::Index>(most) + 1);
  for (Eigen::Index row = 0; row < numbers.rows(); ++row)
    targets(row, static_cast<Eigen::Index>(numbers(row, 0))) = 1;
  return targets;
}

int bounded(const Settings& settings, const char* name) {
  return static_cast<int>(std::clamp<long long>(settings.integer(name), -1, 1'000'000'000));
}

models::ArrayOptions array_options(const Settings& settings) {
  models::ArrayOptions options;
  options.washout = bounded(settings, "washout");
  options.window = bounded(settings, "window");
  options.test_share = settings.number("test-share");
  options.carry = settings.text("state-between-sequences") == "carry";
  options.loss = models::array_loss_named(settings.text("loss"));
  options.check();
  return options;
}

template <class Values>
void keep_values(const std::vector<std::int32_t>& rows, Values& values) {
  Values kept;
  for (const std::int32_t row : rows) kept.push_back(values[static_cast<std::size_t>(row)]);
  values = std::move(kept);
}

// Without the rows that pad sequences to one length.
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

}  // namespace

ArrayData read_array_data(const Settings& settings) {
  for (const char* option : {"inputs", "targets"})
    if (!settings.has(option))
      fail(ErrorKind::usage, "--" + std::string(option) + " is needed with --task arrays");
  if (settings.text("learning") != "final")
    fail(ErrorKind::usage, "--learning " + settings.text("learning") +
                               " belongs to --task csl; on arrays every step beyond the washout is learned");
  ArrayData data{{}, array_options(settings)};
  InputRows input = read_input_rows(settings.text("inputs"),
                                    settings.has("lengths") ? settings.text("lengths") : std::string());
  const std::string& file = settings.text("targets");
  const Matrix targets = read_rows(file);
  if (targets.rows() != input.rows.rows())
    fail(ErrorKind::data, file + ": has " + std::to_string(targets.rows()) + " rows, " +
                              settings.text("inputs") + " has " + std::to_string(input.rows.rows()));
  models::ArrayTask& task = data.task;
  task.inputs = std::move(input.rows);
  task.sequences = std::move(input.sequences);
  const bool classes = data.options.loss == models::ArrayLoss::error;
  task.targets = classes ? classes_of(targets, file) : targets.cast<double>();
  for (Eigen::Index k = 0; k < task.targets.cols(); ++k)
    task.output_names.push_back(classes ? "class " + std::to_string(k) : "y" + std::to_string(k + 1));
  if (settings.has("labels")) {
    StepColumns columns =
        read_step_columns(settings.text("labels"), static_cast<std::size_t>(task.inputs.rows()));
    task.integers = std::move(columns.integers);
    task.floats = std::move(columns.floats);
  }
  drop_padding(task);
  return data;
}

void refuse_array_options(const Settings& settings) {
  for (const char* option : {"inputs", "targets", "lengths", "labels"})
    if (settings.has(option))
      fail(ErrorKind::usage, "--" + std::string(option) + " belongs to --task arrays");
}

}  // namespace rssviz::cli
