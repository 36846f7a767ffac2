// A canvas that remembers the dots that it was asked to paint: where, how large, in which colour and path.
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "render/canvas/canvas.h"

namespace rssviz::render::testing {

struct Painted {
  Point at{};
  double radius{0};
  Color color{};
  std::size_t path{0};  // the number of the path that it was painted with
  int corners{0};       // of a polygon; 0: a disc
};

// Discs, round caps of segments of no length, and closed polygons (with the middle of their corners).
class PaintedDots final : public Canvas {
 public:
  void move_to(Point p) override { corners_ = {p}; }
  void line_to(Point p) override {
    if (p.x == corners_.back().x && p.y == corners_.back().y) caps_.push_back({.at = p});
    corners_.push_back(p);
  }
  void curve_to(Point, Point, Point) override {}
  void circle(Point centre, double radius) override { pieces_.push_back({.at = centre, .radius = radius}); }
  void rectangle(const PageBox&) override {}
  void close_path() override {
    Painted polygon{.corners = static_cast<int>(corners_.size())};
    for (const Point& p : corners_) {
      polygon.at.x += p.x / polygon.corners;
      polygon.at.y += p.y / polygon.corners;
    }
    pieces_.push_back(polygon);
  }
  void fill(Color color) override { paint(pieces_, color, 0); }
  void stroke(const Pen& pen) override { paint(caps_, pen.color, pen.width_pt / 2); }
  void fill_and_stroke(Color color, const Pen&) override { paint(pieces_, color, 0); }
  void push_clip(const PageBox&) override {}
  void pop_clip() override {}
  void text(Point, std::string_view, const TextFont&, Color, double) override {}
  void text_halo(Point, std::string_view, const TextFont&, Color, double, double) override {}
  void image(const Pixels&, const PageBox&, bool) override {}
  void begin_raster_layer(const PageBox&, double) override { ++layers; }
  void end_raster_layer() override {}
  bool is_vector() const override { return true; }

  std::vector<Painted> dots{};
  std::size_t paths{0};
  int layers{0};

 private:
  void paint(std::vector<Painted>& pieces, Color color, double radius) {
    for (Painted dot : pieces) {
      dot.color = color;
      dot.path = paths;
      if (radius > 0) dot.radius = radius;
      dots.push_back(dot);
    }
    ++paths;
    pieces_.clear();
    caps_.clear();
  }

  std::vector<Point> corners_{};
  std::vector<Painted> pieces_{};
  std::vector<Painted> caps_{};
};

}  // namespace rssviz::render::testing
