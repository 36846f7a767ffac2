// How wide a figure is and how it looks: --venue, --theme, --width, --font, --palette. Pure functions.
#pragma once

#include <string>

#include "cli/options/option_table.h"
#include "render/figure/figure.h"
#include "render/figure/style.h"

namespace rssviz::cli {

// Style and width as --venue, --theme and --width say; `wide` chooses the venue's full width where --width is
// not given.
struct Look {
  render::Venue venue{};
  render::Style style{};
  double width_pt{0};
};
Look look_of(const Settings& settings, bool wide);
// --font and a --palette for classes, into the style of a figure or film.
void choose_font_and_palette(const Settings& settings, render::Style& style);
// A --palette for values, or `otherwise`.
std::string scale_palette(const Settings& settings, const std::string& otherwise);
// A figure of that look. `letters`: panels get "a", "b", ... in order.
render::Figure figure_with(const Look& look);
// Kinds give their ink (widths, radii) as for paper, with labels of 8 pt; on a slide all of it grows with the
// text.
void scale_ink(render::Figure& figure);
void letter_panels(render::Figure& figure, const Look& look);
// The same before the names of its rows, where a row is what is spoken of ("a object 1").
void letter_rows(render::Figure& figure, const Look& look);

}  // namespace rssviz::cli
