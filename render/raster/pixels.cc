#include "render/raster/pixels.h"

#include <cmath>
#include <cstring>
#include <string>

#include "core/error.h"

namespace rssviz::render {
namespace {

constexpr int kLargestSide = 16384;

int checked_side(const char* name, int side) {
  if (side < 1 || side > kLargestSide)
    fail(ErrorKind::usage, std::string("a picture's ") + name + " = " + std::to_string(side) +
                               " pixels must lie in 1 .. " + std::to_string(kLargestSide));
  return side;
}

}  // namespace

PixelBuffer::PixelBuffer(int width, int height, std::uint32_t fill)
    : width_(checked_side("width", width)),
      height_(checked_side("height", height)),
      pixels_(static_cast<std::size_t>(width) * static_cast<std::size_t>(height), fill) {}

std::uint32_t premultiplied(const Color& color) {
  const double alpha = std::clamp(color.alpha, 0.0, 1.0);
  const auto word = [](double value) { return static_cast<std::uint32_t>(std::lround(value)); };
  return word(255 * alpha) << 24 | word(color.red * alpha) << 16 | word(color.green * alpha) << 8 |
         word(color.blue * alpha);
}

void copy_pixels(const PixelBuffer& source, const PixelRect& part, PixelBuffer& target) {
  if (source.bounds() != target.bounds())
    fail(ErrorKind::internal, "pixels copied between pictures of different sizes");
  const PixelRect rect = intersection(part, source.bounds());
  if (rect.empty()) return;
  const std::size_t bytes = static_cast<std::size_t>(rect.x1 - rect.x0) * sizeof(std::uint32_t);
  for (int y = rect.y0; y < rect.y1; ++y)
    std::memcpy(target.row(y) + rect.x0, source.row(y) + rect.x0, bytes);
}

}  // namespace rssviz::render
