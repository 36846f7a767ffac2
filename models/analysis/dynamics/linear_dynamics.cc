#include "models/analysis/dynamics/linear_dynamics.h"

#include <Spectra/GenEigsSolver.h>
#include <Spectra/MatOp/DenseGenMatProd.h>

#include <Eigen/Eigenvalues>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr Eigen::Index kSmall = 150;  // all eigenvalues of so many rows take some hundredths of a second

bool is_before(std::complex<double> a, std::complex<double> b) {
  const double first = std::abs(a), second = std::abs(b);
  // Conjugate ones differ by rounding alone.
  if (std::abs(first - second) > 1e-12 * (first + second)) return first > second;
  return a.real() != b.real() ? a.real() > b.real() : a.imag() > b.imag();
}

Eigenvalues sorted(const Eigen::VectorXcd& values) {
  Eigenvalues result(values.data(), values.data() + values.size());
  std::stable_sort(result.begin(), result.end(), is_before);
  return result;
}

}  // namespace

Eigenvalues all_eigenvalues(const MatrixD& jacobian) {
  if (!jacobian.allFinite()) fail(ErrorKind::numeric, "a Jacobian has a value that isn't finite");
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(jacobian, false);
  if (solver.info() != Eigen::Success)
    fail(ErrorKind::numeric, "the eigenvalues of a Jacobian can't be found");
  return sorted(solver.eigenvalues());
}

Eigenvalues leading_eigenvalues(const MatrixD& jacobian) {
  if (jacobian.rows() <= kSmall) return all_eigenvalues(jacobian);
  if (!jacobian.allFinite()) fail(ErrorKind::numeric, "a Jacobian has a value that isn't finite");
  const Eigen::MatrixXd matrix = jacobian;
  Spectra::DenseGenMatProd<double> product(matrix);
  constexpr Eigen::Index kWanted = 12, kVectors = 60, kMostRestarts = 30;
  Spectra::GenEigsSolver<Spectra::DenseGenMatProd<double>> solver(product, kWanted, kVectors);
  solver.init();
  solver.compute(Spectra::SortRule::LargestMagn, kMostRestarts, 1e-9);
  if (solver.info() != Spectra::CompInfo::Successful) return all_eigenvalues(jacobian);
  Eigenvalues leading = sorted(solver.eigenvalues());
  const bool all_beyond = std::all_of(leading.begin(), leading.end(),
                                      [](std::complex<double> value) { return std::abs(value) > 1; });
  return all_beyond ? all_eigenvalues(jacobian) : leading;
}

VectorD direction_of(const MatrixD& jacobian, std::complex<double> eigenvalue) {
  const Eigen::Index n = jacobian.rows();
  Eigen::MatrixXcd shifted = jacobian.cast<std::complex<double>>();
  // A little beside it, so that the system is regular.
  shifted.diagonal().array() -= eigenvalue + std::complex<double>(1e-9, 0) * (1.0 + std::abs(eigenvalue));
  const Eigen::PartialPivLU<Eigen::MatrixXcd> lu(shifted);
  Eigen::VectorXcd vector(n);
  for (Eigen::Index i = 0; i < n; ++i) vector[i] = 1.0 + 0.01 * static_cast<double>(i % 7);
  for (int round = 0; round < 3; ++round) vector = lu.solve(vector).normalized();
  // The phase at which the largest number is real.
  Eigen::Index largest = 0;
  vector.cwiseAbs().maxCoeff(&largest);
  vector *= std::conj(vector[largest]) / std::abs(vector[largest]);
  return vector.real().normalized();
}

double time_constant(std::complex<double> eigenvalue) {
  const double rate = std::log(std::abs(eigenvalue));
  return rate == 0 ? std::numeric_limits<double>::infinity() : -1.0 / rate;
}

double period(std::complex<double> eigenvalue) {
  const double angle = std::abs(std::arg(eigenvalue));
  return angle == 0 ? std::numeric_limits<double>::infinity() : 2 * std::numbers::pi / angle;
}

}  // namespace rssviz::models
