// Sentences of one's own as a Task: words one-hot from BEGIN to END, and after END an answer to each question
// of the file (sentence_file.h). A run keeps the file (sentences.tsv), so that it can be drawn and trained
// again. Immutable; safe on any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/formats/json.h"
#include "models/tasks/catalogue.h"
#include "models/tasks/sentences/sentence_file.h"
#include "models/tasks/task.h"

namespace rssviz::models {

// All of it changes results.
struct SentenceOptions {
  double test_share{0.2};  // of the sentences; half as many validate, the rest trains
  std::uint64_t seed{1};   // of the order in which they are shared out
  // Throws Error{usage} naming field, value and range.
  void check() const;
};

class SentencesTask final : public Task {
 public:
  // Throws Error{data} where the file asks no question.
  SentencesTask(SentenceFile file, std::string name, const SentenceOptions& options);

  const SentenceFile& file() const { return file_; }

  std::string name() const override { return "sentences"; }
  std::string description() const override;
  std::shared_ptr<const Corpus> corpus() const override { return corpus_; }
  const std::vector<OutputGroup>& groups() const override { return groups_; }
  std::vector<Measure> measures() const override;
  Verdicts verdicts() const override;
  ColorColumn color() const override;
  std::vector<std::string> role(std::string_view name) const override;
  std::string title_of(std::string_view column) const override;
  Tokens parse(const std::string& text) const override;
  std::string text(const Tokens& tokens) const override;
  void annotate(StateTrace& trace) const override;
  std::vector<IntColumn> judge(const StateTrace& trace, MatrixRef outputs) const override;
  std::unique_ptr<Network> network(const Run& run, int stage) const override;
  std::vector<Tokens> sequences(const Sample& sample) const override;
  StateTrace record(const Network& network, const std::vector<Tokens>& sequences,
                    const RecordOptions& options, const Execution& execution) const override;
  StateTrace input_trace(const std::vector<Tokens>& sequences, const Execution& execution) const override;
  StateTrace shuffled(const Run& run, const std::vector<Tokens>& sequences, const std::string& what,
                      std::uint64_t seed, const Execution& execution) const override;
  std::string sample_text(const StateTrace& trace, const std::string& which) const override;
  Lesson lesson() const override;
  std::uint64_t seed() const override { return options_.seed; }
  std::vector<Fact> facts() const override;
  void save(const std::filesystem::path& folder) const override;
  std::vector<std::string> files() const override { return {"sentences.tsv"}; }

 private:
  bool always() const;  // no question is ever left open

  SentenceFile file_;
  std::string source_;  // the file's name
  SentenceOptions options_;
  KnownSoFar known_;
  std::shared_ptr<const Corpus> corpus_;
  std::vector<OutputGroup> groups_;
};

// Words of a text as tokens from BEGIN to END, both of which may be left out. Throws Error{data} naming an
// unknown word and those there are.
Tokens parse_words(const SentenceFile& file, const std::string& text);
// The rows of the sentences in the order in which they are shared out: stream (seed, "sentences split").
std::vector<std::int32_t> shared_out(const SentenceFile& file, std::uint64_t seed);
// task.json and sentences.tsv. `predict`: "columns" or "next".
void save_sentences(const SentenceFile& file, const std::string& source, const SentenceOptions& options,
                    const std::string& predict, const std::filesystem::path& folder);

std::vector<TaskOption> sentences_task_options();
std::shared_ptr<const Task> make_sentences_task(const TaskSource& source);
std::shared_ptr<const Task> open_sentences_task(const std::filesystem::path& folder,
                                                const formats::Json& record);

}  // namespace rssviz::models
