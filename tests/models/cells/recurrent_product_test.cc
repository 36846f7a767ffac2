#include "models/cells/recurrent_product.h"

#include <gtest/gtest.h>

#include <cmath>

#include "core/rng.h"
#include "models/cells/esn_step.h"

namespace rssviz::models {
namespace {

// `density` of the entries are not zero.
Matrix weights(Eigen::Index units, double density) {
  Rng rng(3, "test", static_cast<std::uint64_t>(units));
  Matrix w = Matrix::Zero(units, units);
  for (Eigen::Index i = 0; i < w.size(); ++i)
    if (rng.uniform() < density) w.data()[i] = static_cast<float>(rng.normal());
  return w;
}

Matrix states(Eigen::Index rows, Eigen::Index units) {
  Rng rng(4, "test", static_cast<std::uint64_t>(rows));
  Matrix x(rows, units);
  for (Eigen::Index i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(rng.normal());
  return x;
}

TEST(RecurrentProduct, SumsInTheOrderOfTheUnitsHoweverItsWeightsAreKept) {
  for (const double density : {0.0, 0.05, 0.9})
    for (const Eigen::Index units : {1, 7, 33, 300})
      for (const Eigen::Index rows : {1, 2, 33, 70}) {
        const Matrix w = weights(units, density), x = states(rows, units);
        const RecurrentProduct<float> product(w);
        EXPECT_EQ(product.sparse(), static_cast<double>((w.array() != 0).count()) <=
                                        RecurrentProduct<float>::kSparse * static_cast<double>(w.size()));
        Matrix expected = Matrix::Zero(rows, units), found = Matrix::Constant(rows, units, 5.0F);
        for (Eigen::Index row = 0; row < rows; ++row)
          for (Eigen::Index i = 0; i < units; ++i)
            for (Eigen::Index j = 0; j < units; ++j)
              expected(row, i) = std::fma(w(i, j), x(row, j), expected(row, i));
        product.multiply(x, found);
        EXPECT_EQ(found, expected) << "density " << density << ", " << rows << " x " << units;
      }
}

TEST(RecurrentProduct, OfARowIsTheSameAloneAndAmongOthers) {
  for (const double density : {0.1, 0.9}) {
    const Matrix w = weights(200, density), x = states(45, 200);
    const RecurrentProduct<float> product(w);
    Matrix all(45, 200), alone(1, 200);
    product.multiply(x, all);
    for (Eigen::Index row = 0; row < x.rows(); ++row) {
      product.multiply(x.row(row), alone);
      EXPECT_EQ(alone, all.row(row)) << "row " << row << " at density " << density;
    }
  }
}

TEST(ReservoirStep, OfASparseReservoirIsThatOfDoubleWithinItsPrecision) {
  const Reservoir<float> reservoir = make_reservoir({.units = 150, .density = 0.05, .leak_rate = 0.3}, 3, 4);
  const Matrix x = 0.1F * states(3, 150);
  const ReservoirStep<float> step(reservoir);
  Matrix parts(3, 150), next(3, 150);
  step.begin(x, parts);
  for (Eigen::Index row = 0; row < 3; ++row)
    step.finish(x.row(row).data(), parts.row(row).data(), static_cast<std::int32_t>(row),
                next.row(row).data());
  const Reservoir<double> exact = in_double(reservoir);
  for (Eigen::Index row = 0; row < 3; ++row) {
    const VectorD before = x.row(row).cast<double>();
    const VectorD z = exact.recurrent * before + (exact.input.row(0) + exact.input.row(1 + row)).transpose();
    for (Eigen::Index i = 0; i < 150; ++i)
      EXPECT_NEAR(static_cast<double>(next(row, i)),
                  (1 - exact.leak_rate) * before(i) + exact.leak_rate * std::tanh(z(i)), 3e-7);
  }
}

}  // namespace
}  // namespace rssviz::models
