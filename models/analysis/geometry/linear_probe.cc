#include "models/analysis/geometry/linear_probe.h"

#include <Eigen/Cholesky>
#include <cmath>
#include <limits>
#include <string>

#include "core/error.h"

namespace rssviz::models {
namespace {

MatrixD solved(const Eigen::LLT<Eigen::MatrixXd>& factor, const MatrixD& right) {
  if (factor.info() != Eigen::Success)
    fail(ErrorKind::numeric, "a probe's system isn't positive definite; its states may not be finite");
  return factor.solve(right);
}

}  // namespace

MatrixD LinearProbe::outputs(MatrixRef states) const {
  MatrixD centred = states.cast<double>();
  centred.rowwise() -= mean.transpose();
  MatrixD result = centred * weights;
  result.rowwise() += offset.transpose();
  return result;
}

LinearProbe fit_linear(MatrixRef states, MatrixDRef targets, double lambda) {
  if (!(lambda > 0) || !std::isfinite(lambda))
    fail(ErrorKind::usage, "lambda = " + std::to_string(lambda) + " is out of range: above 0");
  if (states.rows() == 0 || targets.rows() != states.rows())
    fail(ErrorKind::data, "a probe needs states with as many targets, got " + std::to_string(states.rows()) +
                              " and " + std::to_string(targets.rows()));
  MatrixD x = states.cast<double>();
  LinearProbe probe;
  probe.mean = x.colwise().mean().transpose();
  probe.offset = targets.colwise().mean().transpose();
  x.rowwise() -= probe.mean.transpose();
  const MatrixD y = targets.rowwise() - probe.offset.transpose();
  if (x.cols() <= x.rows()) {
    Eigen::MatrixXd gram = x.transpose() * x;
    gram.diagonal().array() += lambda;
    probe.weights = solved(gram.llt(), x.transpose() * y);
  } else {
    Eigen::MatrixXd gram = x * x.transpose();
    gram.diagonal().array() += lambda;
    probe.weights = x.transpose() * solved(gram.llt(), y);
  }
  return probe;
}

double relative_lambda(MatrixRef states, double share) {
  MatrixD x = states.cast<double>();
  const VectorD mean = x.colwise().mean().transpose();
  x.rowwise() -= mean.transpose();
  const double scale = x.squaredNorm() / static_cast<double>(std::max<Eigen::Index>(1, x.cols()));
  return share * (scale > 0 ? scale : 1.0);
}

MatrixD one_hot(std::span<const std::int32_t> classes, int count) {
  MatrixD result = MatrixD::Zero(static_cast<Eigen::Index>(classes.size()), count);
  for (std::size_t i = 0; i < classes.size(); ++i)
    if (classes[i] >= 0) result(static_cast<Eigen::Index>(i), classes[i]) = 1;
  return result;
}

std::vector<std::int32_t> largest_of(MatrixDRef outputs, Eigen::Index from, Eigen::Index count) {
  std::vector<std::int32_t> best;
  for (Eigen::Index row = 0; row < outputs.rows(); ++row) {
    Eigen::Index top = 0;
    for (Eigen::Index k = 1; k < count; ++k)
      if (outputs(row, from + k) > outputs(row, from + top)) top = k;
    best.push_back(static_cast<std::int32_t>(top));
  }
  return best;
}

double agreement(std::span<const std::int32_t> guesses, std::span<const std::int32_t> truth) {
  double hits = 0, count = 0;
  for (std::size_t i = 0; i < truth.size(); ++i) {
    if (truth[i] < 0) continue;
    count += 1;
    hits += guesses[i] == truth[i] ? 1 : 0;
  }
  return count > 0 ? hits / count : std::numeric_limits<double>::quiet_NaN();
}

double probe_accuracy(MatrixRef train, std::span<const std::int32_t> train_classes, MatrixRef test,
                      std::span<const std::int32_t> test_classes, int classes, double penalty) {
  const LinearProbe probe =
      fit_linear(train, one_hot(train_classes, classes), relative_lambda(train, penalty));
  return agreement(largest_of(probe.outputs(test), 0, classes), test_classes);
}

}  // namespace rssviz::models
