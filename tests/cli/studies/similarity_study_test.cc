// Networks compared where it is known how alike they are.
#include "cli/studies/similarity_study.h"

#include <gtest/gtest.h>

#include <Eigen/QR>

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

}  // namespace

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
