#include "render/video/deep_yuv.h"

#include <algorithm>
#include <array>
#include <string>

#include "core/error.h"

namespace rssviz::render {
namespace {

constexpr int kBits = 20;

constexpr std::int64_t fixed(double value) {
  const double scaled = value * (1 << kBits);
  return static_cast<std::int64_t>(scaled < 0 ? scaled - .5 : scaled + .5);
}

// BT.709-6, items 3.2 to 3.4, with the levels of 10 bits: 64 + 876 Y' and 512 + 896 C.
constexpr double kRed = .2126, kGreen = .7152, kBlue = .0722;
constexpr std::array<std::int64_t, 3> kLuma{fixed(kRed * 876 / 255), fixed(kGreen * 876 / 255),
                                            fixed(kBlue * 876 / 255)};
constexpr double kToCb = 896 / 255. / 1.8556, kToCr = 896 / 255. / 1.5748;
constexpr std::int64_t kCbRed = fixed(-kRed * kToCb), kCbGreen = fixed(-kGreen * kToCb);
constexpr std::int64_t kCrGreen = fixed(-kGreen * kToCr), kCrBlue = fixed(-kBlue * kToCr);
// What is left over, so that greys have no colour.
constexpr std::array<std::int64_t, 3> kCb{kCbRed, kCbGreen, -kCbRed - kCbGreen};
constexpr std::array<std::int64_t, 3> kCr{-kCrGreen - kCrBlue, kCrGreen, kCrBlue};

using Channels = std::array<std::int64_t, 3>;  // red, green, blue

Channels channels(std::uint32_t pixel) { return {(pixel >> 16) & 255, (pixel >> 8) & 255, pixel & 255}; }

std::uint16_t level(const std::array<std::int64_t, 3>& weights, const Channels& from, int shift,
                    std::int64_t offset) {
  const std::int64_t sum = weights[0] * from[0] + weights[1] * from[1] + weights[2] * from[2];
  return static_cast<std::uint16_t>((sum + (offset << shift) + (std::int64_t{1} << (shift - 1))) >> shift);
}

}  // namespace

void convert_to_deep_yuv(const PixelBuffer& source, DeepYuvFrame& target) {
  if (source.width() % 2 != 0)
    fail(ErrorKind::usage,
         "a picture " + std::to_string(source.width()) + " pixels wide has no 4:2:2 colour");
  const auto width = static_cast<std::size_t>(source.width()),
             height = static_cast<std::size_t>(source.height());
  target.width = source.width();
  target.height = source.height();
  target.y.resize(width * height);
  target.cb.resize(width / 2 * height);
  target.cr.resize(width / 2 * height);
  for (std::size_t row = 0; row < height; ++row) {
    const std::uint32_t* const pixels = source.row(static_cast<int>(row));
    for (std::size_t x = 0; x < width; ++x)
      target.y[row * width + x] = level(kLuma, channels(pixels[x]), kBits, 64);
    for (std::size_t x = 0; x < width; x += 2) {
      const Channels left = channels(pixels[x == 0 ? 0 : x - 1]), here = channels(pixels[x]),
                     right = channels(pixels[x + 1]);
      Channels sum{};
      for (std::size_t c = 0; c < 3; ++c) sum[c] = left[c] + 2 * here[c] + right[c];
      // Four weights add up in a sample.
      target.cb[(row * width + x) / 2] = level(kCb, sum, kBits + 2, 512);
      target.cr[(row * width + x) / 2] = level(kCr, sum, kBits + 2, 512);
    }
  }
}

}  // namespace rssviz::render
