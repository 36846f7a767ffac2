#include "models/tasks/sentences/next_word_task.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "core/number_text.h"
#include "models/tasks/arrays/array_annotations.h"

namespace rssviz::models {
namespace {

constexpr double kMostNumbers = 4e8;  // of inputs and targets, of which each step has one a word

std::size_t steps_of(const SentenceFile& file) {
  std::size_t steps = 0;
  for (const Tokens& sentence : file.sentences) steps += sentence.size() - 1;
  return steps;
}

void add_columns(const SentenceFile& file, const std::vector<std::int32_t>& order, ArrayTask& task) {
  const KnownSoFar known(file);
  IntColumn word{"word", {}, file.vocabulary}, place{"place", {}, {}}, ends{"ends", {}, {"goes on", "ends"}};
  std::vector<IntColumn> questions, so_far;
  for (const SentenceQuestion& question : file.questions) {
    questions.push_back({question.name, {}, question.labels});
    so_far.push_back({"heard_" + question.name, {}, question.labels});
  }
  for (const std::int32_t row : order) {
    const auto at = static_cast<std::size_t>(row);
    const Tokens& sentence = file.sentences[at];
    const std::vector<std::vector<std::int32_t>> along = known.along(sentence);
    for (std::size_t t = 0; t + 1 < sentence.size(); ++t) {
      word.values.push_back(sentence[t]);
      place.values.push_back(static_cast<std::int32_t>(t));
      ends.values.push_back(t + 2 == sentence.size() ? 1 : 0);
      for (std::size_t q = 0; q < questions.size(); ++q) {
        questions[q].values.push_back(file.questions[q].answer[at]);
        so_far[q].values.push_back(along[t][q]);
      }
    }
  }
  task.integers = {std::move(word), std::move(place), std::move(ends)};
  for (std::size_t q = 0; q < questions.size(); ++q) {
    check_column_name(questions[q].name, "sentences");
    task.integers.push_back(std::move(questions[q]));
    task.integers.push_back(std::move(so_far[q]));
  }
}

// Inputs and targets: a column a word. Output k is the word k + 1: END and the words, BEGIN never comes next.
std::shared_ptr<const ArrayData> data_of(const SentenceFile& file, const SentenceOptions& options) {
  const std::size_t words = file.vocabulary.size(), steps = steps_of(file);
  if (2. * static_cast<double>(words) * static_cast<double>(steps) > kMostNumbers)
    fail(ErrorKind::data,
         with_commas(static_cast<long long>(steps)) + " words of a vocabulary of " +
             with_commas(static_cast<long long>(words)) +
             " are more than the next word is learned of here; --task text learns long texts");
  auto data = std::make_shared<ArrayData>();
  ArrayTask& task = data->task;
  task.inputs = Matrix::Zero(static_cast<Eigen::Index>(steps), static_cast<Eigen::Index>(words));
  task.targets = MatrixD::Zero(task.inputs.rows(), task.inputs.cols() - 1);
  task.output_names.assign(file.vocabulary.begin() + 1, file.vocabulary.end());
  const std::vector<std::int32_t> order = shared_out(file, options.seed);
  std::int32_t row = 0;
  std::size_t longest = 0;
  for (const std::int32_t number : order) {
    const Tokens& sentence = file.sentences[static_cast<std::size_t>(number)];
    Tokens& rows = task.sequences.emplace_back();
    for (std::size_t t = 0; t + 1 < sentence.size(); ++t, ++row) {
      rows.push_back(row);
      task.inputs(row, sentence[t]) = 1;
      task.targets(row, sentence[t + 1] - 1) = 1;
    }
    longest = std::max(longest, rows.size());
  }
  add_columns(file, order, task);
  data->options.washout = 0;
  data->options.loss = ArrayLoss::error;
  data->options.window = static_cast<int>(longest);
  data->options.test_share = options.test_share;
  return data;
}

std::vector<std::string> words_of(const SentenceFile& file, const ArrayTask& task) {
  std::vector<std::string> words;
  for (const std::int32_t token : task.integers.front().values)
    words.push_back(file.vocabulary[static_cast<std::size_t>(token)]);
  return words;
}

}  // namespace

NextWordTask::NextWordTask(SentenceFile file, std::string name, const SentenceOptions& options)
    : NextWordTask(file, std::move(name), options, data_of(file, options)) {}

NextWordTask::NextWordTask(SentenceFile file, std::string name, const SentenceOptions& options,
                           const std::shared_ptr<const ArrayData>& data)
    : ArraysTask(data, words_of(file, data->task)),
      file_(std::move(file)),
      source_(std::move(name)),
      options_(options) {
  OutputGroup next;
  next.question = "next word";
  next.labels = data->task.output_names;
  next.outputs.resize(next.labels.size());
  std::iota(next.outputs.begin(), next.outputs.end(), 0);
  groups_ = {std::move(next)};
}

std::string NextWordTask::description() const {
  return "next word of the sentences of " + source_ + ", " +
         with_commas(static_cast<long long>(file_.vocabulary.size()) - 2) + " words";
}

Wording NextWordTask::wording() const {
  return {"sentence", "sentences", "word", "words", "the last word", "one clause", "several clauses"};
}

std::vector<Measure> NextWordTask::measures() const {
  return {{"loss", "not the next word", false, {Split::test, Split::train}}};
}

ColorColumn NextWordTask::color() const { return {"word", "word", "none"}; }

std::vector<std::string> NextWordTask::role(std::string_view name) const {
  if (name == "ends") return {"ends"};
  if (name == "outer") return {"word"};
  return Task::role(name);
}

std::string NextWordTask::title_of(std::string_view column) const {
  for (const SentenceQuestion& question : file_.questions) {
    if (column == "heard_" + question.name) return question.name + " known so far";
    if (column == question.name) return question.name + " of the whole sentence";
  }
  return ArraysTask::title_of(column);
}

Tokens NextWordTask::parse(const std::string& text) const {
  const bool steps = text.find_first_not_of("0123456789:- ") == std::string::npos;
  if (steps && !token_by_word(file_).contains(text)) return ArraysTask::parse(text);
  Tokens wanted = parse_words(file_, text);
  wanted.pop_back();  // END is no step
  const std::vector<std::int32_t>& word = data().task.integers.front().values;
  const auto is = [&](std::int32_t row, std::int32_t token) {
    return word[static_cast<std::size_t>(row)] == token;
  };
  for (const bool whole : {true, false})
    for (const Tokens& rows : data().task.sequences) {
      const auto from = wanted.begin() + (whole ? 0 : 1);
      const auto found = std::search(rows.begin(), rows.end(), from, wanted.end(), is);
      if (found == rows.end() || (whole && rows.size() != wanted.size())) continue;
      return {found, found + (wanted.end() - from)};
    }
  fail(ErrorKind::data, "'" + text + "' stands in none of the sentences of " + source_ +
                            ", whose words alone were learned in their order; name one that does");
}

std::string NextWordTask::text(const Tokens& tokens) const {
  std::string text;
  for (const std::int32_t row : tokens) {
    const std::string& word = corpus()->vocabulary[static_cast<std::size_t>(row)];
    if (word != "BEGIN") text += (text.empty() ? "" : " ") + word;
  }
  return text;
}

std::string NextWordTask::sample_text(const StateTrace& trace, const std::string& which) const {
  const std::string source = which == "test" ? " test" : which == "train" ? " training" : "";
  const std::size_t sentences = sequences_behind(trace).size();
  return with_commas(static_cast<long long>(trace.points())) + " words of " +
         with_commas(static_cast<long long>(sentences)) + source +
         (sentences == 1 ? " sentence" : " sentences");
}

std::vector<Fact> NextWordTask::facts() const {
  return {{"task", "sentences of one's own: " + description(), ""},
          {"input", "one word a step, one-hot, from BEGIN", ""},
          {"first state", "0 before each sentence", ""},
          {"target", "the next word, a class, after every step; END after the last", ""},
          {"sentences", with_commas(static_cast<long long>(file_.sentences.size())), ""},
          {"tested on", percent(options_.test_share) + " of the sentences", ""},
          {"seed of the split", std::to_string(options_.seed), ""}};
}

void NextWordTask::save(const std::filesystem::path& folder) const {
  save_sentences(file_, source_, options_, "next", folder);
}

}  // namespace rssviz::models
