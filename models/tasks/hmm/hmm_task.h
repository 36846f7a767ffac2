// Symbols of a hidden Markov model as a Task: the next symbol at every step, and at each step the belief
// about the hidden state that the symbols so far justify (columns belief_STATE). Tokens are the steps, as of
// arrays.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "models/tasks/catalogue.h"
#include "models/tasks/hmm/hidden_markov.h"

namespace rssviz::models {

// All of it changes results.
struct HmmOptions {
  int train{200};   // sequences to train on
  int test{50};     // and to test on, drawn from a stream of their own
  int length{100};  // symbols of a sequence

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// The column of the belief in a state: "belief_A".
std::string belief_column(const std::string& state);
// And of the probability that a symbol is next, given all so far: "next_0".
std::string next_column(const std::string& symbol);

// Training sequences, then those to test on: inputs one-hot symbols, targets the next symbol, columns of
// beliefs, of the next symbol's probabilities, of the hidden state and of the symbol.
ArrayTask hmm_sequences(const HiddenMarkov& model, const HmmOptions& options, std::uint64_t seed);

class HmmTask final : public ArraysTask {
 public:
  HmmTask(HiddenMarkov model, const HmmOptions& options, std::uint64_t seed);

  const HiddenMarkov& model() const { return model_; }

  std::string name() const override { return "hmm"; }
  std::string description() const override;
  Wording wording() const override;
  std::vector<Measure> measures() const override;
  ColorColumn color() const override;
  std::vector<std::string> role(std::string_view name) const override;
  std::string title_of(std::string_view column) const override;
  std::uint64_t seed() const override { return seed_; }
  std::vector<Fact> facts() const override;
  void save(const std::filesystem::path& folder) const override;
  std::vector<std::string> files() const override { return {}; }

 private:
  HmmTask(HiddenMarkov model, const HmmOptions& options, std::uint64_t seed,
          std::shared_ptr<const ArrayData> data);

  HiddenMarkov model_;
  HmmOptions options_;
  std::uint64_t seed_;
};

TaskEntry hmm_entry();

}  // namespace rssviz::models
