#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "core/error.h"
#include "render/raster/blitter.h"

namespace rssviz::render {
namespace {

constexpr std::uint32_t kWhite = 0xFFFFFFFF;
constexpr Color kBlack{0, 0, 0, 1.0};

// Ink in pixels and its centre, from black drawn on white.
struct InkSum {
  double area{0}, x{0}, y{0};
};

InkSum ink_of(const PixelBuffer& picture) {
  InkSum sum;
  for (int y = 0; y < picture.height(); ++y)
    for (int x = 0; x < picture.width(); ++x) {
      const double ink = 1 - (picture.row(y)[x] & 255) / 255.0;
      sum.area += ink;
      sum.x += ink * (x + .5);
      sum.y += ink * (y + .5);
    }
  sum.x /= sum.area;
  sum.y /= sum.area;
  return sum;
}

InkSum drawn(Point at, const MarkerLook& look) {
  PixelBuffer picture(64, 64, kWhite);
  PointBlitter().draw(picture, picture.bounds(), at, look, kBlack);
  return ink_of(picture);
}

TEST(Blitter, DiscCoversItsArea) {
  for (const double radius : {1.0, 1.5, 2.25, 4.0, 7.0, 20.0}) {
    const double area = std::numbers::pi * radius * radius;
    EXPECT_NEAR(drawn({32.1, 31.7}, {.radius_px = radius}).area, area, .004 * area + .02) << radius;
  }
}

// A ring's middle line has .85 of the radius and is .42 wide.
TEST(Blitter, RingCoversItsArea) {
  const InkSum ink = drawn({32.1, 31.7}, {.shape = MarkerShape::ring, .radius_px = 10});
  EXPECT_NEAR(ink.area, 2 * std::numbers::pi * 8.5 * 4.2, 1);
}

TEST(Blitter, PolygonsCoverTheirAreas) {
  const auto area = [](MarkerShape shape) { return drawn({32, 32}, {.shape = shape, .radius_px = 10}).area; };
  EXPECT_NEAR(area(MarkerShape::square), 2 * 12.5 * 12.5, 2);
  EXPECT_NEAR(area(MarkerShape::diamond), 2 * 13 * 13, 2);
  EXPECT_NEAR(area(MarkerShape::triangle), .75 * std::sqrt(3.0) * 13 * 13, 2);
  EXPECT_NEAR(area(MarkerShape::star), 5 * 15 * 6.3 * std::sin(std::numbers::pi / 5), 2);
  // Two strokes with round ends less the square that they share.
  const double round_end = std::numbers::pi * 2.1 * 2.1;
  EXPECT_NEAR(area(MarkerShape::plus), 2 * (22 * 4.2 + round_end) - 4.2 * 4.2, 2);
  EXPECT_NEAR(area(MarkerShape::cross), 2 * (17 * std::sqrt(2.0) * 4.2 + round_end) - 4.2 * 4.2, 2);
}

TEST(Blitter, SubPixelShiftMovesTheCentroid) {
  for (int i = 0; i < 32; ++i) {
    const Point at{30 + i / 16.0, 33 - i / 11.0};
    const InkSum ink = drawn(at, {.radius_px = 4});
    EXPECT_NEAR(ink.x, at.x, 1.0 / 16 + .01);
    EXPECT_NEAR(ink.y, at.y, 1.0 / 16 + .01);
  }
}

TEST(Blitter, StaysWithinItsClip) {
  PixelBuffer picture(64, 64, kWhite);
  const PixelRect clip{20, 24, 37, 41};
  PointBlitter blitter;
  for (const Point at : {Point{20, 30}, Point{37, 41}, Point{25, 24}, Point{36.9, 40.9}, Point{2, 2}})
    blitter.draw(picture, clip, at, {.radius_px = 6, .outline_px = 1, .outline = kBlack}, kBlack);
  std::size_t inside = 0;
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 64; ++x) {
      const bool in = x >= clip.x0 && x < clip.x1 && y >= clip.y0 && y < clip.y1;
      if (in)
        inside += picture.row(y)[x] != kWhite ? 1U : 0U;
      else
        ASSERT_EQ(picture.row(y)[x], kWhite) << x << " " << y;
    }
  EXPECT_GT(inside, 60U);
}

TEST(Blitter, AClippedDiscIsTheWholeOnesPart) {
  PixelBuffer whole(64, 64, kWhite), part(64, 64, kWhite);
  const PixelRect clip{29, 30, 34, 50};
  const MarkerLook look{.radius_px = 6};
  const Color color{0, 158, 115, .7};
  PointBlitter().draw(whole, whole.bounds(), {31.3, 32.9}, look, color);
  PointBlitter().draw(part, clip, {31.3, 32.9}, look, color);
  for (int y = clip.y0; y < clip.y1; ++y)
    for (int x = clip.x0; x < clip.x1; ++x) EXPECT_EQ(whole.row(y)[x], part.row(y)[x]);
}

TEST(Blitter, DrawsNothingAtPlacesThatAreNone) {
  PixelBuffer picture(16, 16, kWhite);
  PointBlitter blitter;
  const double nan = std::nan("");
  for (const Point at : {Point{nan, 3}, Point{3, nan}, Point{1e300, 3}, Point{-HUGE_VAL, 3}, Point{-900, 8}})
    blitter.draw(picture, picture.bounds(), at, {.radius_px = 3}, kBlack);
  blitter.draw(picture, picture.bounds(), {8, 8}, {.radius_px = 0}, kBlack);
  for (const std::uint32_t pixel : picture.pixels()) EXPECT_EQ(pixel, kWhite);
}

TEST(Blitter, BlendsByOpacity) {
  PixelBuffer picture(32, 32, 0xFF204060);
  PointBlitter().draw(picture, picture.bounds(), {16, 16}, {.radius_px = 8}, {200, 100, 0, .5});
  const std::uint32_t centre = picture.row(16)[16];
  EXPECT_NEAR(centre >> 16 & 255, (200 + 0x20) / 2, 1);
  EXPECT_NEAR(centre >> 8 & 255, (100 + 0x40) / 2, 1);
  EXPECT_NEAR(centre & 255, 0x60 / 2, 1);
  EXPECT_EQ(centre >> 24, 255U);
}

TEST(Blitter, OutlineLiesOnTheEdge) {
  PixelBuffer picture(32, 32, kWhite);
  PointBlitter().draw(picture, picture.bounds(), {16, 16},
                      {.radius_px = 8, .outline_px = 2, .outline = kBlack}, {230, 200, 0, 1});
  EXPECT_EQ(picture.row(16)[16], 0xFFE6C800);
  EXPECT_EQ(picture.row(16)[24] & 0xFFFFFF, 0U);  // 8 to 9 from the centre
  EXPECT_EQ(picture.row(16)[26], kWhite);
}

TEST(Blitter, WhatItDrewBeforeChangesNothing) {
  PixelBuffer fresh(64, 64, kWhite), used(64, 64, kWhite), scratch(64, 64, kWhite);
  PointBlitter old;
  for (int i = 0; i < 300; ++i)
    old.draw(scratch, scratch.bounds(), {i * .21, i * .17}, {.radius_px = 1.0 + i % 5}, kBlack);
  const MarkerLook look{.radius_px = 3};
  old.draw(used, used.bounds(), {20.3, 20.9}, look, kBlack);
  PointBlitter().draw(fresh, fresh.bounds(), {20.3, 20.9}, look, kBlack);
  EXPECT_TRUE(std::equal(fresh.pixels().begin(), fresh.pixels().end(), used.pixels().begin()));
}

TEST(Pixels, PremultipliesByOpacity) {
  EXPECT_EQ(premultiplied({255, 128, 0, 1.0}), 0xFFFF8000);
  EXPECT_EQ(premultiplied({255, 255, 255, 0}), 0U);
  EXPECT_EQ(premultiplied({200, 100, 50, .5}), 0x80643219);
}

TEST(Pixels, RefusesSizesOutOfRange) {
  EXPECT_THROW(PixelBuffer(0, 5), Error);
  EXPECT_THROW(PixelBuffer(5, 20000), Error);
}

}  // namespace
}  // namespace rssviz::render
