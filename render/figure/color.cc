#include "render/figure/color.h"

#include <cmath>
#include <string>

#include "core/error.h"

namespace rssviz::render {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

std::uint8_t mix_channel(std::uint8_t a, std::uint8_t b, double share) {
  return static_cast<std::uint8_t>(std::lround(a + (b - a) * share));
}

}  // namespace

Color color_from_hex(std::string_view hex) {
  int digits[6] = {};
  bool good = hex.size() == 7 && hex[0] == '#';
  for (std::size_t i = 0; good && i < 6; ++i) {
    digits[i] = hex_digit(hex[i + 1]);
    good = digits[i] >= 0;
  }
  if (!good) fail(ErrorKind::usage, "colour \"" + std::string(hex) + "\" is not of the form #RRGGBB");
  const auto channel = [&](int i) { return static_cast<std::uint8_t>(digits[i] * 16 + digits[i + 1]); };
  return {channel(0), channel(2), channel(4), 1.0};
}

Color mix(Color a, Color b, double share) {
  return {mix_channel(a.red, b.red, share), mix_channel(a.green, b.green, share),
          mix_channel(a.blue, b.blue, share), 1.0};
}

}  // namespace rssviz::render
