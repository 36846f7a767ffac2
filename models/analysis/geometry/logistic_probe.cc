#include "models/analysis/geometry/logistic_probe.h"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <string>

#include "core/error.h"
#include "models/analysis/geometry/lbfgs.h"

namespace rssviz::models {
namespace {

using Blocks = Eigen::Map<const MatrixD>;

void require_points(MatrixRef states, std::span<const std::int32_t> classes, int count) {
  if (states.rows() == 0 || states.rows() != static_cast<Eigen::Index>(classes.size()))
    fail(ErrorKind::data, "a probe needs states with as many classes, got " + std::to_string(states.rows()) +
                              " and " + std::to_string(classes.size()));
  for (const std::int32_t one : classes)
    if (one < 0 || one >= count)
      fail(ErrorKind::data,
           "a probe of " + std::to_string(count) + " classes was given class " + std::to_string(one));
}

// Softmax of each row in place; returns the mean cross-entropy, and leaves (p - target) / points.
double to_residuals(std::span<const std::int32_t> classes, MatrixD& logits) {
  double loss = 0;
  const auto points = static_cast<double>(logits.rows());
  for (Eigen::Index i = 0; i < logits.rows(); ++i) {
    auto row = logits.row(i);
    const double most = row.maxCoeff();
    const auto own = static_cast<Eigen::Index>(classes[static_cast<std::size_t>(i)]);
    const double own_logit = row(own);
    double sum = 0;
    for (Eigen::Index k = 0; k < row.size(); ++k) sum += row(k) = std::exp(row(k) - most);
    loss += std::log(sum) + most - own_logit;
    row /= sum * points;
    row(own) -= 1 / points;
  }
  return loss / points;
}

// Principal directions of centred states that vary, and what each is divided by.
struct Coordinates {
  VectorD mean{};        // units
  MatrixD directions{};  // units x kept
  VectorD scale{};       // kept
  MatrixD z{};           // points x kept
};

// Eigenvectors of the smaller of the two products; largest eigenvalue last.
MatrixD principal_directions(const MatrixD& centred, VectorD& variances) {
  const auto points = static_cast<double>(centred.rows());
  const bool by_units = centred.cols() <= centred.rows();
  const MatrixD product = by_units ? MatrixD(centred.transpose() * centred / points)
                                   : MatrixD(centred * centred.transpose() / points);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver{Eigen::MatrixXd(product)};
  if (solver.info() != Eigen::Success)
    fail(ErrorKind::numeric,
         "the covariance of a probe's states has no eigenvectors; they may not be finite");
  const VectorD& all = solver.eigenvalues();
  const double least = 1e-13 * std::max(0.0, all.size() > 0 ? all(all.size() - 1) : 0.0);
  Eigen::Index dropped = 0;
  while (dropped < all.size() && !(all(dropped) > least)) ++dropped;
  const Eigen::Index kept = all.size() - dropped;
  variances = all.tail(kept);
  MatrixD vectors = solver.eigenvectors().rightCols(kept);
  if (by_units) return vectors;
  MatrixD directions = centred.transpose() * vectors;
  for (Eigen::Index j = 0; j < kept; ++j) directions.col(j) /= std::sqrt(variances(j) * points);
  return directions;
}

Coordinates coordinates_of(MatrixRef states, double lambda) {
  Coordinates made;
  MatrixD centred = states.cast<double>();
  made.mean = centred.colwise().mean().transpose();
  centred.rowwise() -= made.mean.transpose();
  VectorD variances;
  made.directions = principal_directions(centred, variances);
  made.scale = variances.unaryExpr([lambda](double v) { return std::sqrt(v / 2 + lambda); });
  made.z = centred * made.directions;
  made.z.array().rowwise() /= made.scale.transpose().array();
  return made;
}

// Loss and gradient in those coordinates: x is [theta (kept x classes) | offset (classes)].
class ProbeLoss {
 public:
  ProbeLoss(const Coordinates& coordinates, std::span<const std::int32_t> classes, int count, double lambda)
      : at_(coordinates), classes_(classes), count_(count) {
    penalty_ = at_.scale.unaryExpr([lambda](double s) { return lambda / (s * s); });
  }

  double operator()(const VectorD& x, VectorD& gradient) {
    const Eigen::Index kept = at_.z.cols();
    const Blocks theta(x.data(), kept, count_);
    const auto offset = x.tail(count_);
    residuals_.noalias() = at_.z * theta;
    residuals_.rowwise() += offset.transpose();
    double loss = to_residuals(classes_, residuals_);
    Eigen::Map<MatrixD> slope(gradient.data(), kept, count_);
    slope.noalias() = at_.z.transpose() * residuals_;
    for (Eigen::Index j = 0; j < kept; ++j) {
      loss += penalty_(j) / 2 * theta.row(j).squaredNorm();
      slope.row(j) += penalty_(j) * theta.row(j);
    }
    gradient.tail(count_) = residuals_.colwise().sum().transpose();
    return loss;
  }

 private:
  const Coordinates& at_;
  std::span<const std::int32_t> classes_;
  Eigen::Index count_;
  VectorD penalty_{};
  MatrixD residuals_{};
};

VectorD start_at(const Coordinates& coordinates, int count, const LogisticProbe* start) {
  const Eigen::Index kept = coordinates.z.cols();
  VectorD x = VectorD::Zero(kept * count + count);
  if (start == nullptr || start->weights.rows() != coordinates.mean.size() || start->weights.cols() != count)
    return x;
  MatrixD theta = coordinates.directions.transpose() * start->weights;
  theta.array().colwise() *= coordinates.scale.array();
  Eigen::Map<MatrixD>(x.data(), kept, count) = theta;
  x.tail(count) = start->offset + start->weights.transpose() * coordinates.mean;
  return x;
}

}  // namespace

void LogisticOptions::check() const {
  check_range("lambda", lambda, lambda > 0 && std::isfinite(lambda), "above 0");
  check_range("tolerance", tolerance, tolerance > 0, "above 0");
  check_range("most_iterations", most_iterations, most_iterations >= 1, "1 or more");
}

MatrixD LogisticProbe::logits(MatrixRef states) const {
  MatrixD result = states.cast<double>() * weights;
  result.rowwise() += offset.transpose();
  return result;
}

LogisticProbe fit_logistic(MatrixRef states, std::span<const std::int32_t> classes, int count,
                           const LogisticOptions& options, const LogisticProbe* start) {
  options.check();
  require_points(states, classes, count);
  const Coordinates coordinates = coordinates_of(states, options.lambda);
  ProbeLoss loss(coordinates, classes, count, options.lambda);
  const Minimum minimum =
      minimize([&loss](const VectorD& x, VectorD& gradient) { return loss(x, gradient); },
               start_at(coordinates, count, start), {options.tolerance, options.most_iterations});
  if (!std::isfinite(minimum.value))
    fail(ErrorKind::numeric, "the loss of a probe isn't finite; its states may not be");
  const Eigen::Index kept = coordinates.z.cols();
  MatrixD theta = Blocks(minimum.at.data(), kept, count);
  theta.array().colwise() /= coordinates.scale.array();
  LogisticProbe probe;
  probe.weights = coordinates.directions * theta;
  probe.offset = minimum.at.tail(count) - probe.weights.transpose() * coordinates.mean;
  probe.loss = minimum.value;
  probe.iterations = minimum.iterations;
  return probe;
}

LogisticProbe fit_scale_and_offset(MatrixRef outputs, std::span<const std::int32_t> classes,
                                   const LogisticOptions& options) {
  options.check();
  const auto count = static_cast<int>(outputs.cols());
  require_points(outputs, classes, count);
  const MatrixD y = outputs.cast<double>();
  const double size = std::sqrt(std::max(1e-300, y.squaredNorm() / static_cast<double>(y.size())));
  MatrixD residuals;
  const auto loss = [&](const VectorD& x, VectorD& gradient) {
    residuals = x(0) / size * y;
    residuals.rowwise() += x.tail(count).transpose();
    double value = to_residuals(classes, residuals) + options.lambda / 2 * x(0) * x(0);
    gradient(0) = residuals.cwiseProduct(y).sum() / size + options.lambda * x(0);
    gradient.tail(count) = residuals.colwise().sum().transpose();
    return value;
  };
  const Minimum minimum =
      minimize(loss, VectorD::Zero(count + 1), {options.tolerance, options.most_iterations});
  LogisticProbe probe;
  probe.weights = MatrixD::Identity(count, count) * (minimum.at(0) / size);
  probe.offset = minimum.at.tail(count);
  probe.loss = minimum.value;
  probe.iterations = minimum.iterations;
  return probe;
}

std::vector<std::int32_t> largest_columns(MatrixDRef logits) {
  std::vector<std::int32_t> columns(static_cast<std::size_t>(logits.rows()));
  for (Eigen::Index i = 0; i < logits.rows(); ++i) {
    Eigen::Index place = 0;
    logits.row(i).maxCoeff(&place);
    columns[static_cast<std::size_t>(i)] = static_cast<std::int32_t>(place);
  }
  return columns;
}

std::int64_t right_answers(std::span<const std::int32_t> said, std::span<const std::int32_t> classes) {
  std::int64_t right = 0;
  for (std::size_t i = 0; i < said.size(); ++i) right += said[i] == classes[i] ? 1 : 0;
  return right;
}

}  // namespace rssviz::models
