#include "render/figure/color_vision.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace rssviz::render {
namespace {

using Triple = std::array<double, 3>;
using Matrix3 = std::array<Triple, 3>;

constexpr Matrix3 kProtanopia{
    {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}}};
constexpr Matrix3 kDeuteranopia{
    {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}}};
constexpr Matrix3 kTritanopia{
    {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}}};
// Linear sRGB to XYZ (IEC 61966-2-1), divided by the white of D65.
constexpr Matrix3 kXyzOverWhite{{{0.4124564 / 0.95047, 0.3575761 / 0.95047, 0.1804375 / 0.95047},
                                 {0.2126729, 0.7151522, 0.0721750},
                                 {0.0193339 / 1.08883, 0.1191920 / 1.08883, 0.9503041 / 1.08883}}};

Triple times(const Matrix3& m, const Triple& v) {
  Triple out{};
  for (std::size_t i = 0; i < 3; ++i) out[i] = m[i][0] * v[0] + m[i][1] * v[1] + m[i][2] * v[2];
  return out;
}

Triple linear(const Color& color) {
  const auto channel = [](std::uint8_t byte) {
    const double v = byte / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return {channel(color.red), channel(color.green), channel(color.blue)};
}

Triple lab(Triple rgb) {
  for (double& v : rgb) v = std::clamp(v, 0.0, 1.0);
  Triple f = times(kXyzOverWhite, rgb);
  for (double& v : f) v = v > 216.0 / 24389 ? std::cbrt(v) : (24389.0 / 27 * v + 16) / 116;
  return {116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])};
}

Triple seen(const Color& color, Vision vision) {
  const Triple rgb = linear(color);
  switch (vision) {
    case Vision::protanopia:
      return lab(times(kProtanopia, rgb));
    case Vision::deuteranopia:
      return lab(times(kDeuteranopia, rgb));
    case Vision::tritanopia:
      return lab(times(kTritanopia, rgb));
    case Vision::normal:
      break;
  }
  return lab(rgb);
}

}  // namespace

double color_difference(const Color& a, const Color& b, Vision vision) {
  const Triple p = seen(a, vision), q = seen(b, vision);
  return std::hypot(p[0] - q[0], p[1] - q[1], p[2] - q[2]);
}

double lightness(const Color& color) { return seen(color, Vision::normal)[0]; }

ClosestPair closest_pair(const std::vector<Color>& colors) {
  ClosestPair closest;
  closest.difference = 1e9;
  for (std::size_t i = 0; i < colors.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      for (const Vision vision : {Vision::protanopia, Vision::deuteranopia, Vision::tritanopia}) {
        const double difference = color_difference(colors[j], colors[i], vision);
        if (difference < closest.difference) closest = {colors[j], colors[i], difference, vision};
      }
  return closest;
}

}  // namespace rssviz::render
