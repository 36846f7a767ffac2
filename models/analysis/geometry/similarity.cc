#include "models/analysis/geometry/similarity.h"

#include <Eigen/Eigenvalues>
#include <Eigen/SVD>
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

// What stands beside the states in ComparedStates, but `itself`.
void add_sums(ComparedStates& made) {
  made.members = members_of(made.sequence);
  const auto sequences = static_cast<Eigen::Index>(made.members.size());
  made.sums = MatrixD::Zero(sequences, made.states.cols());
  made.own.resize(made.states.rows());
  for (Eigen::Index i = 0; i < made.states.rows(); ++i) {
    made.sums.row(made.sequence[static_cast<std::size_t>(i)]) += made.states.row(i);
    made.own[i] = made.states.row(i).squaredNorm();
  }
  const Eigen::RowVectorXd all = made.sums.colwise().sum();
  made.beside.resize(made.states.rows());
  made.away.resize(made.states.rows());
  for (Eigen::Index i = 0; i < made.states.rows(); ++i) {
    made.beside[i] = made.states.row(i).dot(made.sums.row(made.sequence[static_cast<std::size_t>(i)]));
    made.away[i] = made.states.row(i).dot(all) - made.beside[i];
  }
  made.beside_sums.resize(sequences);
  made.away_sums.resize(sequences);
  made.apart = all.squaredNorm();
  for (Eigen::Index s = 0; s < sequences; ++s) {
    made.beside_sums[s] = made.sums.row(s).squaredNorm();
    made.away_sums[s] = made.sums.row(s).dot(all) - made.beside_sums[s];
    made.apart -= made.beside_sums[s];
  }
  made.grams.resize(made.members.size());
  for (std::size_t s = 0; s < made.members.size(); ++s) {
    if (static_cast<Eigen::Index>(made.members[s].size()) > made.states.cols()) continue;
    const MatrixD x = made.states(made.members[s], Eigen::all);
    made.grams[s].noalias() = x * x.transpose();
  }
}

// Sums over pairs, triples and quadruples of points of different sequences, and how many there are.
struct Sums {
  double pairs{0}, triples{0}, quadruples{0};

  double hsic(const Sums& counts) const {
    return pairs / counts.pairs - 2 * triples / counts.triples + quadruples / counts.quadruples;
  }
};

Sums counts_of(const ComparedStates& states) {
  double all = 0, squares = 0, fourths = 0;
  for (const std::vector<int>& members : states.members) {
    const auto n = static_cast<double>(members.size());
    all += n;
    squares += n * n;
    fourths += n * n * n * n;
  }
  Sums counts;
  counts.pairs = all * all - squares;
  double touching = 0;
  for (const std::vector<int>& members : states.members) {
    const auto n = static_cast<double>(members.size());
    counts.triples += n * ((all - n) * (all - n) - (squares - n * n));
    touching += n * (all - n) * n * (all - n);
  }
  counts.quadruples = counts.pairs * counts.pairs - 4 * touching + 2 * (squares * squares - fourths);
  return counts;
}

// Which point and which sequence of b stand beside those of a.
struct Partners {
  std::vector<int> points{}, sequences{};
};

// Each beside its own, or sequences of equal length in another order.
Partners partners_of(const ComparedStates& a, std::span<const int> order) {
  Partners partners{std::vector<int>(a.sequence.size()), std::vector<int>(order.begin(), order.end())};
  for (std::size_t s = 0; s < a.members.size(); ++s)
    for (std::size_t k = 0; k < a.members[s].size(); ++k)
      partners.points[static_cast<std::size_t>(a.members[s][k])] =
          a.members[static_cast<std::size_t>(order[s])][k];
  return partners;
}

// Sum over pairs of points of one sequence of the product of both kernels: by points where sequences are
// short, by units where they are long.
double within_sequences(const ComparedStates& a, const ComparedStates& b, const Partners& partners) {
  double sum = 0;
  for (std::size_t s = 0; s < a.members.size(); ++s) {
    const auto other = static_cast<std::size_t>(partners.sequences[s]);
    if (a.grams[s].rows() > 0 && b.grams[other].rows() > 0) {
      sum += a.grams[s].cwiseProduct(b.grams[other]).sum();
      continue;
    }
    const MatrixD x = a.states(a.members[s], Eigen::all), y = b.states(b.members[other], Eigen::all);
    sum += product_over_points(x, y).squaredNorm();
  }
  return sum;
}

// `by_points`: a' b of the points that stand beside each other.
Sums kernel_sums(const ComparedStates& a, const ComparedStates& b, const Partners& partners,
                 const MatrixD& by_points) {
  const MatrixD by_sequences = product_over_points(a.sums, b.sums(partners.sequences, Eigen::all));
  Sums sums;
  sums.pairs = by_points.squaredNorm() - within_sequences(a, b, partners);
  sums.triples = -by_points.cwiseProduct(by_sequences).sum();
  for (Eigen::Index i = 0; i < a.away.size(); ++i) {
    const int other = partners.points[static_cast<std::size_t>(i)];
    sums.triples += a.away[i] * b.away[other] + a.beside[i] * b.beside[other];
  }
  double touching = 0, same = 0;
  for (Eigen::Index s = 0; s < a.sums.rows(); ++s) {
    const int other = partners.sequences[static_cast<std::size_t>(s)];
    touching += a.away_sums[s] * b.away_sums[other];
    same += a.beside_sums[s] * b.beside_sums[other];
  }
  sums.quadruples = a.apart * b.apart - 4 * touching + 2 * (by_sequences.squaredNorm() - same);
  return sums;
}

double hsic_of(const ComparedStates& a, const ComparedStates& b, const Partners& partners,
               const MatrixD& by_points) {
  return kernel_sums(a, b, partners, by_points).hsic(counts_of(a));
}

std::vector<int> as_they_are(std::size_t count) {
  std::vector<int> order(count);
  std::iota(order.begin(), order.end(), 0);
  return order;
}

double cka_of(double shared, const ComparedStates& a, const ComparedStates& b) {
  if (!(a.itself > 0) || !(b.itself > 0)) return std::numeric_limits<double>::quiet_NaN();
  return shared / std::sqrt(a.itself * b.itself);
}

// The sum of the singular values of a bidiagonal form, which are the positive eigenvalues of the tridiagonal
// matrix of zeros beside d1, e1, d2, e2, ... (Golub and Kahan 1965): each to the precision of the largest.
// The eigenvalues of M'M would lose half of the digits.
double nuclear_norm(const MatrixD& m) {
  Eigen::MatrixXd tall = m;
  if (m.rows() < m.cols()) tall = m.transpose();
  const double largest = tall.cwiseAbs().maxCoeff();
  if (!(largest > 0)) return 0;
  if (tall.cols() == 1) return tall.norm();
  tall /= largest;
  const Eigen::internal::UpperBidiagonalization<Eigen::MatrixXd> reduced(tall);
  const Eigen::Index count = tall.cols();
  Eigen::VectorXd beside(2 * count - 1);
  for (Eigen::Index k = 0; k < count; ++k) {
    beside[2 * k] = reduced.bidiagonal().diagonal(0)[k];
    if (k + 1 < count) beside[2 * k + 1] = reduced.bidiagonal().diagonal(1)[k];
  }
  Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver;
  solver.computeFromTridiagonal(Eigen::VectorXd::Zero(2 * count), beside, Eigen::EigenvaluesOnly);
  double sum = 0;
  for (Eigen::Index k = 0; k < 2 * count; ++k) sum += std::max(0., solver.eigenvalues()[k]);
  return sum * largest;
}

// Centred states of sequences numbered from 0, with all that stands beside them.
ComparedStates with_sums(MatrixD states, std::vector<int> sequence, bool unit_scaled) {
  ComparedStates made;
  made.states = std::move(states);
  made.sequence = std::move(sequence);
  centre(made.states, unit_scaled);
  add_sums(made);
  made.itself = unbiased_hsic(made, made);
  return made;
}

bool of_equal_length(const ComparedStates& states) {
  for (const std::vector<int>& members : states.members)
    if (members.size() != states.members.front().size()) return false;
  return true;
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
  std::vector<int> numbers = numbered(sequence, states.rows());
  const int sequences = numbers.empty() ? 0 : 1 + *std::max_element(numbers.begin(), numbers.end());
  if (sequences < 4)
    fail(ErrorKind::data, "states are compared over at least 4 " +
                              std::string(sequence.empty() ? "points" : "sequences") + ", there are " +
                              std::to_string(sequences));
  return with_sums(states.cast<double>(), std::move(numbers), unit_scaled);
}

double unbiased_hsic(const ComparedStates& a, const ComparedStates& b) {
  if (a.states.rows() != b.states.rows())
    fail(ErrorKind::data, "states of " + std::to_string(a.states.rows()) + " and of " +
                              std::to_string(b.states.rows()) + " points can't be compared");
  const std::vector<int> order = as_they_are(a.members.size());
  return hsic_of(a, b, partners_of(a, order), product_over_points(a.states, b.states));
}

double linear_cka(const ComparedStates& a, const ComparedStates& b) {
  return cka_of(unbiased_hsic(a, b), a, b);
}

double procrustes_distance(const MatrixD& product, double length_a, double length_b) {
  if (!(length_a > 0) || !(length_b > 0)) return std::numeric_limits<double>::quiet_NaN();
  return std::sqrt(std::max(0., 2 - 2 * nuclear_norm(product) / std::sqrt(length_a * length_b)));
}

double procrustes_distance(const ComparedStates& a, const ComparedStates& b) {
  return procrustes_distance(product_over_points(a.states, b.states), a.own.sum(), b.own.sum());
}

ShuffledSimilarity shuffled_similarity(const ComparedStates& a, const ComparedStates& b,
                                       std::span<const int> order) {
  if (of_equal_length(a)) {
    const Partners partners = partners_of(a, order);
    const MatrixD by_points = product_over_points(a.states, b.states(partners.points, Eigen::all));
    return {cka_of(hsic_of(a, b, partners, by_points), a, b),
            procrustes_distance(by_points, a.own.sum(), b.own.sum())};
  }
  const PairedRows rows = shuffled_sequences(a, order);
  std::vector<std::int32_t> sequence;  // that of a's row says for both which rows belong together
  for (const int row : rows.a) sequence.push_back(a.sequence[static_cast<std::size_t>(row)]);
  const std::vector<int> numbers = numbered(sequence, static_cast<Eigen::Index>(sequence.size()));
  const ComparedStates left = with_sums(a.states(rows.a, Eigen::all), numbers, false);
  const ComparedStates right = with_sums(b.states(rows.b, Eigen::all), numbers, false);
  return {linear_cka(left, right), procrustes_distance(left, right)};
}

PairedRows shuffled_sequences(const ComparedStates& states, std::span<const int> order) {
  const std::vector<std::vector<int>>& members = states.members;
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
