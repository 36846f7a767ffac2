#include "render/layout/headings.h"

#include <algorithm>
#include <numeric>

#include "render/layout/text_box.h"

namespace rssviz::render {
namespace {

constexpr double kGap = 0.45;  // between levels, in label sizes

double span_of(const Grid& grid, const Heading& heading) {
  const auto first = static_cast<std::size_t>(heading.first), last = static_cast<std::size_t>(heading.last);
  if (heading.is_row) return grid.row_top[last] + grid.row_height[last] - grid.row_top[first];
  return grid.column_left[last] + grid.column_width[last] - grid.column_left[first];
}

FittedText fit_heading(const Figure& figure, const TextMetrics& metrics, const Grid& grid,
                       const Heading& heading) {
  return fit_text(metrics, heading.text, {figure.style.label_pt, heading.bold, false},
                  std::max(10.0, span_of(grid, heading)), 2);
}

bool spans(const Heading& heading) { return !heading.is_row && heading.last > heading.first; }

// Between the lowest column heading and the panels, in label sizes: more where titles or a line follow.
double end_gap(const Figure& figure) {
  double gap = 0.2;
  for (const Panel& panel : figure.panels) {
    if (panel.row == 0 && !(panel.title.empty() && panel.letter.empty())) gap = 0.5;
  }
  for (const Heading& heading : figure.headings) {
    if (spans(heading)) gap = std::max(gap, 0.5);
  }
  return gap;
}

double widest_row_heading(const Figure& figure, const TextMetrics& metrics) {
  double widest = 0;
  for (const Heading& heading : figure.headings) {
    if (!heading.is_row) continue;
    widest = std::max(widest,
                      metrics.measure(heading.text, {figure.style.label_pt, heading.bold, false}).width_pt);
  }
  return widest;
}

double heading_size(const Figure& figure, const TextMetrics& metrics, const Grid& grid,
                    const Heading& heading, bool turned) {
  if (heading.is_row && !turned) {
    return metrics.measure(heading.text, {figure.style.label_pt, heading.bold, false}).width_pt;
  }
  const FittedText fitted = fit_heading(figure, metrics, grid, heading);
  return static_cast<double>(fitted.lines.size()) * line_height({figure.style.label_pt, false, false});
}

void place_column_heading(PlacedFigure& placed, const TextMetrics& metrics, const Grid& grid,
                          const Heading& heading, double bottom) {
  const Style& style = placed.figure.style;
  const FittedText fitted = fit_heading(placed.figure, metrics, grid, heading);
  const TextLook look{fitted.font, style.ink, TextRole::heading, 0};
  const auto first = static_cast<std::size_t>(heading.first);
  const double middle = grid.column_left[first] + span_of(grid, heading) / 2;
  double baseline = bottom - 0.3 * style.label_pt;
  if (spans(heading)) {
    const double right = grid.column_left[first] + span_of(grid, heading);
    const double y = bottom + 0.08 * style.label_pt;
    placed.brackets.push_back({{grid.column_left[first], y}, {right, y}, style.frame, kNoPanel});
  }
  for (auto line = fitted.lines.rbegin(); line != fitted.lines.rend(); ++line) {
    placed.texts.push_back(
        text_at(metrics, *line, look, {middle, baseline}, Across::centre, Along::baseline));
    baseline -= line_height(fitted.font);
  }
}

void place_row_heading(PlacedFigure& placed, const TextMetrics& metrics, const Grid& grid,
                       const Heading& heading, double right, bool turned) {
  const Style& style = placed.figure.style;
  const auto first = static_cast<std::size_t>(heading.first);
  const double middle = grid.row_top[first] + span_of(grid, heading) / 2;
  if (!turned) {
    const TextLook look{{style.label_pt, heading.bold, false}, style.ink, TextRole::heading, 0};
    placed.texts.push_back(
        text_at(metrics, heading.text, look, {right, middle}, Across::right, Along::middle));
    return;
  }
  const FittedText fitted = fit_heading(placed.figure, metrics, grid, heading);
  const TextLook look{fitted.font, style.ink, TextRole::heading, 90};
  double edge = right;
  for (auto line = fitted.lines.rbegin(); line != fitted.lines.rend(); ++line) {
    placed.texts.push_back(text_at(metrics, *line, look, {edge, middle}, Across::centre, Along::bottom));
    edge -= line_height(fitted.font);
  }
}

void place_level_headings(PlacedFigure& placed, const TextMetrics& metrics, const Grid& grid, bool rows) {
  const HeadingBand band = heading_band(placed.figure, metrics, grid, rows);
  const Style& style = placed.figure.style;
  for (std::size_t i = 0; i < placed.figure.headings.size(); ++i) {
    if (band.level_of[i] < 0) continue;
    const Heading& heading = placed.figure.headings[i];
    const auto level = static_cast<std::size_t>(band.level_of[i]);
    double end = style.margin_pt + (rows ? grid.row_axis_width : grid.title_height + grid.column_axis_height);
    for (std::size_t l = 0; l <= level; ++l) end += band.level_sizes[l];
    end += kGap * style.label_pt * static_cast<double>(level);
    if (rows) place_row_heading(placed, metrics, grid, heading, end, band.turned);
    if (!rows) place_column_heading(placed, metrics, grid, heading, end);
  }
}

}  // namespace

HeadingBand heading_band(const Figure& figure, const TextMetrics& metrics, const Grid& grid, bool rows) {
  HeadingBand band;
  band.level_of.assign(figure.headings.size(), -1);
  band.turned = rows && widest_row_heading(figure, metrics) > 5.2 * figure.style.label_pt;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < figure.headings.size(); ++i) {
    if (figure.headings[i].is_row == rows && !figure.headings[i].text.empty()) order.push_back(i);
  }
  const auto length = [&](std::size_t i) { return figure.headings[i].last - figure.headings[i].first; };
  std::stable_sort(order.begin(), order.end(),
                   [&](std::size_t a, std::size_t b) { return length(a) > length(b); });
  std::vector<int> next(static_cast<std::size_t>(rows ? grid.rows : grid.columns), 0);
  for (const std::size_t i : order) {
    const Heading& heading = figure.headings[i];
    const auto first = next.begin() + heading.first, last = next.begin() + heading.last + 1;
    const int level = *std::max_element(first, last);
    std::fill(first, last, level + 1);
    band.level_of[i] = level;
    if (band.level_sizes.size() <= static_cast<std::size_t>(level)) band.level_sizes.push_back(0);
    double& size = band.level_sizes[static_cast<std::size_t>(level)];
    size = std::max(size, heading_size(figure, metrics, grid, heading, band.turned));
  }
  if (band.level_sizes.empty()) return band;
  band.total = std::accumulate(band.level_sizes.begin(), band.level_sizes.end(), 0.0) +
               kGap * figure.style.label_pt * static_cast<double>(band.level_sizes.size() - 1) +
               (rows ? 0.6 : end_gap(figure)) * figure.style.label_pt;
  return band;
}

double title_height(const Figure& figure, const TextMetrics& metrics) {
  if (figure.title.empty()) return 0;
  const double room = figure.width_pt - 2 * figure.style.margin_pt;
  const auto fitted = fit_text(metrics, figure.title, {figure.style.title_pt, true, false}, room, 3);
  return static_cast<double>(fitted.lines.size()) * line_height(fitted.font) + 0.5 * figure.style.title_pt;
}

// The axes of a grid have room for one line, which may stand over the grid's ends.
static FittedText in_one_line(FittedText text) {
  while (text.lines.size() > 1) {
    text.lines[text.lines.size() - 2] += " " + text.lines.back();
    text.lines.pop_back();
  }
  return text;
}

void place_headings(PlacedFigure& placed, const TextMetrics& metrics, const Grid& grid) {
  const Figure& figure = placed.figure;
  const Style& style = figure.style;
  const auto fitted = fit_text(metrics, figure.title, {style.title_pt, true, false},
                               figure.width_pt - 2 * style.margin_pt, 3);
  double top = style.margin_pt;
  for (const std::string& line : fitted.lines) {
    placed.texts.push_back(text_at(metrics, line, {fitted.font, style.ink, TextRole::figure_title, 0},
                                   {style.margin_pt, top}, Across::left, Along::top));
    top += line_height(fitted.font);
  }
  const TextFont axis_font{style.label_pt, true, false};
  if (!figure.column_axis.empty()) {
    const double left = grid.column_left.front();
    const double width = grid.column_left.back() + grid.column_width.back() - left;
    const auto text = in_one_line(fit_text(metrics, figure.column_axis, axis_font, width, 1));
    placed.texts.push_back(text_at(metrics, text.lines.front(), {text.font, style.ink, TextRole::heading, 0},
                                   {left + width / 2, style.margin_pt + grid.title_height}, Across::centre,
                                   Along::top));
  }
  if (!figure.row_axis.empty()) {
    const double first = grid.row_top.front();
    const double height = grid.row_top.back() + grid.row_height.back() - first;
    const auto text = in_one_line(fit_text(metrics, figure.row_axis, axis_font, height, 1));
    placed.texts.push_back(text_at(metrics, text.lines.front(), {text.font, style.ink, TextRole::heading, 90},
                                   {style.margin_pt, first + height / 2}, Across::centre, Along::top));
  }
  place_level_headings(placed, metrics, grid, true);
  place_level_headings(placed, metrics, grid, false);
}

}  // namespace rssviz::render
