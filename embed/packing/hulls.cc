#include "embed/packing/hulls.h"

#include <cmath>
#include <utility>

namespace rssviz::embed {
namespace {

// Where a ray, origin + t direction, runs inside of a convex polygon.
std::pair<double, double> inside_of(const std::vector<Point>& polygon, Point origin, Point along) {
  double enter = -std::numeric_limits<double>::infinity(), leave = -enter;
  // From the last side on: which is the next corner takes no division.
  for (std::size_t i = 0, before = polygon.size() - 1; i < polygon.size(); before = i++) {
    const Point& a = polygon[before];
    const Point& b = polygon[i];
    const Point normal{b.y - a.y, a.x - b.x};  // outwards of a counter-clockwise polygon
    const double distance = normal.x * (origin.x - a.x) + normal.y * (origin.y - a.y);
    const double speed = normal.x * along.x + normal.y * along.y;
    if (speed == 0) {
      if (distance >= 0) return {0, 0};
      continue;
    }
    const double t = -distance / speed;
    if (speed < 0)
      enter = std::max(enter, t);
    else
      leave = std::min(leave, t);
  }
  return {enter, leave};
}

// The point of a segment that is nearest to another point.
Point nearest_on(Point a, Point b, Point to) {
  const double x = b.x - a.x, y = b.y - a.y, squared = x * x + y * y;
  const double t = squared > 0 ? std::clamp(((to.x - a.x) * x + (to.y - a.y) * y) / squared, 0., 1.) : 0;
  return {a.x + t * x, a.y + t * y};
}

// From the corners of one hull to the sides of the other.
ShortestWay from_corners(const std::vector<Point>& corners, const std::vector<Point>& other) {
  ShortestWay shortest;
  for (const Point& corner : corners)
    for (std::size_t i = 0; i < other.size(); ++i) {
      const Point at = nearest_on(other[i], other[(i + 1) % other.size()], corner);
      const double length = std::hypot(at.x - corner.x, at.y - corner.y);
      if (length < shortest.length) shortest = {corner, at, length};
    }
  return shortest;
}

}  // namespace

double area_of(const std::vector<Point>& hull) {
  double twice = 0;
  for (std::size_t i = 0; i < hull.size(); ++i) {
    const Point& a = hull[i];
    const Point& b = hull[(i + 1) % hull.size()];
    twice += a.x * b.y - a.y * b.x;
  }
  return std::abs(twice) / 2;
}

Point middle_of(const std::vector<Point>& hull) {
  Box box;
  box.add(hull, {});
  return box.middle();
}

std::vector<Point> blocked_moves(const std::vector<Point>& standing, Point stands_at,
                                 const std::vector<Point>& moving) {
  std::vector<Point> moves;
  for (const Point& p : standing)
    for (const Point& q : moving) moves.push_back({p.x + stands_at.x - q.x, p.y + stands_at.y - q.y});
  return convex_hull(std::move(moves));
}

double first_free(const std::vector<std::vector<Point>>& blocked, Point origin, Point along) {
  std::vector<std::pair<double, double>> taken;
  for (const std::vector<Point>& moves : blocked) taken.push_back(inside_of(moves, origin, along));
  std::sort(taken.begin(), taken.end());
  double t = 0;
  for (const auto& [enter, leave] : taken)
    if (enter < t + 1e-9 && leave > t) t = leave;
  return t;
}

ShortestWay shortest_way(const std::vector<Point>& from, const std::vector<Point>& to) {
  const ShortestWay there = from_corners(from, to);
  const ShortestWay back = from_corners(to, from);
  return there.length <= back.length ? there : ShortestWay{back.to, back.from, back.length};
}

}  // namespace rssviz::embed
