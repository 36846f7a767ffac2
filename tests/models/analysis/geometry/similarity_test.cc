// Similarity of states against enumeration by hand, and dynamics against maps that are known.
#include "models/analysis/geometry/similarity.h"

#include <gtest/gtest.h>

#include <Eigen/QR>
#include <Eigen/SVD>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/geometry/state_dynamics.h"

namespace rssviz::models {
namespace {

Matrix normal_states(Eigen::Index points, Eigen::Index units, std::uint64_t seed) {
  Rng rng(seed, "similarity test");
  Matrix states(points, units);
  for (Eigen::Index i = 0; i < points; ++i)
    for (Eigen::Index u = 0; u < units; ++u) states(i, u) = static_cast<float>(rng.normal());
  return states;
}

Eigen::MatrixXd rotation(Eigen::Index units, std::uint64_t seed) {
  const Eigen::MatrixXd random = normal_states(units, units, seed).cast<double>();
  return Eigen::HouseholderQR<Eigen::MatrixXd>(random).householderQ();
}

std::vector<std::int32_t> sequences_of(std::initializer_list<int> lengths) {
  std::vector<std::int32_t> sequence;
  int s = 0;
  for (const int length : lengths) {
    sequence.insert(sequence.end(), static_cast<std::size_t>(length), s);
    ++s;
  }
  return sequence;
}

// The definition: means over pairs, triples and quadruples of points of different sequences; of centred
// states, since sequences of several lengths weigh the mean differently in each.
double enumerated_hsic(Matrix a, Matrix b, const std::vector<std::int32_t>& s) {
  a.rowwise() -= a.colwise().mean().eval();
  b.rowwise() -= b.colwise().mean().eval();
  const Eigen::MatrixXd k = a.cast<double>() * a.cast<double>().transpose();
  const Eigen::MatrixXd l = b.cast<double>() * b.cast<double>().transpose();
  double pairs = 0, triples = 0, quads = 0, n2 = 0, n3 = 0, n4 = 0;
  const auto n = static_cast<Eigen::Index>(s.size());
  const auto same = [&](Eigen::Index i, Eigen::Index j) {
    return s[static_cast<std::size_t>(i)] == s[static_cast<std::size_t>(j)];
  };
  for (Eigen::Index i = 0; i < n; ++i)
    for (Eigen::Index j = 0; j < n; ++j) {
      if (same(i, j)) continue;
      pairs += k(i, j) * l(i, j), ++n2;
      for (Eigen::Index p = 0; p < n; ++p) {
        if (same(p, i) || same(p, j)) continue;
        triples += k(i, j) * l(i, p), ++n3;
        for (Eigen::Index q = 0; q < n; ++q)
          if (!same(q, i) && !same(q, j) && !same(q, p)) quads += k(i, j) * l(p, q), ++n4;
      }
    }
  return pairs / n2 - 2 * triples / n3 + quads / n4;
}

double enumerated_cost(const MatrixD& cost, std::vector<int> order) {
  std::sort(order.begin(), order.end());
  double least = 1e9;
  do {
    double sum = 0;
    for (std::size_t i = 0; i < order.size(); ++i) sum += cost(static_cast<Eigen::Index>(i), order[i]);
    least = std::min(least, sum);
  } while (std::next_permutation(order.begin(), order.end()));
  return least;
}

// 40 sequences of 12 steps of x(t+1) = A x(t) from random starts.
struct Planted {
  Matrix states{};
  std::vector<SequenceOfRows> sequences{};
};
Planted planted(const Eigen::MatrixXd& map, std::uint64_t seed) {
  Rng rng(seed, "planted dynamics");
  Planted made;
  made.states.resize(480, map.rows());
  for (int s = 0; s < 40; ++s) {
    Eigen::VectorXd x(map.rows());
    for (Eigen::Index k = 0; k < x.size(); ++k) x[k] = rng.normal();
    made.sequences.emplace_back();
    for (int t = 0; t < 12; ++t, x = map * x) {
      made.states.row(s * 12 + t) = x.cast<float>().transpose();
      made.sequences.back().push_back(s * 12 + t);
    }
  }
  return made;
}

std::vector<std::complex<double>> spectrum(const Eigen::MatrixXd& map, std::uint64_t seed,
                                           double* error = nullptr) {
  const Planted data = planted(map, seed);
  const Components components = leading_components(data.states, static_cast<int>(map.rows()));
  const std::span<const SequenceOfRows> all(data.sequences);
  const LinearDynamics fit = fit_dynamics(components.scores, MatrixD(0, 0), all.first(20), all.subspan(20),
                                          {static_cast<int>(map.rows()), 1, 1e-12});
  if (error != nullptr) *error = fit.unexplained;
  return fit.eigenvalues;
}

Eigen::MatrixXd turning(double radius, double angle) {
  Eigen::MatrixXd map(2, 2);
  map << radius * std::cos(angle), -radius * std::sin(angle), radius * std::sin(angle),
      radius * std::cos(angle);
  return map;
}

}  // namespace

TEST(Similarity, HsicEqualsItsDefinitionOverDifferentSequences) {
  const std::vector<std::int32_t> sequence = sequences_of({1, 3, 2, 1, 4, 2});
  const Matrix a = normal_states(13, 3, 1), b = a.leftCols(2) + 0.5F * normal_states(13, 2, 2);
  const double made = unbiased_hsic(compared_states(a, sequence, false), compared_states(b, sequence, false));
  EXPECT_NEAR(made, enumerated_hsic(a, b, sequence), 1e-5 * std::abs(made));
}

TEST(Similarity, LongSequencesGiveTheSameSumsAsShortOnes) {
  const std::vector<std::int32_t> sequence = sequences_of({9, 8, 10, 7});
  const Matrix a = normal_states(34, 2, 3), b = normal_states(34, 3, 4);
  const double made = unbiased_hsic(compared_states(a, sequence, false), compared_states(b, sequence, false));
  EXPECT_NEAR(made, enumerated_hsic(a, b, sequence), 1e-5);
}

TEST(Similarity, ARotatedScaledShiftedCopyIsTheSame) {
  const Matrix a = normal_states(300, 20, 5);
  Matrix b = (3.5 * a.cast<double>() * rotation(20, 6)).cast<float>();
  b.rowwise() += Eigen::RowVectorXf::Constant(20, 2.F);
  const std::vector<std::int32_t> sequence = [] {
    std::vector<std::int32_t> s(300);
    for (std::size_t i = 0; i < s.size(); ++i) s[i] = static_cast<std::int32_t>(i / 7);
    return s;
  }();
  const ComparedStates left = compared_states(a, sequence, false),
                       right = compared_states(b, sequence, false);
  EXPECT_NEAR(linear_cka(left, right), 1, 1e-6);
  EXPECT_NEAR(procrustes_distance(left, right), 0, 1e-3);
  EXPECT_NEAR(procrustes_distance(left, left), 0, 1e-6);
}

TEST(Similarity, IndependentStatesHaveNoneOnAverage) {
  double sum = 0, naive = 0;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    const Matrix a = normal_states(60, 40, 10 + seed), b = normal_states(60, 40, 100 + seed);
    const ComparedStates left = compared_states(a, {}, false), right = compared_states(b, {}, false);
    sum += linear_cka(left, right) / 20;
    const Eigen::MatrixXd cross = left.states.transpose() * right.states;
    naive +=
        cross.squaredNorm() /
        ((left.states.transpose() * left.states).norm() * (right.states.transpose() * right.states).norm()) /
        20;
  }
  EXPECT_NEAR(sum, 0, 0.03);
  EXPECT_GT(naive, 0.3);  // what the estimate without correction says of the same
}

TEST(Similarity, ProcrustesEqualsSingularValues) {
  const ComparedStates a = compared_states(normal_states(50, 6, 7), {}, false);
  const ComparedStates b = compared_states(normal_states(50, 9, 8), {}, false);
  const Eigen::MatrixXd cross = a.states.transpose() * b.states;
  const double nuclear = Eigen::JacobiSVD<Eigen::MatrixXd>(cross).singularValues().sum();
  EXPECT_NEAR(procrustes_distance(a, b), std::sqrt(2 - 2 * nuclear / (a.states.norm() * b.states.norm())),
              1e-12);
}

// A rank that no rounding fills up: one column says all, and more columns than rows.
TEST(Similarity, ProcrustesHoldsAtTheEdges) {
  const Matrix one = normal_states(40, 1, 21);
  Matrix same(40, 5);
  for (Eigen::Index u = 0; u < 5; ++u) same.col(u) = static_cast<float>(u + 1) * one;
  const ComparedStates a = compared_states(one, {}, false), b = compared_states(same, {}, false);
  EXPECT_NEAR(procrustes_distance(a, b), 0, 1e-3);
  EXPECT_NEAR(procrustes_distance(a, a), 0, 1e-6);
}

// The quick way of sequences in another order against states that were put into it by hand.
TEST(Similarity, ShuffledSequencesAreThoseOfShuffledStates) {
  for (const auto& lengths : {std::initializer_list<int>{5, 5, 5, 5, 5, 5}, {4, 6, 5, 7, 3, 5}}) {
    const std::vector<std::int32_t> sequence = sequences_of(lengths);
    const Matrix a = normal_states(30, 3, 22), b = a.leftCols(2) + normal_states(30, 2, 23);
    const ComparedStates left = compared_states(a, sequence, false),
                         right = compared_states(b, sequence, false);
    const std::vector<int> order{3, 0, 5, 1, 4, 2};
    const PairedRows rows = shuffled_sequences(left, order);
    std::vector<std::int32_t> of_rows;
    for (const int row : rows.a) of_rows.push_back(sequence[static_cast<std::size_t>(row)]);
    const ComparedStates by_hand = compared_states(a(rows.a, Eigen::all), of_rows, false),
                         moved = compared_states(b(rows.b, Eigen::all), of_rows, false);
    const ShuffledSimilarity found = shuffled_similarity(left, right, order);
    EXPECT_NEAR(found.cka, linear_cka(by_hand, moved), 1e-5);
    EXPECT_NEAR(found.procrustes, procrustes_distance(by_hand, moved), 1e-5);
  }
}

TEST(Similarity, OtherNumbersOfPointsAreRefused) {
  const ComparedStates a = compared_states(normal_states(8, 2, 1), {}, false);
  const ComparedStates b = compared_states(normal_states(9, 2, 1), {}, false);
  EXPECT_THROW(linear_cka(a, b), Error);
  EXPECT_THROW(compared_states(normal_states(8, 2, 1), sequences_of({4, 4}), false), Error);
}

TEST(StateDynamics, PairingCostsLeast) {
  for (std::uint64_t seed = 0; seed < 30; ++seed) {
    const MatrixD cost = normal_states(6, 6, 200 + seed).cast<double>().cwiseAbs();
    const std::vector<int> pairing = cheapest_pairing(cost);
    std::vector<int> order(6);
    std::iota(order.begin(), order.end(), 0);
    double sum = 0;
    for (std::size_t i = 0; i < 6; ++i) sum += cost(static_cast<Eigen::Index>(i), pairing[i]);
    EXPECT_NEAR(sum, enumerated_cost(cost, order), 1e-12);
  }
}

TEST(StateDynamics, APlantedMapIsFound) {
  double error = 1;
  std::vector<std::complex<double>> found = spectrum(turning(0.95, 0.3), 1, &error);
  const std::vector<std::complex<double>> truth{std::polar(0.95, 0.3), std::polar(0.95, -0.3)};
  EXPECT_LT(eigenvalue_distance(found, truth), 1e-4);
  EXPECT_LT(error, 1e-6);
}

TEST(StateDynamics, LineRingAndPointAttractorsAreToldApart) {
  Eigen::MatrixXd line(2, 2), point(2, 2);
  line << 1, 0, 0, 0.3;
  point << 0.4, 0, 0, 0.3;
  const std::vector<Eigen::MatrixXd> maps{line, turning(1, 0.5), point};
  for (std::size_t i = 0; i < maps.size(); ++i)
    for (std::size_t j = 0; j < maps.size(); ++j) {
      const double apart = eigenvalue_distance(spectrum(maps[i], 10 + i), spectrum(maps[j], 20 + j));
      if (i == j) {
        EXPECT_LT(apart, 1e-3) << i;
      } else {
        EXPECT_GT(apart, 0.2) << i << ' ' << j;
      }
    }
}

TEST(StateDynamics, InputsAreNotTakenForDynamics) {
  Rng rng(3, "driven");
  Matrix states(600, 1);
  MatrixD inputs(600, 1);
  std::vector<SequenceOfRows> sequences(20);
  for (int s = 0; s < 20; ++s) {
    double x = 0, u = 0;
    for (int t = 0; t < 30; ++t) {
      u = 0.95 * u + rng.normal();  // the input remembers more than the network
      x = 0.2 * x + u;
      states(s * 30 + t, 0) = static_cast<float>(x);
      inputs(s * 30 + t, 0) = u;
      sequences[static_cast<std::size_t>(s)].push_back(s * 30 + t);
    }
  }
  const MatrixD scores = states.cast<double>();
  const auto map_of = [&](const MatrixD& u) {
    return fit_dynamics(scores, u, sequences, {}, {1, 1, 1e-9}).map(0, 0);
  };
  EXPECT_NEAR(map_of(inputs), 0.2, 1e-3);
  EXPECT_GT(map_of(MatrixD(0, 0)), 0.8);
}

}  // namespace rssviz::models
