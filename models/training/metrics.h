// Numbers of a learning stage on a split, as metrics.csv holds them. Values; safe on any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <vector>

#include "core/formats/csv.h"
#include "core/matrix.h"
#include "models/data/corpus.h"

namespace rssviz::models {

struct JudgedErrors {
  double valid{};
  double exact{};
};
// How a task judges outputs (one row each of `rows` of the corpus): passed in, so that training knows no
// task. Must be callable from any thread. Empty: no such errors.
using Judge = std::function<JudgedErrors(std::span<const std::int32_t> rows, MatrixDRef outputs)>;

struct StageMetrics {
  int stage{};
  std::optional<int> epoch{};  // of iterative training
  std::int64_t sentences{};    // seen so far
  Split split{Split::train};
  std::optional<double> loss{};  // mean squared error over sentences and outputs
  std::optional<double> rmse{};
  std::optional<double> valid_error{};
  std::optional<double> exact_error{};
};

// loss, rmse and errors of outputs (rows.size() x outputs) against the corpus' targets.
StageMetrics measure(const Corpus& corpus, Split split, MatrixDRef outputs, const Judge& judge);
// Null where there is none.
const StageMetrics* find_metrics(const std::vector<StageMetrics>& metrics, int stage, Split split);

// stage,epoch,sentences,split,loss,rmse,valid_error,exact_error; a value that doesn't apply is empty.
formats::Table metrics_table(const std::vector<StageMetrics>& metrics);
// Throws Error{data} naming file, row and column.
std::vector<StageMetrics> metrics_from_table(const formats::Table& table, const std::string& file);

}  // namespace rssviz::models
