#include "models/data/text/utf8.h"

namespace rssviz::models {

Utf8Character utf8_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const std::uint32_t first = byte(at);
  if (first < 0x80) return {first, 1};
  const int bytes = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4) return {};
  std::uint32_t value = first & (0xffU >> (bytes + 1));
  for (int k = 1; k < bytes; ++k) {
    const std::size_t i = at + static_cast<std::size_t>(k);
    if (i >= text.size()) return {0, -1};
    if ((byte(i) & 0xc0U) != 0x80U) return {};
    value = (value << 6) | (byte(i) & 0x3fU);
  }
  const bool overlong = (bytes == 3 && value < 0x800) || (bytes == 4 && value < 0x10000);
  const bool surrogate = value >= 0xd800 && value <= 0xdfff;
  if (overlong || surrogate || value > 0x10ffff) return {};
  return {value, bytes};
}

std::string utf8_of(std::uint32_t value) {
  const auto byte = [](std::uint32_t bits) { return static_cast<char>(static_cast<unsigned char>(bits)); };
  std::string text;
  if (value < 0x80) {
    text += byte(value);
  } else if (value < 0x800) {
    text += byte(0xc0U | (value >> 6));
    text += byte(0x80U | (value & 0x3fU));
  } else if (value < 0x10000) {
    text += byte(0xe0U | (value >> 12));
    text += byte(0x80U | ((value >> 6) & 0x3fU));
    text += byte(0x80U | (value & 0x3fU));
  } else {
    text += byte(0xf0U | (value >> 18));
    text += byte(0x80U | ((value >> 12) & 0x3fU));
    text += byte(0x80U | ((value >> 6) & 0x3fU));
    text += byte(0x80U | (value & 0x3fU));
  }
  return text;
}

}  // namespace rssviz::models
