#include "models/data/array_task.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr ArrayLoss kLosses[] = {ArrayLoss::rmse, ArrayLoss::nrmse, ArrayLoss::error};
constexpr std::int64_t kFormatVersion = 1;
const std::string kLabel = "label_";
const std::string kNames = "_labels";

// Of `count` steps or sequences, the first that is tested on.
std::size_t first_test(const ArrayOptions& options, std::size_t count) {
  return count - static_cast<std::size_t>(std::ceil(options.test_share * static_cast<double>(count)));
}

std::vector<Tokens> joined(std::vector<Tokens> sequences, bool carry) {
  if (!carry || sequences.size() < 2) return sequences;
  std::vector<Tokens> one(1);
  for (const Tokens& sequence : sequences)
    one.front().insert(one.front().end(), sequence.begin(), sequence.end());
  return one;
}

}  // namespace

std::string_view name_of(ArrayLoss loss) {
  return loss == ArrayLoss::rmse ? "rmse" : loss == ArrayLoss::nrmse ? "nrmse" : "class";
}

ArrayLoss array_loss_named(std::string_view name) {
  for (const ArrayLoss loss : kLosses)
    if (name == name_of(loss)) return loss;
  fail(ErrorKind::usage, "loss = " + std::string(name) + " is not one of rmse, nrmse, class");
}

void ArrayOptions::check() const {
  if (washout < 0)
    fail(ErrorKind::usage, "washout = " + std::to_string(washout) + " is out of range: 0 or more");
  if (window < 1)
    fail(ErrorKind::usage, "window = " + std::to_string(window) + " is out of range: 1 or more");
  check_range("test_share", test_share, test_share > 0 && test_share < 1, "above 0, below 1");
}

void ArrayTask::check() const {
  if (targets.rows() != inputs.rows())
    fail(ErrorKind::data, "the targets have " + std::to_string(targets.rows()) + " rows, the inputs " +
                              std::to_string(inputs.rows()));
  if (targets.cols() != static_cast<Eigen::Index>(output_names.size()))
    fail(ErrorKind::data, "the targets have " + std::to_string(targets.cols()) +
                              " columns, names are given for " + std::to_string(output_names.size()));
  std::int32_t next = 0;
  for (const Tokens& sequence : sequences) {
    if (sequence.empty()) fail(ErrorKind::data, "a sequence is empty");
    for (const std::int32_t row : sequence)
      if (row != next++) fail(ErrorKind::data, "the sequences must hold the rows of the inputs in order");
  }
  if (next != inputs.rows())
    fail(ErrorKind::data, "the sequences hold " + std::to_string(next) + " rows, the inputs have " +
                              std::to_string(inputs.rows()));
  const auto check_column = [&](const std::string& name, std::size_t values) {
    if (values != static_cast<std::size_t>(inputs.rows()))
      fail(ErrorKind::data, "the column " + name + " has " + std::to_string(values) + " values for " +
                                std::to_string(inputs.rows()) + " steps");
  };
  for (const IntColumn& column : integers) check_column(column.name, column.values.size());
  for (const FloatColumn& column : floats) check_column(column.name, column.values.size());
}

StepPlaces step_places(const ArrayTask& task) {
  StepPlaces places;
  for (std::size_t s = 0; s < task.sequences.size(); ++s)
    for (std::size_t t = 0; t < task.sequences[s].size(); ++t) {
      places.sequence.push_back(static_cast<std::int32_t>(s));
      places.step.push_back(static_cast<std::int32_t>(t));
    }
  return places;
}

std::vector<std::int32_t> counted_steps(const ArrayTask& task, const ArrayOptions& options, Split split) {
  std::vector<std::int32_t> steps;
  if (split == Split::validation) return steps;
  const bool test = split == Split::test;
  const std::size_t many = task.sequences.size();
  bool fresh = true;  // the run begins at the zero state
  for (std::size_t s = 0; s < many; ++s) {
    const Tokens& rows = task.sequences[s];
    const std::size_t washed = fresh ? static_cast<std::size_t>(options.washout) : 0;
    fresh = !options.carry;
    for (std::size_t t = washed; t < rows.size(); ++t) {
      const bool in_test = many == 1 ? t >= first_test(options, rows.size()) : s >= first_test(options, many);
      if (in_test == test) steps.push_back(rows[t]);
    }
  }
  return steps;
}

std::vector<Tokens> runs_of(const ArrayTask& task, const ArrayOptions& options) {
  return joined(task.sequences, options.carry);
}

std::vector<Tokens> training_runs(const ArrayTask& task, const ArrayOptions& options) {
  std::vector<Tokens> trained = task.sequences;
  if (trained.size() == 1)
    trained.front().resize(first_test(options, trained.front().size()));
  else
    trained.resize(first_test(options, trained.size()));
  return joined(std::move(trained), options.carry);
}

formats::Archive to_archive(const ArrayTask& task) {
  formats::Archive archive;
  archive["format_version"] = formats::from_integer(kFormatVersion);
  archive["inputs"] = formats::from_matrix(task.inputs);
  archive["targets"] = formats::from_matrix(task.targets);
  std::vector<std::int32_t> lengths;
  for (const Tokens& sequence : task.sequences) lengths.push_back(static_cast<std::int32_t>(sequence.size()));
  archive["lengths"] = formats::from_vector(lengths);
  archive["output_names"] = formats::from_strings(task.output_names);
  for (const IntColumn& column : task.integers) {
    archive[kLabel + column.name] = formats::from_vector(column.values);
    archive[kLabel + column.name + kNames] = formats::from_strings(column.labels);
  }
  for (const FloatColumn& column : task.floats)
    archive[kLabel + column.name] = formats::from_vector(column.values);
  return archive;
}

ArrayTask array_task_from_archive(const formats::Archive& archive, const std::string& file) {
  const auto need = [&](const char* name) -> const formats::Array& {
    return formats::require(archive, name, file);
  };
  if (formats::to_number(need("format_version"), "format_version") != static_cast<double>(kFormatVersion))
    fail(ErrorKind::data, file + ": this format_version of arrays isn't known");
  ArrayTask task;
  task.inputs = formats::to_matrix(need("inputs"), "inputs");
  task.targets = formats::to_matrix_double(need("targets"), "targets");
  task.output_names = formats::to_strings(need("output_names"), "output_names");
  std::int32_t next = 0;
  for (const std::int32_t length : formats::to_integers(need("lengths"), "lengths")) {
    if (length < 1 || length > task.inputs.rows() - next)
      fail(ErrorKind::data, file + ": lengths don't fit " + std::to_string(task.inputs.rows()) + " rows");
    Tokens& sequence = task.sequences.emplace_back(static_cast<std::size_t>(length));
    std::iota(sequence.begin(), sequence.end(), next);
    next += length;
  }
  for (const auto& [name, array] : archive) {
    if (!name.starts_with(kLabel) || array.dtype == formats::DType::text) continue;
    const std::string column = name.substr(kLabel.size());
    if (const auto labels = archive.find(name + kNames); labels != archive.end()) {
      task.integers.push_back(
          {column, formats::to_integers(array, name), formats::to_strings(labels->second, labels->first)});
      const auto classes = static_cast<std::int32_t>(task.integers.back().labels.size());
      for (const std::int32_t value : task.integers.back().values)
        if (value < -1 || value >= classes)
          fail(ErrorKind::data, file + ": " + name + " holds class " + std::to_string(value) + " of " +
                                    std::to_string(classes));
    } else {
      task.floats.push_back({column, formats::to_floats(array, name)});
    }
  }
  with_context(file, [&] { task.check(); });
  return task;
}

}  // namespace rssviz::models
