#include "models/analysis/dynamics/homotopy.h"

#include <algorithm>
#include <cmath>

namespace rssviz::models {
namespace {

constexpr int kSteps = 100;
constexpr double kLeft = 0.9;  // of the way to 1 after each step: a leaky map is near itself only close to 1

// x' = s F(x).
class ScaledMap final : public StateMap {
 public:
  ScaledMap(const StateMap& map, double share) : map_(map), share_(share) {}
  Eigen::Index size() const override { return map_.size(); }
  Eigen::Index inputs() const override { return map_.inputs(); }
  VectorD drive(const VectorD& input) const override { return map_.drive(input); }
  void step(const VectorD& state, const VectorD& drive, VectorD& next, MatrixD* jacobian) const override {
    map_.step(state, drive, next, jacobian);
    next *= share_;
    if (jacobian != nullptr) *jacobian *= share_;
  }
  bool is_bounded() const override { return map_.is_bounded(); }
  Eigen::Index diagonal_tail() const override { return map_.diagonal_tail(); }

 private:
  const StateMap& map_;
  double share_;
};

}  // namespace

Root follow_from_zero(const StateMap& map, const VectorD& drive, const RootOptions& options) {
  RootOptions wide = options;  // the path may lead far from the recorded states
  wide.radius = std::max(options.radius, std::sqrt(static_cast<double>(map.size())));
  Root root;
  root.at = VectorD::Zero(map.size());
  for (int step = 1; step <= kSteps; ++step) {
    const double share = step == kSteps ? 1.0 : 1.0 - std::pow(kLeft, step);
    root = find_root(ScaledMap(map, share), drive, root.at, wide);
  }
  root.converged = root.converged && root.at.cwiseAbs().maxCoeff() <= options.bound;
  return root;
}

}  // namespace rssviz::models
