#include "cli/studies/shared_causes.h"

#include <Eigen/Cholesky>
#include <map>

#include "core/error.h"
#include "models/analysis/geometry/similarity.h"

namespace rssviz::cli {
namespace {

constexpr double kRidge = 1e-10;  // of the mean variance of an input: one-hot symbols add up to one

// Less the mean of each class of rows.
void centre_within(MatrixD& values, const std::vector<std::int32_t>& classes) {
  std::map<std::int32_t, std::pair<VectorD, double>> means;
  for (Eigen::Index i = 0; i < values.rows(); ++i) {
    auto& [sum, count] = means[classes[static_cast<std::size_t>(i)]];
    if (sum.size() == 0) sum = VectorD::Zero(values.cols());
    sum += values.row(i).transpose();
    count += 1;
  }
  for (Eigen::Index i = 0; i < values.rows(); ++i) {
    const auto& [sum, count] = means.at(classes[static_cast<std::size_t>(i)]);
    values.row(i) -= sum.transpose() / count;
  }
}

void require(const ComparedSubject& subject, bool there, const char* word, const char* columns) {
  if (there) return;
  fail(ErrorKind::data,
       subject.name + ": has no " + columns + ", so that --without " + word + " has nothing to regress out");
}

}  // namespace

Matrix without_causes(const ComparedSubject& subject, const SharedCauses& causes) {
  if (causes.step) require(subject, !subject.step.empty(), "step", "array step");
  if (causes.input) require(subject, subject.inputs.rows() > 0, "input", "inputs (input_1, ... or token)");
  const auto points = static_cast<std::size_t>(subject.states.rows());
  const std::vector<std::int32_t> classes = causes.step ? subject.step : std::vector<std::int32_t>(points, 0);
  MatrixD states = subject.states.cast<double>();
  centre_within(states, classes);
  if (!causes.input) return states.cast<float>();
  MatrixD inputs = subject.inputs;
  centre_within(inputs, classes);
  MatrixD gram = models::product_over_points(inputs, inputs);
  const double each = gram.diagonal().mean();
  if (!(each > 0)) return states.cast<float>();  // the step says all of the input
  gram.diagonal().array() += kRidge * each;
  const MatrixD weights = gram.ldlt().solve(models::product_over_points(inputs, states));
  for (Eigen::Index i = 0; i < states.rows(); ++i)
    for (Eigen::Index k = 0; k < inputs.cols(); ++k) states.row(i) -= inputs(i, k) * weights.row(k);
  return states.cast<float>();
}

}  // namespace rssviz::cli
