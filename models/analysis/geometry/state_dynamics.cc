#include "models/analysis/geometry/state_dynamics.h"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "core/error.h"
#include "models/analysis/geometry/similarity.h"

namespace rssviz::models {

namespace {

// Regressors and what they foretell, a row a step that has enough before it.
struct Steps {
  MatrixD before{}, inputs{}, after{};
};

Steps steps_of(const MatrixD& scores, const MatrixD& inputs, std::span<const SequenceOfRows> sequences,
               const DynamicsOptions& options) {
  Eigen::Index count = 0;
  for (const SequenceOfRows& rows : sequences)
    count += std::max<Eigen::Index>(0, static_cast<Eigen::Index>(rows.size()) - options.delays);
  Steps steps;
  steps.before.resize(count, static_cast<Eigen::Index>(options.rank) * options.delays);
  steps.inputs.resize(count, inputs.rows() > 0 ? inputs.cols() : 0);
  steps.after.resize(count, options.rank);
  Eigen::Index at = 0;
  for (const SequenceOfRows& rows : sequences)
    for (std::size_t t = static_cast<std::size_t>(options.delays); t < rows.size(); ++t, ++at) {
      for (int d = 0; d < options.delays; ++d)
        steps.before.row(at).segment(static_cast<Eigen::Index>(d) * options.rank, options.rank) =
            scores.row(rows[t - 1 - static_cast<std::size_t>(d)]).head(options.rank);
      if (steps.inputs.cols() > 0) steps.inputs.row(at) = inputs.row(rows[t]);
      steps.after.row(at) = scores.row(rows[t]).head(options.rank);
    }
  return steps;
}

// Columns side by side, with one of ones.
MatrixD regressors(const Steps& steps) {
  MatrixD all(steps.before.rows(), steps.before.cols() + steps.inputs.cols() + 1);
  all << steps.before, steps.inputs, VectorD::Ones(steps.before.rows());
  return all;
}

MatrixD ridge(const MatrixD& x, const MatrixD& y, double penalty) {
  MatrixD gram = product_over_points(x, x);
  const double each = penalty * gram.diagonal().mean();
  for (Eigen::Index k = 0; k + 1 < gram.rows(); ++k) gram(k, k) += each;
  gram(gram.rows() - 1, gram.rows() - 1) += 1e-12 * each;
  return gram.ldlt().solve(product_over_points(x, y));
}

double unexplained(const Steps& steps, const MatrixD& weights) {
  if (steps.after.rows() < 2) return std::numeric_limits<double>::quiet_NaN();
  const MatrixD error = steps.after - regressors(steps) * weights;
  const Eigen::RowVectorXd mean = steps.after.colwise().mean();
  const double all = (steps.after.rowwise() - mean).squaredNorm();
  return all > 0 ? error.squaredNorm() / all : std::numeric_limits<double>::quiet_NaN();
}

}  // namespace

Components leading_components(MatrixRef states, int most) {
  MatrixD centred = states.cast<double>();
  for (Eigen::Index u = 0; u < centred.cols(); ++u) centred.col(u).array() -= centred.col(u).mean();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
      Eigen::MatrixXd(product_over_points(centred, centred)));
  const Eigen::Index units = centred.cols(), kept = std::min<Eigen::Index>(most, units);
  MatrixD axes = solver.eigenvectors().rightCols(kept).rowwise().reverse();
  for (Eigen::Index k = 0; k < kept; ++k) {  // of both directions the one whose largest weight is positive
    Eigen::Index at = 0;
    axes.col(k).cwiseAbs().maxCoeff(&at);
    if (axes(at, k) < 0) axes.col(k) *= -1;
  }
  Components components;
  components.scores = MatrixD::Zero(centred.rows(), kept);
  const MatrixD by_axis = axes.transpose();  // an axis in a row: read in order
  for (Eigen::Index i = 0; i < centred.rows(); ++i)
    for (Eigen::Index k = 0; k < kept; ++k) components.scores(i, k) = centred.row(i).dot(by_axis.row(k));
  const double all = std::max(0., solver.eigenvalues().sum());
  for (Eigen::Index k = 0; k < kept; ++k)
    components.shares.push_back(all > 0 ? std::max(0., solver.eigenvalues()[units - 1 - k]) / all : 0);
  return components;
}

void DynamicsOptions::check() const {
  check_range("rank", rank, rank >= 1, "1 or more");
  check_range("delays", delays, delays >= 1, "1 or more");
  check_range("penalty", penalty, penalty > 0, "above 0");
}

LinearDynamics fit_dynamics(const MatrixD& scores, const MatrixD& inputs,
                            std::span<const SequenceOfRows> train, std::span<const SequenceOfRows> held_out,
                            const DynamicsOptions& options) {
  options.check();
  const Steps steps = steps_of(scores, inputs, train, options);
  if (steps.after.rows() == 0)
    fail(ErrorKind::data, "no sequence is longer than " + std::to_string(options.delays) +
                              " steps: no dynamics can be fitted");
  const MatrixD weights = ridge(regressors(steps), steps.after, options.penalty);
  LinearDynamics made;
  const Eigen::Index all = steps.before.cols();
  made.map = MatrixD::Zero(all, all);
  made.map.topRows(options.rank) = weights.topRows(all).transpose();
  for (Eigen::Index k = options.rank; k < all; ++k) made.map(k, k - options.rank) = 1;
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(Eigen::MatrixXd(made.map), false);
  for (Eigen::Index k = 0; k < all; ++k) made.eigenvalues.push_back(solver.eigenvalues()[k]);
  made.unexplained = unexplained(steps_of(scores, inputs, held_out, options), weights);
  return made;
}

namespace {

// Shortest augmenting paths with prices; row and column 0 are outside of the matrix.
struct Pairing {
  explicit Pairing(std::size_t size) : row_price(size), column_price(size), row_of(size), came_from(size) {}
  std::vector<double> row_price, column_price;
  std::vector<std::size_t> row_of, came_from;

  // A column that is still free, reached from the row of column 0 at the least price.
  std::size_t free_column(const MatrixD& cost) {
    const std::size_t size = row_of.size();
    std::vector<double> least(size, std::numeric_limits<double>::infinity());
    std::vector<char> used(size, 0);
    std::size_t column = 0;
    while (row_of[column] != 0) {
      used[column] = 1;
      const std::size_t row = row_of[column];
      std::size_t next = 0;
      double delta = std::numeric_limits<double>::infinity();
      for (std::size_t j = 1; j < size; ++j) {
        if (used[j] != 0) continue;
        const double reduced = cost(static_cast<Eigen::Index>(row) - 1, static_cast<Eigen::Index>(j) - 1) -
                               row_price[row] - column_price[j];
        if (reduced < least[j]) came_from[j] = column;
        least[j] = std::min(least[j], reduced);
        if (least[j] < delta) next = j;
        delta = std::min(delta, least[j]);
      }
      for (std::size_t j = 0; j < size; ++j) {
        if (used[j] == 0) {
          least[j] -= delta;
          continue;
        }
        row_price[row_of[j]] += delta;
        column_price[j] -= delta;
      }
      column = next;
    }
    return column;
  }
};

}  // namespace

std::vector<int> cheapest_pairing(const MatrixD& cost) {
  const auto size = static_cast<std::size_t>(cost.rows()) + 1;
  Pairing pairing(size);
  for (std::size_t row = 1; row < size; ++row) {
    pairing.row_of[0] = row;
    for (std::size_t column = pairing.free_column(cost); column != 0; column = pairing.came_from[column])
      pairing.row_of[column] = pairing.row_of[pairing.came_from[column]];
  }
  std::vector<int> made(size - 1);
  for (std::size_t j = 1; j < size; ++j) made[pairing.row_of[j] - 1] = static_cast<int>(j) - 1;
  return made;
}

double eigenvalue_distance(const std::vector<std::complex<double>>& a,
                           const std::vector<std::complex<double>>& b) {
  if (a.size() != b.size() || a.empty())
    fail(ErrorKind::data, "sets of " + std::to_string(a.size()) + " and of " + std::to_string(b.size()) +
                              " eigenvalues can't be paired");
  MatrixD cost(static_cast<Eigen::Index>(a.size()), static_cast<Eigen::Index>(a.size()));
  for (Eigen::Index i = 0; i < cost.rows(); ++i)
    for (Eigen::Index j = 0; j < cost.cols(); ++j)
      cost(i, j) = std::abs(a[static_cast<std::size_t>(i)] - b[static_cast<std::size_t>(j)]);
  const std::vector<int> pairing = cheapest_pairing(cost);
  double sum = 0;
  for (std::size_t i = 0; i < pairing.size(); ++i) sum += cost(static_cast<Eigen::Index>(i), pairing[i]);
  return sum / static_cast<double>(a.size());
}

}  // namespace rssviz::models
