// The cross-situational task of Variengien and Hinaut 2020 as a Task: sentences about one object or two, a
// target after END.
#pragma once

#include <cstdint>
#include <memory>

#include "core/formats/json.h"
#include "models/tasks/csl/cross_situational.h"
#include "models/tasks/task.h"

namespace rssviz::models {

class CslTask final : public Task {
 public:
  // Throws Error{usage} for numbers of objects out of range.
  CslTask(const CslSpec& spec, std::uint64_t seed);

  const CrossSituationalTask& grammar() const { return *task_; }

  std::string name() const override { return "csl"; }
  std::string description() const override;
  std::shared_ptr<const Corpus> corpus() const override { return corpus_; }
  const std::vector<OutputGroup>& groups() const override { return groups_; }
  std::vector<Measure> measures() const override;
  Verdicts verdicts() const override;
  ColorColumn color() const override;
  std::vector<std::string> role(std::string_view name) const override;
  std::string title_of(std::string_view column) const override;
  Tokens parse(const std::string& text) const override { return task_->parse(text); }
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
  std::uint64_t seed() const override { return seed_; }
  std::vector<Fact> facts() const override;
  void save(const std::filesystem::path& folder) const override;

 private:
  std::shared_ptr<const CrossSituationalTask> task_;
  std::shared_ptr<const Corpus> corpus_;
  std::vector<OutputGroup> groups_;
  std::uint64_t seed_;
};

// With so many objects and the standard numbers of sentences. Throws Error{usage}.
std::shared_ptr<const CslTask> make_csl_task(int objects, std::uint64_t seed);

}  // namespace rssviz::models
