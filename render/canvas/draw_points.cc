#include "render/canvas/draw_points.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <numbers>
#include <numeric>
#include <span>
#include <string>

#include "core/error.h"
#include "render/canvas/dot_groups.h"
#include "render/canvas/point_order.h"
#include "render/figure/palette.h"
#include "render/layout/decorate.h"

namespace rssviz::render {
namespace {

// 6 bits a channel where colours are a scale's: 64 steps are not seen in dots.
void quantise(std::vector<Dot>& dots) {
  const auto coarse = [](std::uint8_t v) { return static_cast<std::uint8_t>((v & 0xFC) | (v >> 6)); };
  for (Dot& dot : dots) {
    dot.color.red = coarse(dot.color.red);
    dot.color.green = coarse(dot.color.green);
    dot.color.blue = coarse(dot.color.blue);
  }
}

// What all dots of a scatter share.
struct Scatter {
  const Points& points;
  const Style& style;
  const std::vector<Pie>& pies;
  double fade{1};  // of each colour's alpha
  double scale{1};
  bool round_caps{false};
};

std::vector<Dot> visible_dots(const Scatter& scatter, std::span<const DrawnPoint> drawn,
                              const PlacedPanel& panel) {
  const Points& points = scatter.points;
  std::vector<Dot> dots;
  dots.reserve(drawn.size());
  const bool rescue = points.outline_pt <= 0 && few_hues(points.colors);
  const PageBox& frame = panel.frame;
  for (const DrawnPoint& next : drawn) {
    const Point at = panel.page_from_data(points.at[next.point]);
    const double edge = 0.01;
    const bool inside = at.x >= frame.left - edge && at.x <= frame.right + edge && at.y >= frame.top - edge &&
                        at.y <= frame.bottom + edge;
    Dot dot{.at = at,
            .radius = radius_at(points, next.point),
            .color = color_at(points, next.point),
            .shape = shape_at(points, next.point),
            .pie = next.pie};
    if (next.pie >= 0) {
      const Pie& pie = scatter.pies[static_cast<std::size_t>(next.pie)];
      dot.radius = pie.radius_pt;
      dot.shape = MarkerShape::circle;
      dot.color = pie.wedges.front().color;
    }
    dot.radius *= scatter.scale;
    dot.color.alpha *= scatter.fade;
    if (!inside || !(dot.radius > 0) || dot.color.alpha <= 0) continue;
    if (!is_stroke(dot.shape)) dot.outline_pt = points.outline_pt * scatter.scale;
    if (rescue && dot.pie < 0 && !is_stroke(dot.shape)) {
      const Pen pen = rescue_outline(dot.color, scatter.style);
      dot.rescued = pen.width_pt > 0;
      dot.outline_pt = pen.width_pt;
    }
    dots.push_back(dot);
  }
  return dots;
}

// A quarter of a circle at most, clockwise between two shares of the turn from the top.
void arc_piece(Canvas& canvas, Point middle, double radius, double from, double to) {
  const double a = 2 * std::numbers::pi * from, b = 2 * std::numbers::pi * to;
  const double handle = 4.0 / 3 * std::tan((b - a) / 4) * radius;
  const Point start{middle.x + radius * std::sin(a), middle.y - radius * std::cos(a)};
  const Point end{middle.x + radius * std::sin(b), middle.y - radius * std::cos(b)};
  canvas.curve_to({start.x + handle * std::cos(a), start.y + handle * std::sin(a)},
                  {end.x - handle * std::cos(b), end.y - handle * std::sin(b)}, end);
}

void wedge_path(Canvas& canvas, Point middle, double radius, const Wedge& wedge) {
  if (wedge.from <= 0 && wedge.to >= 1) {
    canvas.circle(middle, radius);
    return;
  }
  const double angle = 2 * std::numbers::pi * wedge.from;
  canvas.move_to(middle);
  canvas.line_to({middle.x + radius * std::sin(angle), middle.y - radius * std::cos(angle)});
  const int pieces = std::max(1, static_cast<int>(std::ceil(4 * (wedge.to - wedge.from))));
  for (int i = 0; i < pieces; ++i) {
    const double step = (wedge.to - wedge.from) / pieces;
    arc_piece(canvas, middle, radius, wedge.from + i * step, wedge.from + (i + 1) * step);
  }
  canvas.close_path();
}

void draw_pie(const Scatter& scatter, const Dot& dot, Canvas& canvas) {
  const Pie& pie = scatter.pies[static_cast<std::size_t>(dot.pie)];
  for (const Wedge& wedge : pie.wedges) {
    wedge_path(canvas, dot.at, dot.radius, wedge);
    canvas.fill(with_alpha(wedge.color, wedge.color.alpha * scatter.fade));
  }
  if (dot.outline_pt <= 0) return;
  canvas.circle(dot.at, dot.radius);
  canvas.stroke({.color = scatter.points.outline, .width_pt = dot.outline_pt});
}

Pen outline_of(const Scatter& scatter, const Dot& dot) {
  if (dot.rescued) return rescue_outline(dot.color, scatter.style);
  Pen outline{.color = scatter.points.outline, .width_pt = dot.outline_pt};
  outline.color.alpha = std::min(outline.color.alpha, dot.color.alpha < 1 ? dot.color.alpha + 0.2 : 1.0);
  return outline;
}

void draw_group(const Scatter& scatter, std::span<const Dot* const> group, Canvas& canvas) {
  const Dot& first = *group.front();
  if (first.pie >= 0) {
    for (const Dot* dot : group) draw_pie(scatter, *dot, canvas);
    return;
  }
  const Pen outline = outline_of(scatter, first);
  if (scatter.round_caps && first.shape == MarkerShape::circle && outline.width_pt <= 0) {
    // A segment of no length with round ends is a disc, and far smaller in a file than four curves.
    for (const Dot* dot : group) {
      canvas.move_to(dot->at);
      canvas.line_to(dot->at);
    }
    canvas.stroke({.color = first.color, .width_pt = 2 * first.radius, .cap = Cap::round});
    return;
  }
  for (const Dot* dot : group) marker_path(canvas, first.shape, dot->at, dot->radius);
  if (is_stroke(first.shape)) {
    canvas.stroke({.color = first.color, .width_pt = 0.42 * first.radius, .cap = Cap::round});
  } else if (outline.width_pt > 0) {
    canvas.fill_and_stroke(first.color, outline);
  } else {
    canvas.fill(first.color);
  }
}

void polygon(Canvas& canvas, Point at, double radius, int corners, double turn, double inner_share) {
  const int count = inner_share < 1 ? 2 * corners : corners;
  for (int i = 0; i < count; ++i) {
    const double reach = inner_share < 1 && i % 2 == 1 ? radius * inner_share : radius;
    const double angle = turn + 2 * std::numbers::pi * i / count;
    const Point p{at.x + reach * std::sin(angle), at.y - reach * std::cos(angle)};
    if (i == 0) canvas.move_to(p);
    if (i > 0) canvas.line_to(p);
  }
  canvas.close_path();
}

void segment(Canvas& canvas, Point a, Point b) {
  canvas.move_to(a);
  canvas.line_to(b);
}

}  // namespace

PointsMode points_mode_named(std::string_view name) {
  if (name == "auto") return PointsMode::automatic;
  if (name == "exact") return PointsMode::exact;
  if (name == "compact") return PointsMode::compact;
  if (name == "raster") return PointsMode::raster;
  fail(ErrorKind::usage,
       "no way to write points \"" + std::string(name) + "\"; there are auto, exact, compact and raster");
}

PointsMode points_mode(std::size_t points, bool vector, const DrawOptions& options) {
  if (options.points == PointsMode::raster && !vector) return PointsMode::exact;
  if (options.points != PointsMode::automatic) return options.points;
  if (points <= options.exact_most) return PointsMode::exact;
  return points <= options.compact_most || !vector ? PointsMode::compact : PointsMode::raster;
}

bool marker_path(Canvas& canvas, MarkerShape shape, Point at, double r) {
  switch (shape) {
    case MarkerShape::circle:
      canvas.circle(at, r);
      return true;
    case MarkerShape::ring:
      canvas.circle(at, 0.85 * r);
      return false;
    case MarkerShape::square:
      polygon(canvas, at, 1.25 * r, 4, std::numbers::pi / 4, 1);
      return true;
    case MarkerShape::triangle:
      polygon(canvas, {at.x, at.y + 0.15 * r}, 1.3 * r, 3, 0, 1);
      return true;
    case MarkerShape::diamond:
      polygon(canvas, at, 1.3 * r, 4, 0, 1);
      return true;
    case MarkerShape::star:
      polygon(canvas, at, 1.5 * r, 5, 0, 0.42);
      return true;
    case MarkerShape::cross: {
      const double d = 0.85 * r;
      segment(canvas, {at.x - d, at.y - d}, {at.x + d, at.y + d});
      segment(canvas, {at.x - d, at.y + d}, {at.x + d, at.y - d});
      return false;
    }
    case MarkerShape::plus: {
      segment(canvas, {at.x - 1.1 * r, at.y}, {at.x + 1.1 * r, at.y});
      segment(canvas, {at.x, at.y - 1.1 * r}, {at.x, at.y + 1.1 * r});
      return false;
    }
  }
  return true;
}

void draw_marker(Canvas& canvas, MarkerShape shape, Point at, double radius_pt, Color color,
                 double outline_pt, Color outline) {
  if (!marker_path(canvas, shape, at, radius_pt)) {
    canvas.stroke({.color = color, .width_pt = 0.42 * radius_pt, .cap = Cap::round});
  } else if (outline_pt > 0) {
    canvas.fill_and_stroke(color, {.color = outline, .width_pt = outline_pt});
  } else {
    canvas.fill(color);
  }
}

Pen rescue_outline(Color color, const Style& style) {
  const int low = std::min({color.red, color.green, color.blue});
  const int high = std::max({color.red, color.green, color.blue});
  if (high - low < 48 || !needs_outline(color, style.paper)) return {.width_pt = 0};
  return {.color = with_alpha(mix(color, style.ink, 0.5), color.alpha), .width_pt = 0.35 * ink_scale(style)};
}

void draw_points(const Points& points, const PlacedPanel& panel, const Style& style, bool faint,
                 PointsMode mode, const DrawOptions& options, Canvas& canvas) {
  std::vector<std::uint32_t> indices(points.at.size());
  std::iota(indices.begin(), indices.end(), std::uint32_t{0});
  if (!points.keep_order) indices = random_order(points.at.size(), options.seed, panel.panel);
  const PointOrder order = point_order(points, indices);
  const Scatter scatter{.points = points,
                        .style = style,
                        .pies = order.pies,
                        .fade = faint ? 0.45 : 1,
                        .scale = options.line_scale,
                        .round_caps = mode == PointsMode::compact};
  std::vector<Dot> dots = visible_dots(scatter, order.drawn, panel);
  if (points.colors.size() > 256 && !few_hues(points.colors)) quantise(dots);
  if (points.keep_order) {
    for (const Dot& dot : dots) draw_group(scatter, std::array{&dot}, canvas);
    return;
  }
  for (const DotGroup& group : group_dots(dots)) draw_group(scatter, group, canvas);
}

}  // namespace rssviz::render
