#include <algorithm>
#include <cmath>
#include <variant>

#include "render/canvas/draw.h"
#include "render/canvas/draw_points.h"
#include "render/canvas/draw_text_grid.h"
#include "render/layout/decorate.h"

namespace rssviz::render {
namespace {

constexpr double kTileOverlap = 0.3;  // points by which a cell reaches under its neighbours

PageBox grown(PageBox box, double by) {
  return {box.left - by, box.top - by, box.right + by, box.bottom + by};
}

void set_dash(Pen& pen, Dash dash) {
  if (dash == Dash::dashed) {
    pen.dash_on_pt = 3.2 * pen.width_pt + 0.8;
    pen.dash_off_pt = 2.2 * pen.width_pt + 0.6;
  } else if (dash == Dash::dotted) {
    pen.cap = Cap::round;
    pen.dash_on_pt = 0.01;
    pen.dash_off_pt = 2.4 * pen.width_pt;
  }
}

// Draws the marks of one panel, one kind a function.
class MarkPainter {
 public:
  MarkPainter(const PlacedFigure& placed, std::size_t panel, Canvas& canvas, const DrawOptions& options)
      : panel_(placed.panels.at(panel)),
        style_(placed.figure.style),
        faint_(placed.figure.panels.at(panel).faint),
        canvas_(canvas),
        options_(options) {}

  void count(std::span<const Mark> marks) {
    std::size_t points = 0;
    for (const Mark& mark : marks) {
      if (const auto* scatter = std::get_if<Points>(&mark)) points += scatter->at.size();
    }
    mode_ = points_mode(points, canvas_.is_vector(), options_);
  }

  bool rasterized() const { return rasterized_; }

  void operator()(const Points& points) {
    const bool raster = mode_ == PointsMode::raster && points.rasterizable && !points.at.empty();
    double reach = points.radius_pt;
    for (const float radius : points.radii_pt) reach = std::max(reach, static_cast<double>(radius));
    const PageBox clip = grown(panel_.frame, 1.6 * reach * options_.line_scale);
    if (raster) canvas_.begin_raster_layer(clip, options_.raster_dpi);
    const PointsMode mode = mode_ == PointsMode::raster ? PointsMode::compact : mode_;
    draw_points(points, panel_, style_, faint_, mode, options_, canvas_);
    if (raster) canvas_.end_raster_layer();
    rasterized_ = rasterized_ || raster;
  }

  void operator()(const Line& line) {
    Pen pen{.color = fade(line.color), .width_pt = line.width_pt * options_.line_scale, .cap = Cap::round};
    canvas_.push_clip(grown(panel_.frame, 0.6 * pen.width_pt));
    if (line.halo_pt > 0) {
      const double width = pen.width_pt + 2 * line.halo_pt * options_.line_scale;
      if (path(line)) canvas_.stroke({.color = style_.paper, .width_pt = width, .cap = Cap::round});
    }
    const Pen rescue = rescue_outline(line.color, style_);
    if (rescue.width_pt > 0 && path(line)) {
      canvas_.stroke(
          {.color = fade(rescue.color), .width_pt = pen.width_pt + 2 * rescue.width_pt, .cap = Cap::round});
    }
    if (line.dash == Dash::dashed) pen.cap = Cap::butt;
    set_dash(pen, line.dash);
    if (path(line)) canvas_.stroke(pen);
    if (line.arrows) arrows(line, pen);
    canvas_.pop_clip();
  }

  void operator()(const Band& band) {
    canvas_.push_clip(panel_.frame);
    bool started = false;
    for (std::size_t i = 0; i < band.x.size(); ++i) started = corner({band.x[i], band.high[i]}, started);
    for (std::size_t i = band.x.size(); i-- > 0;) started = corner({band.x[i], band.low[i]}, started);
    if (started) {
      canvas_.close_path();
      canvas_.fill(fade(band.color));
    }
    canvas_.pop_clip();
  }

  void operator()(const Rectangles& rectangles) {
    canvas_.push_clip(panel_.frame);
    // Boxes of one colour share a path, or light seams would show between the bars of a histogram.
    bool pending = false;
    for (std::size_t i = 0; i < rectangles.boxes.size(); ++i) {
      const auto& box = rectangles.boxes[i];
      const Point a = clamped({box.x0, box.y0}), b = clamped({box.x1, box.y1});
      PageBox page{std::min(a.x, b.x), std::min(a.y, b.y), std::max(a.x, b.x), std::max(a.y, b.y)};
      if (rectangles.tiled) {  // the next cell covers it; edge to edge, light seams would show
        page.right += kTileOverlap;
        page.bottom += kTileOverlap;
      }
      if (!(std::isfinite(page.width()) && std::isfinite(page.height()))) continue;
      canvas_.rectangle(page);
      pending = rectangles.colors.size() == 1;
      if (!pending) paint(rectangles, i);
    }
    if (pending) paint(rectangles, 0);
    canvas_.pop_clip();
  }

  void operator()(const TextGrid& text) { draw_text_grid(text, panel_, canvas_); }

  void operator()(const Rule& rule) {
    const PageBox& frame = panel_.frame;
    Pen pen{.color = fade(rule.color), .width_pt = rule.width_pt * options_.line_scale};
    set_dash(pen, rule.dash);
    const double at = rule.horizontal ? panel_.y.page_from_data(rule.at) : panel_.x.page_from_data(rule.at);
    const bool inside =
        rule.horizontal ? at >= frame.top && at <= frame.bottom : at >= frame.left && at <= frame.right;
    if (!inside) return;
    canvas_.move_to(rule.horizontal ? Point{frame.left, at} : Point{at, frame.top});
    canvas_.line_to(rule.horizontal ? Point{frame.right, at} : Point{at, frame.bottom});
    canvas_.stroke(pen);
  }

 private:
  Color fade(Color color) const { return faint_ ? with_alpha(color, 0.45 * color.alpha) : color; }

  // Fills the path with the colour of box `i`.
  void paint(const Rectangles& rectangles, std::size_t i) {
    Color color{};
    if (!rectangles.colors.empty()) color = rectangles.colors[std::min(i, rectangles.colors.size() - 1)];
    Pen outline{.color = rectangles.outline,
                .width_pt = rectangles.outline_pt * options_.line_scale,
                .round_joins = false};
    if (outline.width_pt <= 0 && !rectangles.tiled && rectangles.colors.size() <= 16)
      outline = rescue_outline(color, style_);
    if (outline.width_pt > 0) canvas_.fill_and_stroke(fade(color), outline);
    if (outline.width_pt <= 0) canvas_.fill(fade(color));
  }

  // Values at or below zero on a logarithmic axis stand at the panel's edge.
  Point clamped(Point data) const {
    Point p = panel_.page_from_data(data);
    if (panel_.y.logarithmic && data.y <= 0) p.y = panel_.frame.bottom;
    if (panel_.x.logarithmic && data.x <= 0) p.x = panel_.frame.left;
    return p;
  }

  bool corner(Point data, bool started) {
    const Point p = clamped(data);
    if (!std::isfinite(p.x) || !std::isfinite(p.y)) return started;
    if (started) canvas_.line_to(p);
    if (!started) canvas_.move_to(p);
    return true;
  }

  // False where nothing is to be drawn.
  bool path(const Line& line) {
    bool drawn = false, down = false;
    Point last{};
    for (const Point& data : line.at) {
      const Point p = panel_.page_from_data(data);
      if (!std::isfinite(p.x) || !std::isfinite(p.y)) {
        down = false;
        continue;
      }
      if (!down) canvas_.move_to(p);
      if (down && line.step) canvas_.line_to({p.x, last.y});
      if (down) canvas_.line_to(p);
      drawn = drawn || down;
      down = true;
      last = p;
    }
    if (!drawn && down) canvas_.line_to(last);  // a single point shows as a dot
    return drawn || down;
  }

  void arrows(const Line& line, const Pen& pen) {
    const double length = 2.6 * pen.width_pt + 1.6 * ink_scale(style_), half = 0.42 * length;
    bool any = false;
    for (std::size_t i = 1; i < line.at.size(); ++i) {
      const Point a = panel_.page_from_data(line.at[i - 1]), b = panel_.page_from_data(line.at[i]);
      const double distance = std::hypot(b.x - a.x, b.y - a.y);
      if (!std::isfinite(distance) || distance < 2.2 * length) continue;
      const Point along{(b.x - a.x) / distance, (b.y - a.y) / distance};
      const Point middle{(a.x + b.x) / 2, (a.y + b.y) / 2};
      const auto corner_at = [&](double forward, double aside) {
        return Point{middle.x + forward * along.x - aside * along.y,
                     middle.y + forward * along.y + aside * along.x};
      };
      canvas_.move_to(corner_at(0.6 * length, 0));
      canvas_.line_to(corner_at(-0.4 * length, half));
      canvas_.line_to(corner_at(-0.22 * length, 0));
      canvas_.line_to(corner_at(-0.4 * length, -half));
      canvas_.close_path();
      any = true;
    }
    if (any) canvas_.fill(pen.color);
  }

  const PlacedPanel& panel_;
  const Style& style_;
  bool faint_;
  Canvas& canvas_;
  const DrawOptions& options_;
  PointsMode mode_ = PointsMode::exact;
  bool rasterized_ = false;
};

}  // namespace

void draw_marks(const PlacedFigure& placed, std::size_t panel, std::span<const Mark> marks, Canvas& canvas,
                const DrawOptions& options, DrawReport* report) {
  MarkPainter painter(placed, panel, canvas, options);
  painter.count(marks);
  // Dots may reach over the frame's line but no further: nothing else is near it.
  for (const Mark& mark : marks) std::visit([&](const auto& m) { painter(m); }, mark);
  if (report != nullptr && painter.rasterized()) report->raster_panels.push_back(panel);
}

}  // namespace rssviz::render
