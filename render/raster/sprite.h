// The coverage of one marker at one sub-pixel place: what share of each pixel lies under its ink.
// Inner pixels are found by the distance to the marker's edge, edge pixels by 16 x 16 samples each, so that
// the sum of a sprite is the marker's area. Values; a sprite depends on its key alone.
#pragma once

#include <compare>
#include <cstdint>
#include <vector>

#include "render/figure/marks.h"

namespace rssviz::render {

constexpr int kSubpixels = 8;  // places along each axis within a pixel

// Which ink of a marker, at which size (in 1/16 pixels, so that sprites are shared).
struct SpriteKey {
  MarkerShape shape{MarkerShape::circle};
  bool outline{false};  // the stroke along the edge instead of the shape
  int radius_16th{16};
  int stroke_16th{0};  // width of the outline; 0 for the shape itself
  // Of a circle, only the piece between two angles, clockwise from the top, in 1/64 turns (of a pie).
  int from_64th{0};
  int to_64th{64};

  friend auto operator<=>(const SpriteKey&, const SpriteKey&) = default;
};

struct Sprite {
  int left{0};   // of the first column, from the pixel that holds the centre
  int top{0};    // of the first row
  int width{0};  // in pixels; a multiple of kSpriteBlock, the excess being empty
  int height{0};
  std::vector<std::uint8_t> coverage{};  // height x width x 4: a pixel's coverage, once for each channel
};

constexpr int kSpriteBlock = 4;  // pixels that the blitter takes at a time

// The sprite whose centre lies at ((sub_x + .5) / kSubpixels, (sub_y + .5) / kSubpixels) of its pixel;
// sub_x, sub_y: 0 .. kSubpixels - 1.
Sprite make_sprite(const SpriteKey& key, int sub_x, int sub_y);

}  // namespace rssviz::render
