// The shade of how many selected cells are on: from the paper's colour to blue, darker with each. Pure.
#pragma once

#include <cstddef>

#include "render/figure/color.h"
#include "render/figure/style.h"

namespace rssviz::cli {

inline render::Color count_color(int count, std::size_t n, const render::Style& style) {
  constexpr render::Color kBlue{8, 81, 156};
  constexpr render::Color kLightBlue{115, 185, 255};  // on dark paper
  if (count == 0 || n == 0) return style.paper;
  const bool dark = style.paper.red + style.paper.green + style.paper.blue < 3 * 128;
  const double share = static_cast<double>(count) / static_cast<double>(n);
  return render::mix(style.paper, dark ? kLightBlue : kBlue, 0.12 + 0.68 * share);
}

}  // namespace rssviz::cli
