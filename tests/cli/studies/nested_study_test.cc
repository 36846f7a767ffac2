// Neighbours that agree, level by level, against counting by hand.
#include "cli/studies/nested_study.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "made_up.h"

namespace rssviz::cli {
namespace {

// Two groups far apart; inside each, classes of the second level in two places in the first group and mixed
// in the second.
struct Table {
  Matrix states{8, 2};
  std::vector<NestedLevel> levels{{"outer", "outer", {"a", "b"}, {0, 0, 0, 0, 1, 1, 1, 1}},
                                  {"inner", "inner", {"x", "y"}, {0, 0, 1, 1, 0, 1, 0, 1}}};
};
Table two_groups() {
  Table table;
  table.states << 0, 0, 1, 0, 10, 0, 11, 0, 100, 0, 101, 0, 110, 0, 111, 0;
  return table;
}

TEST(NestedStudy, CountsAgreeingNeighboursInsideGroups) {
  const Table table = two_groups();
  const made_up::Silent silent(1);
  const auto found = level_agreement(table.states, table.levels, 1, silent.execution);
  ASSERT_EQ(found.size(), 2U);
  EXPECT_DOUBLE_EQ(found[0].raw, 1);
  EXPECT_DOUBLE_EQ(found[0].chance, 3.0 / 7);
  EXPECT_DOUBLE_EQ(found[1].raw, 0.5);  // all of the first group, none of the second
  EXPECT_DOUBLE_EQ(found[1].chance, 1.0 / 3);
}

// A unit that only adds noise outweighs the one that carries the class, until both have one deviation.
TEST(NestedStudy, ScalingTakesAwayTheWeightOfAUnit) {
  Table table = two_groups();
  for (Eigen::Index i = 0; i < 8; ++i) table.states(i, 1) = 1e4F * static_cast<float>((i * 5) % 8);
  const made_up::Silent silent(1);
  const auto found = level_agreement(table.states, table.levels, 1, silent.execution);
  EXPECT_LT(found[0].raw, 0.9);
  EXPECT_GT(found[0].scaled, found[0].raw);
}

TEST(NestedStudy, LeavesOutStatesWithoutAClassAndGroupsOfOne) {
  Table table = two_groups();
  table.levels[1].values = {0, -1, -1, -1, 0, 1, 0, 1};  // one of the first group: no neighbour there
  const made_up::Silent silent(3);
  const auto found = level_agreement(table.states, table.levels, 15, silent.execution);
  EXPECT_EQ(found[1].states, 4U);
  EXPECT_DOUBLE_EQ(found[1].raw, found[1].chance);  // all three others are neighbours
}

}  // namespace
}  // namespace rssviz::cli
