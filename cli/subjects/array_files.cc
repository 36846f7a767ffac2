#include "cli/subjects/array_files.h"

#include <algorithm>
#include <cmath>

#include "cli/subjects/input_rows.h"
#include "cli/subjects/reading_options.h"
#include "core/error.h"
#include "core/text.h"
#include "models/tasks/catalogue.h"

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

}  // namespace

models::ArrayData read_arrays(const ArrayFiles& files, const models::ArrayOptions& options,
                              Progress* progress) {
  models::ArrayData data{{}, options};
  InputRows input = read_input_rows(files.inputs, files.lengths, files.axes, files.command);
  const bool several_ways = input.axes.size() > 2 || !files.lengths.empty() || !files.axes.empty();
  if (progress != nullptr && several_ways) progress->warn(files.inputs + ": " + input.reading);
  models::ArrayTask& task = data.task;
  const bool classes = options.loss == models::ArrayLoss::error;
  const Matrix targets = files.targets.empty() ? Matrix(input.rows.rows(), 0)
                                               : read_rows_beside(files.targets, input, files.inputs);
  task.targets = classes && targets.cols() > 0 ? classes_of(targets, files.targets) : targets.cast<double>();
  for (Eigen::Index k = 0; k < task.targets.cols(); ++k)
    task.output_names.push_back(classes ? "class " + std::to_string(k) : "y" + std::to_string(k + 1));
  if (!files.labels.empty()) {
    StepColumns columns = read_step_columns(files.labels, input);
    task.integers = std::move(columns.integers);
    task.floats = std::move(columns.floats);
  }
  task.inputs = std::move(input.rows);
  task.sequences = std::move(input.sequences);
  drop_padding(task);
  return data;
}

// A text isn't an array: which task learns it.
static void refuse_sentences(const Settings& settings) {
  if (!settings.has("inputs") || suffix_of(settings.text("inputs")) != ".txt") return;
  const std::string& file = settings.text("inputs");
  const auto said = [&](const char* option, const char* otherwise) {
    return settings.has(option) ? settings.text(option) : std::string(otherwise);
  };
  fail(ErrorKind::usage, "--inputs " + file +
                             ": is a text, not an array of numbers; sentences, one a line, are learned by: "
                             "rssviz train --task sentences --sentences " +
                             file + " --cell " + said("cell", "lstm") + " -o " + said("output", "RUN") +
                             "; a text without lines of its own by --task text --text " + file);
}

models::ArrayData read_array_data(const Settings& settings, Progress& progress) {
  refuse_sentences(settings);
  for (const char* option : {"inputs", "targets"})
    if (!settings.has(option))
      fail(ErrorKind::usage, "--" + std::string(option) + " is needed with --task arrays");
  if (settings.text("learning") != "final")
    fail(ErrorKind::usage, "--learning " + settings.text("learning") +
                               " belongs to --task csl; on arrays every step beyond the washout is learned");
  const auto file = [&](const char* option) {
    return settings.has(option) ? settings.text(option) : std::string();
  };
  const auto command = [&](const std::string& options) { return command_again(settings, options); };
  return read_arrays(
      {file("inputs"), file("targets"), file("lengths"), file("labels"), file("axes"), command},
      array_options(settings), &progress);
}

namespace {

// A text in the place of arrays.
std::string instead_of_arrays(const std::string& option, const std::string& value) {
  const std::string suffix = suffix_of(value);
  if (option != "inputs" || (suffix != ".txt" && suffix != ".tsv")) return "";
  return "; sentences of your own, one a line: --task sentences --sentences " + value +
         "; any text, symbol by symbol: --task text --text " + value;
}

}  // namespace

void refuse_foreign_options(const Settings& settings) {
  const std::string& task = settings.text("task");
  const auto has = [&](const models::TaskEntry& entry, const std::string& name) {
    return std::any_of(entry.options.begin(), entry.options.end(),
                       [&](const models::TaskOption& option) { return option.name == name; });
  };
  const models::TaskEntry& own = models::task_entry_named(task);
  for (const models::TaskEntry& entry : models::task_catalogue())
    for (const models::TaskOption& option : entry.options)
      if (!has(own, option.name) && settings.has(option.name) &&
          settings.text(option.name) != option.default_text)
        fail(ErrorKind::usage, "--" + option.name + " belongs to --task " + entry.name +
                                   instead_of_arrays(option.name, settings.text(option.name)));
}

}  // namespace rssviz::cli
