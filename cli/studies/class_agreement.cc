#include "cli/studies/class_agreement.h"

#include <algorithm>
#include <map>

#include "embed/distinct.h"
#include "embed/neighbors/neighbors.h"
#include "models/data/columns.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kMost = 4000;  // states; more take longer than drawing

std::vector<std::int32_t> sampled(std::vector<std::int32_t> rows) {
  if (rows.size() <= kMost) return rows;
  std::vector<std::int32_t> some;
  for (std::size_t i = 0; i < kMost; ++i) some.push_back(rows[i * rows.size() / kMost]);
  return some;
}

ClassAgreement agreement_of(const std::string& column, const std::vector<std::int32_t>& values,
                            const embed::Neighbors& near) {
  std::map<std::int32_t, double> sizes;
  for (const std::int32_t value : values) sizes[value] += 1;
  ClassAgreement found{column};
  double states = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i] < 0) continue;
    for (Eigen::Index n = 0; n < near.indices.cols(); ++n) {
      const auto other = static_cast<std::size_t>(near.indices(static_cast<Eigen::Index>(i), n));
      found.share += values[other] == values[i] ? 1 : 0;
    }
    found.chance += (sizes[values[i]] - 1) / (static_cast<double>(values.size()) - 1);
    states += 1;
  }
  found.share /= states * static_cast<double>(near.indices.cols());
  found.chance /= states;
  return found;
}

}  // namespace

std::vector<ClassAgreement> class_agreement(MatrixRef states, const std::vector<ClassesOfStates>& columns,
                                            int neighbors, const Execution& execution) {
  if (states.rows() < 3) return {};
  const int k = std::min(neighbors, static_cast<int>(states.rows()) - 1);
  const embed::Neighbors near =
      embed::nearest_neighbors(states, k, embed::Metric::euclidean, embed::Self::exclude, execution);
  std::vector<ClassAgreement> found;
  for (const ClassesOfStates& classes : columns) {
    const auto [least, most] = std::minmax_element(classes.values.begin(), classes.values.end());
    if (*most < 0 || *least == *most) continue;
    found.push_back(agreement_of(classes.column, classes.values, near));
  }
  return found;
}

std::vector<ClassAgreement> class_agreement(const NetworkView& view, const std::vector<std::string>& columns,
                                            const Execution& execution) {
  const std::vector<std::int32_t> rows = sampled(models::distinct_rows(view.trace));
  std::vector<ClassesOfStates> classes;
  for (const std::string& column : columns)
    if (const models::IntColumn* const one = view.trace.integer(column))
      classes.push_back({column, values_at(*one, rows)});
  return class_agreement(embed::select_rows(view.trace.states, rows), classes, kAgreeing, execution);
}

}  // namespace rssviz::cli
