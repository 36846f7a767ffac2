// The tables behind palette.h. Constants; any thread.
#pragma once

#include <array>
#include <cstdint>

namespace rssviz::render::tables {

using PaletteTable = std::array<std::uint32_t, 256>;  // 0xRRGGBB, low to high

extern const PaletteTable kViridis;
extern const PaletteTable kInferno;
extern const PaletteTable kMagma;
extern const PaletteTable kCividis;
extern const PaletteTable kRedBlue;
extern const PaletteTable kTwilight;
extern const PaletteTable kTextOnLight;
extern const PaletteTable kTextOnDark;

}  // namespace rssviz::render::tables
