#include "cli/compose/parts/point_colors.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "cli/compose/parts/class_shapes.h"
#include "cli/compose/parts/columns/palette_options.h"
#include "cli/compose/parts/look.h"
#include "core/error.h"
#include "render/figure/palette.h"

namespace rssviz::cli {
namespace {

std::string words_of_name(std::string name) {
  std::replace(name.begin(), name.end(), '_', ' ');
  return name;
}

std::string title_of_column(const models::Task& task, const std::string& column) {
  const std::string title = task.title_of(column);
  return title == column ? words_of_name(column) : title;
}

// Whether a column is the right answer so far of some outputs.
bool is_heard(const models::Task& task, const std::string& column) {
  const std::vector<OutputGroup>& groups = task.groups();
  return std::any_of(groups.begin(), groups.end(),
                     [&](const OutputGroup& group) { return !column.empty() && group.heard == column; });
}

std::string columns_there_are(const models::StateTrace& trace) {
  std::string names;
  for (const models::IntColumn& column : trace.integers) names += (names.empty() ? "" : ", ") + column.name;
  for (const models::FloatColumn& column : trace.floats) names += (names.empty() ? "" : ", ") + column.name;
  return names.empty() ? "step, sequence" : names + ", step, sequence";
}

void set_numbers(const models::FloatColumn& column, const models::StateTrace& trace, PointColors& colors) {
  colors.is_scale = true;
  double low = 1e300, high = -1e300;
  for (const std::int32_t row : models::distinct_rows(trace)) {
    const auto value = static_cast<double>(column.values[static_cast<std::size_t>(row)]);
    colors.numbers.push_back(value);
    if (std::isnan(value)) continue;
    low = std::min(low, value);
    high = std::max(high, value);
  }
  if (low > high) return;
  colors.low = low;
  colors.high = high > low ? high : low + 1;
}

void set_further(const models::IntColumn& column, const models::StateTrace& trace, PointColors& colors) {
  std::vector<std::map<std::int32_t, float>> rows(colors.values.size());
  for (std::size_t i = 0; i < trace.points(); ++i)
    rows[static_cast<std::size_t>(trace.index[i])][column.values[i]] += 1;
  for (std::size_t state = 0; state < rows.size(); ++state)
    for (const auto& [value, count] : rows[state])
      if (value != colors.values[state]) colors.further.push_back({state, value, count});
  if (colors.further.empty()) return;
  for (std::size_t state = 0; state < rows.size(); ++state)
    colors.rows.push_back(rows[state][colors.values[state]]);
}

}  // namespace

std::vector<render::Color> PointColors::colors(const render::Color& quiet) const {
  std::vector<render::Color> result;
  for (const double number : numbers)
    result.push_back(std::isnan(number) ? quiet
                                        : render::sample_palette(palette, (number - low) / (high - low)));
  for (const std::int32_t value : values)
    result.push_back(value < 0 ? quiet : classes.colors[static_cast<std::size_t>(value)]);
  return result;
}

void PointColors::color(render::Points& points, const render::Color& quiet) const {
  points.colors = colors(quiet);
  points.weights = rows;
  for (const Further& other : further) {
    points.at.push_back(points.at[other.state]);
    points.colors.push_back(other.value < 0 ? quiet : classes.colors[static_cast<std::size_t>(other.value)]);
    points.weights.push_back(other.rows);
  }
}

std::vector<render::Mark> PointColors::marks(const std::vector<render::Point>& at, const render::Style& style,
                                             double radius_pt) const {
  render::Points points;
  points.at = at;
  points.radius_pt = radius_pt;
  color(points, style.quiet);
  if (is_scale) return {std::move(points)};
  std::vector<std::int32_t> all = values;
  for (const Further& other : further) all.push_back(other.value);
  return class_marks(points.at, all, classes, style, radius_pt, points.weights);
}

PointColors point_colors(const models::ColorColumn& color, const models::StateTrace& trace,
                         const Settings& settings, const render::Style& style) {
  const bool given = settings.has("color-by");
  const std::string name = given ? settings.text("color-by") : color.name.empty() ? "step" : color.name;
  PointColors colors;
  const bool own = name == color.name;
  colors.title = own && !color.title.empty() ? color.title : words_of_name(name);
  colors.none = own && !color.none.empty() ? color.none : "none";
  colors.palette = scale_palette(settings, "viridis");
  if (const models::IntColumn* const column = trace.integer(name)) {
    std::vector<std::string> labels = column->labels;
    const std::int32_t most =
        column->values.empty() ? -1 : *std::max_element(column->values.begin(), column->values.end());
    for (auto k = static_cast<std::int32_t>(labels.size()); k <= most; ++k)
      labels.push_back(std::to_string(k));
    colors.classes = with_shapes(classes_of(labels, style));
    colors.values = values_at(*column, models::distinct_rows(trace));
    set_further(*column, trace, colors);
  } else if (const models::FloatColumn* const numbers = trace.number(name)) {
    set_numbers(*numbers, trace, colors);
  } else if (name == "step" || name == "sequence") {
    const std::vector<std::int32_t>& counted = name == "step" ? trace.step : trace.sequence;
    set_numbers({name, {counted.begin(), counted.end()}}, trace, colors);
  } else {
    fail(ErrorKind::data, std::string(given ? "--color-by: " : "") + "the states have no column '" + name +
                              "' to colour points by; there are: " + columns_there_are(trace) +
                              (given ? "" : " (choose one with --color-by)"));
  }
  require_palette_of(settings, name, !colors.is_scale, colors.is_scale);
  return colors;
}

PointColors point_colors(const NetworkView& view, const models::StateTrace& trace, const Settings& settings,
                         const render::Style& style) {
  models::ColorColumn color = view.task->color();
  if (settings.has("color-by") && settings.text("color-by") != color.name) {
    const std::string& name = settings.text("color-by");
    color = {name, title_of_column(*view.task, name), ""};
  }
  return point_colors(color, trace, settings, style);
}

std::string said_of_color(const NetworkView& view, const Settings& settings) {
  const models::ColorColumn color = view.task->color();
  const std::string name = settings.has("color-by") ? settings.text("color-by") : color.name;
  if (name == color.name && !color.title.empty() && !is_heard(*view.task, name)) return color.title;
  return said_of_column(*view.task, name);
}

std::string said_of_column(const models::Task& task, const std::string& column) {
  const std::string title = title_of_column(task, column);
  return is_heard(task, column) ? "the " + title + " so far" : title;
}

std::string shared_caption(const PointColors& colors) {
  return colors.further.empty()
             ? ""
             : "A state that sequences of several classes share is a pie of these classes, "
               "with sectors by number of sequences. ";
}

void add_key(const PointColors& colors, const render::Style& style, render::Figure& figure,
             std::vector<std::size_t> panels) {
  if (colors.is_scale) {
    render::ColorBar bar;
    bar.title = colors.title;
    bar.palette = colors.palette;
    bar.low = colors.low;
    bar.high = colors.high;
    bar.side = render::Side::bottom;
    bar.panels = std::move(panels);
    figure.color_bars.push_back(std::move(bar));
    return;
  }
  const bool some =
      std::any_of(colors.values.begin(), colors.values.end(), [](std::int32_t value) { return value < 0; }) ||
      std::any_of(colors.further.begin(), colors.further.end(),
                  [](const PointColors::Further& other) { return other.value < 0; });
  render::Legend legend = class_legend(colors.title, colors.classes, some ? colors.none : "", style);
  legend.panels = std::move(panels);
  figure.legends.push_back(std::move(legend));
}

}  // namespace rssviz::cli
