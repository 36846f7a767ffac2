// Sentences of a grammar as a Task: the next word at every step, with exact columns. Tokens are the steps, as
// of arrays: token t is the t-th word of all sequences.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "core/formats/json.h"
#include "models/tasks/catalogue.h"
#include "models/tasks/grammar/grammar_corpus.h"

namespace rssviz::models {

class GrammarTask final : public ArraysTask {
 public:
  // Draws the corpus. Throws Error{usage} and Error{data} as make_grammar_corpus does.
  GrammarTask(Grammar grammar, std::string source, const GrammarOptions& options, std::uint64_t seed);

  const Grammar& grammar() const { return grammar_; }

  std::string name() const override { return "grammar"; }
  std::string description() const override;
  Wording wording() const override;
  std::vector<Measure> measures() const override;
  ColorColumn color() const override;
  std::vector<std::string> role(std::string_view name) const override;
  // Steps as of arrays ("3:0-40"), or words that stand so in a sequence. Throws Error{usage}, Error{data}.
  Tokens parse(const std::string& text) const override;
  std::uint64_t seed() const override { return seed_; }
  std::vector<Fact> facts() const override;
  void save(const std::filesystem::path& folder) const override;
  std::vector<std::string> files() const override { return {}; }

 private:
  GrammarTask(Grammar grammar, std::string source, const GrammarOptions& options, std::uint64_t seed,
              std::shared_ptr<const ArrayData> data);
  std::vector<std::string> properties() const;

  Grammar grammar_;
  std::string source_;  // the grammar's text
  GrammarOptions options_;
  std::uint64_t seed_;
};

std::vector<TaskOption> grammar_task_options();
std::shared_ptr<const Task> make_grammar_task(const TaskSource& source);
std::shared_ptr<const Task> open_grammar_task(const std::filesystem::path& folder,
                                              const formats::Json& record);

}  // namespace rssviz::models
