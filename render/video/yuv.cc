#include "render/video/yuv.h"

#include <algorithm>
#include <string>

#include "core/error.h"

namespace rssviz::render {
namespace {

// BT.709-6, items 3.2 to 3.4: Y' = .2126 R' + .7152 G' + .0722 B', Cb = (B' - Y') / 1.8556,
// Cr = (R' - Y') / 1.5748; levels 16 + 219 Y' and 128 + 224 C.
constexpr double kRed = .2126;
constexpr double kGreen = .7152;
constexpr double kBlue = .0722;

constexpr int kLumaBits = 22;  // 219 << 22 and 224 << 20 times the eight weights stay below 2^31
constexpr int kChromaBits = 20;

constexpr std::int32_t fixed(double value, int bits) {
  const double scaled = value * static_cast<double>(1 << bits);
  return static_cast<std::int32_t>(scaled < 0 ? scaled - .5 : scaled + .5);
}

constexpr std::int32_t luma(double weight) { return fixed(weight * 219 / 255, kLumaBits); }
// Eight weights add up in a chroma sample: they are divided by here.
constexpr std::int32_t chroma(double weight) { return fixed(weight * 224 / 255 / 8, kChromaBits); }

constexpr std::int32_t kYRed = luma(kRed), kYGreen = luma(kGreen), kYBlue = luma(kBlue);
constexpr std::int32_t kCbRed = chroma(-kRed / 1.8556), kCbGreen = chroma(-kGreen / 1.8556);
constexpr std::int32_t kCbBlue = -kCbRed - kCbGreen;  // so that greys have no colour
constexpr std::int32_t kCrGreen = chroma(-kGreen / 1.5748), kCrBlue = chroma(-kBlue / 1.5748);
constexpr std::int32_t kCrRed = -kCrGreen - kCrBlue;
constexpr std::int32_t kYOffset = (16 << kLumaBits) + (1 << (kLumaBits - 1));
constexpr std::int32_t kChromaOffset = (128 << kChromaBits) + (1 << (kChromaBits - 1));

void convert_luma_row(const std::uint32_t* pixels, std::size_t width, std::uint8_t* out) {
  for (std::size_t x = 0; x < width; ++x) {
    const auto word = static_cast<std::int32_t>(pixels[x]);
    const std::int32_t red = (word >> 16) & 255;
    const std::int32_t green = (word >> 8) & 255;
    const std::int32_t blue = word & 255;
    out[x] =
        static_cast<std::uint8_t>((red * kYRed + green * kYGreen + blue * kYBlue + kYOffset) >> kLumaBits);
  }
}

// One channel of two rows of pixels added up, with the first column once more in front: the chroma sample of
// columns 2i reads 2i - 1 .. 2i + 1.
struct RowPair {
  explicit RowPair(std::size_t width) : red(width + 1), green(width + 1), blue(width + 1) {}
  std::vector<std::int32_t> red, green, blue;

  void add_up(const std::uint32_t* upper, const std::uint32_t* lower, std::size_t width) {
    for (std::size_t x = 0; x < width; ++x) {
      const std::uint32_t a = upper[x];
      const std::uint32_t b = lower[x];
      red[x + 1] = static_cast<std::int32_t>(((a >> 16) & 255) + ((b >> 16) & 255));
      green[x + 1] = static_cast<std::int32_t>(((a >> 8) & 255) + ((b >> 8) & 255));
      blue[x + 1] = static_cast<std::int32_t>((a & 255) + (b & 255));
    }
    red[0] = red[1];
    green[0] = green[1];
    blue[0] = blue[1];
  }
};

void convert_chroma_row(const RowPair& pair, std::size_t width, std::uint8_t* cb, std::uint8_t* cr) {
  const std::int32_t* const r = pair.red.data();
  const std::int32_t* const g = pair.green.data();
  const std::int32_t* const b = pair.blue.data();
  for (std::size_t i = 0; i < width / 2; ++i) {
    const std::size_t x = 2 * i;
    const std::int32_t red = r[x] + 2 * r[x + 1] + r[x + 2];
    const std::int32_t green = g[x] + 2 * g[x + 1] + g[x + 2];
    const std::int32_t blue = b[x] + 2 * b[x + 1] + b[x + 2];
    cb[i] = static_cast<std::uint8_t>((red * kCbRed + green * kCbGreen + blue * kCbBlue + kChromaOffset) >>
                                      kChromaBits);
    cr[i] = static_cast<std::uint8_t>((red * kCrRed + green * kCrGreen + blue * kCrBlue + kChromaOffset) >>
                                      kChromaBits);
  }
}

}  // namespace

void convert_to_yuv(const PixelBuffer& source, YuvFrame& target) {
  if (source.width() % 2 != 0 || source.height() % 2 != 0)
    fail(ErrorKind::usage, "a film's size " + std::to_string(source.width()) + " x " +
                               std::to_string(source.height()) + " must be even");
  target.width = source.width();
  target.height = source.height();
  const auto width = static_cast<std::size_t>(source.width());
  const auto height = static_cast<std::size_t>(source.height());
  target.y.resize(width * height);
  target.cb.resize(width * height / 4);
  target.cr.resize(width * height / 4);
  RowPair pair(width);
  for (std::size_t y = 0; y < height; y += 2) {
    const std::uint32_t* const upper = source.row(static_cast<int>(y));
    const std::uint32_t* const lower = source.row(static_cast<int>(y) + 1);
    convert_luma_row(upper, width, target.y.data() + y * width);
    convert_luma_row(lower, width, target.y.data() + (y + 1) * width);
    pair.add_up(upper, lower, width);
    const std::size_t half = y / 2 * (width / 2);
    convert_chroma_row(pair, width, target.cb.data() + half, target.cr.data() + half);
  }
}

}  // namespace rssviz::render
