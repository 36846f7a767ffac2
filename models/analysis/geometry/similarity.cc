#include "models/analysis/geometry/similarity.h"

#include <Eigen/Eigenvalues>
#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>
#include <string>

#include "core/error.h"

namespace rssviz::models {

namespace {

constexpr Eigen::Index kChunk = 64;  // points a product adds up at once: below any cache's blocking of sums

// Points of each sequence in a row, as both HSIC and shuffling need them.
std::vector<std::vector<int>> members_of(const std::vector<int>& sequence) {
  std::vector<std::vector<int>> members;
  for (std::size_t i = 0; i < sequence.size(); ++i) {
    const auto s = static_cast<std::size_t>(sequence[i]);
    if (s >= members.size()) members.resize(s + 1);
    members[s].push_back(static_cast<int>(i));
  }
  return members;
}

std::vector<int> numbered(std::span<const std::int32_t> sequence, Eigen::Index points) {
  std::vector<int> numbers(static_cast<std::size_t>(points));
  std::iota(numbers.begin(), numbers.end(), 0);
  if (sequence.empty()) return numbers;
  std::map<std::int32_t, int> place;
  for (std::size_t i = 0; i < numbers.size(); ++i)
    numbers[i] = place.emplace(sequence[i], static_cast<int>(place.size())).first->second;
  return numbers;
}

void centre(MatrixD& states, bool unit_scaled) {
  const auto points = static_cast<double>(states.rows());
  for (Eigen::Index u = 0; u < states.cols(); ++u) {
    double sum = 0, squares = 0;
    for (Eigen::Index i = 0; i < states.rows(); ++i) sum += states(i, u);
    for (Eigen::Index i = 0; i < states.rows(); ++i) {
      states(i, u) -= sum / points;
      squares += states(i, u) * states(i, u);
    }
    if (!unit_scaled || squares <= 0) continue;
    const double by = std::sqrt(points / squares);
    for (Eigen::Index i = 0; i < states.rows(); ++i) states(i, u) *= by;
  }
}

void add_sums(ComparedStates& made) {
  const int sequences = 1 + *std::max_element(made.sequence.begin(), made.sequence.end());
  made.sums = MatrixD::Zero(sequences, made.states.cols());
  made.own.resize(made.states.rows());
  for (Eigen::Index i = 0; i < made.states.rows(); ++i) {
    made.sums.row(made.sequence[static_cast<std::size_t>(i)]) += made.states.row(i);
    made.own[i] = made.states.row(i).squaredNorm();
  }
}

// Sums over pairs, triples and quadruples of points of different sequences, and how many there are.
struct Sums {
  double pairs{0}, triples{0}, quadruples{0};
};

Sums counts_of(const std::vector<int>& sequence) {
  std::vector<double> sizes;
  for (const std::vector<int>& members : members_of(sequence))
    sizes.push_back(static_cast<double>(members.size()));
  double all = 0, squares = 0, fourths = 0;
  for (const double n : sizes) {
    all += n;
    squares += n * n;
    fourths += n * n * n * n;
  }
  Sums counts;
  counts.pairs = all * all - squares;
  double touching = 0;
  for (const double n : sizes) {
    counts.triples += n * ((all - n) * (all - n) - (squares - n * n));
    touching += n * (all - n) * n * (all - n);
  }
  counts.quadruples = counts.pairs * counts.pairs - 4 * touching + 2 * (squares * squares - fourths);
  return counts;
}

// Sum over pairs of points of one sequence of the product of both kernels: by points where sequences are
// short, by units where they are long.
double within_sequences(const ComparedStates& a, const ComparedStates& b) {
  double sum = 0;
  for (const std::vector<int>& members : members_of(a.sequence)) {
    const MatrixD x = a.states(members, Eigen::all), y = b.states(members, Eigen::all);
    if (static_cast<Eigen::Index>(members.size()) > std::min(x.cols(), y.cols())) {
      sum += product_over_points(x, y).squaredNorm();
      continue;
    }
    for (Eigen::Index i = 0; i < x.rows(); ++i)
      for (Eigen::Index j = 0; j <= i; ++j)
        sum += (i == j ? 1 : 2) * x.row(i).dot(x.row(j)) * y.row(i).dot(y.row(j));
  }
  return sum;
}

Sums kernel_sums(const ComparedStates& a, const ComparedStates& b) {
  const MatrixD by_points = product_over_points(a.states, b.states);
  const MatrixD by_sequences = product_over_points(a.sums, b.sums);
  const Eigen::RowVectorXd all_a = a.sums.colwise().sum(), all_b = b.sums.colwise().sum();
  Sums sums;
  sums.pairs = by_points.squaredNorm() - within_sequences(a, b);
  sums.triples = -by_points.cwiseProduct(by_sequences).sum();
  for (Eigen::Index i = 0; i < a.states.rows(); ++i) {
    const int s = a.sequence[static_cast<std::size_t>(i)];
    const double own_a = a.states.row(i).dot(a.sums.row(s)), own_b = b.states.row(i).dot(b.sums.row(s));
    sums.triples +=
        (a.states.row(i).dot(all_a) - own_a) * (b.states.row(i).dot(all_b) - own_b) + own_a * own_b;
  }
  double p = all_a.squaredNorm(), q = all_b.squaredNorm(), touching = 0, same = 0;
  for (Eigen::Index s = 0; s < a.sums.rows(); ++s) {
    const double own_a = a.sums.row(s).squaredNorm(), own_b = b.sums.row(s).squaredNorm();
    p -= own_a;
    q -= own_b;
    touching += (a.sums.row(s).dot(all_a) - own_a) * (b.sums.row(s).dot(all_b) - own_b);
    same += own_a * own_b;
  }
  sums.quadruples = p * q - 4 * touching + 2 * (by_sequences.squaredNorm() - same);
  return sums;
}

// Of a symmetric matrix [0 M; M' 0] the eigenvalues are plus and minus the singular values of M, each to the
// precision of the largest; the smaller of both sides' squares would lose half of the digits.
double nuclear_norm(const MatrixD& m) {
  const Eigen::Index rows = m.rows(), all = rows + m.cols();
  Eigen::MatrixXd wielandt = Eigen::MatrixXd::Zero(all, all);
  wielandt.bottomLeftCorner(m.cols(), rows) = m.transpose();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(wielandt, Eigen::EigenvaluesOnly);
  double sum = 0;
  for (Eigen::Index k = 0; k < all; ++k) sum += std::max(0., solver.eigenvalues()[k]);
  return sum;
}

}  // namespace

MatrixD product_over_points(const MatrixD& a, const MatrixD& b) {
  MatrixD product = MatrixD::Zero(a.cols(), b.cols());
  for (Eigen::Index from = 0; from < a.rows(); from += kChunk) {
    const Eigen::Index count = std::min(kChunk, a.rows() - from);
    product.noalias() += a.middleRows(from, count).transpose() * b.middleRows(from, count);
  }
  return product;
}

ComparedStates compared_states(MatrixRef states, std::span<const std::int32_t> sequence, bool unit_scaled) {
  if (!states.allFinite()) fail(ErrorKind::data, "states to compare must be finite");
  if (!sequence.empty() && static_cast<Eigen::Index>(sequence.size()) != states.rows())
    fail(ErrorKind::data, "there are " + std::to_string(sequence.size()) + " sequence numbers for " +
                              std::to_string(states.rows()) + " states");
  ComparedStates made;
  made.sequence = numbered(sequence, states.rows());
  const int sequences =
      made.sequence.empty() ? 0 : 1 + *std::max_element(made.sequence.begin(), made.sequence.end());
  if (sequences < 4)
    fail(ErrorKind::data, "states are compared over at least 4 " +
                              std::string(sequence.empty() ? "points" : "sequences") + ", there are " +
                              std::to_string(sequences));
  made.states = states.cast<double>();
  centre(made.states, unit_scaled);
  add_sums(made);
  made.itself = unbiased_hsic(made, made);
  return made;
}

double unbiased_hsic(const ComparedStates& a, const ComparedStates& b) {
  if (a.states.rows() != b.states.rows())
    fail(ErrorKind::data, "states of " + std::to_string(a.states.rows()) + " and of " +
                              std::to_string(b.states.rows()) + " points can't be compared");
  const Sums sums = kernel_sums(a, b), counts = counts_of(a.sequence);
  return sums.pairs / counts.pairs - 2 * sums.triples / counts.triples + sums.quadruples / counts.quadruples;
}

double linear_cka(const ComparedStates& a, const ComparedStates& b) {
  const double scale = a.itself * b.itself;
  if (!(a.itself > 0) || !(b.itself > 0)) return std::numeric_limits<double>::quiet_NaN();
  return unbiased_hsic(a, b) / std::sqrt(scale);
}

double procrustes_distance(const MatrixD& product, double length_a, double length_b) {
  if (!(length_a > 0) || !(length_b > 0)) return std::numeric_limits<double>::quiet_NaN();
  return std::sqrt(std::max(0., 2 - 2 * nuclear_norm(product) / std::sqrt(length_a * length_b)));
}

double procrustes_distance(const ComparedStates& a, const ComparedStates& b) {
  return procrustes_distance(product_over_points(a.states, b.states), a.own.sum(), b.own.sum());
}

PairedRows shuffled_sequences(const ComparedStates& states, std::span<const int> order) {
  const std::vector<std::vector<int>> members = members_of(states.sequence);
  PairedRows rows;
  for (std::size_t s = 0; s < members.size(); ++s) {
    const std::vector<int>& other = members[static_cast<std::size_t>(order[s])];
    for (std::size_t k = 0; k < std::min(members[s].size(), other.size()); ++k) {
      rows.a.push_back(members[s][k]);
      rows.b.push_back(other[k]);
    }
  }
  return rows;
}

}  // namespace rssviz::models
