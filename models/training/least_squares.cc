#include "models/training/least_squares.h"

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
  const Eigen::Index features = s.cols();
  Eigen::MatrixXd system = Eigen::MatrixXd::Identity(features, features) * alpha;
  Eigen::MatrixXd right = Eigen::MatrixXd::Zero(features, targets.cols());
  std::vector<MatrixD> readouts;
  Eigen::Index done = 0;
  for (const int count : counts) {
    execution.progress.check_stop();
    const Eigen::Index fresh = count - done;
    if (fresh > 0) {
      for_lower_tiles(features, execution.workers,
                      [&](Eigen::Index row, Eigen::Index rows, Eigen::Index column, Eigen::Index columns) {
                        system.block(row, column, rows, columns).noalias() +=
                            s.block(done, row, fresh, rows).transpose() *
                            s.block(done, column, fresh, columns);
                      });
      right.noalias() += s.middleRows(done, fresh).transpose() * targets.middleRows(done, fresh);
    }
    done = count;
    const Eigen::LLT<Eigen::MatrixXd> factor(system);
    if (factor.info() != Eigen::Success) not_definite(count);
    readouts.push_back(factor.solve(right).transpose());
    if (!readouts.back().allFinite()) not_definite(count);
  }
  return readouts;
}

// The recursion's state, and what one block of rows does to it.
struct Recursion {
  MatrixD p;        // (1 + features) x (1 + features)
  MatrixD readout;  // outputs x (1 + features)

  // P <- P - sum of columns u u', by tiles, mirrored so that P stays symmetric.
  void downdate(const Eigen::MatrixXd& columns, const Workers& workers) {
    for_lower_tiles(p.rows(), workers,
                    [&](Eigen::Index row, Eigen::Index rows, Eigen::Index column, Eigen::Index width) {
                      p.block(row, column, rows, width).noalias() -=
                          columns.middleRows(row, rows) * columns.middleRows(column, width).transpose();
                      if (row != column) {
                        p.block(column, row, width, rows) = p.block(row, column, rows, width).transpose();
                        return;
                      }
                      for (Eigen::Index i = 0; i < rows; ++i) {
                        for (Eigen::Index j = 0; j < i; ++j) p(row + j, row + i) = p(row + i, row + j);
                      }
                    });
  }
};

Eigen::MatrixXd products(const MatrixD& p, const MatrixD& rows, const Workers& workers) {
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
  constexpr Eigen::Index kBlock = 32;
  const Eigen::Index total = counts.back();
  const MatrixD s = with_constant(states.topRows(total));
  Recursion recursion{MatrixD::Identity(s.cols(), s.cols()) / alpha, MatrixD::Zero(targets.cols(), s.cols())};
  std::vector<MatrixD> readouts;
  const auto keep = [&](Eigen::Index seen) {
    while (readouts.size() < counts.size() && counts[readouts.size()] == seen) {
      readouts.push_back(recursion.readout);
    }
  };
  keep(0);
  for (Eigen::Index from = 0; from < total; from += kBlock) {
    execution.progress.check_stop();
    const Eigen::Index count = std::min(kBlock, total - from);
    // Column i becomes P s_i / sqrt(1 + s_i' P s_i), with P as it is when row i comes.
    Eigen::MatrixXd columns = products(recursion.p, s.middleRows(from, count), execution.workers);
    for (Eigen::Index i = 0; i < count; ++i) {
      const auto row = s.row(from + i);
      const VectorD overlaps = columns.leftCols(i).transpose() * row.transpose();
      columns.col(i) -= columns.leftCols(i) * overlaps;
      const double divisor = 1.0 + row.dot(columns.col(i));
      if (!(divisor > 0) || !std::isfinite(divisor)) {
        fail(ErrorKind::numeric,
             "recursive least squares: not finite at sentence " + std::to_string(from + i + 1));
      }
      const VectorD error = recursion.readout * row.transpose() - targets.row(from + i).transpose();
      recursion.readout.noalias() -= error * (columns.col(i) / divisor).transpose();
      columns.col(i) /= std::sqrt(divisor);
      keep(from + i + 1);
    }
    recursion.downdate(columns, execution.workers);
  }
  return readouts;
}

}  // namespace rssviz::models
