// What tasks share whose sequences of rows have one class each, read after the last step (images by rows,
// clusters with a delay). Tokens stand for rows of the sequences that can be recorded: token 0 is a row of
// zeros, so that sequences share their states until something is given to them.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "models/data/class_sequences.h"
#include "models/tasks/task.h"

namespace rssviz::models {

// A column with one class a sequence.
struct SequenceColumn {
  std::string name{};
  std::string title{};
  std::vector<std::int32_t> values{};  // one a sequence of `sequences`
  std::vector<std::string> labels{};
};

struct ClassTaskData {
  std::shared_ptr<const ClassSequences> sequences{};
  ClassOptions options{};
  std::vector<std::int32_t> recorded{};  // of the test sequences those that can be recorded
  std::vector<SequenceColumn> columns{};
  std::uint64_t seed{1};
  long long trained{0};  // sequences to train on, and to test on
  long long tested{0};
};

// Of the test sequences, drawn by (seed, "recorded sequences"), in their order: at most 5,000, and no more
// than 300,000 rows in all, since a token stands for each.
std::vector<std::int32_t> recorded_sequences(const ClassSequences& sequences, std::uint64_t seed);

class ClassTask : public Task {
 public:
  explicit ClassTask(ClassTaskData data);

  const ClassTaskData& data() const { return data_; }
  std::shared_ptr<const Corpus> corpus() const override { return corpus_; }
  bool classes() const override { return true; }
  const std::vector<OutputGroup>& groups() const override { return groups_; }
  std::vector<Measure> measures() const override;
  ColorColumn color() const override { return {"class", "class", "none"}; }
  std::vector<std::string> role(std::string_view name) const override;
  std::string title_of(std::string_view column) const override;
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
  std::int32_t blank_token() const override { return 0; }
  Matrix inputs_of(const Tokens& tokens) const override;
  Lesson lesson() const override;
  std::uint64_t seed() const override { return data_.seed; }

 protected:
  // Facts of the card that all such tasks have: input, target, splits, biases.
  std::vector<Fact> shared_facts() const;

 private:
  void name_tokens(Corpus& corpus);
  // The recorded sequence that tokens come from; -1 where nothing was given yet.
  std::int32_t place_of(const Tokens& tokens) const;
  Tokens tokens_of(std::int32_t sequence) const;

  ClassTaskData data_;
  std::shared_ptr<const Matrix> rows_;  // tokens x inputs
  std::vector<std::int32_t> token_;     // recorded sequence x row -> token
  std::vector<std::int32_t> owner_;     // token -> recorded sequence; -1 of token 0
  std::shared_ptr<const Corpus> corpus_;
  std::vector<OutputGroup> groups_;
};

}  // namespace rssviz::models
