#include <gtest/gtest.h>

#include <Eigen/Eigenvalues>
#include <cmath>
#include <limits>
#include <numbers>
#include <vector>

#include "core/error.h"
#include "models/cells/activation.h"
#include "models/cells/esn.h"

namespace rssviz::models {
namespace {

template <class Scalar>
void expect_activations_near(double tolerance) {
  for (double at = -30.0; at <= 30.0; at += 0.00917) {
    const auto x = static_cast<Scalar>(at);
    const auto exact = static_cast<long double>(x);
    const double tanh = static_cast<double>(std::tanh(exact));
    const double sigmoid = static_cast<double>(1.0L / (1.0L + std::exp(-exact)));
    EXPECT_NEAR(static_cast<double>(activation::tanh(x)), tanh, tolerance * std::abs(tanh)) << at;
    EXPECT_NEAR(static_cast<double>(activation::sigmoid(x)), sigmoid, tolerance * sigmoid) << at;
  }
  for (double at = 1e-8; at < 1.0; at *= 3) {
    const auto x = static_cast<Scalar>(at);
    const double exact = std::tanh(static_cast<double>(x));
    EXPECT_NEAR(static_cast<double>(activation::tanh(x)), exact, tolerance * exact);
  }
}

TEST(Activation, AgreesWithTheLibraryInFloat) { expect_activations_near<float>(1e-6); }
TEST(Activation, AgreesWithTheLibraryInDouble) { expect_activations_near<double>(1e-14); }

TEST(Activation, SaturatesAndLetsNanThrough) {
  EXPECT_EQ(activation::tanh(1e30F), 1.0F);
  EXPECT_EQ(activation::tanh(-1e30F), -1.0F);
  EXPECT_EQ(activation::tanh(0.0), 0.0);
  EXPECT_EQ(activation::sigmoid(1e30F), 1.0F);
  EXPECT_LT(activation::sigmoid(-1e30F), 1e-30F);
  EXPECT_TRUE(std::isnan(activation::tanh(std::numeric_limits<float>::quiet_NaN())));
  EXPECT_TRUE(std::isnan(activation::sigmoid(std::numeric_limits<double>::quiet_NaN())));
}

// A number's neighbours and its place in a row don't change its bits.
template <class Scalar>
void expect_alone_as_among_others() {
  for (const std::size_t count : {1UL, 3UL, 8UL, 21UL, 400UL}) {
    std::vector<Scalar> values(count);
    for (std::size_t i = 0; i < count; ++i)
      values[i] = static_cast<Scalar>(std::sin(static_cast<double>(7 * i + count)) * 50.0);
    std::vector<Scalar> tanh = values, sigmoid = values;
    tanh_in_place(tanh.data(), count);
    sigmoid_in_place(sigmoid.data(), count);
    for (std::size_t i = 0; i < count; ++i) {
      EXPECT_EQ(tanh[i], activation::tanh(values[i])) << values[i];
      EXPECT_EQ(sigmoid[i], activation::sigmoid(values[i])) << values[i];
    }
  }
}

TEST(Activation, IsTheSameAloneAndAmongOthers) {
  expect_alone_as_among_others<float>();
  expect_alone_as_among_others<double>();
}

TEST(Reservoir, FollowsTheLawsOfThePaper) {
  const EsnOptions options{.units = 400, .density = 0.6, .input_scaling = 2.0, .bias_scaling = 3.0};
  const Reservoir<float> reservoir = make_reservoir(options, 20, 1);
  ASSERT_EQ(reservoir.input.rows(), 21);
  const double range = 1.1 * std::sqrt(3.0 / (0.6 * 400));
  const Matrix size = reservoir.recurrent.cwiseAbs();
  EXPECT_NEAR((size.array() > 0).cast<double>().mean(), 0.6, 0.005);
  EXPECT_LE(size.maxCoeff(), static_cast<float>(range));
  EXPECT_GT(size.maxCoeff(), static_cast<float>(0.999 * range));
  EXPECT_NEAR(static_cast<double>(reservoir.recurrent.sum()) / 160000, 0.0, 0.001);
  int nonzero = 0;
  for (Eigen::Index row = 0; row < 21; ++row) {
    for (Eigen::Index unit = 0; unit < 400; ++unit) {
      const float entry = std::abs(reservoir.input(row, unit));
      EXPECT_TRUE(entry == 0.0F || entry == (row == 0 ? 3.0F : 2.0F));
      nonzero += entry > 0 ? 1 : 0;
    }
  }
  EXPECT_NEAR(nonzero / 8400.0, 0.1, 0.015);
}

TEST(Reservoir, HasTheRadiusAskedForWithinSomePerCent) {
  const Reservoir<float> reservoir = make_reservoir({.units = 300}, 5, 2);
  const Eigen::MatrixXd w = reservoir.recurrent.cast<double>();
  const double exact = Eigen::EigenSolver<Eigen::MatrixXd>(w, false).eigenvalues().cwiseAbs().maxCoeff();
  const double measured = measure_spectral_radius(reservoir.recurrent);
  EXPECT_NEAR(measured, exact, 1e-4);
  EXPECT_NEAR(measured, 1.1, 0.1);
  const Reservoir<float> exactly = make_reservoir({.units = 300, .rescale_radius = true}, 5, 2);
  EXPECT_NEAR(measure_spectral_radius(exactly.recurrent), 1.1, 1e-4);
}

TEST(Reservoir, OfAFewUnitsHasAMeasuredRadiusToo) {
  Matrix w(2, 2);
  w << 0, 2, -2, 0;
  EXPECT_NEAR(measure_spectral_radius(w), 2.0, 1e-12);
}

TEST(Esn, StepFollowsItsEquation) {
  const Reservoir<double> reservoir = in_double(make_reservoir({.units = 7, .leak_rate = 0.3}, 3, 4));
  const MatrixD previous = MatrixD::Random(2, 7);
  const std::vector<std::int32_t> tokens{2, 0};
  MatrixD next(2, 7);
  esn_step<double>(reservoir, previous, tokens, next);
  for (Eigen::Index row = 0; row < 2; ++row) {
    for (Eigen::Index i = 0; i < 7; ++i) {
      double z = reservoir.input(0, i) + reservoir.input(1 + tokens[static_cast<std::size_t>(row)], i);
      for (Eigen::Index j = 0; j < 7; ++j) z += reservoir.recurrent(i, j) * previous(row, j);
      const double leak = static_cast<double>(0.3F);
      EXPECT_NEAR(next(row, i), (1 - leak) * previous(row, i) + leak * std::tanh(z), 1e-13);
    }
  }
}

TEST(Esn, RefusesOptionsOutsideTheirRange) {
  EXPECT_THROW(make_reservoir({.units = 0}, 3, 1), Error);
  EXPECT_THROW(make_reservoir({.leak_rate = 0}, 3, 1), Error);
  EXPECT_THROW(make_reservoir({.density = 1.5}, 3, 1), Error);
  EXPECT_THROW(make_reservoir({.spectral_radius = std::nan("")}, 3, 1), Error);
}

}  // namespace
}  // namespace rssviz::models
