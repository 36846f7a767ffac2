#include "cli/compose/parts/error_colors.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "cli/compose/parts/claims.h"
#include "core/formats/csv.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// "0.01", "10\u207b\u2075".
std::string power_text(int power) {
  static const char* const kDigits[] = {"\u2070", "\u00b9", "\u00b2", "\u00b3", "\u2074",
                                        "\u2075", "\u2076", "\u2077", "\u2078", "\u2079"};
  if (power >= -2 && power <= 2) return formats::format_number(std::pow(10, power));
  std::string text = power < 0 ? "10\u207b" : "10";
  for (const char digit : std::to_string(std::abs(power))) text += kDigits[digit - '0'];
  return text;
}

}  // namespace

std::vector<render::Color> error_colors(const StepErrors& errors, std::size_t stage,
                                        const render::Style& style) {
  std::vector<render::Color> result;
  for (const double error : errors.by_stage[stage])
    result.push_back(errors.classes ? judged_color(error > 0 ? 2 : 0, style)
                                    : render::sample_palette(
                                          "viridis", (std::log10(std::max(error, 1e-300)) - errors.low) /
                                                         (errors.high - errors.low)));
  return result;
}

void add_key(const StepErrors& errors, std::vector<std::size_t> panels, render::Figure& figure) {
  if (errors.classes) {
    render::Legend judged;
    judged.entries = {{"right class", judged_color(0, figure.style)},
                      {"another class", judged_color(2, figure.style)}};
    judged.panels = std::move(panels);
    figure.legends.push_back(std::move(judged));
    return;
  }
  render::ColorBar bar;
  bar.title = "absolute error";
  bar.low = errors.low;
  bar.high = errors.high;
  bar.clipped_low = bar.clipped_high = true;
  for (double power = errors.low; power <= errors.high; ++power)
    bar.ticks.push_back({power, power_text(static_cast<int>(power))});
  bar.side = render::Side::bottom;
  bar.panels = std::move(panels);
  figure.color_bars.push_back(std::move(bar));
}

}  // namespace rssviz::cli
