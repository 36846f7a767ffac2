#include "cli/studies/nesting_measure.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "core/error.h"
#include "models/analysis/geometry/nesting.h"

namespace rssviz::cli {
namespace {

// The rows of distinct states that have both classes, in the part that has most of these; the first of
// equals.
std::vector<std::int32_t> rows_with_both(const models::StateTrace& trace, const models::IntColumn& outer,
                                         const models::IntColumn& inner,
                                         const std::vector<std::string>& part) {
  std::map<std::int32_t, std::vector<std::int32_t>> by_part;
  for (const std::int32_t row : models::distinct_rows(trace)) {
    const auto at = static_cast<std::size_t>(row);
    if (outer.values[at] < 0 || inner.values[at] < 0) continue;
    by_part[part.empty() ? 0 : trace.require_integer(part.front()).values[at]].push_back(row);
  }
  std::vector<std::int32_t> most;
  for (const auto& [value, rows] : by_part)
    if (rows.size() > most.size()) most = rows;
  return most;
}

// Each unit at mean 0 and deviation 1; one that doesn't vary at 0.
void scale_units(Matrix& states) {
  for (Eigen::Index k = 0; k < states.cols(); ++k) {
    double sum = 0, squares = 0;
    const auto rows = static_cast<double>(states.rows());
    for (Eigen::Index i = 0; i < states.rows(); ++i) sum += static_cast<double>(states(i, k));
    for (Eigen::Index i = 0; i < states.rows(); ++i) {
      const double apart = static_cast<double>(states(i, k)) - sum / rows;
      squares += apart * apart;
    }
    const double deviation = std::sqrt(squares / rows);
    for (Eigen::Index i = 0; i < states.rows(); ++i) {
      const double apart = static_cast<double>(states(i, k)) - sum / rows;
      states(i, k) = static_cast<float>(deviation > 0 ? apart / deviation : 0);
    }
  }
}

std::string column_of(const models::Task& task, const char* role) {
  const std::vector<std::string> columns = task.role(role);
  if (columns.empty())
    fail(ErrorKind::usage, std::string("--measures nesting: the task has no ") + role + " class");
  return columns.front();
}

}  // namespace

NestingNumber nesting_of(const models::StateTrace& trace, const models::Task& task, bool unit_scaled) {
  const models::IntColumn& outer = trace.require_integer(column_of(task, "outer"));
  const models::IntColumn& inner = trace.require_integer(column_of(task, "inner"));
  const std::vector<std::int32_t> rows = rows_with_both(trace, outer, inner, task.role("part"));
  if (rows.size() < 8)
    fail(ErrorKind::data, "nesting: only " + std::to_string(rows.size()) + " states have a class of both " +
                              outer.name + " and " + inner.name + "; sample more " +
                              task.wording().sequences);
  Matrix states(static_cast<Eigen::Index>(rows.size()), trace.states.cols());
  std::vector<std::int32_t> sequence;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    states.row(static_cast<Eigen::Index>(i)) = trace.states.row(rows[i]);
    sequence.push_back(trace.sequence[static_cast<std::size_t>(rows[i])]);
  }
  if (unit_scaled) scale_units(states);
  const std::vector<std::int32_t> groups = values_at(outer, rows), classes = values_at(inner, rows);
  const int count = inner.labels.empty() ? 1 + *std::max_element(classes.begin(), classes.end())
                                         : static_cast<int>(inner.labels.size());
  return {models::nested_shares(states, {groups, classes})[0], models::repeat_cosine(states, groups, classes),
          models::probe_transfer(states, groups, classes, sequence, count, kNestingPenalty).across};
}

}  // namespace rssviz::cli
