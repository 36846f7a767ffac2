#include "models/data/least_squares.h"

#include <Eigen/Cholesky>
#include <algorithm>
#include <cmath>
#include <string>

#include "core/error.h"

namespace rssviz::models {
namespace {

constexpr Eigen::Index kTile = 128;

void check_problem(MatrixDRef states, MatrixDRef targets, const std::vector<int>& counts, double alpha) {
  if (states.rows() != targets.rows()) {
    fail(ErrorKind::data, "least squares: " + std::to_string(states.rows()) + " states but " +
                              std::to_string(targets.rows()) + " targets");
  }
  if (!(alpha > 0) || !std::isfinite(alpha)) {
    fail(ErrorKind::usage, "regularization = " + std::to_string(alpha) + " is out of range: above 0");
  }
  if (!std::is_sorted(counts.begin(), counts.end()) ||
      (!counts.empty() && (counts.front() < 0 || counts.back() > states.rows()))) {
    fail(ErrorKind::usage,
         "stages must be ascending numbers of sentences from 0 to " + std::to_string(states.rows()));
  }
}

// rows x (1 + features), the constant first.
MatrixD with_constant(MatrixDRef states) {
  MatrixD result(states.rows(), states.cols() + 1);
  result.col(0).setOnes();
  result.rightCols(states.cols()) = states;
  return result;
}

// Calls work(first row, rows, first column, columns) for each tile on or below the diagonal.
template <class Work>
void for_lower_tiles(Eigen::Index size, const Workers& workers, const Work& work) {
  const Eigen::Index tiles = (size + kTile - 1) / kTile;
  std::vector<std::pair<Eigen::Index, Eigen::Index>> lower;
  for (Eigen::Index i = 0; i < tiles; ++i) {
    for (Eigen::Index j = 0; j <= i; ++j) lower.emplace_back(i * kTile, j * kTile);
  }
  workers.for_each(lower.size(), [&](std::size_t k) {
    const auto [row, column] = lower[k];
    work(row, std::min(kTile, size - row), column, std::min(kTile, size - column));
  });
}

[[noreturn]] void not_definite(int count) {
  fail(ErrorKind::numeric, "ridge regression after " + std::to_string(count) +
                               " sentences: the system is not positive definite, or a state is not finite");
}

std::vector<MatrixD> ridge_dual(const MatrixD& s, MatrixDRef targets, const std::vector<int>& counts,
                                double alpha, const Execution& execution) {
  const Eigen::Index n = counts.back();
  Eigen::MatrixXd gram = Eigen::MatrixXd::Zero(n, n);
  for_lower_tiles(n, execution.workers,
                  [&](Eigen::Index row, Eigen::Index rows, Eigen::Index column, Eigen::Index columns) {
                    gram.block(row, column, rows, columns).noalias() =
                        s.middleRows(row, rows) * s.middleRows(column, columns).transpose();
                  });
  gram.diagonal().array() += alpha;
  const Eigen::LLT<Eigen::Ref<Eigen::MatrixXd>> factor(gram);  // in place
  if (factor.info() != Eigen::Success) not_definite(static_cast<int>(n));
  Eigen::MatrixXd forward = targets.topRows(n);
  gram.triangularView<Eigen::Lower>().solveInPlace(forward);
  std::vector<MatrixD> readouts(counts.size());
  execution.workers.for_each(counts.size(), [&](std::size_t i) {
    const Eigen::Index k = counts[i];
    readouts[i] = MatrixD::Zero(targets.cols(), s.cols());
    if (k == 0) return;
    Eigen::MatrixXd weights = forward.topRows(k);
    gram.topLeftCorner(k, k).triangularView<Eigen::Lower>().transpose().solveInPlace(weights);
    readouts[i].noalias() = weights.transpose() * s.topRows(k);
    if (!readouts[i].allFinite()) not_definite(counts[i]);
  });
  return readouts;
}

std::vector<MatrixD> ridge_primal(const MatrixD& s, MatrixDRef targets, const std::vector<int>& counts,
                                  double alpha, const Execution& execution) {
  NormalEquations equations(s.cols() - 1, targets.cols(), alpha);
  std::vector<MatrixD> readouts;
  Eigen::Index done = 0;
  for (const int count : counts) {
    execution.progress.check_stop();
    equations.add(s.middleRows(done, count - done), targets.middleRows(done, count - done),
                  execution.workers);
    done = count;
    readouts.push_back(equations.solve(count));
  }
  return readouts;
}

Eigen::MatrixXd products(const MatrixD& p, MatrixDRef rows, const Workers& workers) {
  Eigen::MatrixXd result(p.rows(), rows.rows());
  const Eigen::Index blocks = (p.rows() + kTile - 1) / kTile;
  workers.for_each(static_cast<std::size_t>(blocks), [&](std::size_t block) {
    const Eigen::Index from = static_cast<Eigen::Index>(block) * kTile;
    const Eigen::Index count = std::min(kTile, p.rows() - from);
    result.middleRows(from, count).noalias() = p.middleRows(from, count) * rows.transpose();
  });
  return result;
}

}  // namespace

std::vector<MatrixD> ridge_readouts(MatrixDRef states, MatrixDRef targets, const std::vector<int>& counts,
                                    double alpha, const Execution& execution) {
  check_problem(states, targets, counts, alpha);
  if (counts.empty()) return {};
  const MatrixD s = with_constant(states.topRows(counts.back()));
  const bool few_rows = s.rows() <= 2 * s.cols();
  return few_rows ? ridge_dual(s, targets, counts, alpha, execution)
                  : ridge_primal(s, targets, counts, alpha, execution);
}

std::vector<MatrixD> rls_readouts(MatrixDRef states, MatrixDRef targets, const std::vector<int>& counts,
                                  double alpha, const Execution& execution) {
  check_problem(states, targets, counts, alpha);
  if (counts.empty()) return {};
  const Eigen::Index total = counts.back();
  RecursiveLeastSquares recursion(states.cols(), targets.cols(), alpha);
  std::vector<MatrixD> readouts;
  const auto keep = [&](Eigen::Index seen) {
    while (readouts.size() < counts.size() && counts[readouts.size()] == seen) {
      readouts.push_back(recursion.readout());
    }
  };
  keep(0);
  recursion.learn(with_constant(states.topRows(total)), targets.topRows(total), execution,
                  [&](Eigen::Index row) { keep(row + 1); });
  return readouts;
}

NormalEquations::NormalEquations(Eigen::Index features, Eigen::Index outputs, double alpha)
    : system_(Eigen::MatrixXd::Identity(features + 1, features + 1) * alpha),
      right_(Eigen::MatrixXd::Zero(features + 1, outputs)) {}

void NormalEquations::add(MatrixDRef s, MatrixDRef targets, const Workers& workers) {
  if (s.rows() == 0) return;
  if (s.cols() != system_.rows())
    fail(ErrorKind::usage, "normal equations of " + std::to_string(system_.rows()) +
                               " columns, the constant first, were given " + std::to_string(s.cols()));
  for_lower_tiles(system_.rows(), workers,
                  [&](Eigen::Index row, Eigen::Index rows, Eigen::Index column, Eigen::Index columns) {
                    system_.block(row, column, rows, columns).noalias() +=
                        s.middleCols(row, rows).transpose() * s.middleCols(column, columns);
                  });
  right_.noalias() += s.transpose() * targets;
}

MatrixD NormalEquations::solve(int count) const {
  const Eigen::LLT<Eigen::MatrixXd> factor(system_);
  if (factor.info() != Eigen::Success) not_definite(count);
  MatrixD readout = factor.solve(right_).transpose();
  if (!readout.allFinite()) not_definite(count);
  return readout;
}

RecursiveLeastSquares::RecursiveLeastSquares(Eigen::Index features, Eigen::Index outputs, double alpha)
    : p_(MatrixD::Identity(features + 1, features + 1) / alpha),
      readout_(MatrixD::Zero(outputs, features + 1)) {}

void RecursiveLeastSquares::learn(MatrixDRef s, MatrixDRef targets, const Execution& execution,
                                  const std::function<void(Eigen::Index)>& after) {
  constexpr Eigen::Index kBlock = 32;
  for (Eigen::Index from = 0; from < s.rows(); from += kBlock) {
    execution.progress.check_stop();
    const Eigen::Index count = std::min(kBlock, s.rows() - from);
    learn_block(s.middleRows(from, count), targets.middleRows(from, count), from, execution, after);
  }
}

void RecursiveLeastSquares::learn_block(MatrixDRef s, MatrixDRef targets, Eigen::Index offset,
                                        const Execution& execution,
                                        const std::function<void(Eigen::Index)>& after) {
  // Column i becomes P s_i / sqrt(1 + s_i' P s_i), with P as it is when row i comes.
  Eigen::MatrixXd columns = products(p_, s, execution.workers);
  for (Eigen::Index i = 0; i < s.rows(); ++i) {
    ++seen_;
    const auto row = s.row(i);
    const VectorD overlaps = columns.leftCols(i).transpose() * row.transpose();
    columns.col(i) -= columns.leftCols(i) * overlaps;
    const double divisor = 1.0 + row.dot(columns.col(i));
    if (!(divisor > 0) || !std::isfinite(divisor)) {
      fail(ErrorKind::numeric, "recursive least squares: not finite at row " + std::to_string(seen_));
    }
    const VectorD error = readout_ * row.transpose() - targets.row(i).transpose();
    readout_.noalias() -= error * (columns.col(i) / divisor).transpose();
    columns.col(i) /= std::sqrt(divisor);
    if (after) after(offset + i);
  }
  downdate(columns, execution.workers);
}

// P <- P - sum of columns u u', by tiles, mirrored so that P stays symmetric.
void RecursiveLeastSquares::downdate(const Eigen::MatrixXd& columns, const Workers& workers) {
  for_lower_tiles(p_.rows(), workers,
                  [&](Eigen::Index row, Eigen::Index rows, Eigen::Index column, Eigen::Index width) {
                    p_.block(row, column, rows, width).noalias() -=
                        columns.middleRows(row, rows) * columns.middleRows(column, width).transpose();
                    if (row != column) {
                      p_.block(column, row, width, rows) = p_.block(row, column, rows, width).transpose();
                      return;
                    }
                    for (Eigen::Index i = 0; i < rows; ++i) {
                      for (Eigen::Index j = 0; j < i; ++j) p_(row + j, row + i) = p_(row + i, row + j);
                    }
                  });
}

}  // namespace rssviz::models
