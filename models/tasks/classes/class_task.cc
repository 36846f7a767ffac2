#include "models/tasks/classes/class_task.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "core/formats/csv.h"
#include "core/number_text.h"
#include "core/rng.h"
#include "models/baselines/input_trace.h"

namespace rssviz::models {
namespace {

bool is_blank(const ClassSequences& sequences, std::int32_t sequence, int row) {
  for (int k = 0; k < sequences.inputs; ++k)
    if (sequences.value(sequence, row, k) != 0) return false;
  return true;
}

std::int32_t whole_number(const std::string& text, const std::string& all) {
  std::int32_t value = -1;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || result.ec != std::errc{} || result.ptr != text.data() + text.size() || value < 0)
    fail(ErrorKind::usage,
         "'" + all + "' names no sequence; write 3 (the whole one) or 3:0-10 (of its steps)");
  return value;
}

}  // namespace

std::vector<std::int32_t> recorded_sequences(const ClassSequences& sequences, std::uint64_t seed) {
  constexpr std::size_t kMost = 5000, kMostRows = 300'000;
  const std::size_t most =
      std::max<std::size_t>(2, std::min(kMost, kMostRows / static_cast<std::size_t>(sequences.rows)));
  std::vector<std::int32_t> chosen = sequences.test;
  if (chosen.size() <= most) return chosen;
  Rng rng(seed, "recorded sequences", 0);
  rng.shuffle(std::span<std::int32_t>(chosen));
  chosen.resize(most);
  std::sort(chosen.begin(), chosen.end());
  return chosen;
}

ClassTask::ClassTask(ClassTaskData data) : data_(std::move(data)) {
  auto corpus = std::make_shared<Corpus>();
  name_tokens(*corpus);
  const ClassSequences& from = *data_.sequences;
  corpus->output_names = from.class_names;
  corpus->targets = MatrixD::Zero(static_cast<Eigen::Index>(data_.recorded.size()), from.outputs());
  for (std::size_t i = 0; i < data_.recorded.size(); ++i) {
    corpus->sequences.push_back(tokens_of(static_cast<std::int32_t>(i)));
    corpus->test.push_back(static_cast<std::int32_t>(i));
    corpus->targets(static_cast<Eigen::Index>(i), from.classes[static_cast<std::size_t>(data_.recorded[i])]) =
        1;
  }
  corpus_ = std::move(corpus);
  std::vector<int> all(from.class_names.size());
  std::iota(all.begin(), all.end(), 0);
  groups_ = {{"class", 0, all, from.class_names, 0, "", "class"}};
}

// A token for each row that isn't blank, and what it gives.
void ClassTask::name_tokens(Corpus& corpus) {
  const ClassSequences& from = *data_.sequences;
  corpus.vocabulary = {"none"};
  owner_ = {-1};
  std::vector<int> row_of{-1};
  for (std::size_t i = 0; i < data_.recorded.size(); ++i)
    for (int row = 0; row < from.rows; ++row) {
      const bool blank = is_blank(from, data_.recorded[i], row);
      token_.push_back(blank ? 0 : static_cast<std::int32_t>(owner_.size()));
      if (blank) continue;
      owner_.push_back(static_cast<std::int32_t>(i));
      row_of.push_back(row);
      corpus.vocabulary.push_back(std::to_string(row));
    }
  auto rows = std::make_shared<Matrix>(Matrix::Zero(static_cast<Eigen::Index>(owner_.size()), from.inputs));
  for (std::size_t k = 1; k < owner_.size(); ++k)
    from.copy_row(data_.recorded[static_cast<std::size_t>(owner_[k])], row_of[k],
                  rows->row(static_cast<Eigen::Index>(k)).data());
  rows_ = std::move(rows);
}

Tokens ClassTask::tokens_of(std::int32_t sequence) const {
  Tokens tokens;
  const auto rows = static_cast<std::size_t>(data_.sequences->rows);
  for (const int row : data_.sequences->schedule)
    tokens.push_back(
        row < 0 ? 0 : token_[static_cast<std::size_t>(sequence) * rows + static_cast<std::size_t>(row)]);
  return tokens;
}

std::int32_t ClassTask::place_of(const Tokens& tokens) const {
  for (const std::int32_t token : tokens)
    if (token > 0) return owner_[static_cast<std::size_t>(token)];
  return -1;
}

std::vector<Measure> ClassTask::measures() const {
  return {{"exact_error", "wrong classes", false, {Split::test, Split::train}}};
}

std::vector<std::string> ClassTask::role(std::string_view name) const {
  if (name == "ends") return {"is_last"};
  return Task::role(name);
}

std::string ClassTask::title_of(std::string_view column) const {
  for (const SequenceColumn& one : data_.columns)
    if (one.name == column && !one.title.empty()) return one.title;
  if (column == "since_input") return "steps since the first input";
  return std::string(column);
}

Tokens ClassTask::parse(const std::string& text) const {
  const std::size_t colon = text.find(':');
  const std::int32_t number = whole_number(text.substr(0, colon), text);
  if (static_cast<std::size_t>(number) >= corpus_->sequences.size())
    fail(ErrorKind::usage, "there is no sequence " + std::to_string(number) + "; 0 to " +
                               std::to_string(corpus_->sequences.size() - 1) + " can be recorded");
  const Tokens& tokens = corpus_->sequences[static_cast<std::size_t>(number)];
  if (colon == std::string::npos) return tokens;
  const std::string range = text.substr(colon + 1);
  const std::size_t dash = range.find('-');
  const std::int32_t from = whole_number(range.substr(0, dash), text);
  const std::int32_t to = dash == std::string::npos ? from : whole_number(range.substr(dash + 1), text);
  if (from > to || static_cast<std::size_t>(to) >= tokens.size())
    fail(ErrorKind::usage,
         "there are no steps " + range + "; a sequence has 0 to " + std::to_string(tokens.size() - 1));
  return {tokens.begin() + from, tokens.begin() + to + 1};
}

std::string ClassTask::text(const Tokens& tokens) const {
  const std::int32_t place = place_of(tokens);
  if (place < 0) return std::to_string(tokens.size()) + " steps without input";
  const std::int32_t kind =
      data_.sequences->classes[static_cast<std::size_t>(data_.recorded[static_cast<std::size_t>(place)])];
  return wording().sequence + " " + std::to_string(place) + " (" +
         data_.sequences->class_names[static_cast<std::size_t>(kind)] + ")";
}

void ClassTask::annotate(StateTrace& trace) const {
  const std::vector<Tokens> sequences = sequences_behind(trace);
  IntColumn kind{"class", {}, data_.sequences->class_names};
  IntColumn last{"is_last", {}, {"no", "yes"}}, since{"since_input", {}, {}};
  std::vector<IntColumn> columns;
  for (const SequenceColumn& one : data_.columns) columns.push_back({one.name, {}, one.labels});
  std::size_t number = 0;
  std::int32_t place = -1, first = -1;
  for (std::size_t i = 0; i < trace.points(); ++i) {
    const bool begins = i == 0 || trace.sequence[i] != trace.sequence[i - 1];
    if (begins) {
      place = place_of(sequences[number++]);
      first = -1;
    }
    if (first < 0 && trace.token[i] > 0) first = trace.step[i];
    const std::int32_t of = place < 0 ? -1 : data_.recorded[static_cast<std::size_t>(place)];
    kind.values.push_back(of < 0 ? -1 : data_.sequences->classes[static_cast<std::size_t>(of)]);
    last.values.push_back(trace.step[i] + 1 == data_.sequences->steps() ? 1 : 0);
    since.values.push_back(first < 0 ? -1 : trace.step[i] - first);
    for (std::size_t k = 0; k < columns.size(); ++k)
      columns[k].values.push_back(of < 0 ? -1 : data_.columns[k].values[static_cast<std::size_t>(of)]);
  }
  trace.set(std::move(kind));
  for (IntColumn& column : columns) trace.set(std::move(column));
  trace.set(std::move(last));
  trace.set(std::move(since));
}

std::unique_ptr<Network> ClassTask::network(const Run& run, int stage) const {
  return run.over(stage, *rows_, corpus_->sequences);
}

std::vector<Tokens> ClassTask::sequences(const Sample& sample) const {
  if (sample.count < 0)
    fail(ErrorKind::usage, "--sample: " + std::to_string(sample.count) + " is below 0; 0 means all");
  if (sample.which != "test" && sample.which != "all")
    fail(ErrorKind::usage,
         "--sequences " + sample.which + ": of this task the test sequences are recorded (test, or all)");
  std::vector<std::int32_t> chosen = corpus_->test;
  if (sample.count > 0 && static_cast<std::size_t>(sample.count) < chosen.size()) {
    Rng rng(sample.seed, "sample", 0);
    rng.shuffle(std::span<std::int32_t>(chosen));
    chosen.resize(static_cast<std::size_t>(sample.count));
    std::sort(chosen.begin(), chosen.end());
  }
  return corpus_->sequences_of(chosen);
}

StateTrace ClassTask::record(const Network& network, const std::vector<Tokens>& sequences,
                             const RecordOptions& options, const Execution& execution) const {
  StateTrace trace = record_states(network, sequences, corpus_->vocabulary,
                                   network.outputs() > 0 ? corpus_->output_names : std::vector<std::string>{},
                                   options, execution);
  annotate(trace);
  return trace;
}

StateTrace ClassTask::input_trace(const std::vector<Tokens>& sequences, const Execution& execution) const {
  return record(*make_input_traces(*rows_, {1, 0.5, 0.2, 0.05}), sequences, {}, execution);
}

StateTrace ClassTask::shuffled(const Run& run, const std::vector<Tokens>& sequences, const std::string& what,
                               std::uint64_t seed, const Execution& execution) const {
  return record(*network(run, -1), shuffled_words(sequences, seed), {what}, execution);
}

std::string ClassTask::sample_text(const StateTrace& trace, const std::string&) const {
  const Wording words = wording();
  const auto count = static_cast<long long>(sequences_behind(trace).size());
  return with_commas(count) + " test " + (count == 1 ? words.sequence : words.sequences);
}

Matrix ClassTask::inputs_of(const Tokens& tokens) const {
  Matrix inputs(static_cast<Eigen::Index>(tokens.size()), rows_->cols());
  for (std::size_t i = 0; i < tokens.size(); ++i)
    inputs.row(static_cast<Eigen::Index>(i)) = rows_->row(tokens[i]);
  return inputs;
}

Lesson ClassTask::lesson() const {
  Lesson lesson;
  lesson.corpus = corpus_;
  lesson.classes = data_.sequences;
  lesson.class_options = data_.options;
  lesson.class_rows = rows_;
  return lesson;
}

std::vector<Fact> ClassTask::shared_facts() const {
  const ClassSequences& from = *data_.sequences;
  const std::string sequences = wording().sequences;
  return {
      {"input", with_commas(from.inputs) + " numbers a step, " + with_commas(from.steps()) + " steps", ""},
      {"first state", "0 before each " + wording().sequence, ""},
      {"target", "one of " + with_commas(from.outputs()) + " classes, after the last step", ""},
      {"trained on", with_commas(data_.trained) + " " + sequences, ""},
      {"tested on",
       with_commas(data_.tested) + " " + sequences + ", of which " +
           with_commas(static_cast<long long>(data_.recorded.size())) + " can be recorded",
       ""},
      {"biases", data_.options.bias ? "learned" : "none: they stay at 0 (forget gates at 1)", ""},
      {"gain", formats::format_number(data_.options.gain) + " times the recurrent weights as drawn", ""}};
}

}  // namespace rssviz::models
