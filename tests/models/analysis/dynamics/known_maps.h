// Maps whose fixed points, cycles and exponents are known by hand.
#pragma once

#include <functional>

#include "models/cells/state_map.h"

namespace rssviz::models {

class KnownMap final : public StateMap {
 public:
  using Step = std::function<VectorD(const VectorD&, MatrixD*)>;
  KnownMap(Eigen::Index size, bool bounded, Step step)
      : size_(size), bounded_(bounded), step_(std::move(step)) {}

  Eigen::Index size() const override { return size_; }
  Eigen::Index inputs() const override { return 1; }
  VectorD drive(const VectorD& input) const override { return input; }
  void step(const VectorD& state, const VectorD&, VectorD& next, MatrixD* jacobian) const override {
    next = step_(state, jacobian);
  }
  bool is_bounded() const override { return bounded_; }

 private:
  Eigen::Index size_;
  bool bounded_;
  Step step_;
};

// x' = W x + b.
inline KnownMap linear_map(const MatrixD& w, const VectorD& b) {
  return {w.rows(), false, [w, b](const VectorD& x, MatrixD* jacobian) -> VectorD {
            if (jacobian != nullptr) *jacobian = w;
            return w * x + b;
          }};
}

// x' = tanh(W x).
inline KnownMap tanh_map(const MatrixD& w) {
  return {w.rows(), true, [w](const VectorD& x, MatrixD* jacobian) -> VectorD {
            const VectorD y = (w * x).array().tanh();
            if (jacobian != nullptr) *jacobian = (1 - y.array().square()).matrix().asDiagonal() * w;
            return y;
          }};
}

// x' = 1 - a x^2 + y, y' = b x (Henon 1976).
inline KnownMap henon_map(double a, double b) {
  return {2, false, [a, b](const VectorD& x, MatrixD* jacobian) -> VectorD {
            if (jacobian != nullptr) *jacobian = (MatrixD(2, 2) << -2 * a * x[0], 1, b, 0).finished();
            return (VectorD(2) << 1 - a * x[0] * x[0] + x[1], b * x[0]).finished();
          }};
}

// A turn by `angle` and the radius to sqrt(growth): the normal form of a Neimark-Sacker (Hopf) bifurcation,
// z' = z e^(i angle) (1 + (growth - |z|^2) / 2), circle of radius sqrt(growth).
inline KnownMap hopf_map(double growth, double angle) {
  return {2, false, [growth, angle](const VectorD& x, MatrixD* jacobian) -> VectorD {
            const double c = std::cos(angle), s = std::sin(angle);
            const MatrixD turn = (MatrixD(2, 2) << c, -s, s, c).finished();
            const double factor = 1 + 0.5 * (growth - x.squaredNorm());
            if (jacobian != nullptr)
              *jacobian = turn * (factor * MatrixD::Identity(2, 2) - x * x.transpose());
            return factor * (turn * x);
          }};
}

}  // namespace rssviz::models
