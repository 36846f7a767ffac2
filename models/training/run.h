// A run: the stages of a network that learned, and what can be asked of them. The seam between kinds of
// networks and everything that shows them: who adds a network that learns otherwise implements it, and nobody
// else asks which one it is. Immutable: safe on any thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/matrix.h"
#include "core/parallel.h"
#include "models/cells/network.h"
#include "models/training/lesson.h"

namespace rssviz::models {

// A line of what a paper has to say about a run, with its LaTeX where it isn't the text escaped.
struct Fact {
  std::string what{};
  std::string value{};
  std::string tex{};
};

// What stages are counted by: sequences (or steps) seen, or epochs.
enum class CountedBy { sequences, epochs };
// After which token the readout was trained: elsewhere its output is extrapolation.
enum class TrainedAt { last, every };

class Run {
 public:
  virtual ~Run() = default;
  virtual std::string cell() const = 0;     // "esn", "lstm", "gru", "rnn"
  virtual std::string name() const = 0;     // "ESN": titles
  virtual std::string article() const = 0;  // "An"
  virtual int stages() const = 0;
  virtual int inputs() const = 0;
  virtual std::uint64_t seed() const = 0;
  virtual const std::vector<StageMetrics>& metrics() const = 0;
  // -1: the last. Throws Error{usage} naming the range.
  virtual std::unique_ptr<Network> network_at(int stage) const = 0;
  // The same with the rows of an array (steps x inputs) as its tokens; `sequences`: the rows of each, for
  // networks that read backwards. Throws Error{data} for other inputs.
  virtual std::unique_ptr<Network> over(int stage, const Matrix& rows,
                                        const std::vector<Tokens>& sequences) const = 0;
  // The same settings from another seed, over the lesson's tokens or rows: a reservoir is drawn (its readout
  // isn't its state), another network drawn and trained.
  virtual std::unique_ptr<Network> retrained(const Lesson& lesson, std::uint64_t seed,
                                             const Execution& execution) const = 0;
  // Of a stage (-1: the last) of a cell without gates in one layer the weights by which states come back,
  // units x units: from row to column. Empty for others.
  virtual MatrixD recurrent_weights(int) const { return {}; }
  // A run of one stage, that stage with other such weights: what nulls are made of. Null for others.
  virtual std::shared_ptr<const Run> with_recurrent_weights(int, const MatrixD&) const { return nullptr; }
  // Whether states stay while it learns, so that only its readout changes from stage to stage.
  virtual bool states_stay() const = 0;
  virtual CountedBy counted_by() const = 0;
  // `every_step`: whether the lesson had a target at every step.
  virtual TrainedAt trained_at(bool every_step) const = 0;
  // Whether outputs of classes are logits of a softmax.
  virtual bool logits() const = 0;
  virtual double leak_rate() const { return 1; }
  // "echo state network with 1,000 units (..., seed 1)", for captions.
  virtual std::string description() const = 0;
  // "trained on ... for 35 epochs of 1,000 sentences", for captions.
  virtual std::string training(const std::string& sequences, const std::string& last,
                               bool every_step) const = 0;
  // "epoch 3", "120 sentences": one a stage. `sequence`: what is counted.
  virtual std::vector<std::string> stage_names(const std::string& sequence, bool every_step) const = 0;
  // Equation, sizes and how it learned; `lesson` null: imported weights.
  virtual std::vector<Fact> facts(const Lesson* lesson) const = 0;
};

// Whether networks of a cell are drawn, and only their readout is trained, in one pass.
bool is_reservoir(std::string_view cell);

std::shared_ptr<const Run> make_run(std::shared_ptr<const EsnRun> run);
std::shared_ptr<const Run> make_run(std::shared_ptr<const RecurrentRun> run);

}  // namespace rssviz::models
