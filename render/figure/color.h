// Colours as figures name them: sRGB, 8 bits a channel, with an opacity. Values.
#pragma once

#include <cstdint>
#include <string_view>

namespace rssviz::render {

struct Color {
  std::uint8_t red{0};
  std::uint8_t green{0};
  std::uint8_t blue{0};
  double alpha{1.0};  // 0 transparent .. 1 opaque

  friend bool operator==(const Color&, const Color&) = default;
};

// The same colour at another opacity.
constexpr Color with_alpha(Color color, double alpha) {
  color.alpha = alpha;
  return color;
}

// From "#RRGGBB"; throws Error{usage} naming the text otherwise.
Color color_from_hex(std::string_view hex);
// `share` of `b` in `a`, mixed in sRGB; both taken as opaque.
Color mix(Color a, Color b, double share);

}  // namespace rssviz::render
