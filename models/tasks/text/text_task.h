// The next symbol of a text as a Task (Karpathy, Johnson and Fei-Fei 2015). Tokens are symbols, their words
// the symbols' labels; there is a target at every step. A run keeps its text (text.txt, all files one after
// another), so that it can be drawn and trained again. Immutable; safe on any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/formats/json.h"
#include "models/data/text/text_corpus.h"
#include "models/tasks/catalogue.h"
#include "models/tasks/task.h"

namespace rssviz::models {

class TextTask final : public Task {
 public:
  TextTask(std::shared_ptr<const TextCorpus> text, int window);

  const TextCorpus& text_corpus() const { return *text_; }
  // Symbols begin .. end-1 of a text in this task's alphabet, read by a network from the zero state; with all
  // columns, which are those of the whole text. Throws Error{usage} for a range that isn't in the text.
  StateTrace record_text(const Network& network, const TextCorpus& text, std::int64_t begin, std::int64_t end,
                         const RecordOptions& options, const Execution& execution) const;

  std::string name() const override { return "text"; }
  std::string description() const override;
  Wording wording() const override;
  std::shared_ptr<const Corpus> corpus() const override { return corpus_; }
  bool every_step() const override { return true; }
  bool classes() const override { return true; }
  std::vector<Measure> measures() const override;
  ColorColumn color() const override;
  std::vector<std::string> role(std::string_view name) const override;
  std::string title_of(std::string_view column) const override;
  // The symbols of a text. Throws Error{data} naming one that the alphabet hasn't.
  Tokens parse(const std::string& text) const override;
  std::string text(const Tokens& tokens) const override;
  void annotate(StateTrace& trace) const override;
  std::unique_ptr<Network> network(const Run& run, int stage) const override;
  // One stretch: the first `count` windows of the split (its first piece, where it has several).
  std::vector<Tokens> sequences(const Sample& sample) const override;
  StateTrace record(const Network& network, const std::vector<Tokens>& sequences,
                    const RecordOptions& options, const Execution& execution) const override;
  StateTrace input_trace(const std::vector<Tokens>& sequences, const Execution& execution) const override;
  StateTrace shuffled(const Run& run, const std::vector<Tokens>& sequences, const std::string& what,
                      std::uint64_t seed, const Execution& execution) const override;
  std::string sample_text(const StateTrace& trace, const std::string& which) const override;
  Lesson lesson() const override;
  std::vector<Fact> facts() const override;
  void save(const std::filesystem::path& folder) const override;
  std::vector<std::string> files() const override { return {"text.txt"}; }

 private:
  std::shared_ptr<const TextCorpus> text_;
  std::shared_ptr<const Corpus> corpus_;
  int window_;
};

std::vector<TaskOption> text_task_options();
std::shared_ptr<const Task> make_text_task(const TaskSource& source);
// In an alphabet of old: weights that were trained elsewhere. `splits`: as options of the task have them.
std::shared_ptr<const TextTask> text_task_in(const std::vector<std::string>& files, const Alphabet& alphabet,
                                             const SplitOptions& splits, int window);
std::shared_ptr<const Task> open_text_task(const std::filesystem::path& folder, const formats::Json& record);

}  // namespace rssviz::models
