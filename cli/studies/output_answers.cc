#include "cli/studies/output_answers.h"

#include <cmath>

#include "models/analysis/statistics/rank_statistics.h"
#include "models/data/columns.h"

namespace rssviz::cli {
namespace {

// The place in its group that is claimed: the largest probability, unless it lies below the threshold. -1:
// none.
std::int32_t claimed(const OutputGroup& group, const Matrix& outputs, Eigen::Index row) {
  std::size_t best = 0;
  for (std::size_t k = 1; k < group.outputs.size(); ++k)
    if (outputs(row, group.outputs[k]) > outputs(row, group.outputs[best])) best = k;
  double sum = 0;
  for (const int output : group.outputs)
    sum += std::exp(static_cast<double>(outputs(row, output)) -
                    static_cast<double>(outputs(row, group.outputs[best])));
  return 1 / sum >= group.threshold ? static_cast<std::int32_t>(best) : -1;
}

// A column by name; null where there is none of that name, or no name.
const models::IntColumn* column_of(const models::StateTrace& trace, const std::string& name) {
  return name.empty() ? nullptr : trace.integer(name);
}

double auroc_of(const models::StateTrace& trace, const std::vector<std::int32_t>& rows, int output,
                const models::IntColumn& stated, std::int32_t place) {
  std::vector<double> scores;
  std::vector<std::int32_t> positive;
  for (const std::int32_t row : rows) {
    scores.push_back(static_cast<double>(trace.outputs(row, output)));
    positive.push_back(stated.values[static_cast<std::size_t>(row)] == place ? 1 : 0);
  }
  return models::auroc(scores, positive);
}

}  // namespace

std::optional<RightAnswers> right_answers(const NetworkView& view, const models::StateTrace& trace) {
  RightAnswers found;
  if (trace.points() == 0) return {};
  const auto last = static_cast<Eigen::Index>(trace.points()) - 1;
  for (const OutputGroup& group : view.task->groups()) {
    const models::IntColumn* const stated = column_of(trace, group.stated);
    if (stated == nullptr || group.outputs.empty()) continue;
    ++found.questions;
    found.right += claimed(group, trace.outputs, last) == stated->values.back() ? 1 : 0;
    found.guessing += 1 / static_cast<double>(group.outputs.size() + (group.threshold > 0 ? 1 : 0));
  }
  if (found.questions == 0) return {};
  return found;
}

std::optional<double> auroc_of_outputs(const NetworkView& view, const std::vector<std::int32_t>& ends) {
  std::vector<std::int32_t> rows;
  for (const std::int32_t row : models::distinct_rows(view.trace))
    if (ends[static_cast<std::size_t>(row)] == 1) rows.push_back(row);
  double sum = 0;
  int outputs = 0;
  for (const OutputGroup& group : view.task->groups()) {
    const models::IntColumn* const stated = column_of(view.trace, group.stated);
    if (stated == nullptr || view.trace.outputs.cols() == 0) continue;
    for (std::size_t k = 0; k < group.outputs.size(); ++k) {
      const double one = auroc_of(view.trace, rows, group.outputs[k], *stated, static_cast<std::int32_t>(k));
      if (!std::isfinite(one)) continue;
      sum += one;
      ++outputs;
    }
  }
  if (outputs == 0) return {};
  return sum / outputs;
}

}  // namespace rssviz::cli
