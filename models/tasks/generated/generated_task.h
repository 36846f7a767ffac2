// Tasks whose sequences are drawn by a rule: rows of numbers and a wanted number after every step, as of
// arrays of one's own (tasks/arrays), made anew from a few settings and a seed. A task of this kind is one
// value.
#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/formats/json.h"
#include "core/rng.h"
#include "models/tasks/catalogue.h"

namespace rssviz::models {

// All of it changes results.
struct GeneratedOptions {
  int train{200};
  int test{50};
  int length{60};                       // steps of a sequence
  std::map<std::string, double> own{};  // of the task, by name

  double value(const std::string& name) const { return own.at(name); }
};

// An option of a generated task: a number between bounds.
struct GeneratedOption {
  std::string name{};
  double otherwise{0};
  double low{0};
  double high{0};
  bool whole{false};
  std::string help{};
};

// One sequence, to be filled: `inputs` steps x inputs, `targets` steps x outputs, both zero; a value a step
// for each column of classes and of numbers.
struct GeneratedSequence {
  Eigen::Ref<Matrix> inputs;
  Eigen::Ref<MatrixD> targets;
  std::vector<std::vector<std::int32_t>> classes{};
  std::vector<std::vector<float>> numbers{};
};

// What a task with these options looks like.
struct GeneratedShape {
  int inputs{0};
  std::vector<std::string> outputs{};
  std::vector<std::pair<std::string, std::vector<std::string>>> classes{};  // column, labels
  std::vector<std::string> numbers{};
  std::string colour{};  // the column that colours points
};

struct GeneratedKind {
  std::string name{};
  std::string summary{};
  int length{60};  // by default
  std::vector<GeneratedOption> options{};
  std::function<GeneratedShape(const GeneratedOptions&)> shape{};
  std::function<void(const GeneratedOptions&, Rng&, GeneratedSequence&)> draw{};
  std::function<std::string(const GeneratedOptions&)> describe{};  // "3-bit flip-flop"
  std::string input{};                                             // what the inputs are, for the card
  std::string target{};                                            // what is wanted after a step
};

class GeneratedTask final : public ArraysTask {
 public:
  // Draws the sequences: stream (seed, "task NAME", sequence), those of the test after those of training.
  // Throws Error{usage} naming option, value and range.
  GeneratedTask(const GeneratedKind& kind, const GeneratedOptions& options, std::uint64_t seed);

  std::string name() const override { return kind_->name; }
  std::string description() const override;
  Wording wording() const override;
  ColorColumn color() const override { return {colour_, colour_, "none"}; }
  std::vector<std::string> role(std::string_view name) const override;
  std::uint64_t seed() const override { return seed_; }
  std::vector<Fact> facts() const override;
  void save(const std::filesystem::path& folder) const override;
  std::vector<std::string> files() const override { return {}; }

 private:
  const GeneratedKind* kind_;  // a constant of its task
  GeneratedOptions options_;
  std::uint64_t seed_;
  std::string colour_;
  bool colour_is_class_;
};

// The row of the catalogue. `kind` must outlive all tasks: a static value.
TaskEntry generated_entry(const GeneratedKind& kind);

}  // namespace rssviz::models
