// Arrays of one's own as a Task: rows of numbers as inputs and a target for every step of one series or of
// several sequences. Tokens are the steps: token t is row t.
#pragma once

#include <memory>

#include "models/data/array_task.h"
#include "models/tasks/task.h"

namespace rssviz::models {

struct ArrayData {
  ArrayTask task{};
  ArrayOptions options{};
};

class ArraysTask : public Task {
 public:
  explicit ArraysTask(std::shared_ptr<const ArrayData> data);

  const ArrayData& data() const { return *data_; }

  std::string name() const override { return "arrays"; }
  std::string description() const override;
  Wording wording() const override;
  std::shared_ptr<const Corpus> corpus() const override { return corpus_; }
  std::shared_ptr<const StepPlaces> places() const override { return places_; }
  bool classes() const override { return data_->options.loss == ArrayLoss::error; }
  const std::vector<OutputGroup>& groups() const override { return groups_; }
  std::vector<Measure> measures() const override;
  ColorColumn color() const override;
  Tokens parse(const std::string& text) const override;
  std::string text(const Tokens& tokens) const override;
  void annotate(StateTrace& trace) const override;
  std::unique_ptr<Network> network(const Run& run, int stage) const override;
  std::vector<Tokens> sequences(const Sample& sample) const override;
  StateTrace record(const Network& network, const std::vector<Tokens>& sequences,
                    const RecordOptions& options, const Execution& execution) const override;
  StateTrace input_trace(const std::vector<Tokens>& sequences, const Execution& execution) const override;
  StateTrace shuffled(const Run& run, const std::vector<Tokens>& sequences, const std::string& what,
                      std::uint64_t seed, const Execution& execution) const override;
  std::string sample_text(const StateTrace& trace, const std::string& which) const override;
  Matrix inputs_of(const Tokens& tokens) const override;
  Lesson lesson() const override;
  std::vector<Fact> facts() const override;
  void save(const std::filesystem::path& folder) const override;
  std::vector<std::string> files() const override { return {"arrays.npz"}; }

 protected:
  // `vocabulary`: one a row; as corpus_of derives it where it is empty.
  ArraysTask(std::shared_ptr<const ArrayData> data, std::vector<std::string> vocabulary);

 private:
  std::shared_ptr<const ArrayData> data_;
  std::shared_ptr<const StepPlaces> places_;
  std::shared_ptr<const Corpus> corpus_;
  std::vector<OutputGroup> groups_;
};

}  // namespace rssviz::models
