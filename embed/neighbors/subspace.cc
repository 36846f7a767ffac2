#include "embed/neighbors/subspace.h"

#include <Eigen/Eigenvalues>
#include <Eigen/QR>
#include <algorithm>
#include <cmath>
#include <string>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::embed {
namespace {

constexpr int kIterations = 3;
constexpr Eigen::Index kRows = 256;  // projected at a time

VectorD mean_of(const RowBlocks& points) {
  VectorD sum = VectorD::Zero(points.cols());
  for_each_block(points, [&](Eigen::Index, const MatrixRef& block) {
    for (Eigen::Index i = 0; i < block.rows(); ++i) sum += block.row(i).transpose().cast<double>();
  });
  if (points.rows() > 0) sum /= static_cast<double>(points.rows());
  return sum;
}

Matrix centred_sample(const RowBlocks& points, const VectorD& mean, Eigen::Index rows) {
  const Eigen::Index count = std::min(rows, points.rows());
  Matrix sample(count, points.cols()), room;
  for (Eigen::Index i = 0; i < count; ++i) {
    const MatrixRef row = points.read(i * points.rows() / count, 1, room);
    sample.row(i) = (row.row(0).cast<double>() - mean.transpose()).cast<float>();
  }
  return sample;
}

Eigen::MatrixXd orthonormal(const Eigen::MatrixXd& columns) {
  const Eigen::HouseholderQR<Eigen::MatrixXd> qr(columns);
  return qr.householderQ() * Eigen::MatrixXd::Identity(columns.rows(), columns.cols());
}

Eigen::MatrixXd random_columns(Eigen::Index rows, Eigen::Index columns) {
  Rng rng(1, "principal subspace");
  Eigen::MatrixXd random(rows, columns);
  for (Eigen::Index j = 0; j < columns; ++j)
    for (Eigen::Index i = 0; i < rows; ++i) random(i, j) = rng.uniform(-1., 1.);
  return random;
}

}  // namespace

Subspace principal_subspace(const RowBlocks& points, int directions, Eigen::Index rows) {
  Subspace subspace;
  subspace.mean = mean_of(points);
  const Eigen::Index units = points.cols();
  const Eigen::Index count = std::min<Eigen::Index>(directions, units);
  const Matrix sample = centred_sample(points, subspace.mean, rows);
  Eigen::MatrixXd basis = orthonormal(random_columns(units, count));
  for (int i = 0; i < kIterations && count < units; ++i) {
    const Matrix along = sample * basis.cast<float>();
    const Matrix back = sample.transpose() * along;
    basis = orthonormal(back.cast<double>());
  }
  const MatrixD along = (sample * basis.cast<float>()).cast<double>();
  const Eigen::MatrixXd covariance = along.transpose() * along;
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance);
  if (solver.info() != Eigen::Success) fail(ErrorKind::numeric, "the principal directions did not converge");
  subspace.basis = (basis * solver.eigenvectors().rowwise().reverse()).transpose();
  const double total = sample.cast<double>().squaredNorm();
  subspace.held = total > 0. ? std::min(1., covariance.trace() / total) : 1.;
  return subspace;
}

Subspace truncated(const Subspace& subspace, double share, const RowBlocks& points) {
  const Matrix sample = centred_sample(points, subspace.mean, kSubspaceRows);
  const double total = sample.cast<double>().squaredNorm();
  const Eigen::RowVectorXd along =
      (sample * subspace.basis.transpose().cast<float>()).cast<double>().colwise().squaredNorm();
  double held = 0.;
  for (Eigen::Index d = 0; d < subspace.basis.rows(); ++d) {
    held += along[d];
    if (held < share * total || (d + 1) % 8 != 0) continue;
    return {subspace.mean, subspace.basis.topRows(d + 1), total > 0. ? std::min(1., held / total) : 1.};
  }
  return subspace;
}

Projected project(MatrixRef points, const Subspace& subspace, const Execution& execution) {
  const Eigen::Index directions = subspace.basis.rows();
  const bool rest = !subspace.whole();
  Projected projected{Matrix(points.rows(), directions + (rest ? 1 : 0)),
                      std::vector<float>(static_cast<std::size_t>(points.rows()))};
  const auto pieces = static_cast<std::size_t>((points.rows() + kRows - 1) / kRows);
  const MatrixD columns = subspace.basis.transpose();
  execution.workers.for_each(pieces, [&](std::size_t piece) {
    const Eigen::Index first = static_cast<Eigen::Index>(piece) * kRows;
    const Eigen::Index count = std::min(kRows, points.rows() - first);
    const MatrixD centred =
        points.middleRows(first, count).cast<double>().rowwise() - subspace.mean.transpose();
    const MatrixD along = centred * columns;
    for (Eigen::Index i = 0; i < count; ++i) {
      const double norm = centred.row(i).squaredNorm();
      if (!(norm < 1e36)) {
        fail(ErrorKind::data, "row " + std::to_string(first + i) + " (counted from 0) is " +
                                  std::to_string(std::sqrt(norm)) +
                                  " away from the mean: too far for single precision");
      }
      projected.norms[static_cast<std::size_t>(first + i)] = static_cast<float>(norm);
      projected.coords.row(first + i).head(directions) = along.row(i).cast<float>();
      if (rest) {
        const double left = std::max(0., norm - along.row(i).squaredNorm());
        projected.coords(first + i, directions) = static_cast<float>(std::sqrt(left));
      }
    }
  });
  return projected;
}

Matrix coarser(const Projected& projected, Eigen::Index directions) {
  const Matrix& fine = projected.coords;
  if (directions + 1 >= fine.cols()) return fine;
  Matrix coarse(fine.rows(), directions + 1);
  coarse.leftCols(directions) = fine.leftCols(directions);
  for (Eigen::Index i = 0; i < fine.rows(); ++i) {
    double rest = 0.;
    for (Eigen::Index d = directions; d < fine.cols(); ++d)
      rest += static_cast<double>(fine(i, d)) * static_cast<double>(fine(i, d));
    coarse(i, directions) = static_cast<float>(std::sqrt(rest));
  }
  return coarse;
}

}  // namespace rssviz::embed
