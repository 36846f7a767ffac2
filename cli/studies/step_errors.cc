#include "cli/studies/step_errors.h"

#include <algorithm>
#include <cmath>

#include "models/tasks/arrays/array_annotations.h"

namespace rssviz::cli {
namespace {

// Root mean square over outputs; of classes 1 where another one won.
std::vector<double> errors_of(const Matrix& outputs, const MatrixD& targets, bool classes) {
  std::vector<double> errors;
  for (Eigen::Index i = 0; i < targets.rows(); ++i) {
    if (classes) {
      Eigen::Index said = 0, meant = 0;
      outputs.row(i).maxCoeff(&said);
      targets.row(i).maxCoeff(&meant);
      errors.push_back(said == meant ? 0 : 1);
      continue;
    }
    const double squares = (outputs.row(i).cast<double>() - targets.row(i)).squaredNorm();
    errors.push_back(std::sqrt(squares / static_cast<double>(targets.cols())));
  }
  return errors;
}

double quantile(std::vector<double> values, double share) {
  const auto place =
      values.begin() + static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), place, values.end());
  return *place;
}

}  // namespace

MatrixD targets_of(const NetworkView& view, const models::StateTrace& trace) {
  const std::vector<std::string>& names = view.corpus->output_names;
  MatrixD targets =
      MatrixD::Zero(static_cast<Eigen::Index>(trace.points()), static_cast<Eigen::Index>(names.size()));
  if (view.task.loss == "class") {
    const models::IntColumn& classes = trace.require_integer("target");
    for (Eigen::Index i = 0; i < targets.rows(); ++i)
      targets(i, classes.values[static_cast<std::size_t>(i)]) = 1;
    return targets;
  }
  for (std::size_t k = 0; k < names.size(); ++k) {
    const models::FloatColumn& column = trace.require_number(models::target_column(names[k]));
    for (Eigen::Index i = 0; i < targets.rows(); ++i)
      targets(i, static_cast<Eigen::Index>(k)) =
          static_cast<double>(column.values[static_cast<std::size_t>(i)]);
  }
  return targets;
}

StepErrors step_errors(const NetworkView& view, const std::vector<int>& stages, const Execution& execution) {
  StepErrors errors;
  errors.classes = view.task.loss == "class";
  const std::vector<std::int32_t> rows = models::distinct_rows(view.trace);
  for (const int stage : stages) {
    execution.progress.check_stop();
    const models::StateTrace trace = view.record(*view.network_at(stage), view.sentences, "", execution);
    const std::vector<double> all = errors_of(trace.outputs, targets_of(view, trace), errors.classes);
    std::vector<double>& of_stage = errors.by_stage.emplace_back();
    for (const std::int32_t row : rows) of_stage.push_back(all[static_cast<std::size_t>(row)]);
  }
  if (errors.classes) return errors;
  // A little beyond a power of ten isn't worth another one.
  errors.low = std::floor(std::log10(std::max(1e-12, quantile(errors.by_stage.back(), 0.1))) + 0.25);
  errors.high = std::ceil(std::log10(std::max(1e-11, quantile(errors.by_stage.front(), 0.9))) - 0.25);
  errors.high = std::max(errors.high, errors.low + 1);
  return errors;
}

}  // namespace rssviz::cli
