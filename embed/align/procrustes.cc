#include "embed/align/procrustes.h"

#include <Eigen/LU>
#include <Eigen/SVD>
#include <cmath>
#include <string>

#include "core/error.h"

namespace rssviz::embed {
namespace {

void check_shapes(MatrixRef a, MatrixRef b) {
  if (a.rows() == b.rows() && a.cols() == b.cols() && a.size() > 0) return;
  const auto shape = [](MatrixRef m) { return std::to_string(m.rows()) + " x " + std::to_string(m.cols()); };
  fail(ErrorKind::data, "maps of " + shape(a) + " and " + shape(b) + " cannot be compared row by row");
}

VectorD mean_of(MatrixRef coords) {
  VectorD sum = VectorD::Zero(coords.cols());
  for (Eigen::Index i = 0; i < coords.rows(); ++i) sum += coords.row(i).transpose().cast<double>();
  return sum / static_cast<double>(coords.rows());
}

// Weights that sum to 1.
VectorD shares_of(Eigen::Index rows, std::span<const float> weights) {
  if (weights.empty()) return VectorD::Constant(rows, 1. / static_cast<double>(rows));
  double sum = 0.;
  bool good = weights.size() == static_cast<std::size_t>(rows);
  for (const float weight : weights) {
    good = good && weight >= 0.F;
    sum += static_cast<double>(weight);
  }
  if (!good || !(sum > 0.)) {
    fail(ErrorKind::data,
         "weights must be " + std::to_string(rows) + " numbers, none negative and not all 0");
  }
  VectorD shares(rows);
  for (Eigen::Index i = 0; i < rows; ++i)
    shares[i] = static_cast<double>(weights[static_cast<std::size_t>(i)]) / sum;
  return shares;
}

double distance(MatrixRef a, MatrixRef b, Eigen::Index row) {
  double sum = 0.;
  for (Eigen::Index d = 0; d < a.cols(); ++d) {
    const double difference = static_cast<double>(a(row, d)) - static_cast<double>(b(row, d));
    sum += difference * difference;
  }
  return std::sqrt(sum);
}

}  // namespace

Matrix Similarity::apply(MatrixRef coords) const {
  const MatrixD moved =
      (scale * (coords.cast<double>() * rotation.transpose())).rowwise() + translation.transpose();
  return moved.cast<float>();
}

Similarity procrustes(MatrixRef source, MatrixRef target, const ProcrustesOptions& options,
                      std::span<const float> weights) {
  check_shapes(source, target);
  const VectorD shares = shares_of(source.rows(), weights);
  const Eigen::Index dims = source.cols();
  VectorD source_mean = VectorD::Zero(dims);
  VectorD target_mean = VectorD::Zero(dims);
  for (Eigen::Index i = 0; i < source.rows(); ++i) {
    source_mean += shares[i] * source.row(i).transpose().cast<double>();
    target_mean += shares[i] * target.row(i).transpose().cast<double>();
  }
  Eigen::MatrixXd covariance = Eigen::MatrixXd::Zero(dims, dims);  // target times source
  double source_spread = 0.;
  for (Eigen::Index i = 0; i < source.rows(); ++i) {
    const VectorD s = source.row(i).transpose().cast<double>() - source_mean;
    const VectorD t = target.row(i).transpose().cast<double>() - target_mean;
    covariance += shares[i] * t * s.transpose();
    source_spread += shares[i] * s.squaredNorm();
  }
  Similarity similarity{MatrixD::Identity(dims, dims), 1., VectorD::Zero(dims)};
  if (covariance.cwiseAbs().maxCoeff() > 0.) {
    const Eigen::JacobiSVD<Eigen::MatrixXd> svd(covariance, Eigen::ComputeFullU | Eigen::ComputeFullV);
    VectorD signs = VectorD::Ones(dims);
    // Without reflection the direction that matters least is turned back where U V' would mirror.
    const Eigen::MatrixXd unsigned_rotation = svd.matrixU() * svd.matrixV().transpose();
    if (!options.reflection && unsigned_rotation.determinant() < 0.) signs[dims - 1] = -1.;
    similarity.rotation = svd.matrixU() * signs.asDiagonal() * svd.matrixV().transpose();
    if (options.scale) similarity.scale = svd.singularValues().dot(signs) / source_spread;
  }
  similarity.translation = target_mean - similarity.scale * (similarity.rotation * source_mean);
  return similarity;
}

double map_size(MatrixRef coords) {
  if (coords.rows() == 0) return 0.;
  const VectorD mean = mean_of(coords);
  double sum = 0.;
  for (Eigen::Index i = 0; i < coords.rows(); ++i) {
    sum += (coords.row(i).transpose().cast<double>() - mean).squaredNorm();
  }
  return std::sqrt(sum / static_cast<double>(coords.rows()));
}

double mean_movement(MatrixRef from, MatrixRef to) {
  check_shapes(from, to);
  double sum = 0.;
  for (Eigen::Index i = 0; i < from.rows(); ++i) sum += distance(from, to, i);
  const double size = map_size(to);
  return size > 0. ? sum / static_cast<double>(from.rows()) / size : 0.;
}

double residual(MatrixRef from, MatrixRef to) {
  check_shapes(from, to);
  double sum = 0.;
  for (Eigen::Index i = 0; i < from.rows(); ++i) sum += distance(from, to, i) * distance(from, to, i);
  const double size = map_size(to);
  return size > 0. ? std::sqrt(sum / static_cast<double>(from.rows())) / size : 0.;
}

}  // namespace rssviz::embed
