#include "render/film/text_stamps.h"

#include <cmath>

#include "render/cairo/image_canvas.h"

namespace rssviz::render {
namespace {

constexpr int kQuarters = 4;
constexpr std::size_t kMostStamps = 2000;  // some 20 MB; a counter would fill the memory otherwise

// Source over destination, both premultiplied; exact division by 255.
std::uint32_t over(std::uint32_t source, std::uint32_t below) {
  const std::uint32_t rest = 255 - (source >> 24);
  std::uint32_t out = 0;
  for (const int shift : {0, 8, 16, 24}) {
    const std::uint32_t t = ((below >> shift) & 255) * rest + 128;
    out |= (((source >> shift) & 255) + ((t + (t >> 8)) >> 8)) << shift;
  }
  return out;
}

}  // namespace

const TextStamps::Stamp& TextStamps::stamp(const PlacedText& text, int quarter_x, int quarter_y) {
  Key key{text.text,    text.font.size_pt, text.font.bold, premultiplied(text.color),
          text.halo_pt, quarter_x,         quarter_y};
  if (const auto found = stamps_.find(key); found != stamps_.end()) return found->second;
  if (stamps_.size() >= kMostStamps) stamps_.clear();
  const auto pixels = [&](double points) { return static_cast<int>(std::ceil(points * scale_)) + 2; };
  Stamp made;
  made.left = -pixels(text.halo_pt);
  made.top = -pixels(text.extent.ascent_pt + text.halo_pt);
  const int width = pixels(text.extent.width_pt + text.halo_pt) - made.left;
  const int height = pixels(text.extent.descent_pt + text.halo_pt) - made.top;
  made.pixels = PixelBuffer(width, height);
  const auto canvas =
      make_image_canvas({made.pixels.bytes(), width, height, made.pixels.stride_bytes()}, scale_, engine_);
  const Point baseline{(static_cast<double>(quarter_x) / kQuarters - made.left) / scale_,
                       (static_cast<double>(quarter_y) / kQuarters - made.top) / scale_};
  if (text.halo_pt > 0)
    canvas->text_halo(baseline, text.text, text.font, with_alpha(paper_, 0.85 * text.color.alpha),
                      text.halo_pt);
  canvas->text(baseline, text.text, text.font, text.color);
  canvas->flush();
  return stamps_.emplace(std::move(key), std::move(made)).first->second;
}

void TextStamps::draw(PixelBuffer& target, const PixelRect& clip, Point baseline, const PlacedText& text) {
  if (text.text.empty()) return;
  const auto quarters = [](double at) { return static_cast<int>(std::floor(at * kQuarters + .5)); };
  const auto floor_of = [](int q) { return q >= 0 ? q / kQuarters : -((-q + kQuarters - 1) / kQuarters); };
  const int x = quarters(baseline.x), y = quarters(baseline.y);
  const int column = floor_of(x), row = floor_of(y);
  const Stamp& made = stamp(text, x - column * kQuarters, y - row * kQuarters);
  const int left = column + made.left, top = row + made.top;
  const PixelRect part = intersection({left, top, left + made.pixels.width(), top + made.pixels.height()},
                                      intersection(clip, target.bounds()));
  for (int v = part.y0; v < part.y1; ++v) {
    const std::uint32_t* const source = made.pixels.row(v - top) - left;
    std::uint32_t* const below = target.row(v);
    for (int u = part.x0; u < part.x1; ++u)
      if (source[u] >> 24 != 0) below[u] = over(source[u], below[u]);
  }
}

}  // namespace rssviz::render
