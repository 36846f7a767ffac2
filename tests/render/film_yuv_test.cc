#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "core/rng.h"
#include "render/video/yuv.h"

namespace rssviz::render {
namespace {

struct Exact {
  double y, cb, cr;
};

// ITU-R BT.709-6 in doubles, before rounding.
Exact bt709(double red, double green, double blue) {
  const double luma = .2126 * red + .7152 * green + .0722 * blue;
  return {16 + 219 * luma / 255, 128 + 224 * (blue - luma) / 1.8556 / 255,
          128 + 224 * (red - luma) / 1.5748 / 255};
}

std::uint32_t word(std::uint32_t red, std::uint32_t green, std::uint32_t blue) {
  return 0xFF000000U | red << 16 | green << 8 | blue;
}

YuvFrame converted(const PixelBuffer& picture) {
  YuvFrame frame;
  convert_to_yuv(picture, frame);
  return frame;
}

TEST(Yuv, KnownColours) {
  struct Known {
    std::uint32_t color;
    int y, cb, cr;
  };
  // White, black, the greys between and Okabe-Ito's bluish green.
  for (const Known& known :
       {Known{0xFFFFFFFF, 235, 128, 128}, Known{0xFF000000, 16, 128, 128}, Known{0xFF808080, 126, 128, 128},
        Known{0xFF009E73, 120, 125, 60}, Known{0xFFFF0000, 63, 102, 240}, Known{0xFF0000FF, 32, 240, 118}}) {
    const YuvFrame frame = converted(PixelBuffer(16, 4, known.color));
    EXPECT_TRUE(std::all_of(frame.y.begin(), frame.y.end(), [&](int v) { return v == known.y; }));
    EXPECT_TRUE(std::all_of(frame.cb.begin(), frame.cb.end(), [&](int v) { return v == known.cb; }))
        << int{frame.cb[0]};
    EXPECT_TRUE(std::all_of(frame.cr.begin(), frame.cr.end(), [&](int v) { return v == known.cr; }))
        << int{frame.cr[0]};
  }
}

TEST(Yuv, EachColourIsTheExactOneRounded) {
  // Every third red with every green and blue: 5.6 million colours.
  constexpr double kTolerance = .5 + 2e-4;  // rounding, and 22 (20) fractional bits of the coefficients
  PixelBuffer row(512, 2);
  for (std::uint32_t red = 0; red < 256; red += 3)
    for (std::uint32_t green = 0; green < 256; ++green) {
      for (std::uint32_t i = 0; i < 512; ++i) row.row(0)[i] = row.row(1)[i] = word(red, green, i / 2);
      const YuvFrame frame = converted(row);
      for (std::uint32_t blue = 0; blue < 256; ++blue) {
        const Exact exact = bt709(red, green, blue);
        ASSERT_NEAR(frame.y[2 * blue], exact.y, kTolerance);
        ASSERT_NEAR(frame.y[2 * blue + 1 + 512], exact.y, kTolerance);
      }
    }
}

// The chroma of column 2i is centred there: weights 1 2 1 over columns 2i - 1 .. 2i + 1 and both rows.
TEST(Yuv, ChromaIsSitedAtTheLeft) {
  constexpr int kWidth = 46, kHeight = 8;
  Rng rng(1, "yuv test");
  PixelBuffer picture(kWidth, kHeight);
  for (std::uint32_t& pixel : picture.pixels())
    pixel = 0xFF000000U | static_cast<std::uint32_t>(rng.below(1U << 24));
  const YuvFrame frame = converted(picture);
  for (int y = 0; y < kHeight / 2; ++y)
    for (int x = 0; x < kWidth / 2; ++x) {
      double sum[3] = {0, 0, 0};
      for (int dy = 0; dy < 2; ++dy)
        for (int dx = -1; dx <= 1; ++dx) {
          const std::uint32_t pixel = picture.row(2 * y + dy)[std::max(0, 2 * x + dx)];
          const double weight = (dx == 0 ? 2 : 1) / 8.0;
          sum[0] += weight * (pixel >> 16 & 255);
          sum[1] += weight * (pixel >> 8 & 255);
          sum[2] += weight * (pixel & 255);
        }
      const Exact exact = bt709(sum[0], sum[1], sum[2]);
      const auto at = static_cast<std::size_t>(y * kWidth / 2 + x);
      EXPECT_NEAR(frame.cb[at], exact.cb, .501);
      EXPECT_NEAR(frame.cr[at], exact.cr, .501);
    }
}

TEST(Yuv, RefusesOddSizes) {
  EXPECT_THROW(converted(PixelBuffer(15, 4)), Error);
  EXPECT_THROW(converted(PixelBuffer(16, 5)), Error);
}

}  // namespace
}  // namespace rssviz::render
