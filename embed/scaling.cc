#include "embed/scaling.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "core/error.h"
#include "embed/pca/pca.h"

namespace rssviz::embed {
namespace {

constexpr std::array<std::string_view, 3> kScales{"none", "zscore", "whiten"};
constexpr double kLeastVariance = 1e-10;  // of the largest: less is rounding

}  // namespace

std::string_view name_of(Scale scale) { return kScales[static_cast<std::size_t>(scale)]; }

Scale scale_named(std::string_view name) {
  for (std::size_t i = 0; i < kScales.size(); ++i) {
    if (kScales[i] == name) return static_cast<Scale>(i);
  }
  fail(ErrorKind::usage, "scale = " + std::string(name) + " must be none, zscore or whiten");
}

Matrix Scaling::apply(MatrixRef points) const {
  if (scale == Scale::none) return points;
  if (points.cols() != mean.size()) {
    fail(ErrorKind::data, "points have " + std::to_string(points.cols()) + " units, their scaling " +
                              std::to_string(mean.size()));
  }
  Matrix scaled(points.rows(), scale == Scale::zscore ? points.cols() : factors.rows());
  for (Eigen::Index first = 0; first < points.rows(); first += kRowsOfBlock) {
    const Eigen::Index count = std::min(kRowsOfBlock, points.rows() - first);
    const MatrixD centred = points.middleRows(first, count).cast<double>().rowwise() - mean.transpose();
    if (scale == Scale::zscore) {
      scaled.middleRows(first, count) = (centred.array().rowwise() * factors.row(0).array()).cast<float>();
    } else {
      scaled.middleRows(first, count) = (centred * factors.transpose()).cast<float>();
    }
  }
  return scaled;
}

Eigen::Index ScaledRows::cols() const {
  return scaling_.scale == Scale::whiten ? scaling_.factors.rows() : from_.cols();
}

MatrixRef ScaledRows::read(Eigen::Index first, Eigen::Index count, Matrix& room) const {
  Matrix read;
  room = scaling_.apply(from_.read(first, count, read));
  return room;
}

Scaling fit_scaling(const RowBlocks& points, Scale scale) {
  Scaling scaling;
  scaling.scale = scale;
  if (scale == Scale::none) return scaling;
  if (scale == Scale::whiten) {
    const Pca pca = fit_pca(points, static_cast<int>(std::max<Eigen::Index>(points.cols(), 1)));
    scaling.mean = pca.mean;
    Eigen::Index kept = 0;
    while (kept < pca.components.rows() &&
           pca.variances[static_cast<std::size_t>(kept)] > kLeastVariance * pca.variances.front())
      ++kept;
    scaling.factors = pca.components.topRows(kept);
    for (Eigen::Index d = 0; d < kept; ++d)
      scaling.factors.row(d) /= std::sqrt(pca.variances[static_cast<std::size_t>(d)]);
    return scaling;
  }
  scaling.mean = VectorD::Zero(points.cols());
  for_each_block(points, [&](Eigen::Index, const MatrixRef& block) {
    for (Eigen::Index i = 0; i < block.rows(); ++i) scaling.mean += block.row(i).transpose().cast<double>();
  });
  scaling.mean /= static_cast<double>(std::max<Eigen::Index>(points.rows(), 1));
  VectorD squares = VectorD::Zero(points.cols());
  for_each_block(points, [&](Eigen::Index, const MatrixRef& block) {
    for (Eigen::Index i = 0; i < block.rows(); ++i) {
      const VectorD centred = block.row(i).transpose().cast<double>() - scaling.mean;
      squares += centred.cwiseProduct(centred);
    }
  });
  const double divisor = static_cast<double>(std::max<Eigen::Index>(points.rows() - 1, 1));
  scaling.factors = MatrixD::Zero(1, points.cols());
  for (Eigen::Index j = 0; j < points.cols(); ++j) {
    const double deviation = std::sqrt(squares[j] / divisor);
    // A constant unit has at most the rounding of its own value.
    if (deviation > 1e-9 * std::abs(scaling.mean[j]) && deviation > 0.)
      scaling.factors(0, j) = 1. / deviation;
  }
  return scaling;
}

}  // namespace rssviz::embed
