// The two matrix types of the program, and why there are two.
// Matrix (float) holds recorded states and embeddings; MatrixD (double) holds what single precision spoils:
// recursive least squares, ridge regression, eigenproblems. Both are row-major: one row a point or a step.
// Pass Eigen::Ref<const Matrix> (MatrixRef) or std::span; a column-major Ref of a row-major matrix copies
// silently.
#pragma once

#include <Eigen/Core>

namespace rssviz {

template <class Scalar>
using MatrixOf = Eigen::Matrix<Scalar, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
template <class Scalar>
using VectorOf = Eigen::Matrix<Scalar, Eigen::Dynamic, 1>;

using Matrix = MatrixOf<float>;
using MatrixD = MatrixOf<double>;
using Vector = VectorOf<float>;
using VectorD = VectorOf<double>;
using MatrixRef = Eigen::Ref<const Matrix>;
using MatrixDRef = Eigen::Ref<const MatrixD>;

}  // namespace rssviz
