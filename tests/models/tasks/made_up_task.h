// A task that exists in tests alone: after short sequences of letters, which of two letters stood first. A
// target after the last step; no columns, no roles, no verdicts.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "core/error.h"
#include "models/baselines/input_trace.h"
#include "models/tasks/task.h"
#include "models/training/measure_network.h"

namespace rssviz::models {

class MadeUpTask final : public Task {
 public:
  explicit MadeUpTask(ColorColumn color = {})
      : corpus_(std::make_shared<const Corpus>(made())), color_(color) {}

  std::string name() const override { return "made-up"; }
  std::string description() const override { return "which letter stood first"; }
  Wording wording() const override {
    return {"sequence", "sequences", "letter", "letters", "the last letter", "short ones", "long ones"};
  }
  std::shared_ptr<const Corpus> corpus() const override { return corpus_; }
  const std::vector<OutputGroup>& groups() const override {
    static const std::vector<OutputGroup> kGroups{{"first", 0, {0, 1}, {"a", "b"}, 0.65, "", ""}};
    return kGroups;
  }
  std::vector<Measure> measures() const override {
    return {{"loss", "squared error", true, {Split::test, Split::train}}};
  }
  ColorColumn color() const override { return color_; }
  Tokens parse(const std::string& text) const override {
    Tokens tokens;
    for (const char letter : text) {
      if (letter != 'a' && letter != 'b' && letter != ' ')
        fail(ErrorKind::data, std::string("unknown letter '") + letter + "'");
      if (letter != ' ') tokens.push_back(letter - 'a');
    }
    return tokens;
  }
  std::string text(const Tokens& tokens) const override { return corpus_->text(tokens); }
  void annotate(StateTrace&) const override {}
  std::unique_ptr<Network> network(const Run& run, int stage) const override { return run.network_at(stage); }
  std::vector<Tokens> sequences(const Sample& sample) const override {
    return corpus_->sequences_of(sample.which == "train" ? corpus_->train : corpus_->test);
  }
  StateTrace record(const Network& network, const std::vector<Tokens>& sequences,
                    const RecordOptions& options, const Execution& execution) const override {
    return record_states(network, sequences, corpus_->vocabulary, corpus_->output_names, options, execution);
  }
  StateTrace input_trace(const std::vector<Tokens>& sequences, const Execution& execution) const override {
    return record(*make_input_trace(2, 0.1), sequences, {}, execution);
  }
  StateTrace shuffled(const Run& run, const std::vector<Tokens>& sequences, const std::string& what,
                      std::uint64_t seed, const Execution& execution) const override {
    return record(*run.network_at(-1), shuffled_words(sequences, seed), {what}, execution);
  }
  std::string sample_text(const StateTrace& trace, const std::string&) const override {
    return std::to_string(sequences_behind(trace).size()) + " test sequences";
  }
  Lesson lesson() const override {
    Lesson lesson;
    lesson.corpus = corpus_;
    return lesson;
  }
  std::vector<Fact> facts() const override { return {{"task", description(), ""}}; }
  void save(const std::filesystem::path&) const override {}

 private:
  // All sequences of two to six letters.
  static Corpus made() {
    Corpus corpus;
    corpus.vocabulary = {"a", "b"};
    corpus.output_names = {"first a", "first b"};
    for (int length = 2; length <= 6; ++length)
      for (int bits = 0; bits < 1 << length; ++bits) {
        Tokens tokens;
        for (int i = 0; i < length; ++i) tokens.push_back((bits >> i) & 1);
        const auto row = static_cast<std::int32_t>(corpus.sequences.size());
        (row % 4 == 3 ? corpus.test : row % 4 == 2 ? corpus.validation : corpus.train).push_back(row);
        corpus.sequences.push_back(std::move(tokens));
      }
    corpus.targets = MatrixD::Zero(static_cast<Eigen::Index>(corpus.sequences.size()), 2);
    for (std::size_t i = 0; i < corpus.sequences.size(); ++i)
      corpus.targets(static_cast<Eigen::Index>(i), corpus.sequences[i].front()) = 1;
    return corpus;
  }

  std::shared_ptr<const Corpus> corpus_;
  ColorColumn color_;
};

}  // namespace rssviz::models
