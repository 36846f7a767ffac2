#include "cli/subjects/array_views.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <set>

#include "cli/subjects/network_view.h"
#include "core/error.h"
#include "core/number_text.h"
#include "core/rng.h"
#include "models/tasks/arrays/array_annotations.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMostClasses = 12;  // of a column that colours points

int number_in(const std::string& text, const std::string& all) {
  int value = -1;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || result.ec != std::errc{} || result.ptr != text.data() + text.size() || value < 0)
    fail(ErrorKind::usage,
         "'" + all + "' names no steps; write 100-150 (of one series), 3, or 3:100-150 (of sequence 3)");
  return value;
}

models::Tokens steps_named(const ArrayData& data, const std::string& text) {
  const std::vector<models::Tokens>& sequences = data.task.sequences;
  const std::size_t colon = text.find(':');
  std::size_t number = 0;
  std::string range = text;
  if (colon != std::string::npos || sequences.size() > 1) {
    number = static_cast<std::size_t>(number_in(text.substr(0, colon), text));
    range = colon == std::string::npos ? "" : text.substr(colon + 1);
  }
  if (number >= sequences.size())
    fail(ErrorKind::usage, "there is no sequence " + std::to_string(number) + "; the run has 0 to " +
                               std::to_string(sequences.size() - 1));
  const models::Tokens& rows = sequences[number];
  if (range.empty()) return rows;
  const std::size_t dash = range.find('-');
  const int from = number_in(range.substr(0, dash), text);
  const int to = dash == std::string::npos ? from : number_in(range.substr(dash + 1), text);
  if (from > to || static_cast<std::size_t>(to) >= rows.size())
    fail(ErrorKind::usage,
         "there are no steps " + range + "; the sequence has 0 to " + std::to_string(rows.size() - 1));
  return {rows.begin() + from, rows.begin() + to + 1};
}

std::string text_of_steps(const models::StepPlaces& places, const models::Tokens& rows, bool one_series) {
  if (rows.empty()) return "";
  const auto step = [&](std::int32_t row) {
    return std::to_string(places.step[static_cast<std::size_t>(row)]);
  };
  return (one_series ? ""
                     : "sequence " + std::to_string(places.sequence[static_cast<std::size_t>(rows.front())]) +
                           ", ") +
         "steps " + step(rows.front()) + " to " + step(rows.back());
}

const models::IntColumn* classes_in(const models::ArrayTask& task) {
  for (const models::IntColumn& column : task.integers)
    if (column.labels.size() >= 2 && column.labels.size() <= kMostClasses) return &column;
  return nullptr;
}

std::string color_column(const ArrayData& data) {
  if (const models::IntColumn* const column = classes_in(data.task)) return column->name;
  if (data.options.loss == models::ArrayLoss::error) return "target";
  if (!data.task.floats.empty()) return data.task.floats.front().name;
  if (data.task.output_names.empty()) return data.task.inputs.cols() <= 16 ? "input_1" : "step";
  return models::target_column(data.task.output_names.front());
}

std::string outputs_text(const ArrayData& data) {
  if (data.options.loss == models::ArrayLoss::error) return " classes";
  return data.task.targets.cols() == 1 ? " output" : " outputs";
}

std::vector<OutputGroup> groups_of(const ArrayData& data) {
  const std::vector<std::string>& names = data.task.output_names;
  if (data.options.loss == models::ArrayLoss::error) {
    std::vector<int> all(names.size());
    std::iota(all.begin(), all.end(), 0);
    return {{"class", 0, all, names, 0}};
  }
  std::vector<OutputGroup> groups;
  for (std::size_t k = 0; k < names.size(); ++k)
    groups.push_back({names[k], 0, {static_cast<int>(k)}, {names[k]}, 0});
  return groups;
}

}  // namespace

TaskView task_view(std::shared_ptr<const ArrayData> data, bool softmax) {
  TaskView view;
  const models::ArrayTask& task = data->task;
  const bool one = task.sequences.size() == 1;
  view.description =
      (one ? "one series of " + with_commas(task.inputs.rows()) + " steps"
           : with_commas(static_cast<long long>(task.sequences.size())) + " sequences of " +
                 with_commas(task.inputs.rows()) + " steps in all") +
      ", " + with_commas(task.inputs.cols()) + (task.inputs.cols() == 1 ? " input" : " inputs") +
      (task.targets.cols() == 0 ? std::string()
                                : ", " + with_commas(task.targets.cols()) + outputs_text(*data));
  view.groups = groups_of(*data);
  view.softmax = softmax;
  view.loss = models::name_of(data->options.loss);
  view.color = {color_column(*data), "", "none"};
  view.wording = {one ? "stretch" : "sequence", one ? "stretches" : "sequences", "step", "steps"};
  view.places = std::make_shared<const models::StepPlaces>(models::step_places(task));
  view.annotate = [data](models::StateTrace& trace) {
    models::annotate_steps(data->task, data->options.loss, trace);
  };
  view.parse = [data](const std::string& text) { return steps_named(*data, text); };
  view.text = [places = view.places, one](const models::Tokens& rows) {
    return text_of_steps(*places, rows, one);
  };
  return view;
}

models::Corpus corpus_of(const ArrayData& data) {
  models::Corpus corpus;
  const models::IntColumn* const classes = classes_in(data.task);
  const models::StepPlaces places = models::step_places(data.task);
  for (std::size_t row = 0; row < places.step.size(); ++row)
    corpus.vocabulary.push_back(classes == nullptr ? std::to_string(places.step[row])
                                : classes->values[row] < 0
                                    ? "none"
                                    : classes->labels[static_cast<std::size_t>(classes->values[row])]);
  corpus.sequences = data.task.sequences;
  corpus.output_names = data.task.output_names;
  return corpus;
}

std::vector<std::int32_t> sampled_rows(const ArrayData& data, const std::string& which, long long sample,
                                       std::uint64_t seed) {
  if (sample < 0) fail(ErrorKind::usage, "--sample: " + std::to_string(sample) + " is below 0; 0 means all");
  if (which != "test" && which != "train" && which != "all")
    fail(ErrorKind::usage,
         "--sequences " + which +
             ": a run on arrays has test, train and all; other arrays are recorded with --inputs");
  std::vector<std::int32_t> rows;
  for (const models::Split split : {models::Split::train, models::Split::test}) {
    if (which != "all" && which != models::name_of(split)) continue;
    const std::vector<std::int32_t> of_split = models::counted_steps(data.task, data.options, split);
    rows.insert(rows.end(), of_split.begin(), of_split.end());
  }
  const models::StepPlaces places = models::step_places(data.task);
  std::vector<std::int32_t> sequences;
  for (const std::int32_t row : rows)
    if (sequences.empty() || sequences.back() != places.sequence[static_cast<std::size_t>(row)])
      sequences.push_back(places.sequence[static_cast<std::size_t>(row)]);
  if (sample == 0 || sequences.size() <= static_cast<std::size_t>(sample)) return rows;
  Rng rng(seed, "sample", 0);
  rng.shuffle(std::span<std::int32_t>(sequences));
  const std::set<std::int32_t> kept(sequences.begin(), sequences.begin() + sample);
  std::erase_if(
      rows, [&](std::int32_t row) { return !kept.contains(places.sequence[static_cast<std::size_t>(row)]); });
  return rows;
}

}  // namespace rssviz::cli
