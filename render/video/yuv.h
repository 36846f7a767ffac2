// From a picture's pixels to what a video encoder takes: planar Y'CbCr 4:2:0 after ITU-R BT.709-6, limited
// range (Y 16 .. 235, Cb and Cr 16 .. 240), chroma sited at the left (H.264's default): each chroma sample is
// centred on the even columns with weights 1 2 1, over two rows. Integer arithmetic with 20 fractional bits,
// so that a value differs from the exact one by no more than its rounding; any machine gives the same bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "render/raster/pixels.h"

namespace rssviz::render {

struct YuvFrame {
  int width{0};                    // even
  int height{0};                   // even
  std::vector<std::uint8_t> y{};   // height x width
  std::vector<std::uint8_t> cb{};  // height / 2 x width / 2
  std::vector<std::uint8_t> cr{};
};

// Converts the whole of `source` (opaque: its alpha is ignored) into `target`, which is resized to fit.
// Throws Error{usage} where a side is odd.
void convert_to_yuv(const PixelBuffer& source, YuvFrame& target);

}  // namespace rssviz::render
