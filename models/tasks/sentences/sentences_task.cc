#include "models/tasks/sentences/sentences_task.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <set>
#include <utility>

#include "core/error.h"
#include "core/number_text.h"
#include "core/rng.h"
#include "models/baselines/input_trace.h"
#include "models/tasks/sentences/sentence_answers.h"
#include "models/tasks/split_sequences.h"

namespace rssviz::models {
namespace {

constexpr double kTraceLeak = 0.05;      // slow enough to hold a whole sentence
constexpr std::size_t kMostWords = 200;  // that have a column to colour points by

std::vector<OutputGroup> groups_of(const SentenceFile& file) {
  std::vector<OutputGroup> groups;
  int output = 0;
  for (const SentenceQuestion& question : file.questions) {
    OutputGroup group;
    group.question = question.name;
    group.labels = question.labels;
    for (std::size_t k = 0; k < question.labels.size(); ++k) group.outputs.push_back(output++);
    // What is never left open is always claimed.
    group.threshold = question.always() ? 0 : 1.3 / static_cast<double>(question.labels.size());
    group.heard = "heard_" + question.name;
    group.stated = "stated_" + question.name;
    groups.push_back(std::move(group));
  }
  return groups;
}

// Sentences of the test set that stand, word for word, among those trained on.
std::size_t in_both(const Corpus& corpus) {
  std::set<Tokens> trained;
  for (const std::int32_t row : corpus.train) trained.insert(corpus.sequences[static_cast<std::size_t>(row)]);
  return static_cast<std::size_t>(std::count_if(
      corpus.test.begin(), corpus.test.end(),
      [&](std::int32_t row) { return trained.contains(corpus.sequences[static_cast<std::size_t>(row)]); }));
}

Corpus corpus_of(const SentenceFile& file, const SentenceOptions& options) {
  Corpus corpus;
  corpus.vocabulary = file.vocabulary;
  corpus.sequences = file.sentences;
  for (const SentenceQuestion& question : file.questions)
    for (const std::string& label : question.labels)
      corpus.output_names.push_back(question.name + ": " + label);
  corpus.targets = MatrixD::Zero(static_cast<Eigen::Index>(file.sentences.size()),
                                 static_cast<Eigen::Index>(corpus.output_names.size()));
  Eigen::Index first = 0;
  for (const SentenceQuestion& question : file.questions) {
    for (std::size_t i = 0; i < question.answer.size(); ++i)
      if (question.answer[i] >= 0)
        corpus.targets(static_cast<Eigen::Index>(i), first + question.answer[i]) = 1;
    first += static_cast<Eigen::Index>(question.labels.size());
    corpus.columns.push_back({question.name, question.answer, question.labels});
  }
  const std::vector<std::int32_t> order = shared_out(file, options.seed);
  const auto all = static_cast<double>(order.size());
  const auto test = static_cast<std::size_t>(std::max(1., std::floor(options.test_share * all)));
  const std::size_t validation = std::max<std::size_t>(1, test / 2);
  const auto cut = [&](std::size_t from, std::size_t to) {
    return std::vector<std::int32_t>(order.begin() + static_cast<std::ptrdiff_t>(from),
                                     order.begin() + static_cast<std::ptrdiff_t>(to));
  };
  corpus.train = cut(0, order.size() - test - validation);
  corpus.validation = cut(order.size() - test - validation, order.size() - test);
  corpus.test = cut(order.size() - test, order.size());
  if (const std::size_t both = in_both(corpus); both > 0)
    corpus.notes.push_back(std::to_string(both) + " of the " + std::to_string(corpus.test.size()) +
                           (corpus.test.size() == 1 ? " test sentence" : " test sentences") +
                           (both == 1 ? " stands" : " stand") + " word for word among those trained on");
  return corpus;
}

}  // namespace

void SentenceOptions::check() const {
  if (!(test_share > 0 && test_share <= 0.5))
    fail(ErrorKind::usage, "--test-share: " + std::to_string(test_share) +
                               " is out of range (above 0, at most 0.5; half as much validates)");
}

SentencesTask::SentencesTask(SentenceFile file, std::string name, const SentenceOptions& options)
    : file_(std::move(file)),
      source_(std::move(name)),
      options_(options),
      known_(file_),
      corpus_(std::make_shared<const Corpus>(corpus_of(file_, options))),
      groups_(groups_of(file_)) {
  if (file_.questions.empty())
    fail(ErrorKind::data, source_ +
                              ": has no class or meaning after a tab; its next words can be learned: "
                              "--predict next");
}

bool SentencesTask::always() const {
  return std::all_of(file_.questions.begin(), file_.questions.end(),
                     [](const SentenceQuestion& question) { return question.always(); });
}

std::string SentencesTask::description() const {
  std::string questions;
  for (const SentenceQuestion& question : file_.questions)
    questions += (questions.empty() ? "" : ", ") + question.name;
  return "sentences of " + source_ + ": " + questions;
}

std::vector<Measure> SentencesTask::measures() const {
  const std::vector<Split> splits{Split::validation, Split::test, Split::train};
  if (always()) return {{"exact_error", "not right", false, splits}};
  return {{"exact_error", "not exact", false, splits}, {"valid_error", "not valid", false, splits}};
}

Verdicts SentencesTask::verdicts() const {
  if (always()) return {{"right", "wrong"}};
  return {{"exact", "valid, not exact", "not valid"}};
}

ColorColumn SentencesTask::color() const {
  return {groups_.front().heard, groups_.front().question + " known so far", "not known yet"};
}

std::vector<std::string> SentencesTask::role(std::string_view name) const {
  if (name == "ends") return {"is_final"};
  if (name == "judged") return {"sentence_error"};
  if (name == "judged_so_far") return {"heard_error"};
  if (name == "outer") return {groups_.front().heard};
  if (name == "inner" && groups_.size() > 1) return {groups_[1].heard};
  return Task::role(name);
}

std::string SentencesTask::title_of(std::string_view column) const {
  for (const OutputGroup& group : groups_) {
    if (column == group.heard) return group.question + " known";
    if (column == group.stated) return group.question + " of the whole sentence";
  }
  return Task::title_of(column);
}

Tokens SentencesTask::parse(const std::string& text) const { return parse_words(file_, text); }

std::string SentencesTask::text(const Tokens& tokens) const {
  std::string text;
  for (const std::int32_t token : tokens)
    if (token != kBegin && token != kEnd)
      text += (text.empty() ? "" : " ") + corpus_->vocabulary[static_cast<std::size_t>(token)];
  return text;
}

void SentencesTask::annotate(StateTrace& trace) const {
  const SentenceAnswers answers = answers_along(known_, trace, groups_.size());
  IntColumn is_final{"is_final", {}, {"inside", "after the last word"}};
  for (const bool final : answers.is_final) is_final.values.push_back(final ? 1 : 0);
  trace.set(std::move(is_final));
  if (file_.vocabulary.size() <= kMostWords) trace.set(IntColumn{"word", trace.token, file_.vocabulary});
  for (std::size_t q = 0; q < groups_.size(); ++q) {
    IntColumn heard{groups_[q].heard, {}, groups_[q].labels},
        stated{groups_[q].stated, {}, groups_[q].labels};
    for (std::size_t i = 0; i < trace.points(); ++i) {
      heard.values.push_back(answers.so_far[i][q]);
      stated.values.push_back(answers.stated[i][q]);
    }
    trace.set(std::move(heard));
    trace.set(std::move(stated));
  }
  if (trace.outputs.cols() == 0) return;
  for (IntColumn& column : judge(trace, trace.outputs)) trace.set(std::move(column));
}

std::vector<IntColumn> SentencesTask::judge(const StateTrace& trace, MatrixRef outputs) const {
  const SentenceAnswers answers = answers_along(known_, trace, groups_.size());
  std::vector<IntColumn> columns;
  for (const OutputGroup& group : groups_) columns.push_back({"claimed_" + group.question, {}, group.labels});
  IntColumn so_far{"heard_error", {}, {"right", "claims more than known", "wrong"}};
  IntColumn whole{"sentence_error", {}, verdicts().labels};
  for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
    const std::vector<std::int32_t> claims = claims_of(groups_, outputs.row(i).cast<double>());
    for (std::size_t q = 0; q < claims.size(); ++q) columns[q].values.push_back(claims[q]);
    const auto row = static_cast<std::size_t>(i);
    so_far.values.push_back(verdict_of(claims, answers.so_far[row]));
    const std::int32_t verdict = verdict_of(claims, answers.stated[row]);
    whole.values.push_back(always() ? std::min(verdict, 1) : verdict);
  }
  columns.push_back(std::move(so_far));
  columns.push_back(std::move(whole));
  return columns;
}

std::unique_ptr<Network> SentencesTask::network(const Run& run, int stage) const {
  return run.network_at(stage);
}

std::vector<Tokens> SentencesTask::sequences(const Sample& sample) const {
  return sequences_of_split(*corpus_, sample, true);
}

StateTrace SentencesTask::record(const Network& network, const std::vector<Tokens>& sequences,
                                 const RecordOptions& options, const Execution& execution) const {
  StateTrace trace =
      record_states(network, sequences, corpus_->vocabulary, corpus_->output_names, options, execution);
  annotate(trace);
  return trace;
}

StateTrace SentencesTask::input_trace(const std::vector<Tokens>& sequences,
                                      const Execution& execution) const {
  return record(*make_input_trace(static_cast<int>(corpus_->vocabulary.size()), kTraceLeak), sequences, {},
                execution);
}

StateTrace SentencesTask::shuffled(const Run& run, const std::vector<Tokens>& sequences,
                                   const std::string& what, std::uint64_t seed,
                                   const Execution& execution) const {
  return record(*run.network_at(-1), shuffled_words(sequences, seed), {what}, execution);
}

std::string SentencesTask::sample_text(const StateTrace& trace, const std::string& which) const {
  const IntColumn* const final = trace.integer("is_final");
  if (final == nullptr) return "";
  const auto count = std::count(final->values.begin(), final->values.end(), 1);
  const std::string source = which == "train"                           ? "training "
                             : which == "test" || which == "validation" ? which + " "
                                                                        : "";
  return with_commas(count) + " " + source + (count == 1 ? "sentence" : "sentences");
}

Lesson SentencesTask::lesson() const {
  Lesson lesson;
  lesson.corpus = corpus_;
  lesson.judge = sentences_judge(file_, groups_);
  return lesson;
}

std::vector<Fact> SentencesTask::facts() const {
  const auto count = [](std::size_t n) { return with_commas(static_cast<long long>(n)); };
  std::vector<Fact> card{
      {"task",
       "sentences of one's own: " + description() + ", " + count(file_.vocabulary.size() - 2) + " words", ""},
      {"input", "one word a step, one-hot, from BEGIN to END", ""},
      {"first state", "0 before each sentence", ""},
      {"target", "1 for the answer to each question, 0 elsewhere; all 0 where it is left open", ""},
      {"decoding",
       always()
           ? "the largest output of each question"
           : "softmax within each question of z answers; the largest is claimed, none below 1.3 / z where "
             "some sentences leave it open",
       ""},
      {"known so far", "the answer that all sentences of the file agree on that begin so", ""},
      {"training sentences", count(corpus_->train.size()), ""},
      {"validation sentences", count(corpus_->validation.size()), ""},
      {"test sentences", count(corpus_->test.size()), ""},
      {"seed of the split", std::to_string(options_.seed), ""}};
  for (const std::string& note : corpus_->notes) card.push_back({"note", note, ""});
  return card;
}

void SentencesTask::save(const std::filesystem::path& folder) const {
  save_sentences(file_, source_, options_, "columns", folder);
}

}  // namespace rssviz::models
