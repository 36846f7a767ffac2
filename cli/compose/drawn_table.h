// The numbers behind a figure whose maker says none itself: what is drawn, mark by mark. Pure.
#pragma once

#include "cli/compose/figure_kind.h"

namespace rssviz::cli {

// A row a dot, corner of a line, step of a band, box, rule and label, of all pages. Columns: `panel` (counted
// from 1), `title` of the panel, `mark` (point, line, band, box, rule, label), `item` (which mark of the
// panel it belongs to, from 1), `series` (what the legend calls its colour; "" where it doesn't say), `x`,
// `y`, `x_high`, `y_high` (of bands and boxes; data units), `color` (#rrggbb), `text`. Words of a page of
// text are not among them.
formats::Table table_of_drawing(const Drawn& drawn);

}  // namespace rssviz::cli
