#include "cli/compose/parts/error_text.h"

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

std::string errors_line(const std::vector<models::StageMetrics>& metrics, const models::Corpus& corpus,
                        int stage, models::Split split) {
  const models::StageMetrics* const row = models::find_metrics(metrics, stage, split);
  if (row == nullptr) return "";
  const auto valid = stated_error(*row, "valid_error", corpus);
  const auto exact = stated_error(*row, "exact_error", corpus);
  if (!valid || !exact) return "";
  return std::string(split == models::Split::train ? "training" : models::name_of(split)) +
         " sentences: not valid " + error_text(*valid, 4) + ", not exact " + error_text(*exact, 4);
}

std::string loss_line(const std::vector<models::StageMetrics>& metrics, int stage, const models::Task& task) {
  const models::StageMetrics* const row = models::find_metrics(metrics, stage, models::Split::test);
  if (row == nullptr || !row->value("loss")) return "";
  return "test steps: " + (task.classes() ? "share of wrong classes" : task.measures().front().name) + " " +
         decimals(*row->value("loss"), 4);
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
