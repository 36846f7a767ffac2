// Dots of a map coloured by a column: what scatters and other figures of bare coordinates share. Pure.
#pragma once

#include <string>
#include <vector>

#include "cli/compose/parts/map_panels.h"
#include "cli/options/option_table.h"
#include "cli/subjects/scatter_table.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

struct ScatterMarks {
  std::vector<render::Point> at{};
  render::Style style{};
  double radius{1.5};
  double opacity{1};
};
// --radius and --opacity, or what suits the number of dots and how crowded they are on a panel of that width.
// Points that are NaN are drawn nowhere.
ScatterMarks scatter_marks(std::vector<render::Point> at, const render::Style& style, const Limits& limits,
                           double panel_width_pt, const Settings& settings);

// The points that have a place: not NaN.
std::vector<render::Point> placed(const std::vector<render::Point>& at);

// Puts the dots into panel `place` of the figure in the column's colours, and their legend or colour bar
// beside it. --highlight, --name-classes and --palette are heeded.
void color_points(const ScatterMarks& scatter, ScatterColumn column, const Settings& settings,
                  std::size_t place, render::Figure& figure);
// The colour that each point has by a column of classes, quiet where it has none or isn't highlighted.
std::vector<render::Color> colors_by_class(ScatterColumn column, const Settings& settings,
                                           const render::Style& style);
// The same dots in one colour.
void plain_points(const ScatterMarks& scatter, render::Color color, render::Panel& panel);

// What the colours mean, for captions: a sentence and a blank.
std::string column_sentence(const ScatterColumn& column, const Settings& settings);

}  // namespace rssviz::cli
