// Learning of an echo state network's readout on arrays of one's own: a target for every step of one long
// series or of several sequences. Ridge regression over the steps after the washout (Jaeger 2001;
// Lukosevicius 2012); the network is run over rows of the inputs as its tokens. The same bytes at any number
// of threads.
#pragma once

#include <string_view>
#include <vector>

#include "core/parallel.h"
#include "models/training/esn_training.h"

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

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

struct ArrayTask {
  Matrix inputs{};                  // steps x inputs
  MatrixD targets{};                // steps x outputs; of classes one column each, 1 for the class
  std::vector<Tokens> sequences{};  // the rows of each
};

// Which steps count, by split (validation has none).
std::vector<std::int32_t> counted_steps(const ArrayTask& task, const ArrayOptions& options, Split split);

// Stages: 0 (a readout of 0) and all training steps. Metrics: loss is the chosen one, rmse always; of classes
// exact_error too. Throws Error{usage}; Error{data} where no step is left to train or test on;
// Error{numeric}.
EsnRun train_esn_on_arrays(const ArrayTask& task, const EsnTrainingOptions& esn, const ArrayOptions& options,
                           std::uint64_t seed, const Execution& execution);

}  // namespace rssviz::models
