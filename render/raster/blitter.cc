#include "render/raster/blitter.h"

#include <algorithm>
#include <cmath>

namespace rssviz::render {
namespace {

constexpr double kLargestRadius = 512;  // pixels; a marker beyond it would cover the film
constexpr int kBlockBytes = kSpriteBlock * 4;

int in_16ths(double pixels) {
  return static_cast<int>(std::lround(std::clamp(pixels, 0.0, kLargestRadius) * 16));
}

// t / 255 rounded, exact for 0 <= t <= 255 * 255.
constexpr std::uint16_t over_255(std::uint16_t t) {
  const auto shifted = static_cast<std::uint16_t>(t + 128);
  return static_cast<std::uint16_t>((shifted + (shifted >> 8)) >> 8);
}

// One channel blended over another; `coverage` of the ink, whose opacity is `alpha` (255 = opaque).
std::uint8_t over(std::uint8_t ink, std::uint8_t below, std::uint8_t coverage, std::uint16_t alpha) {
  const std::uint16_t share = over_255(static_cast<std::uint16_t>(coverage * alpha));
  return static_cast<std::uint8_t>(over_255(static_cast<std::uint16_t>(ink * share + below * (255 - share))));
}

// The bytes of a block of pixels in one colour.
struct InkBlock {
  explicit InkBlock(const Color& color)
      : alpha(static_cast<std::uint16_t>(std::lround(255 * std::clamp(color.alpha, 0.0, 1.0)))) {
    for (int i = 0; i < kBlockBytes; i += 4) {
      bytes[i] = color.blue;
      bytes[i + 1] = color.green;
      bytes[i + 2] = color.red;
      bytes[i + 3] = 255;
    }
  }
  std::uint16_t alpha;
  std::uint8_t bytes[kBlockBytes];
};

void blend_row(std::uint8_t* pixels, const std::uint8_t* coverage, int bytes, const InkBlock& ink) {
  for (int x = 0; x < bytes; x += kBlockBytes)
    for (int i = 0; i < kBlockBytes; ++i)  // a fixed count, which the compiler turns into vector code
      pixels[x + i] = over(ink.bytes[i], pixels[x + i], coverage[x + i], ink.alpha);
}

void blend_row_clipped(std::uint8_t* pixels, const std::uint8_t* coverage, int first, int last,
                       const InkBlock& ink) {
  for (int i = first; i < last; ++i) pixels[i] = over(ink.bytes[i % 4], pixels[i], coverage[i], ink.alpha);
}

void blend_sprite(PixelBuffer& target, const PixelRect& clip, int left, int top, const Sprite& sprite,
                  const InkBlock& ink) {
  const PixelRect whole{left, top, left + sprite.width, top + sprite.height};
  const PixelRect part = intersection(whole, clip);
  if (part.empty()) return;
  const bool unclipped = part.x0 == whole.x0 && part.x1 == whole.x1;
  for (int y = part.y0; y < part.y1; ++y) {
    const std::uint8_t* const coverage =
        sprite.coverage.data() + static_cast<std::ptrdiff_t>(y - top) * sprite.width * 4;
    std::uint8_t* const row = target.bytes() + static_cast<std::ptrdiff_t>(y) * target.stride_bytes();
    if (unclipped)
      blend_row(row + static_cast<std::ptrdiff_t>(left) * 4, coverage, sprite.width * 4, ink);
    else
      blend_row_clipped(row + static_cast<std::ptrdiff_t>(part.x0) * 4,
                        coverage + static_cast<std::ptrdiff_t>(part.x0 - left) * 4, 0,
                        (part.x1 - part.x0) * 4, ink);
  }
}

}  // namespace

void PointBlitter::blend(PixelBuffer& target, const PixelRect& clip, Point centre, const SpriteKey& key,
                         const Color& color) {
  SpriteSet& set = sets_[key];
  const double column = std::floor(centre.x);
  const double row = std::floor(centre.y);
  const auto sub = [](double share) {
    return std::min(static_cast<int>(share * kSubpixels), kSubpixels - 1);
  };
  const int sub_x = sub(centre.x - column);
  const int sub_y = sub(centre.y - row);
  std::unique_ptr<const Sprite>& sprite = set[static_cast<std::size_t>(sub_y * kSubpixels + sub_x)];
  if (!sprite) sprite = std::make_unique<const Sprite>(make_sprite(key, sub_x, sub_y));
  blend_sprite(target, clip, static_cast<int>(column) + sprite->left, static_cast<int>(row) + sprite->top,
               *sprite, InkBlock(color));
}

void PointBlitter::draw(PixelBuffer& target, const PixelRect& clip, Point centre, const MarkerLook& look,
                        const Color& fill) {
  const double margin = 2 * kLargestRadius;
  if (!(centre.x > -margin && centre.x < target.width() + margin && centre.y > -margin &&
        centre.y < target.height() + margin))
    return;
  const PixelRect inside = intersection(clip, target.bounds());
  const bool stroked =
      look.shape == MarkerShape::ring || look.shape == MarkerShape::plus || look.shape == MarkerShape::cross;
  SpriteKey key{.shape = look.shape, .outline = false, .radius_16th = in_16ths(look.radius_px)};
  key.from_64th = static_cast<int>(std::lround(64 * look.from));
  key.to_64th = static_cast<int>(std::lround(64 * look.to));
  if (key.from_64th >= key.to_64th) return;
  if (key.radius_16th == 0) return;
  if (fill.alpha > 0) blend(target, inside, centre, key, fill);
  if (stroked || look.outline_px <= 0 || look.outline.alpha <= 0) return;
  key.outline = true;
  key.from_64th = 0;
  key.to_64th = 64;
  key.stroke_16th = std::max(1, in_16ths(look.outline_px));
  blend(target, inside, centre, key, look.outline);
}

}  // namespace rssviz::render
