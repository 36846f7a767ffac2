// What a stage of learning on arrays is worth: its errors on the steps of each split. Pure functions.
#pragma once

#include <vector>

#include "models/data/array_task.h"
#include "models/training/metrics.h"

namespace rssviz::models {

// The steps that count, by split, with their targets.
struct CountedSteps {
  std::vector<std::int32_t> train{};
  std::vector<std::int32_t> test{};
};
// Throws Error{data} where no step is left to train or to test on.
CountedSteps require_counted_steps(const ArrayTask& task, const ArrayOptions& options);

// `by_row`: outputs of all rows (steps x outputs). One entry for the training and one for the test steps;
// stage, epoch and sentences are the caller's to set.
std::vector<StageMetrics> array_metrics(const ArrayTask& task, const ArrayOptions& options,
                                        const CountedSteps& steps, MatrixDRef by_row);

MatrixD rows_of(MatrixDRef matrix, const std::vector<std::int32_t>& rows);
// Each row's exponentials, divided by their sum.
void softmax_rows(MatrixD& outputs);

}  // namespace rssviz::models
