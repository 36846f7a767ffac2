// Neighbours of one class, against counting by hand.
#include "cli/studies/class_agreement.h"

#include <gtest/gtest.h>

#include "made_up.h"

namespace rssviz::cli {
namespace {

Matrix pairs() {
  Matrix states(6, 1);
  states << 0, 1, 10, 11, 20, 21;
  return states;
}

TEST(ClassAgreement, CountsNeighboursOfAStatesClass) {
  const made_up::Silent silent(1);
  const auto found = class_agreement(pairs(), {{"pair", {0, 0, 1, 1, 2, 2}}, {"mixed", {0, 1, 0, 1, 0, 1}}},
                                     1, silent.execution);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_DOUBLE_EQ(found[0].share, 1);
  EXPECT_DOUBLE_EQ(found[0].chance, 1.0 / 5);
  EXPECT_DOUBLE_EQ(found[1].share, 0);
  EXPECT_DOUBLE_EQ(found[1].chance, 2.0 / 5);
}

// A neighbour without a class doesn't agree; states without one aren't asked.
TEST(ClassAgreement, AsksStatesThatHaveAClass) {
  const made_up::Silent silent(1);
  const auto found = class_agreement(pairs(), {{"some", {0, -1, 1, 1, -1, -1}}}, 1, silent.execution);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_DOUBLE_EQ(found[0].share, 2.0 / 3);
  EXPECT_DOUBLE_EQ(found[0].chance, (0 + 1.0 / 5 + 1.0 / 5) / 3);
}

TEST(ClassAgreement, LeavesOutColumnsThatTellNothingApart) {
  const made_up::Silent silent(1);
  EXPECT_TRUE(class_agreement(pairs(), {{"one", {0, 0, 0, 0, 0, 0}}, {"none", {-1, -1, -1, -1, -1, -1}}}, 1,
                              silent.execution)
                  .empty());
}

}  // namespace
}  // namespace rssviz::cli
