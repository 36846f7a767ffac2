#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "render/layout/placed.h"

namespace rssviz::render {
namespace {

struct Span {
  double low{std::numeric_limits<double>::infinity()};
  double high{-std::numeric_limits<double>::infinity()};
};

Span project(const std::array<Point, 4>& corners, Point axis) {
  Span span;
  for (const Point& corner : corners) {
    const double at = corner.x * axis.x + corner.y * axis.y;
    span.low = std::min(span.low, at);
    span.high = std::max(span.high, at);
  }
  return span;
}

}  // namespace

double AxisTransform::page_from_data(double value) const {
  return offset + scale * (logarithmic ? std::log10(value) : value);
}

std::array<Point, 4> PlacedText::corners() const {
  const double turn = angle_deg * std::numbers::pi / 180;
  const Point along{std::cos(turn), -std::sin(turn)};
  const Point up{-std::sin(turn), -std::cos(turn)};
  const auto corner = [&](double forward, double upward) {
    return Point{at.x + forward * along.x + upward * up.x, at.y + forward * along.y + upward * up.y};
  };
  return {corner(0, -extent.descent_pt), corner(extent.width_pt, -extent.descent_pt),
          corner(extent.width_pt, extent.ascent_pt), corner(0, extent.ascent_pt)};
}

PageBox PlacedText::bounds() const {
  const auto all = corners();
  const Span across = project(all, {1, 0});
  const Span down = project(all, {0, 1});
  return {across.low, down.low, across.high, down.high};
}

// Two turned rectangles are apart exactly where a side of one of them separates them.
bool texts_overlap(const PlacedText& a, const PlacedText& b, double tolerance_pt) {
  if (a.text.empty() || b.text.empty()) return false;
  const auto corners_a = a.corners();
  const auto corners_b = b.corners();
  for (const double angle : {a.angle_deg, a.angle_deg + 90, b.angle_deg, b.angle_deg + 90}) {
    const double turn = angle * std::numbers::pi / 180;
    const Point axis{std::cos(turn), -std::sin(turn)};
    const Span span_a = project(corners_a, axis);
    const Span span_b = project(corners_b, axis);
    if (span_a.high - tolerance_pt <= span_b.low || span_b.high - tolerance_pt <= span_a.low) return false;
  }
  return true;
}

}  // namespace rssviz::render
