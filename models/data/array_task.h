// A task of one's own: rows of numbers as inputs and a target for every step of one long series or of several
// sequences. A network takes the rows as its tokens: token t is row t. Plain values; safe on any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/formats/array.h"
#include "core/matrix.h"
#include "models/data/columns.h"
#include "models/data/corpus.h"

namespace rssviz::models {

enum class ArrayLoss { rmse, nrmse, error };  // error: share of steps whose largest output isn't the class
std::string_view name_of(ArrayLoss loss);     // "rmse", "nrmse", "class"
// Throws Error{usage} naming the losses there are.
ArrayLoss array_loss_named(std::string_view name);

// All of it changes results.
struct ArrayOptions {
  int washout{100};        // steps at the start of each run from the zero state that don't count
  double test_share{0.2};  // of the steps of a single series, its end; of the sequences, the last
  bool carry{false};       // the state goes on from sequence to sequence instead of beginning at 0
  ArrayLoss loss{ArrayLoss::rmse};
  int window{50};  // lstm, gru, rnn: steps that the gradient goes back at most

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

struct ArrayTask {
  Matrix inputs{};                          // steps x inputs
  MatrixD targets{};                        // steps x outputs; of classes one column each, 1 for the class
  std::vector<Tokens> sequences{};          // the rows of each: all rows, in order
  std::vector<std::string> output_names{};  // "y1", ... or "class 0", ...
  std::vector<IntColumn> integers{};        // what is known of each step
  std::vector<FloatColumn> floats{};

  // Throws Error{data} naming what doesn't fit.
  void check() const;
};

// Which sequence and which step of it each row is.
struct StepPlaces {
  std::vector<std::int32_t> sequence{};
  std::vector<std::int32_t> step{};
};
StepPlaces step_places(const ArrayTask& task);

// Which steps count, by split (validation has none).
std::vector<std::int32_t> counted_steps(const ArrayTask& task, const ArrayOptions& options, Split split);
// The rows of each run from the zero state: with carry one, else each sequence.
std::vector<Tokens> runs_of(const ArrayTask& task, const ArrayOptions& options);
// Those of them, and as much of each, as is trained on.
std::vector<Tokens> training_runs(const ArrayTask& task, const ArrayOptions& options);

// As stored in an .npz: inputs, targets, lengths, output_names, and label_NAME for each column.
formats::Archive to_archive(const ArrayTask& task);
// Throws Error{data} naming array and fault. `file` is what errors call it.
ArrayTask array_task_from_archive(const formats::Archive& archive, const std::string& file);

}  // namespace rssviz::models
