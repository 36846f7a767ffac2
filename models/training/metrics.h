// Numbers of a learning stage on a split, as metrics.csv holds them. Values; safe on any thread.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/formats/csv.h"
#include "core/matrix.h"
#include "models/data/corpus.h"

namespace rssviz::models {

// A number and the column of metrics.csv that holds it.
struct NamedNumber {
  std::string name{};
  double value{};
};
// How a task judges outputs (one row each of `rows` of the corpus), by names of its own: passed in, so that
// training knows no task. Must be callable from any thread. Empty: no such numbers.
using Judge = std::function<std::vector<NamedNumber>(std::span<const std::int32_t> rows, MatrixDRef outputs)>;

struct StageMetrics {
  int stage{};
  std::optional<int> epoch{};  // of iterative training
  std::int64_t sentences{};    // seen so far
  Split split{Split::train};
  // "loss" (what was minimised), "rmse", and what the task judges by; each name once.
  std::vector<NamedNumber> values{};

  std::optional<double> value(std::string_view name) const;
  void set(std::string_view name, double value);  // in place of what that name had
};

// "loss" (mean squared error over sentences and outputs), "rmse" and what the judge says of outputs
// (rows.size() x outputs) against the corpus' targets.
StageMetrics measure(const Corpus& corpus, Split split, MatrixDRef outputs, const Judge& judge);
// Null where there is none.
const StageMetrics* find_metrics(const std::vector<StageMetrics>& metrics, int stage, Split split);

// stage,epoch,sentences,split,loss,rmse,valid_error,exact_error and a column for each further name, in the
// order in which they first occur; a value that doesn't apply is empty.
formats::Table metrics_table(const std::vector<StageMetrics>& metrics);
// Every column behind split is a number by its name. Throws Error{data} naming file, row and column.
std::vector<StageMetrics> metrics_from_table(const formats::Table& table, const std::string& file);

}  // namespace rssviz::models
