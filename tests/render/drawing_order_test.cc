// Which dots hide which in what is really painted: no class lies over another but by chance.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "core/rng.h"
#include "render/cairo/text_engine.h"
#include "render/canvas/dot_groups.h"
#include "render/canvas/draw.h"
#include "render/canvas/point_order.h"
#include "render/figure/palette.h"
#include "render/film/film.h"
#include "render/film/scene.h"
#include "render/layout/layout.h"
#include "tests/render/painted_dots.h"

namespace rssviz::render {
namespace {

using testing::Painted;
using testing::PaintedDots;

constexpr std::size_t kClasses = 4;

// Crowded heaps in which the classes are mixed evenly; class k has k + 1 of 10 dots.
Points crowd(std::size_t count) {
  Rng rng(5, "test crowd");
  Points points{.radius_pt = 2};
  const auto& palette = categorical_palette("okabe-ito");
  for (std::size_t i = 0; i < count; ++i) {
    const double heap = static_cast<double>(rng.below(6));
    points.at.push_back({0.17 + 0.13 * heap + 0.03 * rng.normal(), 0.5 + 0.06 * rng.normal()});
    const std::array<std::size_t, 10> classes{0, 1, 1, 2, 2, 2, 3, 3, 3, 3};
    points.colors.push_back(palette[classes[rng.below(10)]]);
  }
  return points;
}

Figure map_of(Points points) {
  Figure figure;
  Panel panel{.kind = PanelKind::map, .limits = std::pair{Point{0, 0}, Point{1, 1}}};
  panel.marks.emplace_back(std::move(points));
  figure.panels.push_back(std::move(panel));
  return figure;
}

PlacedFigure placed(Figure figure) {
  const TextEngine engine;
  return lay_out(std::move(figure), engine);
}

struct Shares {
  std::array<double, kClasses> hidden{};
  std::array<double, kClasses> count{};
};

std::size_t class_of(const Color& color) {
  const auto& palette = categorical_palette("okabe-ito");
  for (std::size_t k = 0; k < kClasses; ++k)
    if (same_hue(palette[k], color)) return k;
  return kClasses;
}

// The dots that cover each dot's centre, itself among them.
std::vector<std::vector<std::size_t>> covers_of(const std::vector<Point>& at, double radius) {
  std::vector<std::vector<std::size_t>> covers(at.size());
  for (std::size_t i = 0; i < at.size(); ++i)
    for (std::size_t j = 0; j < at.size(); ++j)
      if (std::hypot(at[i].x - at[j].x, at[i].y - at[j].y) < radius) covers[i].push_back(j);
  return covers;
}

// Per class, the share of dots on whose centre a dot of another class is seen, where rank says which dot
// was painted later.
std::array<double, kClasses> hidden_shares(const std::vector<std::vector<std::size_t>>& covers,
                                           const std::vector<std::size_t>& classes,
                                           const std::vector<std::size_t>& rank) {
  Shares shares;
  for (std::size_t i = 0; i < classes.size(); ++i) {
    const std::size_t seen = *std::max_element(
        covers[i].begin(), covers[i].end(), [&](std::size_t a, std::size_t b) { return rank[a] < rank[b]; });
    shares.count[classes[i]] += 1;
    shares.hidden[classes[i]] += classes[seen] != classes[i] ? 1 : 0;
  }
  for (std::size_t k = 0; k < kClasses; ++k) shares.hidden[k] /= shares.count[k];
  return shares.hidden;
}

// Mean and standard deviation of the same over random permutations of the dots.
struct Expected {
  std::array<double, kClasses> mean{}, deviation{};
};

Expected over_permutations(const std::vector<std::vector<std::size_t>>& covers,
                           const std::vector<std::size_t>& classes) {
  constexpr int kPermutations = 200;
  Rng rng(9, "test permutations");
  std::vector<std::size_t> rank(classes.size());
  std::iota(rank.begin(), rank.end(), std::size_t{0});
  Expected expected;
  for (int p = 0; p < kPermutations; ++p) {
    rng.shuffle(std::span(rank));
    const auto shares = hidden_shares(covers, classes, rank);
    for (std::size_t k = 0; k < kClasses; ++k) {
      expected.mean[k] += shares[k] / kPermutations;
      expected.deviation[k] += shares[k] * shares[k] / kPermutations;
    }
  }
  for (std::size_t k = 0; k < kClasses; ++k)
    expected.deviation[k] = std::sqrt(expected.deviation[k] - expected.mean[k] * expected.mean[k]);
  return expected;
}

// Holds the painted dots against the expectation: each class within four standard deviations.
void expect_hidden_by_chance(const std::vector<Painted>& dots) {
  std::vector<Point> at;
  std::vector<std::size_t> classes, rank;
  for (const Painted& dot : dots) {
    at.push_back(dot.at);
    classes.push_back(class_of(dot.color));
    rank.push_back(dot.path);
    ASSERT_LT(classes.back(), kClasses);
  }
  const auto covers = covers_of(at, dots.front().radius);
  const Expected expected = over_permutations(covers, classes);
  const auto shares = hidden_shares(covers, classes, rank);
  for (std::size_t k = 0; k < kClasses; ++k) {
    EXPECT_NEAR(shares[k], expected.mean[k], 4 * expected.deviation[k]) << "class " << k;
    EXPECT_LT(expected.deviation[k], 0.05);
    EXPECT_GT(expected.mean[k], 0.2);
  }
}

TEST(DrawingOrder, NoClassIsHiddenMoreThanByChanceInAnyWayOfWritingPoints) {
  const PlacedFigure figure = placed(map_of(crowd(2000)));
  for (const PointsMode mode : {PointsMode::exact, PointsMode::compact, PointsMode::raster})
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      PaintedDots canvas;
      draw(figure, canvas, {.points = mode, .seed = seed});
      ASSERT_EQ(canvas.dots.size(), 2000U);
      EXPECT_EQ(canvas.layers, mode == PointsMode::raster ? 1 : 0);
      expect_hidden_by_chance(canvas.dots);
    }
}

// Not one class of a shape over all of another, either.
TEST(DrawingOrder, ShapesAreMixedAsColoursAre) {
  Points points = crowd(2000);
  for (const Color& color : points.colors)
    points.shapes.push_back(class_of(color) % 2 == 0 ? MarkerShape::circle : MarkerShape::square);
  PaintedDots canvas;
  draw(placed(map_of(std::move(points))), canvas);
  const auto squares = static_cast<std::size_t>(std::count_if(
      canvas.dots.begin(), canvas.dots.end(), [](const Painted& dot) { return dot.corners == 4; }));
  EXPECT_GT(squares, 500U);
  EXPECT_LT(squares, 1500U);
  for (Painted& dot : canvas.dots) dot.radius = 2;
  expect_hidden_by_chance(canvas.dots);
}

// Sharing paths leaves the picture of dots that are painted one by one.
TEST(DrawingOrder, DotsThatOverlapArePaintedInTheirRandomOrder) {
  for (const double alpha : {1.0, 0.5}) {
    Points points = crowd(1500);
    for (Color& color : points.colors) color.alpha = alpha;
    const PlacedFigure figure = placed(map_of(points));
    PaintedDots canvas;
    draw(figure, canvas);
    std::map<std::pair<double, double>, std::size_t> path_at;
    for (const Painted& dot : canvas.dots) path_at[{dot.at.x, dot.at.y}] = dot.path;
    std::vector<Point> at;
    std::vector<std::size_t> path;
    std::vector<Color> colors;
    for (const std::uint32_t i : random_order(1500, 1, 0)) {
      at.push_back(figure.panels[0].page_from_data(points.at[i]));
      path.push_back(path_at.at({at.back().x, at.back().y}));
      colors.push_back(points.colors[i]);
    }
    std::size_t wrong = 0, overlaps = 0;
    for (std::size_t i = 0; i < at.size(); ++i)
      for (std::size_t j = i + 1; j < at.size(); ++j) {
        if (std::hypot(at[i].x - at[j].x, at[i].y - at[j].y) >= 4) continue;
        ++overlaps;
        const bool unseen = alpha >= 1 && same_hue(colors[i], colors[j]);
        wrong += unseen ? path[i] > path[j] : path[i] >= path[j];
      }
    EXPECT_EQ(wrong, 0U);
    EXPECT_GT(overlaps, 2000U);
    EXPECT_LT(canvas.paths, 500U) << "paths are shared";
  }
}

TEST(DrawingOrder, EveryPlaceInTheOrderIsEquallyLikely) {
  std::array<double, 10> sum{};
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    const std::vector<std::uint32_t> order = random_order(10, seed, 3);
    EXPECT_EQ(std::set<std::uint32_t>(order.begin(), order.end()).size(), 10U);
    for (std::size_t place = 0; place < 10; ++place) sum[order[place]] += static_cast<double>(place);
  }
  // Standard error of a mean place: sqrt(8.25 / 2000) = .064.
  for (const double total : sum) EXPECT_NEAR(total / 2000, 4.5, 0.26);
}

TEST(DrawingOrder, PointsKeepTheirOrderWhenOthersComeOrGo) {
  const std::vector<std::uint32_t> many = random_order(500, 1, 0);
  std::vector<std::uint32_t> early;
  std::copy_if(many.begin(), many.end(), std::back_inserter(early), [](std::uint32_t i) { return i < 320; });
  EXPECT_EQ(early, random_order(320, 1, 0));
  EXPECT_NE(early, random_order(320, 2, 0));
  EXPECT_NE(early, random_order(320, 1, 1));
}

TEST(CoincidingPoints, ArePiesOfTheirClasses) {
  const auto& palette = categorical_palette("okabe-ito");
  Points points{
      .at = {{.2, .2}, {.5, .5}, {.5, .5}, {.8, .8}, {.5, .5}, {.5, .5}, {.8, .8}},
      .colors = {palette[0], palette[1], palette[2], palette[0], palette[1], palette[1], palette[0]}};
  const std::vector<std::uint32_t> order = random_order(7, 1, 0);
  const PointOrder made = point_order(points, order);
  ASSERT_EQ(made.pies.size(), 1U) << "points of one colour at one place stay what they are";
  EXPECT_EQ(made.drawn.size(), 4U);
  const Pie& pie = made.pies.front();
  ASSERT_EQ(pie.wedges.size(), 2U);
  EXPECT_TRUE(same_hue(pie.wedges[0].color, palette[1]));
  EXPECT_TRUE(same_hue(pie.wedges[1].color, palette[2]));
  EXPECT_DOUBLE_EQ(pie.wedges[1].from, .75);
  EXPECT_DOUBLE_EQ(pie.radius_pt, 1.25 * points.radius_pt);
  points.keep_order = true;
  EXPECT_TRUE(point_order(points, order).pies.empty());
}

TEST(CoincidingPoints, LetThroughWhatTheirDotsLetThroughUnlessTheyArePartsOfOne) {
  const auto& palette = categorical_palette("okabe-ito");
  Points points{.at = {{.5, .5}, {.5, .5}},
                .colors = {with_alpha(palette[1], .5), with_alpha(palette[2], .5)}};
  const std::vector<std::uint32_t> order = random_order(2, 1, 0);
  EXPECT_DOUBLE_EQ(point_order(points, order).pies[0].wedges[0].color.alpha, .75);
  points.weights = {3, 1};
  const Pie pie = point_order(points, order).pies[0];
  EXPECT_DOUBLE_EQ(pie.wedges[0].color.alpha, .5);
  EXPECT_DOUBLE_EQ(pie.wedges[0].to, .75);
  EXPECT_DOUBLE_EQ(pie.wedges[1].from, .75);
}

// A pie's sectors at the places where they belong, in a still and in a film.
TEST(CoincidingPoints, LookAlikeInStillAndFilm) {
  const auto& palette = categorical_palette("okabe-ito");
  Points points{.at = {{.5, .5}, {.5, .5}, {.5, .5}, {.5, .5}},
                .colors = {palette[0], palette[1], palette[2], palette[2]},
                .radius_pt = 40};
  Figure figure = map_of({});
  figure.width_pt = 400;
  Animation film{.frames = 1, .still = figure, .moving_at = [&](std::size_t) {
                   return Frame{.panels = {{0, {points}, {}}}};
                 }};
  const Scene scene(figure, 400, 400);
  const PixelBuffer moving = frame_pixels(film, 0, {.width = 400, .height = 400});
  figure.panels[0].marks = {points};
  const Scene painted(figure, 400, 400);
  const Point middle = scene.pixel_from_data(0, {.5, .5});
  const auto expect_at = [&](double right, double down, const Color& color) {
    for (const PixelBuffer* picture : {&moving, &painted.still()}) {
      const auto x = static_cast<int>(middle.x + right), y = static_cast<int>(middle.y + down);
      EXPECT_EQ(picture->row(y)[x] & 0xFFFFFF, premultiplied(color) & 0xFFFFFF) << right << " " << down;
    }
  };
  const double r = 25 * scene.pixels_per_point() / 1.5;
  expect_at(r, -r, palette[0]);
  expect_at(r, r, palette[1]);
  expect_at(-r, r, palette[2]);
  expect_at(-r, -r, palette[2]);
}

// What is seen at the dots' centres in a film's frame, against the same expectation.
TEST(DrawingOrder, FilmsMixTheClassesToo) {
  const Points points = crowd(2000);
  const Figure figure = map_of({});
  const Animation film{.frames = 1, .still = figure, .moving_at = [&](std::size_t) {
                         return Frame{.panels = {{0, {points}, {}}}};
                       }};
  const PixelBuffer picture = frame_pixels(film, 0, {.width = 1600, .height = 1600});
  const Scene scene(figure, 1600, 1600);
  std::vector<Point> at;
  std::vector<std::size_t> classes;
  Shares shares;
  for (std::size_t i = 0; i < points.at.size(); ++i) {
    at.push_back(scene.pixel_from_data(0, points.at[i]));
    classes.push_back(class_of(points.colors[i]));
    const std::uint32_t seen =
        picture.row(static_cast<int>(at.back().y))[static_cast<int>(at.back().x)] & 0xFFFFFF;
    shares.count[classes.back()] += 1;
    shares.hidden[classes.back()] += seen != (premultiplied(points.colors[i]) & 0xFFFFFF) ? 1 : 0;
  }
  const Expected expected = over_permutations(covers_of(at, 2 * scene.pixels_per_point()), classes);
  for (std::size_t k = 0; k < kClasses; ++k)  // pixels on an edge have colours of no class
    EXPECT_NEAR(shares.hidden[k] / shares.count[k], expected.mean[k], 4 * expected.deviation[k] + 0.04) << k;
}

}  // namespace
}  // namespace rssviz::render
