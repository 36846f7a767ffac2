// Trees of distances against SciPy's.
#include "models/analysis/geometry/average_linkage.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace rssviz::models {
namespace {

// scipy.cluster.hierarchy.linkage(scipy.spatial.distance.pdist(X), 'average'), SciPy 1.10.1.
TEST(AverageLinkage, JoinsAsSciPyDoes) {
  MatrixD points(7, 3);
  points << -0.8, -1.32, -0.25, 0.42, 1.14, 0.11, -0.55, -0.78, 0.75, 1.63, 0.27, -1.23, -0.96, 1.6, 0.2,
      -1.73, -0.08, -1.16, -0.63, -0.49, -0.71;
  MatrixD distances(7, 7);
  for (Eigen::Index i = 0; i < 7; ++i)
    for (Eigen::Index j = 0; j < 7; ++j) distances(i, j) = (points.row(i) - points.row(j)).norm();
  const std::vector<Join> joins = average_linkage(distances);
  const double expected[6][3] = {{0, 6, 0.9640539403996023},  {2, 7, 1.3271645076115703},
                                 {1, 4, 1.4574292435655323},  {5, 8, 1.8021025524920091},
                                 {9, 10, 2.4914469616267754}, {3, 11, 2.876436919206977}};
  ASSERT_EQ(joins.size(), 6U);
  for (std::size_t k = 0; k < 6; ++k) {
    EXPECT_EQ(std::min(joins[k].a, joins[k].b), static_cast<int>(expected[k][0])) << k;
    EXPECT_EQ(std::max(joins[k].a, joins[k].b), static_cast<int>(expected[k][1])) << k;
    EXPECT_NEAR(joins[k].height, expected[k][2], 1e-12) << k;
  }
}

TEST(AverageLinkage, LeavesOfAGroupStandTogether) {
  MatrixD line(4, 4);
  const double at[] = {0, 10, 1, 12};
  for (Eigen::Index i = 0; i < 4; ++i)
    for (Eigen::Index j = 0; j < 4; ++j) line(i, j) = std::abs(at[i] - at[j]);
  const std::vector<int> order = order_of_leaves(average_linkage(line));
  EXPECT_EQ(order, (std::vector<int>{0, 2, 1, 3}));
}

}  // namespace
}  // namespace rssviz::models
