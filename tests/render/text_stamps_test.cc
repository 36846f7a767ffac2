// Words of films, blended from stamps, against the same words drawn by Cairo where they stand.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>

#include "render/cairo/image_canvas.h"
#include "render/film/text_stamps.h"

namespace rssviz::render {
namespace {

constexpr double kScale = 1.5;
constexpr std::uint32_t kPaper = 0xFFFFFFFF;

PlacedText word(const TextEngine& engine, double halo_pt) {
  PlacedText text;
  text.text = "orange";
  text.font = {14, true, false};
  text.color = {0, 114, 178, 1};
  text.halo_pt = halo_pt;
  text.extent = engine.measure(text.text, text.font);
  return text;
}

int largest_difference(const PixelBuffer& a, const PixelBuffer& b) {
  int largest = 0;
  for (std::size_t i = 0; i < a.pixels().size(); ++i)
    for (const int shift : {0, 8, 16, 24})
      largest = std::max(largest, std::abs(static_cast<int>((a.pixels()[i] >> shift) & 255) -
                                           static_cast<int>((b.pixels()[i] >> shift) & 255)));
  return largest;
}

}  // namespace

// Cairo sets letters on whole pixels, so that a place half-way between two may go either way: none is tried.
TEST(TextStamps, LookAsIfDrawnInPlaceAtQuartersOfAPixel) {
  TextEngine engine;
  for (const double halo : {0.0, 2.0})
    for (const Point at : {Point{20, 30}, Point{20.25, 30.25}, Point{31.75, 29.75}}) {
      PixelBuffer direct(160, 60, kPaper), stamped(160, 60, kPaper);
      const PlacedText text = word(engine, halo);
      {
        const auto canvas =
            make_image_canvas({direct.bytes(), 160, 60, direct.stride_bytes()}, kScale, engine);
        const Point baseline{at.x / kScale, at.y / kScale};
        if (halo > 0) canvas->text_halo(baseline, text.text, text.font, {255, 255, 255, .85}, halo);
        canvas->text(baseline, text.text, text.font, text.color);
      }
      TextStamps stamps(engine, kScale, {255, 255, 255, 1});
      stamps.draw(stamped, stamped.bounds(), at, text);
      EXPECT_NE(largest_difference(stamped, PixelBuffer(160, 60, kPaper)), 0);
      EXPECT_LE(largest_difference(direct, stamped), 3) << at.x << ", " << halo;
    }
}

TEST(TextStamps, AreTheSameWhateverWasDrawnBeforeAndStayInsideTheClip) {
  TextEngine engine;
  const PlacedText text = word(engine, 2);
  TextStamps fresh(engine, kScale, {255, 255, 255, 1}), used(engine, kScale, {255, 255, 255, 1});
  PixelBuffer scrap(160, 60, kPaper);
  for (int i = 0; i < 40; ++i) used.draw(scrap, scrap.bounds(), {20 + 0.13 * i, 30 - 0.21 * i}, text);
  PixelBuffer a(160, 60, 0xFF336699), b(160, 60, 0xFF336699);
  const PixelRect clip{40, 10, 60, 28};
  fresh.draw(a, clip, {20.4, 30.1}, text);
  used.draw(b, clip, {20.4, 30.1}, text);
  EXPECT_EQ(largest_difference(a, b), 0);
  for (int y = 0; y < 60; ++y)
    for (int x = 0; x < 160; ++x)
      if (x < clip.x0 || x >= clip.x1 || y < clip.y0 || y >= clip.y1) {
        ASSERT_EQ(a.row(y)[x], 0xFF336699U) << x << ", " << y;
      }
}

}  // namespace rssviz::render
