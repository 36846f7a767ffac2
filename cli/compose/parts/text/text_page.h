// Pages of text: how large its type is, how much of it a page holds, and the figure of a page. Pure
// functions.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/parts/look.h"
#include "cli/compose/parts/text/text_setting.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

// The type of a page, in points: DejaVu Sans Mono, rows 1.2 times its size apart.
struct PageType {
  double size_pt{8};
  double width_pt{0};  // of the figure
  int columns{0};      // that the panel holds
  int rows_a_page{1};
};

// Columns that fit at the smallest size that the venue prints.
int most_columns(const Look& look);
// The largest type (no larger than labels) in which `columns` fit, and all `rows` on one page where they
// nearly do. The page is as wide as the text where `keep_width` is false.
PageType page_type(const Look& look, int columns, int rows, bool keep_width);

// The text with each symbol on its colour.
render::TextGrid grid_of(const SetText& text, const std::vector<render::Color>& colors,
                         const render::Style& style);
// The grid as a blank panel below all others of the figure, which is `type.width_pt` wide.
void add_text_panel(const Look& look, const PageType& type, render::TextGrid grid, int rows,
                    render::Figure& figure);
// Rows first .. last - 1 of a grid whose parts stand in order of rows, on a page with a title.
render::Figure text_page(const Look& look, const PageType& type, const render::TextGrid& grid, int first,
                         int last, const std::string& title);

// The look of a page of text: as wide as the venue allows. Throws Error{usage} for a palette of values: the
// backgrounds' colours are fixed.
Look text_look(const Settings& settings);
bool is_dark(const render::Style& style);
// The palette of backgrounds that ink is read on: red at the low end, the paper at zero, blue at the high
// end.
std::string text_palette(const render::Style& style);

}  // namespace rssviz::cli
