// Parts of maps of stages moved together: rigid, apart, and steady from stage to stage.
#include "embed/packing/stage_packing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "core/rng.h"

namespace rssviz::embed {
namespace {

using Stages = std::vector<std::vector<Point>>;

// Four blobs of 60 points that lie together at first and drift apart: the stages of a map that falls apart.
Stages drifting(std::size_t stages) {
  Rng rng(3, "stages of packing");
  std::vector<Point> shape;
  for (int i = 0; i < 240; ++i) shape.push_back({rng.normal(), rng.normal()});
  const Point towards[] = {{-1, -0.8}, {1, -1}, {-0.9, 1}, {1.1, 0.9}};
  Stages made;
  for (std::size_t s = 0; s < stages; ++s) {
    std::vector<Point>& at = made.emplace_back();
    const double far = 3 * static_cast<double>(s);
    for (std::size_t i = 0; i < shape.size(); ++i)
      at.push_back({shape[i].x + far * towards[i % 4].x, shape[i].y + far * towards[i % 4].y});
  }
  return made;
}

double distance(const Point& a, const Point& b) { return std::hypot(a.x - b.x, a.y - b.y); }

double side_of(const std::vector<Point>& at) {
  const auto [left, right] =
      std::minmax_element(at.begin(), at.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
  return right->x - left->x;
}

TEST(StagePacking, MovesPartsAsWholesIntoLessRoom) {
  const Stages given = drifting(7);
  Stages packed = given;
  const StagePacking packing = pack_stages(packed);
  ASSERT_TRUE(packing.moves());
  EXPECT_EQ(packing.most_parts(), 4U);
  EXPECT_LT(side_of(packed.back()), 0.5 * side_of(given.back()));
  for (std::size_t s = 0; s < given.size(); ++s)
    for (std::size_t i = 0; i < 240; ++i)
      for (std::size_t j = 0; j < i; j += 17)
        if (packing.part[s][i] == packing.part[s][j]) {
          EXPECT_NEAR(distance(packed[s][i], packed[s][j]), distance(given[s][i], given[s][j]), 1e-9);
        }
}

TEST(StagePacking, LeavesPartsApart) {
  Stages packed = drifting(7);
  const StagePacking packing = pack_stages(packed);
  double least = 1e9;
  for (std::size_t i = 0; i < 240; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (packing.part[6][i] != packing.part[6][j])
        least = std::min(least, distance(packed[6][i], packed[6][j]));
  EXPECT_GT(least, 0.1);
}

// Where the layout drives blobs apart, from stage to stage, no dot that is drawn goes half as far as the
// layout's; nor does any change sides.
TEST(StagePacking, PartsStayWhereTheyWere) {
  const Stages given = drifting(9);
  Stages packed = given;
  const StagePacking packing = pack_stages(packed);
  ASSERT_TRUE(packing.moves());
  for (std::size_t s = 5; s < given.size(); ++s)  // the blobs have come apart
    for (std::size_t i = 0; i < 240; ++i)
      EXPECT_LT(distance(packed[s][i], packed[s - 1][i]), 0.5 * distance(given[s][i], given[s - 1][i])) << s;
  for (std::size_t s = 4; s < given.size(); ++s) {
    Point mean[4];
    for (std::size_t i = 0; i < 240; ++i)
      mean[i % 4] = {mean[i % 4].x + packed[s][i].x, mean[i % 4].y + packed[s][i].y};
    EXPECT_LT(mean[0].x, mean[1].x);
    EXPECT_LT(mean[2].x, mean[3].x);
    EXPECT_LT(mean[0].y, mean[2].y);
    EXPECT_LT(mean[1].y, mean[3].y);
  }
}

TEST(StagePacking, LeavesMapsOfOnePartAndPointsWithoutAPlace) {
  Stages together{drifting(1).front(), drifting(1).front()};
  const Stages before = together;
  EXPECT_FALSE(pack_stages(together).moves());
  EXPECT_EQ(together[1][5].x, before[1][5].x);
  Stages apart = drifting(7);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  apart[3][10] = {nan, nan};
  const StagePacking packing = pack_stages(apart);
  EXPECT_EQ(packing.part[3][10], -1);
  EXPECT_TRUE(std::isnan(apart[3][10].x));
}

// Two rows of points, 1 apart within and 20 between; one row within the other's hull is no part of its own.
TEST(StagePacking, PartsAreWhatNoChainOfShortStepsJoins) {
  std::vector<Point> rows;
  for (int i = 0; i < 50; ++i) rows.push_back({0.2 * i, 0});
  for (int i = 0; i < 50; ++i) rows.push_back({0.2 * i, 20});
  const std::vector<std::int32_t> part = parts_by_gaps(rows);
  for (std::size_t i = 0; i < 100; ++i) EXPECT_EQ(part[i], i < 50 ? 0 : 1) << i;
  rows[99] = {5, 0.5};
  EXPECT_EQ(parts_by_gaps(rows)[99], 0);
  EXPECT_EQ(same_parts(part, parts_by_gaps(rows)), (std::vector<std::int32_t>{0, 1}));
}

// Between two stages the hull between holds all points between.
TEST(StagePacking, HullsBetweenStagesHoldThePointsBetween) {
  Stages packed = drifting(7);
  const StagePacking packing = pack_stages(packed);
  const auto from = steady_hulls(packed[5], packing.part[5]), to = steady_hulls(packed[6], packing.part[6]);
  const std::vector<std::int32_t> same = same_parts(packing.part[5], packing.part[6]);
  for (const double share : {0.25, 0.5, 0.8})
    for (std::size_t i = 0; i < 240; ++i) {
      const auto k = static_cast<std::size_t>(packing.part[5][i]);
      const auto& a = from[k];
      const auto& b = to[static_cast<std::size_t>(same[k])];
      const auto between = [&](const Point& p, const Point& q) {
        return Point{p.x + share * (q.x - p.x), p.y + share * (q.y - p.y)};
      };
      const Point at = between(packed[5][i], packed[6][i]);
      for (std::size_t c = 0; c < kSides; ++c) {  // on the left of each side of a counter-clockwise hull
        const Point p = between(a[c], b[c]), q = between(a[(c + 1) % kSides], b[(c + 1) % kSides]);
        EXPECT_GT((q.x - p.x) * (at.y - p.y) - (q.y - p.y) * (at.x - p.x), -1e-9);
      }
    }
}

}  // namespace
}  // namespace rssviz::embed
