// Hulls that slide along one another: what packing stands on. Pure; any thread.
#pragma once

#include <algorithm>
#include <limits>
#include <vector>

#include "core/point.h"
#include "embed/packing/packing.h"

namespace rssviz::embed {

// Around hulls.
struct Box {
  double left{std::numeric_limits<double>::infinity()};
  double right{-std::numeric_limits<double>::infinity()};
  double low{std::numeric_limits<double>::infinity()};
  double high{-std::numeric_limits<double>::infinity()};

  void add(const std::vector<Point>& hull, Point by) {
    for (const Point& p : hull) {
      left = std::min(left, p.x + by.x);
      right = std::max(right, p.x + by.x);
      low = std::min(low, p.y + by.y);
      high = std::max(high, p.y + by.y);
    }
  }
  Point middle() const { return {(left + right) / 2, (low + high) / 2}; }
  // The area of the panel, of that aspect or higher up to a square, that shows it.
  double room(double aspect) const {
    const double width = std::max(right - left, high - low);
    return width * std::max(high - low, aspect * width);
  }
};

double area_of(const std::vector<Point>& hull);
Point middle_of(const std::vector<Point>& hull);  // of its bounding box

// All moves by which a convex hull `moving` comes to overlap `standing`, which was moved by `stands_at`: a
// convex polygon again.
std::vector<Point> blocked_moves(const std::vector<Point>& standing, Point stands_at,
                                 const std::vector<Point>& moving);
// The least t >= 0 at which origin + t along lies within no polygon of blocked moves.
double first_free(const std::vector<std::vector<Point>>& blocked, Point origin, Point along);

// The shortest way from one hull to another: where it leaves the first and enters the second.
struct ShortestWay {
  Point from{}, to{};
  double length{std::numeric_limits<double>::infinity()};
};
ShortestWay shortest_way(const std::vector<Point>& from, const std::vector<Point>& to);

}  // namespace rssviz::embed
