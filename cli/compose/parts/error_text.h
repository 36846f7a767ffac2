// Errors as they are stated everywhere: with the interval that so many sentences leave. Pure functions.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "cli/subjects/network_view.h"
#include "models/analysis/statistics/error_intervals.h"

namespace rssviz::cli {

// An error on a split and its 95 % interval (Wilson).
struct StatedError {
  double share{0};
  models::Interval interval{};
};
// Of a number by its name; nothing where the run has none such.
std::optional<StatedError> stated_error(const models::StageMetrics& row, std::string_view name,
                                        const models::Corpus& corpus);

// ".0026 (.0009 to .0074)".
std::string error_text(const StatedError& error, int places);
// "test sentences: not valid .0026 (.0009 to .0074), not exact .0630 (...)": the task's measures at a stage,
// shares of sentences with their intervals; of one measure "test steps: nrmse .0009". "" where the run has no
// such numbers there.
std::string errors_line(const std::vector<models::StageMetrics>& metrics, const models::Task& task, int stage,
                        models::Split split);
// interval_example of the validation sentences; "" where errors are of steps, which aren't independent.
std::string interval_caption(const NetworkView& view);
// What a caption has to say about errors on so few sentences: how far an error of 5 % may lie from the truth.
std::string interval_example(std::size_t sentences);

}  // namespace rssviz::cli
