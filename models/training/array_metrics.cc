#include "models/training/array_metrics.h"

#include <cmath>

#include "core/error.h"

namespace rssviz::models {
namespace {

double share_wrong(const MatrixD& outputs, const MatrixD& targets) {
  Eigen::Index wrong = 0;
  for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
    Eigen::Index said = 0, meant = 0;
    outputs.row(i).maxCoeff(&said);
    targets.row(i).maxCoeff(&meant);
    wrong += said != meant ? 1 : 0;
  }
  return static_cast<double>(wrong) / static_cast<double>(outputs.rows());
}

StageMetrics metrics_of(const MatrixD& outputs, const MatrixD& targets, ArrayLoss loss) {
  double squares = 0, spread = 0;
  const auto mean = targets.colwise().mean().eval();
  for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
    squares += (outputs.row(i) - targets.row(i)).squaredNorm();
    spread += (targets.row(i) - mean).squaredNorm();
  }
  const double rmse = std::sqrt(squares / static_cast<double>(outputs.size()));
  StageMetrics metrics;
  metrics.set("rmse", rmse);
  metrics.set("loss", rmse);
  if (loss == ArrayLoss::nrmse) metrics.set("loss", spread > 0 ? std::sqrt(squares / spread) : rmse);
  if (loss == ArrayLoss::error) {
    const double wrong = share_wrong(outputs, targets);
    metrics.set("exact_error", wrong);
    metrics.set("loss", wrong);
  }
  return metrics;
}

}  // namespace

MatrixD rows_of(MatrixDRef matrix, const std::vector<std::int32_t>& rows) {
  MatrixD result(static_cast<Eigen::Index>(rows.size()), matrix.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) = matrix.row(rows[i]);
  return result;
}

void softmax_rows(MatrixD& outputs) {
  for (Eigen::Index i = 0; i < outputs.rows(); ++i) {
    const double most = outputs.row(i).maxCoeff();
    double sum = 0;
    for (Eigen::Index k = 0; k < outputs.cols(); ++k) sum += outputs(i, k) = std::exp(outputs(i, k) - most);
    outputs.row(i) /= sum;
  }
}

CountedSteps require_counted_steps(const ArrayTask& task, const ArrayOptions& options) {
  options.check();
  task.check();
  CountedSteps steps{counted_steps(task, options, Split::train), counted_steps(task, options, Split::test)};
  if (steps.train.empty() || steps.test.empty())
    fail(ErrorKind::data, "after a washout of " + std::to_string(options.washout) + " steps " +
                              std::to_string(steps.train.size()) + " are left to train on and " +
                              std::to_string(steps.test.size()) + " to test on");
  return steps;
}

std::vector<StageMetrics> array_metrics(const ArrayTask& task, const ArrayOptions& options,
                                        const CountedSteps& steps, MatrixDRef by_row) {
  std::vector<StageMetrics> metrics;
  for (const Split split : {Split::train, Split::test}) {
    const std::vector<std::int32_t>& rows = split == Split::train ? steps.train : steps.test;
    metrics.push_back(metrics_of(rows_of(by_row, rows), rows_of(task.targets, rows), options.loss));
    metrics.back().split = split;
  }
  return metrics;
}

}  // namespace rssviz::models
