#include "render/layout/limits.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <variant>

#include "render/layout/end_names.h"

namespace rssviz::render {
namespace {

struct Range {
  double low{std::numeric_limits<double>::infinity()};
  double high{-std::numeric_limits<double>::infinity()};
  bool from_base{false};  // has bars that stand on `low` or hang from `high`

  bool empty() const { return !(low <= high); }
  void add(double value, bool logarithmic) {
    if (!std::isfinite(value) || (logarithmic && value <= 0)) return;
    low = std::min(low, value);
    high = std::max(high, value);
  }
};

// Gathers the ranges of all marks.
struct Gather {
  const Panel& panel;
  Range x{};
  Range y{};

  void add(Point p) {
    x.add(p.x, panel.x.logarithmic);
    y.add(p.y, panel.y.logarithmic);
  }
  void operator()(const Points& points) {
    for (const Point& p : points.at) add(p);
  }
  void operator()(const Line& line) {
    for (const Point& p : line.at) {
      if (std::isfinite(p.x) && std::isfinite(p.y)) add(p);
    }
  }
  void operator()(const Band& band) {
    for (std::size_t i = 0; i < band.x.size(); ++i) {
      add({band.x[i], band.low[i]});
      add({band.x[i], band.high[i]});
    }
  }
  void operator()(const Rectangles& rectangles) {
    for (const auto& box : rectangles.boxes) {
      add({box.x0, box.y0});
      add({box.x1, box.y1});
    }
    if (!rectangles.boxes.empty()) x.from_base = y.from_base = true;
  }
  void operator()(const TextGrid& text) {
    for (const TextGrid::Cell& cell : text.cells) {
      add({cell.column, -static_cast<double>(cell.row)});
      add({cell.column + cell.width, -static_cast<double>(cell.row) - 1});
    }
  }
  void operator()(const Rule& rule) {
    if (rule.horizontal) y.add(rule.at, panel.y.logarithmic);
    if (!rule.horizontal) x.add(rule.at, panel.x.logarithmic);
  }
};

Range with_margin(Range range, const Axis& axis) {
  if (range.empty()) range = axis.logarithmic ? Range{1, 10} : Range{0, 1};
  if (axis.logarithmic) {
    const double margin = std::max(0.04 * std::log10(range.high / range.low), 0.02);
    return {range.low / std::pow(10.0, margin), range.high * std::pow(10.0, margin)};
  }
  double width = range.high - range.low;
  if (width <= 0) width = std::max(1e-6, std::abs(range.low)) * 0.5;
  Range out{range.low - 0.04 * width, range.high + 0.04 * width};
  if (range.low >= 0 && out.low < 0) out.low = 0;
  if (range.high <= 0 && out.high > 0) out.high = 0;
  if (range.from_base && range.low == 0) out.low = 0;
  return out;
}

void apply_axis(const Axis& axis, double& low, double& high) {
  const bool usable_low = axis.low && std::isfinite(*axis.low) && (!axis.logarithmic || *axis.low > 0);
  const bool usable_high = axis.high && std::isfinite(*axis.high) && (!axis.logarithmic || *axis.high > 0);
  if (usable_low) low = *axis.low;
  if (usable_high) high = *axis.high;
  if (low < high) return;
  if (axis.logarithmic) {
    if (usable_low && !usable_high) high = low * 10;
    if (!usable_low) low = high / 10;
  } else {
    if (!usable_low) low = high - 1;
    if (usable_low) high = low + 1;
  }
  if (!(low < high)) high = low + (axis.logarithmic ? 9 * low : 1);
}

Limits map_limits(const Range& x, const Range& y) {
  if (x.empty() || y.empty()) return {};
  double side = std::max(x.high - x.low, y.high - y.low);
  if (!(side > 0)) side = 1;
  const double margin = 0.04 * side;
  return {x.low - margin, x.high + margin, y.low - margin, y.high + margin};
}

}  // namespace

Limits panel_limits(const Panel& panel) {
  if (panel.limits) {
    const auto& [a, b] = *panel.limits;
    Limits given{std::min(a.x, b.x), std::max(a.x, b.x), std::min(a.y, b.y), std::max(a.y, b.y)};
    if (!(given.x_low < given.x_high)) given.x_high = given.x_low + 1;
    if (!(given.y_low < given.y_high)) given.y_high = given.y_low + 1;
    return given;
  }
  Gather gather{panel};
  for (const Mark& mark : panel.marks) std::visit(gather, mark);
  for (const Label& label : panel.labels)
    if (!is_end_name(label)) gather.add(label.at);
  if (panel.kind == PanelKind::map) return map_limits(gather.x, gather.y);
  const Range x = with_margin(gather.x, panel.x);
  const Range y = with_margin(gather.y, panel.y);
  Limits limits{x.low, x.high, y.low, y.high};
  apply_axis(panel.x, limits.x_low, limits.x_high);
  apply_axis(panel.y, limits.y_low, limits.y_high);
  return limits;
}

Limits equal_scale(const Limits& limits, double width_pt, double height_pt) {
  const double x_units = (limits.x_high - limits.x_low) / width_pt;
  const double y_units = (limits.y_high - limits.y_low) / height_pt;
  const double units = std::max(x_units, y_units);
  const double x_half = units * width_pt / 2, y_half = units * height_pt / 2;
  const double x_middle = (limits.x_low + limits.x_high) / 2, y_middle = (limits.y_low + limits.y_high) / 2;
  return {x_middle - x_half, x_middle + x_half, y_middle - y_half, y_middle + y_half};
}

}  // namespace rssviz::render
