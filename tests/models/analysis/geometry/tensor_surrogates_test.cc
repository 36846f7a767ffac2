// Surrogates keep means and covariances along each of three modes, and nothing else.
#include "models/analysis/geometry/tensor_surrogates.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/rng.h"

namespace rssviz::models {
namespace {

Conditions smooth_conditions() {
  Rng rng(2, "surrogates test");
  Conditions made;
  MatrixD axes(3, 8);
  for (Eigen::Index k = 0; k < axes.size(); ++k) axes.data()[k] = rng.normal();
  for (int c = 0; c < 6; ++c) {
    MatrixD one(20, 8);
    const double phase = rng.uniform() * 6, pace = 0.1 + 0.05 * c;
    for (Eigen::Index t = 0; t < 20; ++t) {
      const auto at = static_cast<double>(t);
      one.row(t) = std::cos(pace * at + phase) * axes.row(0) + std::sin(pace * at) * axes.row(1) +
                   0.1 * at * c * axes.row(2);
      for (Eigen::Index u = 0; u < 8; ++u) one(t, u) += 0.05 * rng.normal();
    }
    made.push_back(one);
  }
  return made;
}

// Covariance of units after what all three means explain was taken away.
MatrixD unit_covariance(const Conditions& data, const Conditions& mean) {
  MatrixD sum = MatrixD::Zero(8, 8);
  for (std::size_t c = 0; c < data.size(); ++c) sum += (data[c] - mean[c]).transpose() * (data[c] - mean[c]);
  return sum;
}

}  // namespace

TEST(TensorSurrogates, KeepTheCovarianceOfUnitsOnAverage) {
  const Conditions data = smooth_conditions();
  const SurrogateModel model = fit_surrogates(data);
  EXPECT_LT(model.misfit, 1e-6);
  MatrixD mean = MatrixD::Zero(8, 8);
  constexpr int kDraws = 20000;
  for (std::size_t k = 0; k < kDraws; ++k)
    mean += unit_covariance(draw_surrogate(model, 1, k), model.mean) / kDraws;
  const MatrixD truth = unit_covariance(data, model.mean);
  EXPECT_LT((mean - truth).norm() / truth.norm(), 0.05);
}

TEST(TensorSurrogates, AreOthersForEachItemAndTheSameForOne) {
  const SurrogateModel model = fit_surrogates(smooth_conditions());
  EXPECT_EQ(draw_surrogate(model, 1, 3).front(), draw_surrogate(model, 1, 3).front());
  EXPECT_NE(draw_surrogate(model, 1, 3).front(), draw_surrogate(model, 1, 4).front());
}

}  // namespace rssviz::models
