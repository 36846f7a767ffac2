#include "render/layout/ink_map.h"

#include <algorithm>
#include <cmath>
#include <variant>

namespace rssviz::render {
namespace {

// 0 for the paper's colour, up to 1.
double weight_of(Color color, const Style& style) {
  const auto part = [](int a, int b) { return std::abs(a - b) / 255.0; };
  const double difference = std::max({part(color.red, style.paper.red), part(color.green, style.paper.green),
                                      part(color.blue, style.paper.blue)});
  return color.alpha * std::clamp(difference * 1.3, 0.1, 1.0);
}

Color color_of(const std::vector<Color>& colors, std::size_t i) {
  if (colors.empty()) return {};
  return colors.size() == 1 ? colors.front() : colors[std::min(i, colors.size() - 1)];
}

}  // namespace

InkMap::InkMap(const Panel& panel, const PlacedPanel& placed, const Style& style, double cell_pt)
    : frame_(placed.frame),
      cell_pt_(cell_pt),
      columns_(static_cast<std::size_t>(std::max(1.0, std::ceil(frame_.width() / cell_pt)))),
      rows_(static_cast<std::size_t>(std::max(1.0, std::ceil(frame_.height() / cell_pt)))),
      ink_(columns_ * rows_, 0),
      integral_((columns_ + 1) * (rows_ + 1), 0) {
  for (const Mark& mark : panel.marks) {
    if (const auto* points = std::get_if<Points>(&mark)) add_points(*points, placed, style);
    if (const auto* line = std::get_if<Line>(&mark)) add_line(*line, placed, style);
    if (const auto* boxes = std::get_if<Rectangles>(&mark)) add_rectangles(*boxes, placed, style);
    if (const auto* band = std::get_if<Band>(&mark)) add_band(*band, placed, style);
  }
  integrate();
}

void InkMap::add_points(const Points& points, const PlacedPanel& placed, const Style& style) {
  for (std::size_t i = 0; i < points.at.size(); ++i) {
    const double radius =
        i < points.radii_pt.size() ? static_cast<double>(points.radii_pt[i]) : points.radius_pt;
    stamp(placed.page_from_data(points.at[i]), radius, weight_of(color_of(points.colors, i), style));
  }
}

void InkMap::add_line(const Line& line, const PlacedPanel& placed, const Style& style) {
  const double ink = 1.5 * weight_of(line.color, style);
  for (std::size_t i = 1; i < line.at.size(); ++i) {
    const Point a = placed.page_from_data(line.at[i - 1]), b = placed.page_from_data(line.at[i]);
    const double length = std::hypot(b.x - a.x, b.y - a.y);
    if (!std::isfinite(length)) continue;
    const int steps = std::clamp(static_cast<int>(std::ceil(length / cell_pt_)), 1, 100000);
    for (int s = 0; s < steps; ++s) {
      const double share = (s + 0.5) / steps;
      stamp({a.x + share * (b.x - a.x), a.y + share * (b.y - a.y)}, line.width_pt / 2, ink);
    }
  }
}

void InkMap::add_rectangles(const Rectangles& rectangles, const PlacedPanel& placed, const Style& style) {
  for (std::size_t i = 0; i < rectangles.boxes.size(); ++i) {
    const auto& box = rectangles.boxes[i];
    const Point a = placed.page_from_data({box.x0, box.y0}), b = placed.page_from_data({box.x1, box.y1});
    const Cells cells =
        cells_of({std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)});
    const double ink = 0.6 * weight_of(color_of(rectangles.colors, i), style);
    for (std::size_t y = cells.y0; y < cells.y1; ++y) {
      for (std::size_t x = cells.x0; x < cells.x1; ++x) ink_[y * columns_ + x] += ink;
    }
  }
}

void InkMap::add_band(const Band& band, const PlacedPanel& placed, const Style& style) {
  Rectangles boxes;
  boxes.colors = {band.color};
  for (std::size_t i = 1; i < band.x.size(); ++i) {
    boxes.boxes.push_back({band.x[i - 1], std::min(band.low[i - 1], band.low[i]), band.x[i],
                           std::max(band.high[i - 1], band.high[i])});
  }
  add_rectangles(boxes, placed, style);
}

void InkMap::stamp(Point at, double radius_pt, double ink) {
  if (!std::isfinite(at.x) || !std::isfinite(at.y) || !frame_.contains(at)) return;
  const Cells cells = cells_of({at.x - radius_pt, at.y - radius_pt, at.x + radius_pt, at.y + radius_pt});
  for (std::size_t y = cells.y0; y < cells.y1; ++y) {
    for (std::size_t x = cells.x0; x < cells.x1; ++x) {
      double& cell = ink_[y * columns_ + x];
      cell = std::min(std::max(cell, 3.0), cell + ink);  // a heap of points is no worse than three
    }
  }
}

void InkMap::integrate() {
  const std::size_t stride = columns_ + 1;
  for (std::size_t y = 0; y < rows_; ++y) {
    double row = 0;
    for (std::size_t x = 0; x < columns_; ++x) {
      row += ink_[y * columns_ + x];
      integral_[(y + 1) * stride + x + 1] = integral_[y * stride + x + 1] + row;
    }
  }
}

InkMap::Cells InkMap::cells_of(const PageBox& box) const {
  const auto low = [&](double value, double origin, std::size_t most) {
    return static_cast<std::size_t>(
        std::clamp(std::floor((value - origin) / cell_pt_), 0.0, static_cast<double>(most)));
  };
  const auto high = [&](double value, double origin, std::size_t most) {
    return static_cast<std::size_t>(
        std::clamp(std::ceil((value - origin) / cell_pt_), 0.0, static_cast<double>(most)));
  };
  return {low(box.left, frame_.left, columns_), high(box.right, frame_.left, columns_),
          low(box.top, frame_.top, rows_), high(box.bottom, frame_.top, rows_)};
}

double InkMap::sum(const PageBox& box) const {
  const Cells c = cells_of(box);
  const std::size_t stride = columns_ + 1;
  return integral_[c.y1 * stride + c.x1] - integral_[c.y0 * stride + c.x1] - integral_[c.y1 * stride + c.x0] +
         integral_[c.y0 * stride + c.x0];
}

double InkMap::mean(const PageBox& box) const {
  const Cells c = cells_of(box);
  const double cells = static_cast<double>((c.x1 - c.x0) * (c.y1 - c.y0));
  return cells > 0 ? sum(box) / cells : 0;
}

}  // namespace rssviz::render
