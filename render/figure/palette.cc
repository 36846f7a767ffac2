#include "render/figure/palette.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "core/error.h"
#include "render/figure/dark_palette.h"
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

double contrast(Color a, Color b) {
  const double first = luminance(a) + 0.05, second = luminance(b) + 0.05;
  return std::max(first, second) / std::min(first, second);
}

// Pairs on light and on dark paper: of "steps"; of classes with colours of their own; of verdicts.
constexpr std::array<std::pair<std::uint32_t, std::uint32_t>, 17> kOnDark{{{0x004882, 0x2C80C4},
                                                                           {0xCC5208, 0xE46828},
                                                                           {0x00A276, 0x14B082},
                                                                           {0xE69F00, 0xF2B232},
                                                                           {0x964476, 0xAC508C},
                                                                           {0x8CD0F0, 0xA0DAF6},
                                                                           {0xC8420A, 0xE6602E},
                                                                           {0xFAC43C, 0xFCC84A},
                                                                           {0x28B280, 0x4CD09E},
                                                                           {0x004A86, 0x288CDC},
                                                                           {0x332288, 0x9654B4},
                                                                           {0x74BEE4, 0xB6EAFE},
                                                                           {0x825028, 0xBE9268},
                                                                           {0xC2689C, 0xEC92C8},
                                                                           {0x6EBEEE, 0x6EBEEE},
                                                                           {0xC86E00, 0xD27814},
                                                                           {0x882255, 0xB04C7C}}};

}  // namespace

Color seen_on(Color color, const Style& style) {
  constexpr double kLeast = 3;
  if (luminance(style.paper) > 0.2) return color;
  const double alpha = color.alpha;
  const std::uint32_t word = static_cast<std::uint32_t>(color.red) << 16 |
                             static_cast<std::uint32_t>(color.green) << 8 |
                             static_cast<std::uint32_t>(color.blue);
  const auto* const pair =
      std::find_if(kOnDark.begin(), kOnDark.end(), [&](const auto& known) { return known.first == word; });
  if (pair != kOnDark.end()) return with_alpha(color_from_word(pair->second), alpha);
  for (int step = 0; step < 20 && contrast(color, style.paper) < kLeast; ++step)
    color = mix(color, style.ink, 0.08);
  return with_alpha(color, alpha);
}

const std::vector<Color>& categorical_palette(std::string_view name) {
  static const std::vector<Color> okabe_ito{
      {0x00, 0x72, 0xB2, 1}, {0xD5, 0x5E, 0x00, 1}, {0x00, 0x9E, 0x73, 1}, {0xCC, 0x79, 0xA7, 1},
      {0xE6, 0x9F, 0x00, 1}, {0x56, 0xB4, 0xE9, 1}, {0x26, 0x26, 0x26, 1}, {0xF0, 0xE4, 0x42, 1}};
  static const std::vector<Color> tol_muted{
      {0xCC, 0x66, 0x77, 1}, {0x33, 0x22, 0x88, 1}, {0xDD, 0xCC, 0x77, 1},
      {0x11, 0x77, 0x33, 1}, {0x88, 0xCC, 0xEE, 1}, {0x88, 0x22, 0x55, 1},
      {0x44, 0xAA, 0x99, 1}, {0x99, 0x99, 0x33, 1}, {0xAA, 0x44, 0x99, 1}};
  static const std::vector<Color> steps{{0x00, 0x48, 0x82, 1}, {0xCC, 0x52, 0x08, 1}, {0x00, 0xA2, 0x76, 1},
                                        {0xE6, 0x9F, 0x00, 1}, {0x96, 0x44, 0x76, 1}, {0x8C, 0xD0, 0xF0, 1},
                                        {0x26, 0x26, 0x26, 1}};
  if (name == "steps") return steps;
  if (name == "okabe-ito") return okabe_ito;
  if (name == "tol-muted") return tol_muted;
  fail(ErrorKind::usage,
       "no categorical palette \"" + std::string(name) + "\"; there are steps, okabe-ito and tol-muted");
}

namespace {

constexpr std::string_view kDarkSuffix = " on dark";

// From where on each sequential palette is seen on dark paper.
double first_seen(std::string_view name) {
  static const std::array<double, kSequential> shares = [] {
    std::array<double, kSequential> first{};
    const Color paper = style_for_theme("talk-dark").paper;
    for (std::size_t k = 0; k < kSequential; ++k)
      while (first[k] < 1 && contrast(sample_palette(kTables[k].name, first[k]), paper) < 3)
        first[k] += 1.0 / 255;
    return first;
  }();
  for (std::size_t k = 0; k < kSequential; ++k)
    if (kTables[k].name == name) return shares[k];
  return 0;
}

}  // namespace

std::string palette_on(const std::string& name, const Style& style) {
  const bool sequential =
      std::any_of(kTables.begin(), kTables.begin() + static_cast<std::ptrdiff_t>(kSequential),
                  [&](const NamedTable& table) { return table.name == name; });
  return sequential && luminance(style.paper) < 0.2 ? name + std::string(kDarkSuffix) : name;
}

Color sample_palette(std::string_view name, double share) {
  if (name.ends_with(kDarkSuffix)) {
    name.remove_suffix(kDarkSuffix.size());
    const double low = first_seen(name);
    return sample_palette(name, std::isnan(share) ? share : low + (1 - low) * std::clamp(share, 0.0, 1.0));
  }
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

std::vector<std::string> categorical_palette_names() { return {"steps", "okabe-ito", "tol-muted"}; }

std::vector<Color> class_colors(const Style& style, std::size_t classes) {
  constexpr std::size_t kSteps = 7;  // beyond them lightness tells no more apart
  std::vector<Color> colors = categorical_palette(!style.palette.empty() ? std::string_view(style.palette)
                                                  : classes <= kSteps    ? "steps"
                                                                         : "tol-muted");
  for (Color& color : colors)
    color = color.red == color.green && color.green == color.blue && needs_outline(color, style.paper)
                ? style.ink
                : seen_on(color, style);
  return colors;
}

bool needs_outline(Color color, Color paper) { return contrast(color, paper) < 1.6; }

}  // namespace rssviz::render
