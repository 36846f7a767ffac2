#include "models/analysis/geometry/spectrum.h"

#include <Eigen/Eigenvalues>
#include <algorithm>

#include "core/error.h"

namespace rssviz::models {

std::vector<std::complex<double>> eigenvalues_of(MatrixDRef weights) {
  if (weights.size() == 0) return {};
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(Eigen::MatrixXd(weights), false);
  if (solver.info() != Eigen::Success)
    fail(ErrorKind::numeric, "the eigenvalues of recurrent weights can't be found; they may not be finite");
  std::vector<std::complex<double>> values(solver.eigenvalues().begin(), solver.eigenvalues().end());
  std::sort(values.begin(), values.end(), [](const auto& a, const auto& b) {
    const double first = std::abs(a), second = std::abs(b);
    if (first != second) return first > second;
    if (a.real() != b.real()) return a.real() > b.real();
    return a.imag() > b.imag();
  });
  return values;
}

double spectral_radius_of(MatrixDRef weights) {
  const std::vector<std::complex<double>> values = eigenvalues_of(weights);
  return values.empty() ? 0 : std::abs(values.front());
}

}  // namespace rssviz::models
