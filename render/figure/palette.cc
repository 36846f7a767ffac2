#include "render/figure/palette.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "core/error.h"
#include "render/figure/palette_tables.h"

namespace rssviz::render {
namespace {

struct NamedTable {
  std::string_view name;
  const tables::PaletteTable* table;
};

constexpr std::array<NamedTable, 8> kTables{{{"viridis", &tables::kViridis},
                                             {"inferno", &tables::kInferno},
                                             {"magma", &tables::kMagma},
                                             {"cividis", &tables::kCividis},
                                             {"red-blue", &tables::kRedBlue},
                                             {"twilight", &tables::kTwilight},
                                             {"text-on-light", &tables::kTextOnLight},
                                             {"text-on-dark", &tables::kTextOnDark}}};
constexpr std::size_t kSequential = 4;  // the first four

Color color_from_word(std::uint32_t word) {
  return {static_cast<std::uint8_t>(word >> 16), static_cast<std::uint8_t>((word >> 8) & 0xFF),
          static_cast<std::uint8_t>(word & 0xFF), 1.0};
}

double linear(std::uint8_t channel) {
  const double v = channel / 255.0;
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}

// Relative luminance of WCAG 2.1.
double luminance(Color c) {
  return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

}  // namespace

const std::vector<Color>& categorical_palette(std::string_view name) {
  static const std::vector<Color> okabe_ito{
      {0x00, 0x72, 0xB2, 1}, {0xD5, 0x5E, 0x00, 1}, {0x00, 0x9E, 0x73, 1}, {0xCC, 0x79, 0xA7, 1},
      {0xE6, 0x9F, 0x00, 1}, {0x56, 0xB4, 0xE9, 1}, {0x26, 0x26, 0x26, 1}, {0xF0, 0xE4, 0x42, 1}};
  static const std::vector<Color> tol_muted{
      {0xCC, 0x66, 0x77, 1}, {0x33, 0x22, 0x88, 1}, {0xDD, 0xCC, 0x77, 1},
      {0x11, 0x77, 0x33, 1}, {0x88, 0xCC, 0xEE, 1}, {0x88, 0x22, 0x55, 1},
      {0x44, 0xAA, 0x99, 1}, {0x99, 0x99, 0x33, 1}, {0xAA, 0x44, 0x99, 1}};
  if (name == "okabe-ito") return okabe_ito;
  if (name == "tol-muted") return tol_muted;
  fail(ErrorKind::usage,
       "no categorical palette \"" + std::string(name) + "\"; there are okabe-ito and tol-muted");
}

Color sample_palette(std::string_view name, double share) {
  const auto found =
      std::find_if(kTables.begin(), kTables.end(), [&](const auto& t) { return t.name == name; });
  if (found == kTables.end()) {
    std::string known;
    for (const auto& table : kTables) known += (known.empty() ? "" : ", ") + std::string(table.name);
    fail(ErrorKind::usage, "no palette \"" + std::string(name) + "\"; there are " + known);
  }
  if (std::isnan(share)) return {128, 128, 128, 1.0};
  const double at = std::clamp(share, 0.0, 1.0) * 255.0;
  return color_from_word((*found->table)[static_cast<std::size_t>(std::lround(at))]);
}

Color diverging_color(double value, Color paper) {
  const bool dark = 0.2126 * paper.red + 0.7152 * paper.green + 0.0722 * paper.blue < 110;
  if (!dark || std::isnan(value)) return sample_palette("red-blue", 0.5 + 0.5 * value);
  // The palette's own light ends stand out from dark paper; its white middle would be the loudest.
  const Color end = value > 0 ? sample_palette("red-blue", .77) : sample_palette("red-blue", .23);
  return mix(mix(paper, {255, 255, 255, 1.0}, .06), end, std::clamp(std::abs(value), 0.0, 1.0));
}

std::vector<std::string> sequential_palette_names() {
  std::vector<std::string> names;
  for (std::size_t i = 0; i < kSequential; ++i) names.emplace_back(kTables[i].name);
  return names;
}

std::vector<std::string> categorical_palette_names() { return {"okabe-ito", "tol-muted"}; }

std::vector<Color> class_colors(const Style& style, std::size_t classes) {
  constexpr std::size_t kOkabeIto = 7;  // its eighth, yellow, is hardly seen on white
  std::vector<Color> colors = categorical_palette(!style.palette.empty() ? std::string_view(style.palette)
                                                  : classes <= kOkabeIto ? "okabe-ito"
                                                                         : "tol-muted");
  for (Color& color : colors)
    if (color.red == color.green && color.green == color.blue && needs_outline(color, style.paper))
      color = style.ink;
  return colors;
}

bool needs_outline(Color color, Color paper) {
  const double a = luminance(color), b = luminance(paper);
  return (std::max(a, b) + 0.05) / (std::min(a, b) + 0.05) < 1.6;
}

}  // namespace rssviz::render
