#include "cli/compose/film_parts/film_charts.h"

#include <algorithm>
#include <cmath>

#include "cli/compose/parts/colors.h"
#include "cli/compose/parts/columns/column_look.h"
#include "cli/compose/parts/look.h"
#include "cli/compose/parts/scatter_marks.h"
#include "core/number_text.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

// One decimal below 10 %.
std::string fine_percent(double share) {
  const long long tenths = std::llround(share * 1000);
  return tenths >= 100 ? percent(share)
                       : std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " %";
}

render::Line curve(const std::vector<double>& x, const std::vector<double>& values, std::size_t first,
                   render::Color color) {
  render::Line line;
  for (std::size_t s = first; s < values.size(); ++s)
    if (!std::isnan(values[s])) line.at.push_back({x[s], values[s]});  // a stage with nothing to compare
  line.color = color;
  line.width_pt = 4;
  return line;
}

// Dots of films are circles (a stage) or rings (between two): shapes don't tell classes apart there.
bool share_colors(const Classes& classes) {
  return std::any_of(classes.shapes.begin(), classes.shapes.end(),
                     [](render::MarkerShape shape) { return shape != render::MarkerShape::circle; });
}

std::vector<render::Color> class_dots(const ScatterColumn& column, const std::vector<std::size_t>& rows,
                                      const Settings& settings, const render::Style& style,
                                      render::Figure& still, Progress& progress) {
  Classes classes = classes_of_column(column, settings, style);
  if (share_colors(classes))
    progress.warn("'" + column.name + "' has " + std::to_string(classes.labels.size()) +
                  " classes, more than there are colours: in a film those of one colour can't be told apart "
                  "(a column of fewer classes, or --class-colors, tells them apart)");
  classes.shapes.assign(classes.shapes.size(), render::MarkerShape::circle);
  std::vector<render::Color> colors;
  for (const std::size_t row : rows) {
    const std::int32_t value = column.values[row];
    colors.push_back(value < 0 ? style.frame : classes.colors[static_cast<std::size_t>(value)]);
  }
  const bool rest = std::find(column.values.begin(), column.values.end(), -1) != column.values.end();
  render::Legend legend = class_legend("", classes, rest ? "none" : "", style);
  if (rest) legend.entries.back().color = style.frame;
  keep_entries(column, legend);
  legend.panels = {0};
  still.legends.push_back(std::move(legend));
  return colors;
}

}  // namespace

std::vector<render::Color> film_point_colors(const ScatterColumn& column,
                                             const std::vector<std::size_t>& rows, const Settings& settings,
                                             const render::Style& style, render::Figure& still,
                                             Progress& progress) {
  refuse_unread_looks(settings, {&column});
  if (!column.is_scale) return class_dots(column, rows, settings, style, still, progress);
  const ValueScale scale = value_scale(column.numbers, scale_palette(settings, "viridis"), settings);
  std::vector<render::Color> colors;
  for (const std::size_t row : rows)
    colors.push_back(scale.has(column.numbers[row]) ? scale.color(column.numbers[row]) : style.frame);
  render::ColorBar bar = scale.bar(column.name);
  bar.panels = {0};
  bar.side = render::Side::bottom;
  still.color_bars.push_back(std::move(bar));
  return colors;
}

std::string film_color_sentence(const ScatterColumn& column, const Settings& settings,
                                const render::Style& style) {
  const bool shared = !column.is_scale && share_colors(classes_of_column(column, settings, style));
  return "Colour: " + column.name +
         (shared
              ? ", whose classes are more than there are colours: those of one colour can't be told apart. "
              : ". ");
}

render::Panel film_chart(const std::string& title, int row, const std::vector<double>& x,
                         const std::vector<double>& values, std::size_t first, const render::Style& style) {
  render::Panel panel;
  panel.title = title;
  panel.row = row;
  panel.column = 1;
  panel.x.low = 0;
  panel.marks = {curve(x, values, first, style.ink)};
  return panel;
}

render::Panel film_movement_chart(const std::string& title, const std::vector<double>& x,
                                  const std::vector<double>& moved, const std::vector<double>& null,
                                  const render::Style& style) {
  render::Panel panel = film_chart(title, 1, x, moved, 1, style);
  panel.y.logarithmic = true;
  if (null.empty()) return panel;
  render::Line alone = curve(x, null, 1, style.muted);
  alone.dash = render::Dash::dotted;
  panel.marks = {std::move(alone), curve(x, moved, 1, style.ink)};
  return panel;
}

render::Legend film_movement_legend(const std::string& moved, bool null, std::size_t panel,
                                    const render::Style& style) {
  render::Legend legend;
  legend.entries = {{moved, style.ink, render::SwatchKind::line}};
  if (null)
    legend.entries.push_back(
        {"layout alone", style.muted, render::SwatchKind::line, {}, render::Dash::dotted});
  legend.panels = {panel};
  return legend;
}

std::string movement_text(double moved, std::optional<double> null, const std::string& step) {
  return "moved " + fine_percent(moved) + " of the map's size since the last " + step +
         (null ? "; the layout alone " + fine_percent(*null) : "");
}

}  // namespace rssviz::cli
