// Frames of at most 256 colours, for GIF. One palette for a whole film, so that nothing flickers: the colours
// of some of its frames, split at their medians (Heckbert 1982, "Color image quantization for frame buffer
// display"); no dithering, since the films are flat areas and edges. Pure, integers only.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "render/raster/pixels.h"

namespace rssviz::render {

struct Palette256 {
  std::array<std::uint32_t, 256> colors{};  // 0xFFRRGGBB
  std::vector<std::uint8_t> nearest{};      // of each colour of 5 bits a channel, red first: its place
};

// Throws Error{usage} where there are no pictures.
Palette256 palette_of(std::span<const PixelBuffer> pictures);

struct PaletteFrame {
  int width{0};
  int height{0};
  std::vector<std::uint8_t> index{};  // height x width
  std::shared_ptr<const Palette256> palette{};
};

void convert_to_palette(const PixelBuffer& source, std::shared_ptr<const Palette256> palette,
                        PaletteFrame& target);

}  // namespace rssviz::render
