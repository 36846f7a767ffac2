// Palettes as data, with their origin. Categorical: Okabe-Ito (Okabe and Ito 2008), Tol muted (Tol 2021), and
// Okabe-Ito's hues in steps of lightness (L* 15, 30, 41, 51, 59, 71, 80), which a grey print keeps apart.
// Sequential: viridis, inferno, magma (van der Walt and Smith 2015, CC0), cividis (Nunez et al. 2018): tables
// of 256 sRGB values. Diverging and cyclic ones are for a meaningful zero and for phases.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "render/figure/color.h"
#include "render/figure/style.h"

namespace rssviz::render {

// The colours of a categorical palette ("steps", "okabe-ito", "tol-muted"), in the order to use them: the
// yellow of Okabe-Ito last, its black as grey-black. Throws Error{usage} naming those there are.
const std::vector<Color>& categorical_palette(std::string_view name);
// The colour at `share` (0 .. 1, clamped) of a sequential, diverging or cyclic palette; NaN gives mid grey.
Color sample_palette(std::string_view name, double share);
// Of a value in -1 .. 1 (clamped) around a meaningful zero: red-blue, with the paper's own colour at zero on
// dark paper.
Color diverging_color(double value, Color paper);
std::vector<std::string> sequential_palette_names();
std::vector<std::string> categorical_palette_names();
// The colour as a figure of this style draws it: on dark paper, colours of "steps" and of classes of their
// own (cli/compose/parts/colors.h) have partners there, and others are lighter until their contrast to the
// paper is 3:1 (WCAG 2.1, 1.4.11).
Color seen_on(Color color, const Style& style);
// The colours that a figure of this style gives to `classes` classes: those of its palette, or of the default
// for so many. Its black becomes the ink of a dark paper.
std::vector<Color> class_colors(const Style& style, std::size_t classes);
// Yellow on white is not seen: true where a mark of this colour needs an outline on this paper (contrast
// below 1.6).
bool needs_outline(Color color, Color paper);

}  // namespace rssviz::render
