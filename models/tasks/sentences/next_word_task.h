// Sentences of one's own as a Task: the next word at every step, from BEGIN until END. Tokens are the steps,
// as of arrays: token t is the t-th word of all sentences. Immutable; safe on any thread.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "models/tasks/arrays/arrays_task.h"
#include "models/tasks/sentences/sentences_task.h"

namespace rssviz::models {

class NextWordTask final : public ArraysTask {
 public:
  // Throws Error{data} where words times steps don't fit into memory.
  NextWordTask(SentenceFile file, std::string name, const SentenceOptions& options);

  std::string name() const override { return "sentences"; }
  std::string description() const override;
  Wording wording() const override;
  const std::vector<OutputGroup>& groups() const override { return groups_; }
  std::vector<Measure> measures() const override;
  ColorColumn color() const override;
  std::vector<std::string> role(std::string_view name) const override;
  std::string title_of(std::string_view column) const override;
  // Steps as of arrays ("3:0-4"), or a sentence of the file, or a part of one. Throws Error{usage},
  // Error{data}.
  Tokens parse(const std::string& text) const override;
  std::string text(const Tokens& tokens) const override;
  std::string sample_text(const StateTrace& trace, const std::string& which) const override;
  std::uint64_t seed() const override { return options_.seed; }
  std::vector<Fact> facts() const override;
  void save(const std::filesystem::path& folder) const override;
  std::vector<std::string> files() const override { return {"sentences.tsv"}; }

 private:
  NextWordTask(SentenceFile file, std::string name, const SentenceOptions& options,
               const std::shared_ptr<const ArrayData>& data);

  SentenceFile file_;
  std::string source_;
  SentenceOptions options_;
  std::vector<OutputGroup> groups_;
};

}  // namespace rssviz::models
