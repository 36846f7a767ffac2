#include "models/analysis/geometry/tensor_surrogates.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {

namespace {

constexpr int kMostRounds = 2000;
constexpr double kFits = 1e-7;
constexpr double kLeast = 1e-9;  // of the largest variance of its side: what lies below is never drawn

using Index = Eigen::Index;

struct Shape {
  Index steps{0}, units{0}, conditions{0};
};

Shape shape_of(const Conditions& conditions) {
  return {conditions.front().rows(), conditions.front().cols(), static_cast<Index>(conditions.size())};
}

// The sum of the means along each mode: what is left has mean 0 along each.
Conditions common_mean(const Conditions& data) {
  const Shape shape = shape_of(data);
  MatrixD over_conditions = MatrixD::Zero(shape.steps, shape.units);
  for (const MatrixD& one : data) over_conditions += one / static_cast<double>(shape.conditions);
  Conditions mean(data.size(), over_conditions);
  const Eigen::RowVectorXd overall = over_conditions.colwise().mean();
  for (std::size_t c = 0; c < data.size(); ++c) {
    const Eigen::RowVectorXd of_condition = data[c].colwise().mean();
    mean[c].rowwise() += of_condition - overall;
  }
  for (std::size_t c = 0; c < data.size(); ++c) {
    const VectorD rest = (data[c] - mean[c]).rowwise().mean();
    mean[c].colwise() += rest;
  }
  return mean;
}

std::array<Eigen::MatrixXd, 3> covariances(const Conditions& data) {
  const Shape shape = shape_of(data);
  std::array<Eigen::MatrixXd, 3> made{Eigen::MatrixXd::Zero(shape.steps, shape.steps),
                                      Eigen::MatrixXd::Zero(shape.units, shape.units),
                                      Eigen::MatrixXd::Zero(shape.conditions, shape.conditions)};
  for (std::size_t c = 0; c < data.size(); ++c) {
    made[0] += data[c] * data[c].transpose();
    made[1] += data[c].transpose() * data[c];
    for (std::size_t d = 0; d < data.size(); ++d)
      made[2](static_cast<Index>(c), static_cast<Index>(d)) = data[c].cwiseProduct(data[d]).sum();
  }
  return made;
}

// Sums of 1 / (l_i + m_j + n_k) along the other two modes.
std::array<VectorD, 3> marginals(const std::array<VectorD, 3>& l) {
  std::array<VectorD, 3> made{VectorD::Zero(l[0].size()), VectorD::Zero(l[1].size()),
                              VectorD::Zero(l[2].size())};
  for (Index i = 0; i < l[0].size(); ++i)
    for (Index j = 0; j < l[1].size(); ++j)
      for (Index k = 0; k < l[2].size(); ++k) {
        const double variance = 1 / (l[0][i] + l[1][j] + l[2][k]);
        made[0][i] += variance;
        made[1][j] += variance;
        made[2][k] += variance;
      }
  return made;
}

// Multipliers are kept above 0 in the logarithm and scaled by how far each marginal is off: what is too wide
// gets a larger one.
double fit(const std::array<VectorD, 3>& wanted, std::array<VectorD, 3>& l) {
  double misfit = 1;
  for (int round = 0; round < kMostRounds && misfit > kFits; ++round) {
    misfit = 0;
    for (std::size_t mode = 0; mode < 3; ++mode) {
      const std::array<VectorD, 3> now = marginals(l);
      for (Index i = 0; i < l[mode].size(); ++i) {
        const double ratio = now[mode][i] / wanted[mode][i];
        misfit = std::max(misfit, std::abs(ratio - 1));
        l[mode][i] *= std::clamp(ratio, 0.25, 4.);
      }
    }
  }
  return misfit;
}

}  // namespace

SurrogateModel fit_surrogates(const Conditions& conditions) {
  SurrogateModel model;
  model.mean = common_mean(conditions);
  Conditions left = conditions;
  for (std::size_t c = 0; c < left.size(); ++c) left[c] -= model.mean[c];
  const std::array<Eigen::MatrixXd, 3> covariance = covariances(left);
  std::array<VectorD, 3> wanted;
  const Shape shape = shape_of(conditions);
  const Index sizes[3] = {shape.steps, shape.units, shape.conditions};
  for (std::size_t mode = 0; mode < 3; ++mode) {
    const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(covariance[mode]);
    const double least = kLeast * solver.eigenvalues().maxCoeff();
    if (!(least > 0))
      fail(ErrorKind::data, "the conditions don't differ beyond their means: no surrogates can be drawn");
    Index kept = 0;
    for (Index k = 0; k < sizes[mode]; ++k) kept += solver.eigenvalues()[k] > least ? 1 : 0;
    model.bases[mode] = solver.eigenvectors().rightCols(kept);
    wanted[mode] = solver.eigenvalues().tail(kept);
  }
  // All three hold the same total; what was cut off must not tear them apart.
  const double total = wanted[0].sum();
  for (VectorD& one : wanted) one *= total / one.sum();
  for (std::size_t mode = 0; mode < 3; ++mode) {
    const double others = static_cast<double>(wanted[(mode + 1) % 3].size() * wanted[(mode + 2) % 3].size());
    model.multipliers[mode] = (others / wanted[mode].array() / 3).matrix();
  }
  model.misfit = fit(wanted, model.multipliers);
  return model;
}

Conditions draw_surrogate(const SurrogateModel& model, std::uint64_t seed, std::size_t item) {
  Rng rng(seed, "tensor surrogate", item);
  const auto& l = model.multipliers;
  Conditions made = model.mean;
  for (Index k = 0; k < l[2].size(); ++k) {
    MatrixD core(l[0].size(), l[1].size());
    for (Index i = 0; i < core.rows(); ++i)
      for (Index j = 0; j < core.cols(); ++j)
        core(i, j) = rng.normal() / std::sqrt(l[0][i] + l[1][j] + l[2][k]);
    const MatrixD outer = model.bases[0] * core * model.bases[1].transpose();
    for (std::size_t c = 0; c < made.size(); ++c) made[c] += model.bases[2](static_cast<Index>(c), k) * outer;
  }
  return made;
}

}  // namespace rssviz::models
