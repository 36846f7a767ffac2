#include "models/tasks/arrays/arrays_task.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/number_text.h"
#include "core/rng.h"
#include "models/baselines/input_trace.h"
#include "models/recording/array_recording.h"
#include "models/tasks/arrays/array_annotations.h"
#include "models/tasks/arrays/array_files.h"

namespace rssviz::models {
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

Tokens steps_named(const ArrayData& data, const std::string& text) {
  const std::vector<Tokens>& sequences = data.task.sequences;
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
  const Tokens& rows = sequences[number];
  if (range.empty()) return rows;
  const std::size_t dash = range.find('-');
  const int from = number_in(range.substr(0, dash), text);
  const int to = dash == std::string::npos ? from : number_in(range.substr(dash + 1), text);
  if (from > to || static_cast<std::size_t>(to) >= rows.size())
    fail(ErrorKind::usage,
         "there are no steps " + range + "; the sequence has 0 to " + std::to_string(rows.size() - 1));
  return {rows.begin() + from, rows.begin() + to + 1};
}

std::string text_of_steps(const StepPlaces& places, const Tokens& rows, bool one_series) {
  if (rows.empty()) return "";
  const auto step = [&](std::int32_t row) {
    return std::to_string(places.step[static_cast<std::size_t>(row)]);
  };
  return (one_series ? ""
                     : "sequence " + std::to_string(places.sequence[static_cast<std::size_t>(rows.front())]) +
                           ", ") +
         "steps " + step(rows.front()) + " to " + step(rows.back());
}

const IntColumn* classes_in(const ArrayTask& task) {
  for (const IntColumn& column : task.integers)
    if (column.labels.size() >= 2 && column.labels.size() <= kMostClasses) return &column;
  return nullptr;
}

std::string color_column(const ArrayData& data) {
  if (const IntColumn* const column = classes_in(data.task)) return column->name;
  if (data.options.loss == ArrayLoss::error) return "target";
  if (!data.task.floats.empty()) return data.task.floats.front().name;
  if (data.task.output_names.empty()) return data.task.inputs.cols() <= 16 ? "input_1" : "step";
  return target_column(data.task.output_names.front());
}

std::string outputs_text(const ArrayData& data) {
  if (data.options.loss == ArrayLoss::error) return " classes";
  return data.task.targets.cols() == 1 ? " output" : " outputs";
}

std::vector<OutputGroup> groups_of(const ArrayData& data) {
  const std::vector<std::string>& names = data.task.output_names;
  if (data.options.loss == ArrayLoss::error) {
    std::vector<int> all(names.size());
    std::iota(all.begin(), all.end(), 0);
    return {{"class", 0, all, names, 0, "", ""}};
  }
  std::vector<OutputGroup> groups;
  for (std::size_t k = 0; k < names.size(); ++k)
    groups.push_back({names[k], 0, {static_cast<int>(k)}, {names[k]}, 0, "", ""});
  return groups;
}

Corpus corpus_of(const ArrayData& data, std::vector<std::string> vocabulary) {
  Corpus corpus;
  const IntColumn* const classes = classes_in(data.task);
  const StepPlaces places = step_places(data.task);
  corpus.vocabulary = std::move(vocabulary);
  for (std::size_t row = corpus.vocabulary.size(); row < places.step.size(); ++row)
    corpus.vocabulary.push_back(classes == nullptr ? std::to_string(places.step[row])
                                : classes->values[row] < 0
                                    ? "none"
                                    : classes->labels[static_cast<std::size_t>(classes->values[row])]);
  corpus.sequences = data.task.sequences;
  corpus.output_names = data.task.output_names;
  return corpus;
}

std::vector<std::int32_t> rows_of(const std::vector<Tokens>& sequences) {
  std::vector<std::int32_t> rows;
  for (const Tokens& tokens : sequences) rows.insert(rows.end(), tokens.begin(), tokens.end());
  return rows;
}

// Runs of rows of the same sequence.
std::vector<Tokens> cut_by_sequence(const std::vector<std::int32_t>& rows, const StepPlaces& places) {
  std::vector<Tokens> sequences;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto at = [&](std::size_t k) { return places.sequence[static_cast<std::size_t>(rows[k])]; };
    if (i == 0 || at(i) != at(i - 1)) sequences.emplace_back();
    sequences.back().push_back(rows[i]);
  }
  return sequences;
}

}  // namespace

ArraysTask::ArraysTask(std::shared_ptr<const ArrayData> data) : ArraysTask(std::move(data), {}) {}

// One name a row: by the first column of classes among the labels, else by the number of the step. No targets
// and no splits: those are of sentences.
ArraysTask::ArraysTask(std::shared_ptr<const ArrayData> data, std::vector<std::string> vocabulary)
    : data_(std::move(data)),
      places_(std::make_shared<const StepPlaces>(step_places(data_->task))),
      corpus_(std::make_shared<const Corpus>(corpus_of(*data_, std::move(vocabulary)))),
      groups_(groups_of(*data_)) {}

std::string ArraysTask::description() const {
  const ArrayData* const data = data_.get();
  const ArrayTask& task = data->task;
  const bool one = task.sequences.size() == 1;
  return (one ? "one series of " + with_commas(task.inputs.rows()) + " steps"
              : with_commas(static_cast<long long>(task.sequences.size())) + " sequences of " +
                    with_commas(task.inputs.rows()) + " steps in all") +
         ", " + with_commas(task.inputs.cols()) + (task.inputs.cols() == 1 ? " input" : " inputs") +
         (task.targets.cols() == 0 ? std::string()
                                   : ", " + with_commas(task.targets.cols()) + outputs_text(*data));
}

Wording ArraysTask::wording() const {
  const bool one = data_->task.sequences.size() == 1;
  Wording wording;
  wording.sequence = one ? "stretch" : "sequence";
  wording.sequences = one ? "stretches" : "sequences";
  wording.step = "step";
  wording.steps = "steps";
  wording.last = "the last step";
  return wording;
}

std::vector<Measure> ArraysTask::measures() const {
  return {{"loss",
           classes() ? "wrong classes" : std::string(name_of(data_->options.loss)),
           !classes(),
           {Split::test, Split::train}}};
}

ColorColumn ArraysTask::color() const { return {color_column(*data_), "", "none"}; }

Tokens ArraysTask::parse(const std::string& text) const { return steps_named(*data_, text); }

std::string ArraysTask::text(const Tokens& tokens) const {
  return text_of_steps(*places_, tokens, data_->task.sequences.size() == 1);
}

void ArraysTask::annotate(StateTrace& trace) const {
  annotate_steps(data_->task, data_->options.loss, trace);
}

std::unique_ptr<Network> ArraysTask::network(const Run& run, int stage) const {
  return run.over(stage, data_->task.inputs, data_->task.sequences);
}

std::vector<Tokens> ArraysTask::sequences(const Sample& sample) const {
  const ArrayData& data = *data_;
  const std::string& which = sample.which;
  const std::uint64_t seed = sample.seed;
  if (sample.count < 0)
    fail(ErrorKind::usage, "--sample: " + std::to_string(sample.count) + " is below 0; 0 means all");
  if (which != "test" && which != "train" && which != "all")
    fail(ErrorKind::usage,
         "--sequences " + which +
             ": a run on arrays has test, train and all; other arrays are recorded with --inputs");
  std::vector<std::int32_t> rows;
  for (const Split split : {Split::train, Split::test}) {
    if (which != "all" && which != name_of(split)) continue;
    const std::vector<std::int32_t> of_split = counted_steps(data.task, data.options, split);
    rows.insert(rows.end(), of_split.begin(), of_split.end());
  }
  const StepPlaces places = step_places(data.task);
  std::vector<std::int32_t> sequences;
  for (const std::int32_t row : rows)
    if (sequences.empty() || sequences.back() != places.sequence[static_cast<std::size_t>(row)])
      sequences.push_back(places.sequence[static_cast<std::size_t>(row)]);
  if (sample.count == 0 || sequences.size() <= static_cast<std::size_t>(sample.count))
    return cut_by_sequence(rows, places);
  Rng rng(seed, "sample", 0);
  rng.shuffle(std::span<std::int32_t>(sequences));
  const std::set<std::int32_t> kept(sequences.begin(), sequences.begin() + sample.count);
  std::erase_if(
      rows, [&](std::int32_t row) { return !kept.contains(places.sequence[static_cast<std::size_t>(row)]); });
  return cut_by_sequence(rows, places);
}

StateTrace ArraysTask::record(const Network& network, const std::vector<Tokens>& sequences,
                              const RecordOptions& options, const Execution& execution) const {
  if (options.zero_state)
    fail(ErrorKind::usage,
         "--zero-state belongs to sentences and to --inputs; steps of a run on arrays have none");
  StateTrace trace = record_rows(network, data_->task, data_->options, rows_of(sequences),
                                 corpus_->vocabulary, options.what, execution);
  annotate(trace);
  return trace;
}

StateTrace ArraysTask::input_trace(const std::vector<Tokens>& sequences, const Execution& execution) const {
  return record(*make_input_traces(data_->task.inputs, {1, 0.5, 0.2, 0.05}), sequences, {}, execution);
}

StateTrace ArraysTask::shuffled(const Run& run, const std::vector<Tokens>& sequences, const std::string& what,
                                std::uint64_t seed, const Execution& execution) const {
  const Matrix rows = shuffled_rows(data_->task, data_->options, seed);
  return record(*run.over(-1, rows, data_->task.sequences), sequences, {what}, execution);
}

// "600 test steps of one series" in the caption's words.
std::string ArraysTask::sample_text(const StateTrace& trace, const std::string& which) const {
  const std::string source = which == "test" ? " test" : which == "train" ? " training" : "";
  const std::string steps = with_commas(static_cast<long long>(trace.points()));
  if (data_->task.sequences.size() == 1) return steps + source + " steps";
  const std::size_t sequences = sequences_behind(trace).size();
  return steps + " steps of " + std::to_string(sequences) + source +
         (sequences == 1 ? " sequence" : " sequences");
}

Matrix ArraysTask::inputs_of(const Tokens& tokens) const {
  Matrix inputs(static_cast<Eigen::Index>(tokens.size()), data_->task.inputs.cols());
  for (std::size_t i = 0; i < tokens.size(); ++i)
    inputs.row(static_cast<Eigen::Index>(i)) = data_->task.inputs.row(tokens[i]);
  return inputs;
}

Lesson ArraysTask::lesson() const {
  Lesson lesson;
  lesson.steps = std::shared_ptr<const ArrayTask>(data_, &data_->task);
  lesson.options = data_->options;
  return lesson;
}

void ArraysTask::save(const std::filesystem::path& folder) const {
  save_arrays(data_->task, data_->options, folder);
}

std::vector<Fact> ArraysTask::facts() const {
  std::vector<Fact> card;
  card.push_back({"task", name() + ": " + description(), ""});
  card.push_back({"input", "rows of numbers, as given", ""});
  card.push_back(
      {"first state",
       data_->options.carry ? "0 before the first sequence, carried to the next" : "0 before each sequence",
       ""});
  card.push_back(
      {"washout", with_commas(data_->options.washout) + " steps after each zero state don't count", ""});
  card.push_back({"tested on",
                  percent(data_->options.test_share) + (data_->task.sequences.size() == 1
                                                            ? " of the steps, at the end of the series"
                                                            : " of the sequences, the last"),
                  ""});
  return card;
}

}  // namespace rssviz::models
