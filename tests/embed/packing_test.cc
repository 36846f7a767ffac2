// Parts of a map moved together: rigid, apart, in less room, the same whatever else moves.
#include "embed/packing/packing.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "embed/packing/map_parts.h"
#include "embed/packing/small_parts.h"
#include "embed/umap/fuzzy_graph.h"
#include "fixtures.h"

namespace rssviz::embed {
namespace {

// Blobs of 30 points in the corners of a large square, and one in its middle.
struct Islands {
  Matrix coords{150, 2};
  std::vector<std::int32_t> part{};
};
Islands islands() {
  Islands made;
  const Matrix noise = testing::normal_points(150, 2, 7);
  const float x[] = {0, 40, 0, 40, 22}, y[] = {0, 0, 40, 40, 17};
  for (Eigen::Index i = 0; i < 150; ++i) {
    const auto k = static_cast<std::size_t>(i % 5);
    made.coords(i, 0) = x[k] + noise(i, 0);
    made.coords(i, 1) = y[k] + noise(i, 1);
    made.part.push_back(static_cast<std::int32_t>(k));
  }
  return made;
}

Matrix packed(const Islands& map, const Packing& packing) {
  Matrix at = map.coords;
  for (Eigen::Index i = 0; i < at.rows(); ++i) {
    const Point by = packing.move[static_cast<std::size_t>(map.part[static_cast<std::size_t>(i)])];
    at(i, 0) += static_cast<float>(by.x);
    at(i, 1) += static_cast<float>(by.y);
  }
  return at;
}

double side_of(const Matrix& at) {
  return std::max(static_cast<double>(at.col(0).maxCoeff() - at.col(0).minCoeff()),
                  static_cast<double>(at.col(1).maxCoeff() - at.col(1).minCoeff()));
}

TEST(Packing, NeedsFarLessRoom) {
  const Islands map = islands();
  const Packing packing = pack(map.coords, map.part);
  ASSERT_EQ(packing.parts(), 5U);
  EXPECT_LT(side_of(packed(map, packing)), 0.45 * side_of(map.coords));
}

// Seen from the outside, by the points alone: two points of different parts are never nearer than the gap.
TEST(Packing, LeavesTheGapBetweenAnyTwoParts) {
  const Islands map = islands();
  const Packing packing = pack(map.coords, map.part);
  const Matrix at = packed(map, packing);
  for (Eigen::Index i = 0; i < at.rows(); ++i)
    for (Eigen::Index j = 0; j < i; ++j)
      if (map.part[static_cast<std::size_t>(i)] != map.part[static_cast<std::size_t>(j)]) {
        EXPECT_GT(static_cast<double>((at.row(i) - at.row(j)).norm()), 0.9 * packing.gap);
      }
}

TEST(Packing, PutsFurtherPointsWithTheNearestPart) {
  const Islands map = islands();
  const Packing packing = pack(map.coords, map.part);
  for (std::size_t k = 0; k < 5; ++k) {
    const auto row = static_cast<Eigen::Index>(k);
    const Point near{static_cast<double>(map.coords(row, 0)) + 0.01, static_cast<double>(map.coords(row, 1))};
    EXPECT_EQ(packing.part_near(near), map.part[k]);
    EXPECT_NEAR(packing.moved(near).x - near.x, packing.move[k].x, 1e-12);
  }
}

TEST(Packing, LeavesOnePartAndTwoThatTouchAsTheyAre) {
  const Islands map = islands();
  EXPECT_FALSE(pack(map.coords, std::vector<std::int32_t>(150, 0)).moves());
  EXPECT_EQ(pack(map.coords, std::vector<std::int32_t>(150, 0)).moved({3, 4}).x, 3);
  // Halves of one square, nearer than the gap: moving them apart would need more room.
  Matrix square(200, 2);
  std::vector<std::int32_t> half;
  for (Eigen::Index i = 0; i < 200; ++i) {
    square(i, 0) = static_cast<float>(i % 20);
    square(i, 1) = static_cast<float>(i / 20);
    half.push_back(i % 20 < 10 ? 0 : 1);
  }
  EXPECT_FALSE(pack(square, half).moves());
}

TEST(Packing, IsTheSameForPartsNumberedOtherwise) {
  const Islands map = islands();
  std::vector<std::int32_t> renamed;
  for (const std::int32_t k : map.part) renamed.push_back((k + 3) % 5);
  const Matrix a = packed(map, pack(map.coords, map.part));
  Islands other = map;
  other.part = renamed;
  const Matrix b = packed(other, pack(map.coords, renamed));
  EXPECT_NEAR(static_cast<double>((a.rowwise() - a.row(0)).matrix().norm()),
              static_cast<double>((b.rowwise() - b.row(0)).matrix().norm()), 1e-2);
}

TEST(ConvexHull, HasTheCornersAlone) {
  const std::vector<Point> hull =
      convex_hull({{0, 0}, {1, 0}, {2, 0}, {2, 2}, {0, 2}, {1, 1}, {0, 0}, {2, 1}});
  ASSERT_EQ(hull.size(), 4U);
  std::set<std::pair<double, double>> corners;
  for (const Point& p : hull) corners.emplace(p.x, p.y);
  EXPECT_EQ(corners, (std::set<std::pair<double, double>>{{0, 0}, {2, 0}, {2, 2}, {0, 2}}));
}

// Clouds far apart: the graph falls into them; the same at any number of threads.
TEST(MapParts, AreTheComponentsOfTheGraphThatWasLaidOut) {
  EmbedOptions options;
  options.umap.epochs = 20;
  options.umap.n_neighbors = 8;
  testing::Quiet one, three(3);
  Matrix points = testing::clouds(120, 6, 3, 0.05, 4);
  const Embedding map = embed(points, options, one.execution());
  const MapParts parts = map_parts(map, one.execution());
  ASSERT_EQ(parts.part.size(), 120U);
  for (std::size_t i = 0; i < 120; ++i) EXPECT_EQ(parts.part[i], static_cast<std::int32_t>(i % 3));
  EXPECT_EQ(map_parts(map, three.execution()).part, parts.part);
  options.method = Method::pca;
  EXPECT_TRUE(map_parts(embed(points, options, one.execution()), one.execution()).part.empty());
}

// Of six hundred points five lie off: near the part that they join they do; far from it they stay apart, or
// the hull around both would cover the empty room between.
TEST(SmallParts, JoinWhatIsNearAndStayPartsWhereNothingIs) {
  const auto joined = [](double away) {
    std::vector<std::int32_t> part(600, 0);
    for (std::size_t i = 0; i < 5; ++i) part[i] = 1;
    join_small(
        1,
        [&](std::int32_t) {
          return NextPart{0, away * away};
        },
        part);
    return part.front();
  };
  EXPECT_EQ(joined(2.9), 0);
  EXPECT_EQ(joined(3.1), 1);
}

TEST(SmallParts, JoinWhateverIsNextWhereTheyAreMany) {
  std::vector<std::int32_t> part(600, 0);
  for (std::size_t i = 0; i < 60; ++i) part[i] = static_cast<std::int32_t>(i) + 1;
  join_small(
      1,
      [](std::int32_t) {
        return NextPart{0, 100.};
      },
      part);
  EXPECT_EQ(std::set<std::int32_t>(part.begin(), part.end()).size(), 40U);
}

}  // namespace
}  // namespace rssviz::embed
