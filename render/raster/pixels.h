// A plain picture in memory: what Cairo's image canvas and the point blitter draw on and the film's colour
// conversion reads. One 32-bit word a pixel, 0xAARRGGBB with premultiplied colours (bytes B G R A on
// little-endian machines), which is Cairo's ARGB32. A value; one thread at a time may write.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "render/figure/color.h"

namespace rssviz::render {

// A half-open rectangle of pixels: x0 <= x < x1, y0 <= y < y1.
struct PixelRect {
  int x0{0}, y0{0}, x1{0}, y1{0};

  bool empty() const { return x0 >= x1 || y0 >= y1; }
  friend bool operator==(const PixelRect&, const PixelRect&) = default;
};

inline PixelRect intersection(const PixelRect& a, const PixelRect& b) {
  return {std::max(a.x0, b.x0), std::max(a.y0, b.y0), std::min(a.x1, b.x1), std::min(a.y1, b.y1)};
}

class PixelBuffer {
 public:
  PixelBuffer() = default;
  // Throws Error{usage} where a side is below 1 or above 16384.
  PixelBuffer(int width, int height, std::uint32_t fill = 0);

  int width() const { return width_; }
  int height() const { return height_; }
  int stride_bytes() const { return width_ * 4; }
  PixelRect bounds() const { return {0, 0, width_, height_}; }
  std::uint32_t* row(int y) { return pixels_.data() + offset(y); }
  const std::uint32_t* row(int y) const { return pixels_.data() + offset(y); }
  std::span<std::uint32_t> pixels() { return pixels_; }
  std::span<const std::uint32_t> pixels() const { return pixels_; }
  unsigned char* bytes() { return reinterpret_cast<unsigned char*>(pixels_.data()); }

 private:
  std::size_t offset(int y) const { return static_cast<std::size_t>(y) * static_cast<std::size_t>(width_); }

  int width_ = 0;
  int height_ = 0;
  std::vector<std::uint32_t> pixels_;
};

// The premultiplied word of a colour.
std::uint32_t premultiplied(const Color& color);
// Copies `part` (clipped to both) of `source` to the same place in `target`; sizes must be equal.
void copy_pixels(const PixelBuffer& source, const PixelRect& part, PixelBuffer& target);

}  // namespace rssviz::render
