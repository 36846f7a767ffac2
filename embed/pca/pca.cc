#include "embed/pca/pca.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <string>

#include "core/error.h"
#include "embed/neighbors/neighbors.h"

namespace rssviz::embed {
namespace {

// The sum over rows of (row - mean)' (row - mean): units x units.
MatrixD scatter_matrix(const RowBlocks& points, const VectorD& mean) {
  MatrixD scatter = MatrixD::Zero(points.cols(), points.cols());
  for_each_block(points, [&](Eigen::Index, const MatrixRef& block) {
    const MatrixD centred = block.cast<double>().rowwise() - mean.transpose();
    scatter.selfadjointView<Eigen::Lower>().rankUpdate(centred.transpose());
  });
  return scatter;
}

}  // namespace

Matrix Pca::project(MatrixRef points) const { return project(MatrixRows(points)); }

Matrix Pca::project(const RowBlocks& points) const {
  if (points.cols() != mean.size()) {
    fail(ErrorKind::data, "points have " + std::to_string(points.cols()) +
                              " units, the principal components " + std::to_string(mean.size()));
  }
  Matrix coords(points.rows(), components.rows());
  for_each_block(points, [&](Eigen::Index first, const MatrixRef& block) {
    const MatrixD centred = block.cast<double>().rowwise() - mean.transpose();
    coords.middleRows(first, block.rows()) = (centred * components.transpose()).cast<float>();
  });
  return coords;
}

Pca fit_pca(MatrixRef points, int dims) { return fit_pca(MatrixRows(points), dims); }

Pca fit_pca(const RowBlocks& points, int dims) {
  if (points.rows() == 0) fail(ErrorKind::data, "principal components need at least 1 point, got 0");
  if (dims < 1) fail(ErrorKind::usage, "dims = " + std::to_string(dims) + " must be at least 1");
  check_finite(points, "points");
  const Eigen::Index units = points.cols();
  Pca pca;
  pca.mean = VectorD::Zero(units);
  for_each_block(points, [&](Eigen::Index, const MatrixRef& block) {
    for (Eigen::Index i = 0; i < block.rows(); ++i) pca.mean += block.row(i).transpose().cast<double>();
  });
  pca.mean /= static_cast<double>(points.rows());
  pca.components = MatrixD::Zero(dims, units);
  pca.variances.assign(static_cast<std::size_t>(dims), 0.);
  const MatrixD scatter = scatter_matrix(points, pca.mean);
  const double divisor = static_cast<double>(std::max<Eigen::Index>(points.rows() - 1, 1));
  for (Eigen::Index j = 0; j < units; ++j) pca.total_variance += scatter(j, j) / divisor;
  if (units == 0) return pca;
  const Eigen::MatrixXd columns = scatter;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(columns);  // reads the lower part
  if (solver.info() != Eigen::Success) fail(ErrorKind::numeric, "the principal components did not converge");
  for (Eigen::Index d = 0; d < std::min<Eigen::Index>(dims, units); ++d) {
    const VectorD vector = solver.eigenvectors().col(units - 1 - d);  // eigenvalues ascend
    Eigen::Index largest = 0;
    vector.cwiseAbs().maxCoeff(&largest);
    pca.components.row(d) = (vector[largest] < 0. ? -1. : 1.) * vector.transpose();
    pca.variances[static_cast<std::size_t>(d)] = std::max(0., solver.eigenvalues()[units - 1 - d]) / divisor;
  }
  return pca;
}

}  // namespace rssviz::embed
