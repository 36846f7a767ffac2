// Frames for editing: planar Y'CbCr 4:2:2 after ITU-R BT.709-6 with 10 bits a sample, limited range (Y 64 ..
// 940, Cb and Cr 64 .. 960), chroma at the left of each pair of columns, weights 1 2 1. Integer arithmetic:
// any machine gives the same bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "render/raster/pixels.h"

namespace rssviz::render {

struct DeepYuvFrame {
  int width{0};  // even
  int height{0};
  std::vector<std::uint16_t> y{};   // height x width
  std::vector<std::uint16_t> cb{};  // height x width / 2
  std::vector<std::uint16_t> cr{};
};

// Converts the whole of `source` (opaque) into `target`, which is resized to fit. Throws Error{usage} where
// the width is odd.
void convert_to_deep_yuv(const PixelBuffer& source, DeepYuvFrame& target);

}  // namespace rssviz::render
