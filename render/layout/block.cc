#include "render/layout/block.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "render/layout/decorate.h"
#include "render/layout/layout.h"
#include "render/layout/text_box.h"

namespace rssviz::render {
namespace {

constexpr double kBarThickness = 6.5;

double swatch_width(const LegendEntry& entry, const Style& style) {
  switch (entry.swatch) {
    case SwatchKind::none:
      return 0;
    case SwatchKind::point:
      return 0.8 * style.tick_pt;
    case SwatchKind::line:
    case SwatchKind::band:
      return 2.0 * style.tick_pt;
    case SwatchKind::box:
      return 1.1 * style.tick_pt;
  }
  return 0;
}

double text_offset(const LegendEntry& entry, const Style& style) {
  return entry.swatch == SwatchKind::none ? 0 : swatch_width(entry, style) + 0.5 * style.tick_pt;
}

// Where the entries go: columns of a grid.
struct Columns {
  std::size_t count{1};
  std::vector<double> widths{};
  double total{0};
};

Columns columns_of(const std::vector<double>& widths, std::size_t count, double gap) {
  Columns columns;
  columns.count = count;
  columns.widths.assign(count, 0);
  for (std::size_t i = 0; i < widths.size(); ++i) {
    columns.widths[i % count] = std::max(columns.widths[i % count], widths[i]);
  }
  for (const double width : columns.widths) columns.total += width;
  columns.total += gap * static_cast<double>(count - 1);
  return columns;
}

// As many columns as fit, then as few as the same number of rows needs.
Columns choose_columns(const std::vector<double>& widths, double gap, double room) {
  Columns best = columns_of(widths, 1, gap);
  for (std::size_t count = 2; count <= widths.size(); ++count) {
    const Columns columns = columns_of(widths, count, gap);
    const std::size_t rows = (widths.size() + count - 1) / count;
    const std::size_t best_rows = (widths.size() + best.count - 1) / best.count;
    if (columns.total <= room + 0.01 && rows < best_rows) best = columns;
  }
  return best;
}

struct LegendPlan {
  std::vector<double> widths{};
  std::vector<FittedText> texts{};
};

LegendPlan plan_entries(const Legend& legend, const Style& style, const TextMetrics& metrics, double room) {
  LegendPlan plan;
  for (const LegendEntry& entry : legend.entries) {
    const double offset = text_offset(entry, style);
    FittedText text = fit_text(metrics, entry.text, {style.tick_pt, false, false}, room - offset, 1);
    double width = 0;
    for (const std::string& line : text.lines)
      width = std::max(width, metrics.measure(line, text.font).width_pt);
    plan.widths.push_back(offset + width);
    plan.texts.push_back(std::move(text));
  }
  return plan;
}

// The height of each row of entries: of one with several lines as high as its text.
std::vector<double> row_heights(const LegendPlan& plan, std::size_t columns, const Style& style) {
  std::vector<double> heights((plan.texts.size() + columns - 1) / columns, 1.5 * style.tick_pt);
  for (std::size_t i = 0; i < plan.texts.size(); ++i) {
    const FittedText& text = plan.texts[i];
    if (text.lines.size() < 2) continue;
    const double more = static_cast<double>(text.lines.size() - 1) * line_height(text.font);
    heights[i / columns] = std::max(heights[i / columns], 1.5 * style.tick_pt + more);
  }
  return heights;
}

// Returns their height.
double add_entries(Block& block, const Legend& legend, const LegendPlan& plan, const Columns& columns,
                   Point corner, const Style& style, const TextMetrics& metrics) {
  const double gap = 1.5 * style.tick_pt, half = 0.5 * style.tick_pt;
  const std::vector<double> heights = row_heights(plan, columns.count, style);
  double x = corner.x, top = corner.y;
  for (std::size_t i = 0; i < legend.entries.size(); ++i) {
    if (i % columns.count == 0) x = corner.x;
    if (i > 0 && i % columns.count == 0) top += heights[i / columns.count - 1];
    double middle = top + 0.75 * style.tick_pt;
    const LegendEntry& entry = legend.entries[i];
    block.swatches.push_back({entry, {x, middle - half, x + swatch_width(entry, style), middle + half}});
    const FittedText& text = plan.texts[i];
    for (const std::string& line : text.lines) {
      block.texts.push_back(text_at(metrics, line, {text.font, style.ink, TextRole::legend, 0},
                                    {x + text_offset(entry, style), middle}, Across::left, Along::middle));
      middle += line_height(text.font);
    }
    x += columns.widths[i % columns.count] + gap;
  }
  return std::accumulate(heights.begin(), heights.end(), 0.0);
}

}  // namespace

Block legend_block(const Legend& legend, const Style& style, const TextMetrics& metrics, double width_pt) {
  Block block;
  const double row = 1.5 * style.tick_pt, gap = 1.5 * style.tick_pt;
  const LegendPlan plan = plan_entries(legend, style, metrics, width_pt);
  const FittedText title = fit_text(metrics, legend.title, {style.tick_pt, true, false}, width_pt, 2);
  double title_width = 0;
  for (const std::string& line : title.lines) {
    title_width = std::max(title_width, metrics.measure(line, title.font).width_pt);
  }
  const bool below = legend.side == Side::bottom;
  const Columns columns =
      below ? choose_columns(plan.widths, gap, width_pt) : columns_of(plan.widths, 1, gap);
  const bool one_row = below && columns.count >= plan.widths.size();
  const bool beside = one_row && title.lines.size() == 1 && title_width + gap + columns.total <= width_pt;
  double top = 0;
  for (const std::string& line : title.lines) {
    block.texts.push_back(text_at(metrics, line, {title.font, style.ink, TextRole::legend, 0},
                                  {0, top + row / 2}, Across::left, Along::middle));
    if (!beside) top += row;
  }
  const Point corner{beside ? title_width + gap : 0, top};
  block.height_pt = top + add_entries(block, legend, plan, columns, corner, style, metrics);
  block.width_pt = std::max(title_width, corner.x + columns.total);
  return block;
}

namespace {

std::vector<Tick> bar_ticks(const ColorBar& bar, double length, const Style& style) {
  if (!bar.ticks.empty()) return bar.ticks;
  const int most = std::clamp(static_cast<int>(length / (3.0 * style.tick_pt)), 2, 6);
  return choose_ticks(bar.low, bar.high, most);
}

double share_of(const ColorBar& bar, double value) {
  return bar.high > bar.low ? std::clamp((value - bar.low) / (bar.high - bar.low), 0.0, 1.0) : 0.5;
}

Block vertical_bar(const ColorBar& bar, std::size_t index, const Style& style, const TextMetrics& metrics,
                   double room_pt) {
  Block block;
  const double unit = ink_scale(style), thick = kBarThickness * unit;
  const double point_end = 0.9 * thick, half_text = 0.5 * style.tick_pt;
  const double low_end = bar.clipped_low ? std::max(point_end, half_text) : half_text;
  const double high_end = bar.clipped_high ? std::max(point_end, half_text) : half_text;
  const double length = std::max(20.0 * unit, std::min(room_pt - low_end - high_end, 120 * unit));
  PlacedColorBar placed{index, {0, high_end, thick, high_end + length}, true, {}};
  double right = thick;
  const TextLook look{{style.tick_pt, false, false}, style.muted, TextRole::color_bar, 0};
  for (const Tick& tick : bar_ticks(bar, length, style)) {
    const double y = placed.box.bottom - share_of(bar, tick.at) * length;
    placed.ticks.push_back({y, false});
    block.texts.push_back(
        text_at(metrics, tick.text, look, {thick + 4 * unit, y}, Across::left, Along::middle));
    right = std::max(right, block.texts.back().bounds().right);
  }
  const TextLook title_look{{style.tick_pt, false, false}, style.ink, TextRole::color_bar, 90};
  const FittedText title = fit_text(metrics, bar.title, title_look.font, length + low_end + high_end, 3);
  right += title.lines.empty() ? 0 : 3 * unit;
  for (const std::string& line : title.lines) {
    TextLook line_look = title_look;
    line_look.font = title.font;
    block.texts.push_back(
        text_at(metrics, line, line_look, {right, high_end + length / 2}, Across::centre, Along::top));
    right = block.texts.back().bounds().right;
  }
  block.bars.push_back(placed);
  block.width_pt = right;
  block.height_pt = high_end + length + low_end;
  return block;
}

Block horizontal_bar(const ColorBar& bar, std::size_t index, const Style& style, const TextMetrics& metrics,
                     double room_pt) {
  Block block;
  const double unit = ink_scale(style), thick = kBarThickness * unit, end = 1.4 * style.tick_pt;
  const TextLook title_look{{style.tick_pt, false, false}, style.ink, TextRole::color_bar, 0};
  const double natural = metrics.measure(bar.title, title_look.font).width_pt;
  const double gap = bar.title.empty() ? 0 : 0.6 * style.tick_pt;
  const bool beside = natural + gap + 2 * end + 70 * unit <= room_pt;
  double left = end, top = 0.35 * style.tick_pt;
  if (beside && !bar.title.empty()) {
    block.texts.push_back(
        text_at(metrics, bar.title, title_look, {0, top + thick / 2}, Across::left, Along::middle));
    left = natural + gap + (bar.clipped_low ? thick : 0.5 * end);
  } else if (!bar.title.empty()) {
    const FittedText title = fit_text(metrics, bar.title, title_look.font, room_pt, 2);
    TextLook look = title_look;
    look.font = title.font;
    top = 0;
    for (const std::string& line : title.lines) {
      block.texts.push_back(text_at(metrics, line, look, {0, top}, Across::left, Along::top));
      block.width_pt = std::max(block.width_pt, block.texts.back().bounds().right);
      top += line_height(title.font);
    }
    top += 1.5 * unit;
  }
  const double length = std::max(20 * unit, std::min(room_pt - left - end, 130 * unit));
  PlacedColorBar placed{index, {left, top, left + length, top + thick}, false, {}};
  const TextLook look{{style.tick_pt, false, false}, style.muted, TextRole::color_bar, 0};
  for (const Tick& tick : bar_ticks(bar, length, style)) {
    const double x = left + share_of(bar, tick.at) * length;
    placed.ticks.push_back({x, false});
    block.texts.push_back(
        text_at(metrics, tick.text, look, {x, top + thick + 3.5 * unit}, Across::centre, Along::top));
    block.height_pt = block.texts.back().bounds().bottom;
  }
  block.bars.push_back(placed);
  block.width_pt = std::max(block.width_pt, left + length + end);
  block.height_pt = std::max(block.height_pt, top + thick);
  return block;
}

}  // namespace

Block color_bar_block(const ColorBar& bar, std::size_t index, const Style& style, const TextMetrics& metrics,
                      double room_pt) {
  return bar.side == Side::right ? vertical_bar(bar, index, style, metrics, room_pt)
                                 : horizontal_bar(bar, index, style, metrics, room_pt);
}

void add_block(PlacedFigure& placed, const Block& block, Point at) {
  const auto moved = [&](PageBox box) {
    return PageBox{box.left + at.x, box.top + at.y, box.right + at.x, box.bottom + at.y};
  };
  for (PlacedText text : block.texts) {
    text.at = {text.at.x + at.x, text.at.y + at.y};
    placed.texts.push_back(std::move(text));
  }
  for (const PlacedSwatch& swatch : block.swatches)
    placed.swatches.push_back({swatch.entry, moved(swatch.box)});
  for (PlacedColorBar bar : block.bars) {
    bar.box = moved(bar.box);
    for (PlacedTick& tick : bar.ticks) tick.position_pt += bar.vertical ? at.y : at.x;
    placed.color_bars.push_back(std::move(bar));
  }
}

}  // namespace rssviz::render
