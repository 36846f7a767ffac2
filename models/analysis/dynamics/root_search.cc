#include "models/analysis/dynamics/root_search.h"

#include <algorithm>
#include <cmath>

namespace rssviz::models {
namespace {

// Of the residual, by the size of the states: what rounding leaves, and what counts as exact where a search
// can't get on.
constexpr double kExact = 1e-13;
constexpr double kExactEnough = 1e-9;
constexpr int kMostTrials = 12;   // radii tried with one Jacobian
constexpr int kPatience = 8;      // steps without a tenth less
constexpr double kEnough = 1e-4;  // of the decrease that the model told

// What a step is made from: Newton's and the least of the model along the gradient.
struct Model {
  VectorD newton{};
  VectorD cauchy{};
  MatrixD slope{};  // J - I
};

Model model_at(const MatrixD& jacobian, const VectorD& residual, Eigen::Index tail) {
  Model model;
  model.newton = StandStill(jacobian, tail).solve(residual);
  model.slope = jacobian;
  model.slope.diagonal().array() -= 1.0;
  const VectorD gradient = model.slope.transpose() * residual;
  const VectorD along = model.slope * gradient;
  const double curvature = along.squaredNorm();
  const double length = curvature > 0 ? gradient.squaredNorm() / curvature : 0;
  model.cauchy = -length * gradient;
  return model;
}

// Within `radius`: along the gradient to the model's least, then towards Newton's point.
VectorD dogleg(const Model& model, double radius) {
  const bool has_newton = model.newton.allFinite();
  if (has_newton && model.newton.norm() <= radius) return model.newton;
  const double reach = model.cauchy.norm();
  if (reach >= radius || !has_newton) return model.cauchy * (reach > radius ? radius / reach : 1.0);
  const VectorD way = model.newton - model.cauchy;
  const double a = way.squaredNorm();
  const double b = model.cauchy.dot(way);
  const double c = reach * reach - radius * radius;  // below 0
  const double share = (-b + std::sqrt(std::max(0.0, b * b - a * c))) / a;
  return model.cauchy + std::clamp(share, 0.0, 1.0) * way;
}

// Where a search stands.
struct Place {
  VectorD at{};
  VectorD residual{};  // F(x) - x
  MatrixD jacobian{};
  double speed{0};  // |residual|
};

// Moves `place` by the best step that leads down; false where there is none.
bool go_down(const StateMap& map, const VectorD& drive, const RootOptions& options, double& radius,
             Place& place) {
  const Model model = model_at(place.jacobian, place.residual, map.diagonal_tail());
  VectorD next(place.at.size());
  for (int trial = 0; trial < kMostTrials; ++trial) {
    const VectorD step = dogleg(model, radius);
    const double length = step.norm();
    if (!(length > 0)) return false;
    const VectorD at = place.at + step;
    map.step(at, drive, next, nullptr);
    const double now = place.speed * place.speed;
    const double reached = (next - at).squaredNorm();
    const double told = (place.residual + model.slope * step).squaredNorm();
    const double ratio = now > told ? (now - reached) / (now - told) : -1;
    if (!std::isfinite(reached) || ratio < 0.25) radius = 0.25 * std::min(length, radius);
    if (ratio > 0.75 && length > 0.9 * radius) radius = std::min(2 * radius, options.radius);
    if (std::isfinite(reached) && ratio > kEnough) {
      place.at = at;
      map.step(place.at, drive, next, &place.jacobian);
      place.residual = next - place.at;
      place.speed = place.residual.norm();
      return true;
    }
  }
  return false;
}

}  // namespace

StandStill::StandStill(const MatrixD& jacobian, Eigen::Index tail) : tail_(tail) {
  const Eigen::Index head = jacobian.rows() - tail;
  MatrixD system = -jacobian.topLeftCorner(head, head);
  system.diagonal().array() += 1.0;
  if (tail_ > 0) {
    own_ = 1.0 - jacobian.bottomRightCorner(tail, tail).diagonal().array();
    to_head_ = jacobian.topRightCorner(head, tail).diagonal();
    from_head_ = jacobian.bottomLeftCorner(tail, head);
    const VectorD through = to_head_.array() / own_.array();
    system -= through.asDiagonal() * from_head_;
  }
  lu_.compute(system);
}

VectorD StandStill::solve(const VectorD& residual) const {
  if (tail_ == 0) return lu_.solve(residual);
  const Eigen::Index head = residual.size() - tail_;
  const VectorD through = to_head_.array() / own_.array() * residual.tail(tail_).array();
  VectorD result(residual.size());
  result.head(head) = lu_.solve(residual.head(head) + through);
  result.tail(tail_) = from_head_ * result.head(head) + residual.tail(tail_);
  result.tail(tail_).array() /= own_.array();
  return result;
}

int StandStill::sign() const {
  int sign = lu_.permutationP().determinant() > 0 ? 1 : -1;
  const auto take = [&](double value) { sign *= value > 0 ? 1 : value < 0 ? -1 : 0; };
  for (Eigen::Index i = 0; i < lu_.rows(); ++i) take(lu_.matrixLU()(i, i));
  for (Eigen::Index i = 0; i < own_.size(); ++i) take(own_[i]);
  return sign;
}

Root find_root(const StateMap& map, const VectorD& drive, const VectorD& start, const RootOptions& options) {
  Place place{start, {}, MatrixD(map.size(), map.size()), 0};
  VectorD next(map.size());
  map.step(place.at, drive, next, &place.jacobian);
  place.residual = next - place.at;
  place.speed = place.residual.norm();
  Root root;
  double radius = 0.25 * options.radius;
  const double size = std::max(1.0, options.radius);
  double mark = place.speed;  // of the last time that it fell by a tenth
  int waited = 0;
  for (int step = 0; step < options.most_steps && std::isfinite(place.speed); ++step) {
    if (place.speed <= kExact * size || !go_down(map, drive, options, radius, place)) break;
    if (place.speed < 0.9 * mark) {
      mark = place.speed;
      waited = 0;
    } else if (++waited >= kPatience) {
      break;
    }
  }
  root.converged = place.speed <= kExactEnough * size;
  root.q = 0.5 * place.speed * place.speed;
  root.at = std::move(place.at);
  return root;
}

}  // namespace rssviz::models
