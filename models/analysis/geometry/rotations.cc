#include "models/analysis/geometry/rotations.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>
#include <string>

#include "core/error.h"
#include "models/analysis/geometry/similarity.h"

namespace rssviz::models {

namespace {

void check_shapes(const Conditions& conditions) {
  if (conditions.size() < 2)
    fail(ErrorKind::data, "conditions are compared with each other: two are needed, there is " +
                              std::to_string(conditions.size()));
  const auto steps = conditions.front().rows();
  for (std::size_t c = 1; c < conditions.size(); ++c)
    if (conditions[c].rows() != steps)
      fail(ErrorKind::data, "condition 1 has " + std::to_string(steps) + " steps and condition " +
                                std::to_string(c + 1) + " has " + std::to_string(conditions[c].rows()) +
                                "; cut or resample them to one length");
  if (steps < 3)
    fail(ErrorKind::data, "trajectories of " + std::to_string(steps) + " steps have no slopes: 3 are needed");
}

MatrixD stacked(const Conditions& conditions) {
  const Eigen::Index steps = conditions.front().rows();
  MatrixD all(steps * static_cast<Eigen::Index>(conditions.size()), conditions.front().cols());
  for (std::size_t c = 0; c < conditions.size(); ++c)
    all.middleRows(static_cast<Eigen::Index>(c) * steps, steps) = conditions[c];
  return all;
}

// Eigenvectors of the largest eigenvalues first, each with its largest weight positive.
MatrixD leading(const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>& solver, Eigen::Index count) {
  MatrixD axes = solver.eigenvectors().rightCols(count).rowwise().reverse();
  for (Eigen::Index k = 0; k < count; ++k) {
    Eigen::Index at = 0;
    axes.col(k).cwiseAbs().maxCoeff(&at);
    if (axes(at, k) < 0) axes.col(k) *= -1;
  }
  return axes;
}

// States at the middle between two steps and what leads from one to the other.
struct Slopes {
  MatrixD states{}, slopes{};
};

Slopes slopes_of(const Conditions& conditions, const MatrixD& axes) {
  const Eigen::Index steps = conditions.front().rows() - 1;
  Slopes made;
  made.states.resize(steps * static_cast<Eigen::Index>(conditions.size()), axes.cols());
  made.slopes.resize(made.states.rows(), axes.cols());
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    const MatrixD at = conditions[c] * axes;
    const Eigen::Index from = static_cast<Eigen::Index>(c) * steps;
    made.states.middleRows(from, steps) = (at.topRows(steps) + at.bottomRows(steps)) / 2;
    made.slopes.middleRows(from, steps) = at.bottomRows(steps) - at.topRows(steps);
  }
  return made;
}

double explained(const Slopes& data, const MatrixD& map) {
  const double all = data.slopes.squaredNorm();
  return all > 0 ? 1 - (data.slopes - data.states * map.transpose()).squaredNorm() / all : 0;
}

MatrixD skew_map(const Slopes& data) {
  const Eigen::MatrixXd s = product_over_points(data.states, data.states);
  const MatrixD cross = product_over_points(data.slopes, data.states);
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(s);
  const MatrixD basis = solver.eigenvectors();
  MatrixD g = basis.transpose() * (cross - cross.transpose()) * basis;
  for (Eigen::Index i = 0; i < g.rows(); ++i)
    for (Eigen::Index j = 0; j < g.cols(); ++j) {
      const double sum = solver.eigenvalues()[i] + solver.eigenvalues()[j];
      g(i, j) = sum > 0 ? g(i, j) / sum : 0;
    }
  const MatrixD made = basis * g * basis.transpose();
  return (made - made.transpose()) / 2;
}

MatrixD free_map(const Slopes& data) {
  MatrixD gram = product_over_points(data.states, data.states);
  gram.diagonal().array() += 1e-12 * gram.diagonal().mean();
  return gram.ldlt().solve(product_over_points(data.states, data.slopes)).transpose();
}

// M v = i w v: the real and imaginary parts of v span a plane that turns with w.
struct Plane {
  MatrixD directions{};  // components x 2
  double turns{0}, share{0};
};

std::vector<Plane> planes_of(const MatrixD& skew, const MatrixD& states) {
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(Eigen::MatrixXd(skew), true);
  std::vector<Plane> planes;
  for (Eigen::Index k = 0; k < skew.rows(); ++k) {
    const double turning = solver.eigenvalues()[k].imag();
    if (turning <= 0) continue;
    const Eigen::VectorXcd v = solver.eigenvectors().col(k);
    Plane plane;
    plane.directions.resize(skew.rows(), 2);
    plane.directions.col(0) = v.real().normalized();
    const VectorD first = plane.directions.col(0);
    plane.directions.col(1) = (v.imag() - first * first.dot(v.imag())).normalized();
    plane.turns = 2 * std::atan(turning / 2) / (2 * std::numbers::pi);
    plane.share = (states * plane.directions).squaredNorm() / states.squaredNorm();
    planes.push_back(std::move(plane));
  }
  // Of noise alone planes turn fast and hold little: the fastest first would show it.
  std::stable_sort(planes.begin(), planes.end(),
                   [](const Plane& a, const Plane& b) { return a.share > b.share; });
  return planes;
}

void add_planes(const Conditions& conditions, Rotations& made) {
  const std::vector<Plane> planes = planes_of(made.skew, stacked(conditions) * made.axes);
  made.planes.resize(made.skew.rows(), 2 * static_cast<Eigen::Index>(planes.size()));
  for (std::size_t k = 0; k < planes.size(); ++k) {
    made.planes.middleCols(2 * static_cast<Eigen::Index>(k), 2) = planes[k].directions;
    made.turns.push_back(planes[k].turns);
    made.shares.push_back(planes[k].share);
  }
}

}  // namespace

Conditions without_common_mean(Conditions conditions) {
  check_shapes(conditions);
  MatrixD mean = conditions.front();
  for (std::size_t c = 1; c < conditions.size(); ++c) mean += conditions[c];
  mean /= static_cast<double>(conditions.size());
  for (MatrixD& one : conditions) one -= mean;
  return conditions;
}

Conditions softly_normalised(Conditions conditions, double soften) {
  check_shapes(conditions);
  const MatrixD all = stacked(conditions);
  const Eigen::RowVectorXd range = all.colwise().maxCoeff() - all.colwise().minCoeff();
  const double added = soften * range.maxCoeff();
  for (MatrixD& one : conditions)
    for (Eigen::Index u = 0; u < one.cols(); ++u)
      if (range[u] + added > 0) one.col(u) /= range[u] + added;
  return conditions;
}

Rotations rotations_of(const Conditions& conditions, int components) {
  check_shapes(conditions);
  const Eigen::Index units = conditions.front().cols();
  if (components < 2 || components % 2 != 0 || components > units)
    fail(ErrorKind::usage, "--components = " + std::to_string(components) +
                               " is out of range: an even number of 2 to " + std::to_string(units / 2 * 2));
  MatrixD all = stacked(conditions);
  all.rowwise() -= all.colwise().mean().eval();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(Eigen::MatrixXd(product_over_points(all, all)));
  Rotations made;
  made.axes = leading(solver, components);
  const double total = solver.eigenvalues().sum();
  if (!(total > 0)) fail(ErrorKind::data, "the conditions don't differ: there is nothing that could turn");
  made.kept = solver.eigenvalues().tail(components).sum() / total;
  const Slopes data = slopes_of(conditions, made.axes);
  made.skew = skew_map(data);
  made.r2_skew = explained(data, made.skew);
  made.r2_free = explained(data, free_map(data));
  add_planes(conditions, made);
  return made;
}

Conditions in_plane(const Conditions& conditions, const Rotations& rotations, std::size_t k) {
  const MatrixD onto = rotations.axes * rotations.planes.middleCols(2 * static_cast<Eigen::Index>(k), 2);
  Conditions made;
  for (const MatrixD& one : conditions) made.push_back(one * onto);
  return made;
}

std::vector<std::vector<double>> tangling_of(const Conditions& conditions) {
  check_shapes(conditions);
  MatrixD all = stacked(conditions);
  all.rowwise() -= all.colwise().mean().eval();
  const double eps = 0.1 * all.squaredNorm() / static_cast<double>(all.rows());
  if (!(eps > 0)) fail(ErrorKind::data, "the states don't change: tangling has no scale");
  const Eigen::Index inner = conditions.front().rows() - 2;
  MatrixD states(inner * static_cast<Eigen::Index>(conditions.size()), all.cols());
  MatrixD slopes(states.rows(), states.cols());
  for (std::size_t c = 0; c < conditions.size(); ++c) {
    const Eigen::Index from = static_cast<Eigen::Index>(c) * inner;
    states.middleRows(from, inner) = conditions[c].middleRows(1, inner);
    slopes.middleRows(from, inner) = (conditions[c].bottomRows(inner) - conditions[c].topRows(inner)) / 2;
  }
  std::vector<std::vector<double>> tangled(conditions.size(),
                                           std::vector<double>(static_cast<std::size_t>(inner)));
  for (Eigen::Index i = 0; i < states.rows(); ++i) {
    double most = 0;
    for (Eigen::Index j = 0; j < states.rows(); ++j)
      most = std::max(most, (slopes.row(i) - slopes.row(j)).squaredNorm() /
                                ((states.row(i) - states.row(j)).squaredNorm() + eps));
    tangled[static_cast<std::size_t>(i / inner)][static_cast<std::size_t>(i % inner)] = most;
  }
  return tangled;
}

}  // namespace rssviz::models
