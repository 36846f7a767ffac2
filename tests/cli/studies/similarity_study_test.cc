// Networks compared where it is known how alike they are.
#include "cli/studies/similarity_study.h"

#include <gtest/gtest.h>

#include <Eigen/QR>
#include <cmath>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::cli {
namespace {

// 30 sequences of 12 steps of x(t+1) = A x(t) + noise.
ComparedSubject driven(const std::string& name, double turning, std::uint64_t seed) {
  Rng rng(seed, "similarity study");
  ComparedSubject made;
  made.name = name;
  made.states.resize(360, 4);
  for (int s = 0; s < 30; ++s) {
    Eigen::Vector4d x = Eigen::Vector4d::NullaryExpr([&] { return rng.normal(); });
    for (int t = 0; t < 12; ++t) {
      made.states.row(12 * s + t) = x.cast<float>().transpose();
      const Eigen::Vector4d before = x;
      x[0] = 0.95 * (std::cos(turning) * before[0] - std::sin(turning) * before[1]);
      x[1] = 0.95 * (std::sin(turning) * before[0] + std::cos(turning) * before[1]);
      x[2] = 0.5 * before[2] + 0.1 * rng.normal();
      x[3] = 0.3 * before[3] + 0.1 * rng.normal();
      made.sequence.push_back(s);
      made.step.push_back(t);
    }
  }
  return made;
}

ComparedSubject rotated(ComparedSubject one, const std::string& name) {
  Rng rng(4, "rotation");
  const Eigen::MatrixXd random = Eigen::MatrixXd::NullaryExpr(4, 4, [&] { return rng.normal(); });
  const Eigen::MatrixXd turn = Eigen::HouseholderQR<Eigen::MatrixXd>(random).householderQ();
  one.states = (2 * one.states.cast<double>() * turn).cast<float>();
  one.name = name;
  return one;
}

SimilarityStudy compared(const std::vector<ComparedSubject>& subjects, int threads) {
  const Workers workers(threads);
  SilentProgress silent;
  SimilarityOptions options;
  options.permutations = 39;
  return study_similarity(subjects, options, {workers, silent});
}

// Likenesses of 24 networks of three groups in which no group is more alike than others on average, but
// networks are: some stand in the middle of their group, some at its edge.
SimilarityStudy without_groups(std::uint64_t seed) {
  Rng rng(seed, "networks that differ");
  double central[24];
  for (double& one : central) one = rng.normal();
  SimilarityStudy study;
  for (std::size_t a = 0; a < 24; ++a)
    for (std::size_t b = a + 1; b < 24; ++b)
      study.pairs.push_back(
          {a, b, Similarity::cka, (a / 8 == b / 8 ? central[a] + central[b] : 0) + 0.3 * rng.normal()});
  return study;
}

std::vector<std::string> three_groups() {
  std::vector<std::string> groups;
  for (int k = 0; k < 24; ++k) groups.push_back(std::string(1, static_cast<char>('a' + k / 8)));
  return groups;
}

// Whether the interval of a difference of means over pairs, taken for independent, holds 0.
bool pairs_hold_zero(const SimilarityStudy& study, const std::vector<std::string>& groups) {
  double sums[2]{}, squares[2]{}, counts[2]{};
  for (const PairSimilarity& pair : study.pairs) {
    const int side = groups[pair.a] == groups[pair.b] ? 0 : 1;
    sums[side] += pair.value;
    squares[side] += pair.value * pair.value;
    counts[side] += 1;
  }
  double variance = 0;
  for (int k = 0; k < 2; ++k)
    variance += (squares[k] / counts[k] - sums[k] * sums[k] / counts[k] / counts[k]) / counts[k];
  return std::abs(sums[0] / counts[0] - sums[1] / counts[1]) <= 1.96 * std::sqrt(variance);
}

}  // namespace

TEST(SimilarityStudy, IntervalsOfNetworksHoldWhereThoseOfPairsDont) {
  int networks = 0, pairs = 0;
  constexpr int kStudies = 100;
  for (std::uint64_t k = 0; k < kStudies; ++k) {
    const SimilarityStudy study = without_groups(k);
    const GroupContrast contrast = group_contrast(study, Similarity::cka, three_groups(), {});
    networks += contrast.interval.low <= 0 && 0 <= contrast.interval.high ? 1 : 0;
    pairs += pairs_hold_zero(study, three_groups()) ? 1 : 0;
  }
  EXPECT_GE(networks, 82);  // of eight networks a group the interval is a little narrow still
  EXPECT_LT(pairs, networks - 20);
}

// One input drives both, each adds a part of its own: alike as they come, and not once the input is taken
// out.
TEST(SimilarityStudy, WhatNetworksShareCanBeRegressedOut) {
  Rng rng(8, "shared input");
  ComparedSubject a = driven("a", 0.4, 1), b = driven("b", 0.4, 2);
  MatrixD inputs(360, 2);
  for (Eigen::Index i = 0; i < 360; ++i)
    for (Eigen::Index k = 0; k < 2; ++k) inputs(i, k) = rng.normal();
  for (ComparedSubject* one : {&a, &b}) {
    one->inputs = inputs;
    one->states.leftCols(2) += 4 * inputs.cast<float>();
  }
  SimilarityOptions options;
  options.permutations = 19;
  const Workers workers(1);
  SilentProgress silent;
  const auto cka = [&] {
    return study_similarity({a, b}, options, {workers, silent}).value(Similarity::cka, 0, 1);
  };
  EXPECT_GT(cka(), 0.8);
  options.without.input = true;
  EXPECT_LT(std::abs(cka()), 0.2);
}

TEST(SimilarityStudy, OtherInputsAreRefused) {
  ComparedSubject a = driven("a", 0.4, 1), b = driven("b", 0.4, 2);
  a.inputs = b.inputs = MatrixD::Ones(360, 1);
  b.inputs(7, 0) = 2;
  try {
    compared({a, b}, 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_NE(std::string(error.what()).find("other inputs"), std::string::npos) << error.what();
  }
}

TEST(SimilarityStudy, ARotatedCopyIsTheSameAndAnotherIsNot) {
  const ComparedSubject a = driven("a", 0.4, 1);
  const SimilarityStudy study = compared({a, driven("c", 1.5, 2), rotated(a, "b")}, 2);
  EXPECT_NEAR(study.value(Similarity::cka, 0, 2), 1, 1e-6);
  EXPECT_NEAR(study.value(Similarity::procrustes, 0, 2), 0, 1e-3);
  EXPECT_LT(study.value(Similarity::dynamics, 0, 2), 1e-3);
  EXPECT_LT(study.value(Similarity::cka, 0, 1), 0.3);
  // Another turning: two of four eigenvalues lie apart by more than halves of one network's sequences.
  for (const PairSimilarity& pair : study.pairs)
    if (pair.measure == Similarity::dynamics && pair.a == 0 && pair.b == 1) {
      EXPECT_GT(pair.value, pair.null_high);
    }
  // Alike ones stand side by side.
  EXPECT_EQ(study.order, (std::vector<int>{0, 2, 1}));
}

TEST(SimilarityStudy, ChanceOfAlignmentLiesAroundZero) {
  const SimilarityStudy study = compared({driven("a", 0.4, 1), driven("b", 0.4, 9)}, 1);
  EXPECT_LT(study.pairs.front().null_low, 0);
  EXPECT_GT(study.pairs.front().null_high, 0);
}

// Two groups that turn at two paces: their dynamics differ by group, and with the groups' names dealt by hand
// so that each holds one of both they don't.
TEST(SimilarityStudy, GroupsThatDifferAreToldFromThoseThatDont) {
  std::vector<ComparedSubject> subjects;
  for (int k = 0; k < 8; ++k)
    subjects.push_back(
        driven("n" + std::to_string(k), k < 4 ? 0.3 : 1.4, 20 + static_cast<std::uint64_t>(k)));
  const SimilarityStudy study = compared(subjects, 2);
  const GroupContrast apart =
      group_contrast(study, Similarity::dynamics, {"a", "a", "a", "a", "b", "b", "b", "b"}, {});
  EXPECT_LT(apart.difference, -0.1);
  EXPECT_LT(apart.p, 0.05);
  EXPECT_LT(apart.within[2], apart.between[2]);
  const GroupContrast mixed =
      group_contrast(study, Similarity::dynamics, {"a", "b", "a", "b", "a", "b", "a", "b"}, {});
  EXPECT_GT(mixed.p, 0.05);
  EXPECT_LT(std::abs(mixed.difference), 0.5 * std::abs(apart.difference));
}

TEST(SimilarityStudy, ThreadsChangeNothing) {
  const std::vector<ComparedSubject> subjects{driven("a", 0.4, 1), driven("b", 0.7, 2), driven("c", 1, 3)};
  const SimilarityStudy one = compared(subjects, 1), three = compared(subjects, 3);
  ASSERT_EQ(one.pairs.size(), three.pairs.size());
  for (std::size_t p = 0; p < one.pairs.size(); ++p) {
    EXPECT_EQ(one.pairs[p].value, three.pairs[p].value);
    EXPECT_EQ(one.pairs[p].null_high, three.pairs[p].null_high);
  }
}

TEST(SimilarityStudy, OtherNumbersOfStatesAreRefusedByName) {
  ComparedSubject shorter = driven("shorter", 0.4, 1);
  shorter.states = shorter.states.topRows(348).eval();
  try {
    compared({driven("first", 0.4, 1), shorter}, 1);
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::data);
    EXPECT_NE(std::string(error.what()).find("first and shorter"), std::string::npos) << error.what();
    EXPECT_NE(std::string(error.what()).find("360 states against 348"), std::string::npos) << error.what();
  }
}

}  // namespace rssviz::cli
