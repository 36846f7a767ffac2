#include "cli/compose/parts/error_text.h"

#include "cli/compose/parts/learning_chart.h"
#include "cli/subjects/network_view.h"
#include "core/number_text.h"

namespace rssviz::cli {

std::optional<StatedError> stated_error(const models::StageMetrics& row, std::string_view name,
                                        const models::Corpus& corpus) {
  const std::optional<double> value = row.value(name);
  if (!value) return std::nullopt;
  const auto sentences = static_cast<std::int64_t>(corpus.indices(row.split).size());
  if (sentences == 0) return std::nullopt;
  return StatedError{*value, models::wilson_interval_of_share(*value, sentences)};
}

std::string error_text(const StatedError& error, int places) {
  return decimals(error.share, places) + " (" + decimals(error.interval.low, places) + " to " +
         decimals(error.interval.high, places) + ")";
}

std::string errors_line(const std::vector<models::StageMetrics>& metrics, const models::Task& task, int stage,
                        models::Split split) {
  const models::StageMetrics* const row = models::find_metrics(metrics, stage, split);
  const std::vector<models::Measure> measures = task.measures();
  if (row == nullptr) return "";
  const std::string where = name_of_split(task, split) + ": ";
  if (measures.size() == 1) {
    const std::optional<double> value = row->value(measures.front().key);
    if (!value) return "";
    return where + (task.classes() ? measure_title(task) : measures.front().name) + " " + decimals(*value, 4);
  }
  std::string line;  // the strictest measure, the task's first, comes last
  for (auto measure = measures.rbegin(); measure != measures.rend(); ++measure) {
    const auto error = stated_error(*row, measure->key, *task.corpus());
    if (!error) return "";
    line += (line.empty() ? "" : ", ") + measure->name + " " + error_text(*error, 4);
  }
  return where + line;
}

std::string interval_caption(const NetworkView& view) {
  return view.task->every_step() ? "" : interval_example(view.corpus->validation.size());
}

std::string interval_example(std::size_t sentences) {
  const auto n = static_cast<std::int64_t>(sentences);
  const models::Interval interval = models::wilson_interval_of_share(0.05, n);
  return "An error of .05 on " + with_commas(n) + " sentences has the 95 % interval " +
         decimals(interval.low, 3) + " to " + decimals(interval.high, 3) + " (Wilson).";
}

}  // namespace rssviz::cli
